package sqlgen

import (
	"fmt"

	"github.com/gozen-dev/gozen/internal/plan"
)

// level is how tightly an operator binds. Comparisons, IS, IN, LIKE and
// arithmetic share one level, and what stands in them is always tighter, since
// databases rank them differently.
type level uint8

const (
	orLevel level = iota + 1
	andLevel
	notLevel
	compareLevel
	operandLevel
)

// expr writes x, in parentheses if it binds less tightly than min.
func (w *Writer) expr(x plan.Expr, min level) {
	x = simplify(x)
	if levelOf(x) < min {
		w.Key("(")
		w.bare(x)
		w.Key(")")
		return
	}
	w.bare(x)
}

func levelOf(x plan.Expr) level {
	switch x := x.(type) {
	case plan.And:
		if len(x) > 1 {
			return andLevel
		}
	case plan.Or:
		if len(x) > 1 {
			return orLevel
		}
	case *plan.After, *plan.Same:
		return orLevel
	case *plan.Not:
		return notLevel
	case *plan.IsNull, *plan.IsTrue, *plan.Compare, *plan.InValues, *plan.InExprs, *plan.InFrame, *plan.InSelect,
		*plan.Like, *plan.ListTest, *plan.JSONTest, *plan.TextSearch, *plan.Arith:
		return compareLevel
	}
	return operandLevel
}

func (w *Writer) bare(x plan.Expr) {
	switch x := x.(type) {
	case *plan.Column:
		w.column(x)
	case *plan.Param:
		w.param(x, Type{ValueType: x.Type})
	case plan.Bool:
		w.truth(bool(x))
	case plan.Null:
		w.Key("NULL")
	case plan.And:
		w.junction(x, " AND ", andLevel, true)
	case plan.Or:
		w.junction(x, " OR ", orLevel, false)
	case *plan.Not:
		w.not(x.X)
	case *plan.IsNull:
		w.expr(x.X, operandLevel)
		w.Key(" IS NULL")
	case *plan.IsTrue:
		w.expr(x.X, operandLevel)
		w.Key(" IS TRUE")
	case *plan.Compare:
		w.compare(x)
	case *plan.After:
		w.expr(w.after(x), orLevel)
	case *plan.Same:
		w.expr(w.same(x), orLevel)
	case *plan.InValues:
		w.inValues(x)
	case *plan.InExprs:
		w.inExprs(x)
	case *plan.InFrame:
		w.inFrame(x.Columns, x.Frame, x.Fields)
	case *plan.InSelect:
		w.inSelect(x)
	case *plan.Like:
		w.like(x)
	case *plan.ListTest:
		w.listTest(x)
	case *plan.JSONTest:
		w.jsonTest(x)
	case *plan.TextSearch:
		w.textSearch(x)
	case *plan.TextRank:
		w.textRank(x)
	case *plan.JSONAt:
		w.jsonAt(x)
	case *plan.JSONSome:
		w.jsonSome(x)
	case *plan.JSONElement:
		w.dialect.JSONElement(w, element(x))
	default:
		w.scalar(x)
	}
}

// scalar writes the expressions that are subqueries or computed values.
func (w *Writer) scalar(x plan.Expr) {
	switch x := x.(type) {
	case *plan.Exists:
		w.Key("EXISTS (")
		w.query(x.Select, 1, func(int) { w.Key("1") })
		w.Key(")")
	case *plan.Scalar:
		w.Key("(")
		w.subquery(x.Select)
		w.Key(")")
	case *plan.Masked:
		w.masked(x, func(w *Writer) { w.expr(x.X, orLevel) })
	case plan.CountRows:
		w.Key("COUNT(*)")
	case *plan.CountValues:
		w.Key("COUNT(")
		w.expr(x.X, orLevel)
		w.Key(")")
	case *plan.Inner:
		w.member("r", "c", x.Column)
	case *plan.Aggregate:
		w.aggregate(x)
	case *plan.Arith:
		w.arith(x)
	case *plan.Computed:
		w.dialect.Computed(w, func(w *Writer) { w.formula(x) }, w.typeOf(x))
	default:
		panic(fmt.Sprintf("sqlgen: unknown expression %T", x))
	}
}

func (w *Writer) column(c *plan.Column) {
	if c.Field == nil {
		w.alias(c.Source)
		w.Key(".")
		w.Name(c.Join)
		return
	}
	if c.Field.Computed {
		// Nothing runs like this: it shows a rule of a schema without its host.
		w.alias(c.Source)
		w.Key(".")
		w.Name(c.Field.Name)
		return
	}
	holder := c.Source.Holder(c.Field)
	if f := c.Field; f.Base != "" && f.Base != holder.Model.Name && !holder.Model.IsID(f) {
		panic("sqlgen: field " + f.Name + " is stored in the table of " + f.Base)
	}
	if holder == w.byName {
		w.Name(holder.Model.Table)
	} else {
		w.alias(holder)
	}
	w.Key(".")
	w.Name(c.Field.Column)
}

// alias writes the name of a source within its statement. It is made of
// letters and digits, so it needs no quotes.
func (w *Writer) alias(s *plan.Source) {
	w.Key("t")
	w.Number(int64(s.Alias))
}

// param writes a parameter whose value is stored as t.
func (w *Writer) param(p *plan.Param, t Type) {
	t.List = p.Type.List
	w.dialect.Placeholder(w, w.bind(p.From, t, Plain), t)
}

// value writes a scalar that meets one stored as other.
func (w *Writer) value(x plan.Expr, other Type) {
	if p, ok := x.(*plan.Param); ok {
		w.param(p, meet(Type{ValueType: p.Type}, other))
		return
	}
	w.expr(x, operandLevel)
}

func (w *Writer) truth(b bool) {
	if b {
		w.Key("TRUE")
		return
	}
	w.Key("FALSE")
}

func (w *Writer) junction(xs []plan.Expr, op keyword, own level, empty bool) {
	switch len(xs) {
	case 0:
		w.truth(empty)
	case 1:
		w.expr(xs[0], operandLevel)
	default:
		for i, x := range xs {
			if i > 0 {
				w.Key(op)
			}
			w.expr(x, own+1)
		}
	}
}

func (w *Writer) not(x plan.Expr) {
	w.Key("NOT ")
	if levelOf(x) == compareLevel {
		// Legal without parentheses, but easily misread.
		w.Key("(")
		w.bare(x)
		w.Key(")")
		return
	}
	w.expr(x, operandLevel)
}

// formula writes what computes a field. Its text is the host's, as constant as
// our own.
func (w *Writer) formula(c *plan.Computed) {
	for i, x := range c.Args {
		w.sql = append(w.sql, c.Text[i]...)
		w.expr(x, operandLevel)
	}
	w.sql = append(w.sql, c.Text[len(c.Args)]...)
}

func (w *Writer) masked(m *plan.Masked, x Fragment) {
	w.Key("CASE WHEN ")
	w.expr(m.Visible, orLevel)
	w.Key(" THEN ")
	x(w)
	w.Key(" END")
}

func (w *Writer) arith(a *plan.Arith) {
	t := Type{ValueType: a.Type}
	l, r := w.typeOf(a.L), w.typeOf(a.R)
	if !isParam(a.L) {
		t.Native = l.Native
	}
	w.dialect.Arith(w, a.Op, w.operand(a.L, r), w.operand(a.R, l), t)
}

func isParam(x plan.Expr) bool {
	_, ok := x.(*plan.Param)
	return ok
}

func (w *Writer) operand(x plan.Expr, other Type) Fragment {
	return func(w *Writer) { w.value(x, other) }
}
