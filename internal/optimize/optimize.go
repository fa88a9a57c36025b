// Package optimize rewrites the selects of a guarded plan so that a database
// reads what the user may see instead of asking of each row whether he may.
//
// A rule compiles to a question about one row: is there a list of this todo
// that has me as its owner, or whose space has a membership of mine? Asked of
// all todos, that reads all todos. The same rule from the other end is a set,
// my lists and the lists of my spaces, and the todos are those of the set. [Read]
// turns the question round where it can be answered by indexes from what the
// user is, and where the request itself does not name the rows already.
//
// Every rewriting keeps the rows for which the condition is TRUE, and so is
// done only where nothing but TRUE counts: in WHERE, and in what AND and OR
// hold together there.
package optimize

import (
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/schema"
)

// Read rewrites the selects of a read and of the levels below it.
func Read(s *schema.Schema, r *plan.Read) *plan.Read {
	o := optimizer{schema: s}
	return o.read(r)
}

type optimizer struct{ schema *schema.Schema }

func (o optimizer) read(r *plan.Read) *plan.Read {
	out := *r
	out.Select = o.sel(r.Select)
	out.Children = make([]*plan.Child, len(r.Children))
	for i, c := range r.Children {
		child := *c
		child.Read = o.read(c.Read)
		out.Children[i] = &child
	}
	return &out
}

// sel rewrites the condition of a select. Rows that are locked are left to be
// found as they were: a lock holds the rows of the subqueries, too.
func (o optimizer) sel(s *plan.Select) *plan.Select {
	if s.Lock || s.Share || s.From.Model == nil {
		return s
	}
	terms := conjuncts(s.Where)
	terms = pinned(s.From, terms)
	if !o.selective(s, terms) {
		for i, x := range terms {
			terms[i] = o.start(s.From, x)
		}
	}
	for i, x := range terms {
		terms[i] = o.below(x)
	}
	out := *s
	out.Where = conjunction(terms)
	return &out
}

// below rewrites the selects of keys that a level repeats of the one above it.
func (o optimizer) below(x plan.Expr) plan.Expr {
	in, ok := x.(*plan.InSelect)
	if !ok || in.Union != nil {
		return x
	}
	return &plan.InSelect{Columns: in.Columns, Select: o.sel(in.Select)}
}

// selective reports whether the request names rows by something that has an
// index, or stops after some in an order that has one: then there is less to
// ask about than the user may see.
func (o optimizer) selective(s *plan.Select, terms []plan.Expr) bool {
	for _, x := range terms {
		switch x := x.(type) {
		case *plan.Compare:
			if c, _ := key(x); c != nil && o.indexed(s.From, c) {
				return true
			}
		case *plan.InValues:
			if o.indexed(s.From, x.X) && !x.Fold {
				return true
			}
		case *plan.InFrame:
			return true
		case *plan.InSelect:
			if o.indexed(s.From, x.Columns[0]) {
				return true
			}
		}
	}
	if s.Limit == nil || len(s.Distinct) > 0 || len(s.Partition) > 0 {
		return false
	}
	return len(s.Order) == 0 || o.indexed(s.From, s.Order[0].X)
}

// key splits column = value. The column is nil for any other comparison.
func key(x *plan.Compare) (*plan.Column, *plan.Param) {
	if x.Op != plan.Eq || x.Fold {
		return nil, nil
	}
	for _, pair := range [][2]plan.Expr{{x.L, x.R}, {x.R, x.L}} {
		c, isColumn := pair[0].(*plan.Column)
		p, isParam := pair[1].(*plan.Param)
		if isColumn && isParam {
			return c, p
		}
	}
	return nil, nil
}

// indexed reports whether x is a column of src by which rows are found in an
// index: the first of a key, of a foreign key or of an index.
func (o optimizer) indexed(src *plan.Source, x plan.Expr) bool {
	c, ok := x.(*plan.Column)
	if !ok || c.Field == nil || c.Source != src {
		return false
	}
	return leads(src.Model, c.Field)
}

func leads(m *schema.Model, f *schema.Field) bool {
	if m.IDFields()[0] == f {
		return true
	}
	for _, k := range m.Uniques {
		if k.Fields[0] == f.Name {
			return true
		}
	}
	for _, x := range m.Indexes {
		if x.Fields[0].Name == f.Name {
			return true
		}
	}
	for _, r := range m.Fields {
		if r.IsRelation() && r.Relation.Owner() && r.Relation.Fields[0] == f.Name {
			return true
		}
	}
	return false
}

// conjuncts returns the terms that x is true of all of.
func conjuncts(x plan.Expr) []plan.Expr {
	switch x := x.(type) {
	case nil:
		return nil
	case plan.And:
		var all []plan.Expr
		for _, y := range x {
			all = append(all, conjuncts(y)...)
		}
		return all
	default:
		return []plan.Expr{x}
	}
}

func conjunction(terms []plan.Expr) plan.Expr {
	if len(terms) == 1 {
		return terms[0]
	}
	return plan.And(terms)
}
