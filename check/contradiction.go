package check

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/syntax"
)

// contradict reports whether the operands cannot all be true: they ask for two
// values of one field, for what another one excludes, for an empty range. With
// negate the operands stand for their opposites.
//
// Where a missing user makes comparisons true whatever they ask, what is said of
// the user does not count.
func (j *judge) contradict(operands []schema.Expr, negate bool) bool {
	facts := map[string]*fact{}
	signs := map[string]bool{}
	var nulls, present []string
	for _, e := range operands {
		a, ok := j.atom(e, negate)
		if !ok {
			continue
		}
		if first, seen := signs[a.text]; seen && first != a.holds {
			return true
		}
		signs[a.text] = a.holds
		if a.path == "" {
			continue
		}
		if a.null {
			nulls = append(nulls, a.path)
			continue
		}
		present = append(present, a.path, a.also)
		f := facts[a.path]
		if f == nil {
			f = &fact{values: j.values(a.ref), not: map[string]bool{}}
			facts[a.path] = f
		}
		f.add(a)
	}
	for _, f := range facts {
		if f.empty() {
			return true
		}
	}
	return meets(nulls, present)
}

// meets reports whether a path that is null leads to one that has a value.
func meets(nulls, present []string) bool {
	at := map[string]bool{}
	for _, p := range nulls {
		at[p] = true
	}
	for _, p := range present {
		if at[p] {
			return true
		}
		for i := range len(p) {
			if p[i] == '.' && at[p[:i]] {
				return true
			}
		}
	}
	return false
}

// atom is an operand of a chain as a statement: that a comparison holds, or that
// it does not. A path says that the statement is about this field's value: that
// it is null, or how it compares with constants.
type atom struct {
	text  string // the comparison, the same for it and its opposite
	holds bool
	path  string
	also  string // another field that must have a value
	ref   *schema.Ref
	null  bool
	op    schema.Operator
	value []*schema.Literal // several after in
}

// atom reads an operand; it reports false for one that says nothing simple.
func (j *judge) atom(e schema.Expr, negate bool) (atom, bool) {
	if n, ok := e.(*schema.Not); ok {
		return j.atom(n.X, !negate)
	}
	if r, ok := e.(*schema.Ref); ok {
		yes := &schema.Literal{Value: true, T: schema.ValueType{Kind: schema.Boolean}}
		e = &schema.Binary{Op: schema.Eq, L: r, R: yes}
	}
	b, ok := e.(*schema.Binary)
	if !ok || b.Op == schema.And || b.Op == schema.Or {
		return atom{}, false
	}
	op, l, r := b.Op, b.L, b.R
	if _, ok := l.(*schema.Literal); ok && op != schema.In {
		op, l, r = flip(op), r, l
	}
	if negate {
		op = opposite(op)
	}
	left, right := pathOf(l), operandText(r)
	if left == "" || right == "" || j.lenient() && (j.usesUser(l) || j.usesUser(r)) && !isNull(r) {
		return atom{}, false
	}
	a := statement(op, left, right, isRefTo(r))
	a.read(op, left, l, r)
	return a, true
}

// read notes what the statement says of the value of its left side.
func (a *atom) read(op schema.Operator, path string, l, r schema.Expr) {
	a.op = op
	if isNull(r) {
		if op == schema.Eq || op == schema.Ne {
			a.path, a.null = path, op == schema.Eq
		}
		return
	}
	ref, ok := l.(*schema.Ref)
	values := literals(r)
	if ok && (values != nil && distinct(ref.T.Kind) || op == schema.Eq) {
		a.path, a.also, a.ref = path, pathOf(r), ref
		if distinct(ref.T.Kind) {
			a.value = values
		}
	}
}

// distinct reports whether two constants of a kind are equal only when their
// texts are: one instant can be written in several ways.
func distinct(k schema.Kind) bool {
	return k == schema.String || k == schema.Boolean || k == schema.EnumKind || k.Numeric()
}

// statement gives a comparison and its opposite one text.
func statement(op schema.Operator, l, r string, swap bool) atom {
	a := atom{holds: true}
	switch op {
	case schema.Ne:
		a.holds, op = false, schema.Eq
	case schema.Ge:
		a.holds, op = false, schema.Lt
	case schema.Le:
		a.holds, op = false, schema.Gt
	case "":
		a.holds, op = false, schema.In
	}
	if swap && l > r {
		l, r, op = r, l, flip(op)
	}
	a.text = l + string(op) + r
	return a
}

// opposite returns the operator that holds when op does not; not in has none of
// its own.
func opposite(op schema.Operator) schema.Operator {
	switch op {
	case schema.Eq:
		return schema.Ne
	case schema.Ne:
		return schema.Eq
	case schema.Lt:
		return schema.Ge
	case schema.Ge:
		return schema.Lt
	case schema.Gt:
		return schema.Le
	case schema.Le:
		return schema.Gt
	}
	return ""
}

// flip returns the operator for exchanged operands.
func flip(op schema.Operator) schema.Operator {
	switch op {
	case schema.Lt:
		return schema.Gt
	case schema.Gt:
		return schema.Lt
	case schema.Le:
		return schema.Ge
	case schema.Ge:
		return schema.Le
	}
	return op
}

// pathOf is a text for a reference, empty for any other expression.
func pathOf(e schema.Expr) string {
	r, ok := e.(*schema.Ref)
	if !ok {
		return ""
	}
	root := strconv.Itoa(int(r.Root)) + ":" + strconv.Itoa(r.Scope)
	return strings.Join(append([]string{root}, r.Path...), ".")
}

