package permit

import (
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/schema"
)

// universe is what a formula speaks of.
type universe struct {
	vars    []*variable
	seen    map[*variable]bool
	numbers map[class][]decimal.Decimal // constants, for numbers and for instants
	texts   []string
	starts  []string // needles of startsWith and endsWith
	ends    []string
	linked  map[class]bool // whether two variables are compared
	matched bool           // whether there are patterns
}

// gather walks a formula.
func gather(n node) *universe {
	u := &universe{
		seen: map[*variable]bool{}, numbers: map[class][]decimal.Decimal{}, linked: map[class]bool{},
	}
	u.walk(n)
	return u
}

func (u *universe) walk(n node) {
	switch n := n.(type) {
	case fixed:
	case all:
		for _, x := range n {
			u.walk(x)
		}
	case negation:
		u.walk(n.x)
	case definite:
		u.walk(n.x)
	case maybe:
		u.walk(n.x)
	case truth:
		u.variable(n.v)
	case absent:
		u.variable(n.v)
	case comparison:
		u.operand(n.l, n.class)
		u.operand(n.r, n.class)
		u.linked[n.class] = u.linked[n.class] || n.l.v != nil && n.r.v != nil
	case pattern:
		u.operand(n.x, text)
		u.operand(n.needle, text)
		u.linked[text] = u.linked[text] || n.x.v != nil && n.needle.v != nil
		u.pattern(n)
	default:
		panic("permit: unknown condition")
	}
}

func (u *universe) constants() int {
	return len(u.texts) + len(u.numbers[number]) + len(u.numbers[instant])
}

func (u *universe) variable(v *variable) {
	if v != nil && !u.seen[v] {
		u.seen[v] = true
		u.vars = append(u.vars, v)
	}
}

func (u *universe) operand(o operand, c class) {
	u.variable(o.v)
	switch x := o.c.(type) {
	case decimal.Decimal:
		u.numbers[c] = append(u.numbers[c], x)
	case string:
		u.texts = append(u.texts, x)
	}
}

func (u *universe) pattern(n pattern) {
	u.matched = true
	needle, ok := n.needle.c.(string)
	switch {
	case !ok:
	case n.place == plan.AtStart:
		u.starts = append(u.starts, needle)
	case n.place == plan.AtEnd:
		u.ends = append(u.ends, needle)
	}
}

// domains gives each variable the values that stand for all it can hold.
func (u *universe) domains() map[*variable][]any {
	count := map[class]int{}
	for _, v := range u.vars {
		count[v.class]++
	}
	texts := u.strings(count[text])
	spread := map[class]*line{}
	for _, c := range []class{number, instant} {
		k := 1
		if u.linked[c] {
			k = count[c]
		}
		spread[c] = newLine(u.numbers[c], k)
	}
	out := make(map[*variable][]any, len(u.vars))
	for _, v := range u.vars {
		out[v] = u.domain(v, texts, spread)
	}
	return out
}

func (u *universe) domain(v *variable, texts []any, spread map[class]*line) []any {
	var list []any
	switch {
	case v.class == boolean:
		list = []any{true, false}
	case len(v.members) > 0:
		for _, x := range v.members {
			list = append(list, x)
		}
	case v.class == text:
		list = texts
	case v.class == number && (v.field.Type.Kind == schema.Float || v.field.Type.Kind == schema.Decimal):
		list = spread[number].dense
	case v.class == number, v.class == instant:
		list = spread[v.class].whole
	default:
		list = []any{struct{}{}} // a value of which only its presence counts
	}
	if v.nullable {
		list = append(slices.Clip(list), nil)
	}
	return list
}

// strings are the texts that stand for all: every constant, texts that are none
// of them and have nothing in common with each other, and, where there are
// patterns, texts that are put together of their needles.
func (u *universe) strings(vars int) []any {
	k := 1
	if u.linked[text] {
		k = vars
	}
	list := slices.Clone(u.texts)
	fresh := "\ue000"
	for i := range k {
		list = append(list, fresh+strconv.Itoa(i)+fresh)
	}
	if u.matched {
		middle := strings.Join(slices.Compact(slices.Sorted(slices.Values(u.texts))), fresh)
		for _, start := range append(u.starts, "") {
			for _, end := range append(u.ends, "") {
				list = append(list, start+fresh+end, start+fresh+middle+fresh+end)
			}
		}
	}
	slices.Sort(list)
	var out []any
	for _, s := range slices.Compact(list) {
		out = append(out, s)
	}
	return out
}

// line is the numbers that stand for all: of whole ones and of any.
type line struct{ whole, dense []any }

// newLine puts k numbers into each gap between two constants, and k beyond the
// first and the last: with k variables there are no more orders to try.
func newLine(constants []decimal.Decimal, k int) *line {
	points := sorted(constants)
	whole := wholeBetween(points, k)
	points = sorted(append(slices.Clone(points), whole...))
	l := &line{}
	for _, x := range whole {
		l.whole = append(l.whole, x)
	}
	for _, x := range append(points, denseBetween(points, k)...) {
		l.dense = append(l.dense, x)
	}
	return l
}

func sorted(list []decimal.Decimal) []decimal.Decimal {
	list = slices.Clone(list)
	slices.SortFunc(list, decimal.Decimal.Cmp)
	return slices.CompactFunc(list, decimal.Decimal.Equal)
}

// wholeBetween lists the whole points and k whole numbers of each gap.
func wholeBetween(points []decimal.Decimal, k int) []decimal.Decimal {
	one := decimal.NewFromInt(1)
	if len(points) == 0 {
		points = []decimal.Decimal{{}}
	}
	var list []decimal.Decimal
	for i, p := range points {
		if p.IsInteger() {
			list = append(list, p)
		}
		x := p.Floor()
		for range k {
			if x = x.Add(one); i+1 < len(points) && !x.LessThan(points[i+1]) {
				break
			}
			list = append(list, x)
		}
	}
	for x, n := points[0].Ceil().Sub(one), 0; n < k; x, n = x.Sub(one), n+1 {
		list = append(list, x)
	}
	low, high := decimal.NewFromInt(-1<<63), decimal.NewFromInt(1<<63-1)
	return slices.DeleteFunc(sorted(list), func(x decimal.Decimal) bool { return x.LessThan(low) || x.GreaterThan(high) })
}

// denseBetween lists k numbers of each gap between points.
func denseBetween(points []decimal.Decimal, k int) []decimal.Decimal {
	var list []decimal.Decimal
	for i := 1; i < len(points); i++ {
		step := points[i].Sub(points[i-1]).Div(decimal.NewFromInt(int64(k) + 1))
		for n := range k {
			list = append(list, points[i-1].Add(step.Mul(decimal.NewFromInt(int64(n)+1))))
		}
	}
	return list
}
