package optimize

import "github.com/gozen-dev/gozen/internal/plan"

// pinned puts the values that the terms give to columns of src in their place
// in the subqueries of the other terms. A row for which column = value does
// not hold is not selected, whatever a subquery says of it; and one that no longer
// depends on the row, such as a membership of the space that was asked for, a
// database decides once.
func pinned(src *plan.Source, terms []plan.Expr) []plan.Expr {
	type value struct {
		term int
		p    *plan.Param
	}
	values := make(map[plan.Column]value)
	for i, x := range terms {
		eq, ok := x.(*plan.Compare)
		if !ok {
			continue
		}
		if c, p := key(eq); c != nil && c.Source == src && c.Field != nil && p.Type.Kind == c.Field.Type.Kind {
			values[plan.Column{Source: src, Field: c.Field}] = value{i, p}
		}
	}
	if len(values) == 0 {
		return terms
	}
	out := make([]plan.Expr, len(terms))
	for i, x := range terms {
		replace := func(x plan.Expr) plan.Expr {
			c, ok := x.(*plan.Column)
			if !ok || c.Source != src {
				return x
			}
			if v, ok := values[plan.Column{Source: src, Field: c.Field}]; ok {
				return v.p
			}
			return x
		}
		out[i] = inSubqueries(x, replace)
	}
	return out
}

// inSubqueries puts f's value of each column of the subqueries of x in its place.
func inSubqueries(x plan.Expr, f func(plan.Expr) plan.Expr) plan.Expr {
	if x == nil {
		return nil
	}
	x = plan.MapOperands(x, func(y plan.Expr) plan.Expr { return inSubqueries(y, f) })
	deep := func(y plan.Expr) plan.Expr { return everywhere(y, f) }
	switch x := x.(type) {
	case *plan.Exists:
		return &plan.Exists{Select: mapSelect(x.Select, deep)}
	case *plan.Scalar:
		return &plan.Scalar{Select: mapSelect(x.Select, deep)}
	case *plan.InSelect:
		y := &plan.InSelect{Columns: x.Columns, Select: mapSelect(x.Select, deep)}
		for _, s := range x.Union {
			y.Union = append(y.Union, mapSelect(s, deep))
		}
		return y
	default:
		return x
	}
}

// everywhere is inSubqueries for the columns of x itself, too.
func everywhere(x plan.Expr, f func(plan.Expr) plan.Expr) plan.Expr {
	if x == nil {
		return nil
	}
	return inSubqueries(ownColumns(x, f), f)
}

// ownColumns puts f's value of each column of x in its place, but for subqueries.
func ownColumns(x plan.Expr, f func(plan.Expr) plan.Expr) plan.Expr {
	if x == nil {
		return nil
	}
	return plan.MapOperands(f(x), func(y plan.Expr) plan.Expr { return ownColumns(y, f) })
}

// mapSelect returns a select with f's value of each of its expressions.
func mapSelect(s *plan.Select, f func(plan.Expr) plan.Expr) *plan.Select {
	out := *s
	out.Columns, out.Partition, out.Distinct = all(s.Columns, f), all(s.Partition, f), all(s.Distinct, f)
	out.Joins = make([]*plan.Join, len(s.Joins))
	for i, j := range s.Joins {
		out.Joins[i] = &plan.Join{Source: j.Source, On: f(j.On), Left: j.Left}
	}
	out.Order = make([]plan.Order, len(s.Order))
	for i, o := range s.Order {
		o.X = f(o.X)
		out.Order[i] = o
	}
	out.Where = f(s.Where)
	if s.Since != nil {
		out.Since = f(s.Since)
	}
	return &out
}

func all(xs []plan.Expr, f func(plan.Expr) plan.Expr) []plan.Expr {
	out := make([]plan.Expr, len(xs))
	for i, x := range xs {
		out[i] = f(x)
	}
	return out
}
