package sqlgen

import (
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/schema"
)

func operator(op plan.CompareOp) keyword {
	return [...]keyword{plan.Eq: " = ", plan.Ne: " <> ", plan.Lt: " < ", plan.Le: " <= ", plan.Gt: " > ", plan.Ge: " >= "}[op]
}

func (w *Writer) compare(c *plan.Compare) {
	l, r := w.comparedAs(c.L, c.Type), w.comparedAs(c.R, c.Type)
	if isParam(c.R) {
		r = meet(r, l)
	} else if isParam(c.L) {
		l = meet(l, r)
	}
	w.compared(c.L, l, r, c.Fold)
	if t := meet(l, r); !c.Fold {
		w.dialect.Collate(w, t)
	}
	w.Key(operator(c.Op))
	w.compared(c.R, r, l, c.Fold)
}

// comparedAs is the type of an operand; the comparison's own type helps where
// the operand has none.
func (w *Writer) comparedAs(x plan.Expr, t schema.ValueType) Type {
	own := w.typeOf(x)
	if untyped(own) {
		own.ValueType = t
	}
	return own
}

// compared writes one side of a comparison.
func (w *Writer) compared(x plan.Expr, t, other Type, fold bool) {
	if fold {
		w.Key("lower(")
		defer w.Key(")")
	}
	if p, ok := x.(*plan.Param); ok {
		w.param(p, meet(t, other))
		return
	}
	w.dialect.Operand(w, func(w *Writer) { w.expr(x, operandLevel) }, t, other)
}

func (w *Writer) inValues(in *plan.InValues) {
	t := w.comparedAs(in.X, in.List.Type).Elem()
	list := meet(Type{ValueType: in.List.Type}, t)
	list.List = true
	n := w.bind(in.List.From, list, Plain)
	w.dialect.Matches(w, w.matched(in.X, t, list.Elem()), n, list.Elem(), in.Fold)
}

func (w *Writer) matched(x plan.Expr, t, elem Type) Fragment {
	return func(w *Writer) { w.compared(x, t, elem, false) }
}

func (w *Writer) inExprs(in *plan.InExprs) {
	if len(in.Items) == 0 {
		w.truth(false)
		return
	}
	t := w.comparedAs(in.X, in.Type)
	item := t
	for _, x := range in.Items {
		if !isParam(x) && isParam(in.X) {
			item = w.comparedAs(x, in.Type)
			break
		}
	}
	w.compared(in.X, t, item, false)
	w.dialect.Collate(w, t)
	w.Key(" IN (")
	w.list(len(in.Items), func(i int) {
		x := in.Items[i]
		w.compared(x, w.comparedAs(x, in.Type), t, false)
	})
	w.Key(")")
}

// inFrame writes that columns equal the fields of a row of a frame, whose rows
// are bound as one list for each field.
func (w *Writer) inFrame(columns []plan.Expr, f *plan.Frame, fields []*schema.Field) {
	params := make([]int, len(columns))
	elems := make([]Type, len(columns))
	for i, x := range columns {
		own := Stored(fields[i])
		elems[i] = meet(own, w.comparedAs(x, own.ValueType))
		list := elems[i]
		list.List = true
		params[i] = w.bind(&plan.Cells{Frame: f, Field: fields[i]}, list, Plain)
	}
	if len(columns) == 1 {
		t := w.comparedAs(columns[0], elems[0].ValueType)
		w.dialect.Matches(w, w.matched(columns[0], t, elems[0]), params[0], elems[0], false)
		return
	}
	w.Key("(")
	w.list(len(columns), func(i int) { w.expr(columns[i], operandLevel) })
	w.Key(") IN (SELECT ")
	w.list(len(columns), func(i int) { w.member("r", "c", i) })
	w.Key(" FROM ")
	w.dialect.Rows(w, func(w *Writer) { w.Key("r") }, params, elems)
	w.Key(")")
}

// inSelect writes that columns are among the rows of a subquery. Both sides are
// brought to what compares.
func (w *Writer) inSelect(x *plan.InSelect) {
	left, right := w.sides(x)
	side := func(i int) { w.compared(x.Columns[i], left[i], right[i], false) }
	if len(left) == 1 {
		side(0)
		w.dialect.Collate(w, left[0])
	} else {
		w.Key("(")
		w.list(len(left), side)
		w.Key(")")
	}
	w.Key(" IN (")
	w.rows(x, false)
	w.Key(")")
}

