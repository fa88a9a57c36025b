package permit

// mask is a set of truths: what a condition can still be.
type mask uint8

const (
	yes mask = 1 << iota
	no
	unknown

	either = yes | no
	open   = yes | no | unknown
)

func of(b bool) mask {
	if b {
		return yes
	}
	return no
}

// not is Kleene's negation of each member.
func (m mask) not() mask {
	n := m & unknown
	if m&yes != 0 {
		n |= no
	}
	if m&no != 0 {
		n |= yes
	}
	return n
}

// and is the set of conjunctions of a member of each.
func (m mask) and(n mask) mask {
	out := (m | n) & no
	if m&yes != 0 && n&yes != 0 {
		out |= yes
	}
	if m&unknown != 0 && n&(yes|unknown) != 0 || n&unknown != 0 && m&yes != 0 {
		out |= unknown
	}
	return out
}

// definite is the set of answers to whether it is TRUE.
func (m mask) definite() mask {
	out := m & yes
	if m&(no|unknown) != 0 {
		out |= no
	}
	return out
}
