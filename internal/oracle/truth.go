package oracle

// truth is a value of three-valued logic. The zero value is false.
type truth uint8

const (
	no truth = iota
	unknown
	yes
)

func of(b bool) truth {
	if b {
		return yes
	}
	return no
}

// not is Kleene's: what is unknown stays so.
func (t truth) not() truth { return yes - t }

// and is the least of two truths, or the greatest.
func (t truth) and(u truth) truth { return min(t, u) }
func (t truth) or(u truth) truth  { return max(t, u) }