// sides are the types of what is looked for and of where it is looked for.
func (w *Writer) sides(x *plan.InSelect) (left, right []Type) {
	left, right = make([]Type, len(x.Columns)), make([]Type, len(x.Columns))
	for i, c := range x.Columns {
		right[i] = w.typeOf(x.Select.Columns[i])
		left[i] = w.comparedAs(c, right[i].ValueType)
	}
	return left, right
}

// rows writes the subqueries, with names for their columns if they are to have some.
func (w *Writer) rows(x *plan.InSelect, named bool) {
	left, right := w.sides(x)
	for n, s := range append([]*plan.Select{x.Select}, x.Union...) {
		if n > 0 {
			w.Key(" UNION ")
		}
		w.query(s, len(left), func(i int) {
			w.chosen(s.Columns[i], right[i], left[i])
			if named && n == 0 {
				w.named("c", i)
			}
		})
	}
}

// chosen writes a column that the rows of a subquery are compared by. A bare
// NULL there would be text to PostgreSQL, so a hidden column keeps its type.
func (w *Writer) chosen(x plan.Expr, t, other Type) {
	if m, ok := x.(*plan.Masked); ok && simplify(m) == (plan.Null{}) {
		w.masked(&plan.Masked{Visible: plan.Bool(false), X: m.X}, func(w *Writer) { w.compared(m.X, t, other, false) })
		return
	}
	w.compared(x, t, other, false)
}

func encoding(p plan.Place) Encode {
	return [...]Encode{plan.Anywhere: Contains, plan.AtStart: Prefix, plan.AtEnd: Suffix}[p]
}

func (w *Writer) like(l *plan.Like) {
	text := kind(schema.String)
	pattern := func(w *Writer) { w.needle(l.Needle, l.Place) }
	if p, ok := l.Needle.(*plan.Param); ok {
		pattern = func(w *Writer) {
			w.dialect.Placeholder(w, w.bind(p.From, text, encoding(l.Place)), text)
		}
	}
	w.dialect.Like(w, w.operand(l.X, text), pattern, l.Fold)
}

// needle writes the pattern of a needle that is a column, escaping its
// wildcards in SQL.
func (w *Writer) needle(x plan.Expr, p plan.Place) {
	if p != plan.AtStart {
		w.Key(`'%' || `)
	}
	w.Key(`replace(replace(replace(`)
	w.expr(x, operandLevel)
	w.Key(`, '\', '\\'), '%', '\%'), '_', '\_')`)
	if p != plan.AtEnd {
		w.Key(` || '%'`)
	}
}

// listTest brings both sides to one type of numbers, the wider one: what is not
// in the narrow one is in no list of it, and is no error.
func (w *Writer) listTest(l *plan.ListTest) {
	own := w.comparedAs(l.X, l.Type)
	own.List = true
	if l.Arg == nil {
		w.dialect.ListTest(w, l.Op, w.shaped(l.X), nil, own)
		return
	}
	t, a := own, w.comparedAs(l.Arg, l.Type)
	if a.Kind != own.Kind && a.Kind.Numeric() && own.Kind.Numeric() {
		t = kind(meet(a, own).Kind)
		t.List = true
	}
	if l.Op == plan.Has {
		a.List = false
		w.dialect.ListTest(w, l.Op, w.widened(l.X, own, t), w.widened(l.Arg, a, t.Elem()), t)
		return
	}
	a.List = true
	w.dialect.ListTest(w, l.Op, w.widened(l.X, own, t), w.widened(l.Arg, a, t), t)
}

// widened writes an operand of a list's test, stored as t, as a value of type as.
func (w *Writer) widened(x plan.Expr, t, as Type) Fragment {
	return func(w *Writer) {
		switch p, ok := x.(*plan.Param); {
		case ok:
			w.param(p, as)
		case t.Kind != as.Kind:
			w.dialect.Operand(w, w.shaped(x), t, as)
		default:
			w.shaped(x)(w)
		}
	}
}
