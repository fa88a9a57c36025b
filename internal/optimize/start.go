package optimize

import "github.com/gozen-dev/gozen/internal/plan"

// start turns round the questions about rows of src in x whose answers are
// found from the user. Of x only TRUE counts.
func (o optimizer) start(src *plan.Source, x plan.Expr) plan.Expr {
	switch x := x.(type) {
	case plan.And, plan.Or:
		return plan.MapOperands(x, func(y plan.Expr) plan.Expr { return o.start(src, y) })
	case *plan.Exists:
		if in := o.semiJoin(src, x.Select); in != nil {
			return in
		}
	}
	return x
}

// semiJoin makes column IN (SELECT key …) of EXISTS (SELECT … WHERE key =
// column …), if the rows of the subquery can be found by themselves, without
// looking at all of its table. It returns nil if they cannot.
func (o optimizer) semiJoin(src *plan.Source, s *plan.Select) plan.Expr {
	if s.Lock || s.Share || s.Limit != nil || s.Offset != nil || len(s.Distinct) > 0 || s.From.Base != nil {
		return nil
	}
	in := &plan.InSelect{}
	var keys, rest []plan.Expr
	for _, x := range conjuncts(s.Where) {
		inner, outer := link(src, x)
		if inner == nil {
			rest = append(rest, o.start(s.From, x))
			continue
		}
		keys, in.Columns = append(keys, inner), append(in.Columns, outer)
	}
	if len(keys) == 0 {
		return nil
	}
	found := &plan.Select{Columns: keys, From: s.From, Joins: s.Joins, Where: conjunction(rest)}
	if !closed(found) {
		return nil
	}
	ways := o.ways(found, rest)
	if ways == nil {
		return nil
	}
	for i, s := range ways {
		ways[i] = flat(s)
	}
	in.Select, in.Union = ways[0], ways[1:]
	return in
}

// link splits an equality between a column of src and one that is not.
func link(src *plan.Source, x plan.Expr) (inner, outer plan.Expr) {
	eq, ok := x.(*plan.Compare)
	if !ok || eq.Op != plan.Eq || eq.Fold {
		return nil, nil
	}
	l, lok := eq.L.(*plan.Column)
	r, rok := eq.R.(*plan.Column)
	switch {
	case !lok || !rok || (l.Source == src) == (r.Source == src):
		return nil, nil
	case l.Source == src:
		return r, l
	default:
		return l, r
	}
}

// closed reports whether the select looks at no row but its own and those of
// its subqueries.
func closed(s *plan.Select) bool {
	own := make(map[*plan.Source]bool)
	sources(s, own)
	s.Walk(func(x plan.Expr) {
		for _, sub := range plan.Subqueries(x) {
			sources(sub, own)
		}
	})
	ok := true
	s.Walk(func(x plan.Expr) {
		if c, is := x.(*plan.Column); is && !own[c.Source] {
			ok = false
		}
	})
	return ok
}

func sources(s *plan.Select, own map[*plan.Source]bool) {
	for _, t := range s.From.Tables() {
		own[t] = true
	}
	for _, j := range s.Joins {
		for _, t := range j.Source.Tables() {
			own[t] = true
		}
	}
}

// ways splits a select so that each part starts at an index: one part if the
// select does, else one for each alternative of an OR. It returns nil if there
// is no such split.
func (o optimizer) ways(s *plan.Select, terms []plan.Expr) []*plan.Select {
	if o.anchored(s, terms) {
		return []*plan.Select{s}
	}
	for i, x := range terms {
		some, ok := x.(plan.Or)
		if !ok {
			continue
		}
		var ways []*plan.Select
		for _, y := range some {
			way := append(conjuncts(y), terms[:i]...)
			way = append(way, terms[i+1:]...)
			if !o.anchored(s, way) {
				ways = nil
				break
			}
			part := *s
			part.Where = conjunction(way)
			ways = append(ways, &part)
		}
		if ways != nil {
			return ways
		}
	}
	return nil
}

// anchored reports whether one of the terms, all of which must hold, finds the
// rows of s by an index. What [optimizer.start] turned round is anchored itself.
func (o optimizer) anchored(s *plan.Select, terms []plan.Expr) bool {
	for _, x := range terms {
		switch x := x.(type) {
		case *plan.Compare:
			if c, _ := key(x); c != nil && o.column(s, c) {
				return true
			}
		case *plan.InSelect:
			if c, ok := x.Columns[0].(*plan.Column); ok && o.column(s, c) {
				return true
			}
		}
	}
	return false
}

// column reports whether a column of the select leads an index. A join table's
// columns both do.
func (o optimizer) column(s *plan.Select, c *plan.Column) bool {
	if c.Field == nil {
		return true
	}
	return o.indexed(s.From, c)
}
