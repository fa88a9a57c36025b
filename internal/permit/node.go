package permit

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/schema"
)

// node is a condition in three-valued logic. It is a closed sum: the types of
// this file.
type node interface {
	// eval gives what the condition can be under the values that s has assigned.
	eval(s *search) mask
}

// fixed is a condition of which no more is known than that it is one of a set.
type fixed mask

// all is conjunction, negation that of its operand, definite whether it is
// TRUE. Maybe is its operand, or UNKNOWN.
type (
	all      []node
	negation struct{ x node }
	definite struct{ x node }
	maybe    struct{ x node }
)

// truth is a boolean variable as a condition.
type truth struct{ v *variable }

// absent is whether a variable is NULL.
type absent struct{ v *variable }

// comparison compares two operands of one class.
type comparison struct {
	op    schema.Operator
	class class
	l, r  operand
}

// pattern looks for a text in another.
type pattern struct {
	x, needle operand
	place     plan.Place
	fold      bool
}

func (n fixed) eval(*search) mask        { return mask(n) }
func (n negation) eval(s *search) mask   { return n.x.eval(s).not() }
func (n definite) eval(s *search) mask   { return n.x.eval(s).definite() }
func (n maybe) eval(s *search) mask      { return n.x.eval(s) | unknown }
func (n truth) eval(s *search) mask      { return s.boolean(n.v) }
func (n absent) eval(s *search) mask     { return s.absent(n.v) }
func (n comparison) eval(s *search) mask { return s.compare(n) }
func (n pattern) eval(s *search) mask    { return s.match(n) }

func (n all) eval(s *search) mask {
	out := yes
	for _, x := range n {
		if out = out.and(x.eval(s)); out == no {
			break
		}
	}
	return out
}

func conj(xs ...node) node { return all(xs) }

// disj is disjunction, by De Morgan.
func disj(xs ...node) node {
	none := make(all, len(xs))
	for i, x := range xs {
		none[i] = negation{x}
	}
	return negation{none}
}

// same is the equality of two booleans.
func same(x, y node) node {
	return conj(disj(negation{x}, y), disj(x, negation{y}))
}

// class is a set of types whose values compare.
type class uint8

const (
	other class = iota // compares with nothing that is known here
	number
	instant // in milliseconds
	text
	boolean
)

func classOf(t schema.ValueType) class {
	switch {
	case t.List:
		return other
	case t.Kind.Numeric():
		return number
	}
	switch t.Kind {
	case schema.DateTime:
		return instant
	case schema.String, schema.EnumKind:
		return text
	case schema.Boolean:
		return boolean
	default:
		return other
	}
}

// operand is a variable, or a constant: nil, a bool, a string, or a
// decimal.Decimal for numbers and instants.
type operand struct {
	v *variable
	c any
}

// variable is a field of a row that nobody has seen.
type variable struct {
	field    *schema.Field
	class    class
	nullable bool
	// soft says that what the field can hold may depend on more than is looked
	// at: it is of another row, computed, or a mark of deletion.
	soft    bool
	members []string // of its enum
}

// compare evaluates a comparison.
func (s *search) compare(n comparison) mask {
	s.effort--
	l, lok := s.value(n.l)
	r, rok := s.value(n.r)
	switch {
	case lok && l == nil || rok && r == nil:
		return unknown
	case !lok || !rok:
		return either | n.l.null() | n.r.null()
	}
	c := 0
	switch x := l.(type) {
	case decimal.Decimal:
		c = x.Cmp(r.(decimal.Decimal))
	case string:
		if c = strings.Compare(x, r.(string)); n.op != schema.Eq && n.op != schema.Ne {
			return either // the database's collation decides
		}
	}
	switch n.op {
	case schema.Eq:
		return of(c == 0)
	case schema.Ne:
		return of(c != 0)
	case schema.Lt:
		return of(c < 0)
	case schema.Le:
		return of(c <= 0)
	case schema.Gt:
		return of(c > 0)
	case schema.Ge:
		return of(c >= 0)
	default:
		panic("permit: not a comparison: " + string(n.op))
	}
}

// match evaluates a pattern. Where databases may differ in what they take for
// one letter, it is either.
func (s *search) match(n pattern) mask {
	s.effort--
	x, ok1 := s.value(n.x)
	needle, ok2 := s.value(n.needle)
	switch {
	case ok1 && x == nil || ok2 && needle == nil:
		return unknown
	case !ok1 || !ok2:
		return either | n.x.null() | n.needle.null()
	}
	a, b := x.(string), needle.(string)
	exact, folded := within(a, b, n.place), within(strings.ToLower(a), strings.ToLower(b), n.place)
	switch {
	case exact == folded:
		return of(exact)
	case n.fold && ascii(a) && ascii(b):
		return of(folded)
	default:
		return either
	}
}

func within(s, part string, place plan.Place) bool {
	switch place {
	case plan.AtStart:
		return strings.HasPrefix(s, part)
	case plan.AtEnd:
		return strings.HasSuffix(s, part)
	default:
		return strings.Contains(s, part)
	}
}

func ascii(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= 0x80 }) < 0
}
