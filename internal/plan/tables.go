package plan

import (
	"maps"
	"slices"

	"github.com/gozen-dev/gozen/schema"
)

// AnyTable stands for every table, where it cannot be told which.
const AnyTable = "*"

// Reads names the tables that the plan's result comes from, those that only
// its conditions look at included: of a guarded plan also those of the rules.
func (p *Plan) Reads() []string {
	t := tables{}
	if p.Read != nil {
		t.read(p.Read)
	}
	return t.sorted()
}

// Writes names the tables that the plan's steps may change, and those in which
// the database does so by itself: rows that refer to rows which are deleted, or
// to a key that is changed. It may name more than are changed.
func (p *Plan) Writes(s *schema.Schema) []string {
	w := touched{tables: tables{}, schema: s, deleted: map[*schema.Model]bool{}}
	w.steps(p.Steps)
	return w.sorted()
}

type tables map[string]bool

// sorted never returns nil: no tables are an answer, too.
func (t tables) sorted() []string {
	return slices.AppendSeq(make([]string, 0, len(t)), slices.Values(slices.Sorted(maps.Keys(t))))
}

func (t tables) source(src *Source) {
	for ; src != nil; src = src.Base {
		switch {
		case src.Join != nil:
			t[src.Join.Table] = true
		case src.Model.View:
			t[AnyTable] = true // which tables it shows, only the database knows
		default:
			t[src.Model.Table] = true
		}
	}
}

func (t tables) read(r *Read) {
	t.sel(r.Select)
	if r.Group != nil {
		for _, x := range slices.Concat(r.Group.By, r.Group.Columns, []Expr{r.Group.Having}) {
			Walk(x, t.expr)
		}
		for _, o := range r.Group.Order {
			Walk(o.X, t.expr)
		}
	}
	for _, c := range r.Children {
		t.read(c.Read)
	}
}

func (t tables) sel(s *Select) {
	t.from(s)
	s.Walk(t.expr)
}

func (t tables) from(s *Select) {
	t.source(s.From)
	for _, j := range s.Joins {
		t.source(j.Source)
	}
}

// expr is called for every expression in one, so that it need not go down.
func (t tables) expr(x Expr) {
	if _, ok := x.(*Computed); ok {
		t[AnyTable] = true // its SQL is the program's own
	}
	for _, s := range Subqueries(x) {
		t.from(s)
	}
}

type touched struct {
	tables
	schema  *schema.Schema
	deleted map[*schema.Model]bool
}

func (w *touched) steps(steps []Step) {
	for _, s := range steps {
		switch s := s.(type) {
		case *Insert:
			w.row(s.Model)
		case *Update:
			w.row(s.Target.Model)
			for _, a := range s.Sets {
				w.renamed(s.Target.Model, a.Field)
			}
		case *Delete:
			w.delete(s.Target.Model)
		case *Link:
			w.tables[s.Field.Relation.Join.Table] = true
		case *Unlink:
			w.tables[s.Field.Relation.Join.Table] = true
		case *Branch:
			w.steps(s.Then)
			w.steps(s.Else)
		case *Repeat:
			for _, d := range s.Deletes {
				w.delete(d.Target.Model)
			}
		case *Lookup, *Merge, *Validate, *Check, *Fail:
		default:
			panic("plan: unknown step")
		}
	}
}

// row is about a row of a model, which lies in its bases' tables too.
func (w *touched) row(m *schema.Model) {
	for ; m != nil; m = BaseOf(w.schema, m) {
		w.tables[m.Table] = true
	}
}

// delete follows what refers to rows of the model: what goes with them, and
// what only loses its reference.
func (w *touched) delete(m *schema.Model) {
	if m == nil || w.deleted[m] {
		return
	}
	w.deleted[m] = true
	w.tables[m.Table] = true
	w.delete(BaseOf(w.schema, m))
	for _, sub := range SubsOf(w.schema, m) {
		w.delete(sub)
	}
	w.related(m)
	w.referring(m, func(from *schema.Model, r *schema.Relation) {
		switch r.OnDelete {
		case schema.Cascade:
			w.delete(from)
		case schema.SetNull, schema.SetDefault:
			w.tables[from.Table] = true
		default: // nothing can refer to what is deleted
		}
	})
}

// renamed is about a field that is written: what refers to it follows.
func (w *touched) renamed(m *schema.Model, f *schema.Field) {
	if m.IsID(f) {
		w.related(m)
		w.below(m)
	}
	for ; m != nil; m = BaseOf(w.schema, m) {
		w.referring(m, func(from *schema.Model, r *schema.Relation) {
			if slices.Contains(r.References, f.Name) && r.OnUpdate != schema.Restrict && r.OnUpdate != schema.NoAction {
				w.row(from)
			}
		})
	}
}

// below adds the tables of the models that extend m, which share its id.
func (w *touched) below(m *schema.Model) {
	for _, sub := range SubsOf(w.schema, m) {
		w.tables[sub.Table] = true
		w.below(sub)
	}
}

// related adds the tables that relate rows of m to many.
func (w *touched) related(m *schema.Model) {
	for _, f := range m.Fields {
		if f.Relation != nil && f.Relation.Join != nil {
			w.tables[f.Relation.Join.Table] = true
		}
	}
}

// referring calls f for each relation by which rows refer to those of m.
func (w *touched) referring(m *schema.Model, f func(from *schema.Model, r *schema.Relation)) {
	for _, from := range w.schema.Models {
		for _, field := range from.Fields {
			if r := field.Relation; r != nil && r.Target == m.Name && r.Owner() {
				f(from, r)
			}
		}
	}
}
