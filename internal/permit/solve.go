package permit

import (
	"slices"
)

// maxEffort bounds how many comparisons a question may cost, and maxConstants
// how many constants it may hold. A question that is larger is answered with a
// yes that is not exact.
const (
	maxEffort    = 300_000
	maxConstants = 1_000
)

// search goes through the values of a formula's variables.
type search struct {
	node    node
	vars    []*variable // those of the row first
	domains map[*variable][]any
	at      map[*variable]any // what is assigned
	hard    int               // how many of vars are of the row
	effort  int
	found   Verdict
}

// solve tells whether the formula can be TRUE.
func (b *builder) solve(n node) Verdict {
	u := gather(n)
	if u.constants() > maxConstants {
		return Verdict{Allowed: true}
	}
	s := &search{node: n, vars: u.vars, domains: u.domains(), at: map[*variable]any{}, effort: b.effort}
	slices.SortStableFunc(s.vars, func(x, y *variable) int { return rank(x) - rank(y) })
	for s.hard < len(s.vars) && !s.vars[s.hard].soft {
		s.hard++
	}
	s.try(0)
	b.effort = max(s.effort, 0)
	if s.effort <= 0 && !s.found.Exact {
		return Verdict{Allowed: true}
	}
	s.found.Exact = s.found.Exact || !s.found.Allowed
	return s.found
}

func rank(v *variable) int {
	if v.soft {
		return 1
	}
	return 0
}

// try assigns the variables from the i-th on.
func (s *search) try(i int) {
	s.effort--
	m := s.node.eval(s)
	switch {
	case m&yes == 0:
		return
	case m == yes && i <= s.hard:
		s.found = Verdict{Allowed: true, Exact: true}
		return
	case m == yes || i == len(s.vars):
		s.found.Allowed = true
		return
	}
	v := s.vars[i]
	for _, x := range s.domains[v] {
		if s.found.Exact || s.effort <= 0 || i >= s.hard && s.found.Allowed {
			break
		}
		s.at[v] = x
		s.try(i + 1)
	}
	delete(s.at, v)
}

// value is an operand's value, if it is known by now.
func (s *search) value(o operand) (any, bool) {
	if o.v == nil {
		return o.c, true
	}
	x, ok := s.at[o.v]
	return x, ok
}

// null is what a comparison with the operand may be beside true and false.
func (o operand) null() mask {
	if o.v != nil && o.v.nullable {
		return unknown
	}
	return 0
}

func (s *search) boolean(v *variable) mask {
	s.effort--
	x, ok := s.at[v]
	switch {
	case !ok:
		return either | operand{v: v}.null()
	case x == nil:
		return unknown
	default:
		return of(x == true)
	}
}

func (s *search) absent(v *variable) mask {
	s.effort--
	x, ok := s.at[v]
	switch {
	case !v.nullable:
		return no
	case !ok:
		return either
	default:
		return of(x == nil)
	}
}