func isRefTo(e schema.Expr) bool {
	_, ok := e.(*schema.Ref)
	return ok
}

// operandText is a text for a reference, a constant or a list of them.
func operandText(e schema.Expr) string {
	if p := pathOf(e); p != "" {
		return p
	}
	list := literals(e)
	texts := make([]string, len(list))
	for i, l := range list {
		texts[i] = valueText(l)
	}
	return strings.Join(texts, ",")
}

// literals returns the constants in e, nil when it holds anything else.
func literals(e schema.Expr) []*schema.Literal {
	switch e := e.(type) {
	case *schema.Literal:
		return []*schema.Literal{e}
	case *schema.List:
		var list []*schema.Literal
		for _, item := range e.Items {
			l, ok := item.(*schema.Literal)
			if !ok || l.Value == nil {
				return nil
			}
			list = append(list, l)
		}
		return list
	}
	return nil
}

// maxDigits bounds the numbers that the lints look at.
const maxDigits = 60

// number returns the value of a numeric constant, or nil.
func number(l *schema.Literal) *big.Rat {
	n, ok := l.Value.(schema.Number)
	if !ok || len(n) > maxDigits {
		return nil
	}
	r, _ := new(big.Rat).SetString(string(n))
	return r
}

// valueText is the same for equal constants.
func valueText(l *schema.Literal) string {
	if r := number(l); r != nil {
		return r.RatString()
	}
	switch v := l.Value.(type) {
	case string:
		return strconv.Quote(v)
	case schema.Number:
		return string(v)
	case bool:
		return strconv.FormatBool(v)
	}
	return "null"
}

// compareLiterals is the verdict on two constants.
func compareLiterals(op schema.Operator, a, b *schema.Literal) verdict {
	x, y := number(a), number(b)
	sign, ordered := 0, x != nil && y != nil
	if ordered {
		sign = x.Cmp(y)
	}
	var holds bool
	switch op {
	case schema.Eq:
		holds = valueText(a) == valueText(b)
	case schema.Ne:
		holds = valueText(a) != valueText(b)
	default:
		if !ordered {
			return canTrue | canFalse
		}
		holds = sign < 0 && (op == schema.Lt || op == schema.Le) || sign > 0 && (op == schema.Gt || op == schema.Ge) ||
			sign == 0 && (op == schema.Le || op == schema.Ge)
	}
	if holds {
		return canTrue
	}
	return canFalse
}

// fact is what a chain says of one field.
type fact struct {
	values    []string        // all that the field can hold; nil when there is no end to them
	one       map[string]bool // it is one of these; nil for anything
	not       map[string]bool
	low, high *big.Rat
	above     bool // low itself is excluded
	below     bool // high itself is excluded
}

// add notes a statement.
func (f *fact) add(a atom) {
	switch a.op {
	case schema.Eq, schema.In:
		if a.value != nil {
			f.restrict(a.value)
		}
	case schema.Ne, "":
		for _, l := range a.value {
			f.not[valueText(l)] = true
		}
	default:
		f.bound(a.op, number(a.value[0]))
	}
}

// empty reports whether no value is left.
func (f *fact) empty() bool {
	if f.one == nil {
		return f.emptyRange() || f.exhausted()
	}
	for text := range f.one {
		if !f.not[text] && f.within(text) {
			return false
		}
	}
	return true
}

func (f *fact) restrict(values []*schema.Literal) {
	next := map[string]bool{}
	for _, l := range values {
		if text := valueText(l); f.one == nil || f.one[text] {
			next[text] = true
		}
	}
	f.one = next
}

func (f *fact) bound(op schema.Operator, n *big.Rat) {
	if n == nil {
		return
	}
	strict := op == schema.Lt || op == schema.Gt
	if op == schema.Lt || op == schema.Le {
		if f.high == nil || n.Cmp(f.high) < 0 || n.Cmp(f.high) == 0 && strict {
			f.high, f.below = n, strict
		}
		return
	}
	if f.low == nil || n.Cmp(f.low) > 0 || n.Cmp(f.low) == 0 && strict {
		f.low, f.above = n, strict
	}
}

func (f *fact) emptyRange() bool {
	if f.low == nil || f.high == nil {
		return false
	}
	c := f.low.Cmp(f.high)
	return c > 0 || c == 0 && (f.above || f.below)
}

// within reports whether a value lies in the range; what is no number does.
func (f *fact) within(text string) bool {
	if f.low == nil && f.high == nil {
		return true
	}
	n, ok := new(big.Rat).SetString(text)
	if !ok {
		return true
	}
	if f.low != nil && (n.Cmp(f.low) < 0 || n.Cmp(f.low) == 0 && f.above) {
		return false
	}
	return f.high == nil || n.Cmp(f.high) < 0 || n.Cmp(f.high) == 0 && !f.below
}

// exhausted reports whether all that the field can hold is ruled out.
func (f *fact) exhausted() bool {
	for _, v := range f.values {
		if !f.not[v] {
			return false
		}
	}
	return len(f.values) > 0
}

// values lists what a Boolean or an enum field can hold.
func (j *judge) values(r *schema.Ref) []string {
	if r == nil {
		return nil
	}
	switch r.T.Kind {
	case schema.Boolean:
		return []string{"true", "false"}
	case schema.EnumKind:
		var list []string
		if e, ok := j.c.symbols[r.T.Name].(*syntax.Enum); ok {
			for _, name := range j.c.enums[e].valueNames() {
				list = append(list, strconv.Quote(name))
			}
		}
		return list
	}
	return nil
}
