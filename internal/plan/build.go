package plan

import (
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// Build plans a request. It fails only for what the engine does not support.
func Build(s *schema.Schema, op *query.Op) (*Plan, error) {
	return build(&builder{schema: s, op: op})
}

func build(b *builder) (*Plan, error) {
	op := b.op
	p := &Plan{Deleted: b.deleted}
	switch op.Kind {
	case query.FindUnique, query.FindUniqueOrThrow, query.FindFirst, query.FindFirstOrThrow, query.FindMany:
		p.Read = b.find()
	case query.Exists:
		p.Read = b.exists()
	case query.Count:
		p.Read = b.count()
	case query.Aggregate:
		p.Read = b.aggregate()
	case query.GroupBy:
		p.Read = b.groupBy()
	case query.Create, query.CreateMany, query.CreateManyAndReturn,
		query.Update, query.UpdateMany, query.UpdateManyAndReturn,
		query.Upsert, query.Delete, query.DeleteMany:
		b.write(p)
	default:
		b.fail(unsupported(op.Model, "the operation "+op.Kind.String()))
	}
	if b.err != nil {
		return nil, b.err
	}
	p.Steps, p.Frames, p.Aliases = b.steps, b.frames, b.aliases
	return p, nil
}

// builder holds what is built of one plan.
type builder struct {
	schema  *schema.Schema
	op      *query.Op
	steps   []Step
	frames  int
	aliases int
	deleted bool         // rows marked as deleted are seen
	err     *query.Error // the first thing that is not supported
}

func (b *builder) fail(err *query.Error) {
	if b.err == nil {
		b.err = err
	}
}

func unsupported(m *schema.Model, what string) *query.Error {
	return &query.Error{Reason: query.NotSupported, Model: m.Name, Message: what + " is not supported yet"}
}

func (b *builder) add(s Step) { b.steps = append(b.steps, s) }

// within collects the steps that f adds, instead of adding them to the plan.
func (b *builder) within(f func()) []Step {
	outer := b.steps
	b.steps = nil
	f()
	inner := b.steps
	b.steps = outer
	return inner
}

func (b *builder) source(m *schema.Model) *Source {
	src := NewSource(b.schema, m, &b.aliases)
	if b.deleted {
		return src.WithDeleted()
	}
	return src
}

func (b *builder) join(j *schema.Join) *Source {
	b.aliases++
	return &Source{Alias: b.aliases, Join: j}
}

func (b *builder) frame(m *schema.Model, fields ...*schema.Field) *Frame {
	b.frames++
	f := &Frame{ID: b.frames, Model: m, Fields: m.IDFields()}
	for _, x := range fields {
		if f.Field(x) < 0 {
			f.Fields = append(f.Fields, x)
		}
	}
	return f
}

// Columns returns the columns of src for the fields.
func Columns(src *Source, fields []*schema.Field) []Expr {
	xs := make([]Expr, len(fields))
	for i, f := range fields {
		xs[i] = &Column{Source: src, Field: f}
	}
	return xs
}

// keys returns the columns as what rows are found by in a write.
func keys(src *Source, fields []*schema.Field) []Expr {
	xs := make([]Expr, len(fields))
	for i, f := range fields {
		xs[i] = &Column{Source: src, Field: f, Key: true}
	}
	return xs
}

func cells(frame *Frame, fields []*schema.Field) []Expr {
	xs := make([]Expr, len(fields))
	for i, f := range fields {
		xs[i] = &Param{From: &Cell{Frame: frame, Field: f}, Type: f.Type}
	}
	return xs
}

func equal(ls, rs []Expr, types []*schema.Field) Expr {
	var all And
	for i := range ls {
		all = append(all, &Compare{Op: Eq, L: ls[i], R: rs[i], Type: types[i].Type})
	}
	return all
}

func and(xs ...Expr) Expr {
	var all And
	for _, x := range xs {
		if x != nil {
			all = append(all, x)
		}
	}
	if len(all) == 0 {
		return nil
	}
	if len(all) == 1 {
		return all[0]
	}
	return all
}

// fieldsOf returns the fields of m with these names.
func fieldsOf(m *schema.Model, names []string) []*schema.Field {
	fs := make([]*schema.Field, len(names))
	for i, n := range names {
		fs[i] = m.Field(n)
	}
	return fs
}
