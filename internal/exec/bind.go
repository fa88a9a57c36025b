package exec

import (
	"time"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/eval"
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/policy"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// run is one run of a program: its values and the rows found so far.
type run struct {
	engine  *Engine
	secrets *secrets
	program *program
	op      *query.Op
	values  []any
	who     Who
	now     time.Time

	frames map[*plan.Frame][][]any
	base   query.Slot          // of the createMany row being written
	only   map[*plan.Frame]int // the row that a frame is narrowed to, by a check
	// changes are what a watcher was told of.
	changes []*Change
	// beside are the tables that a watcher's own requests may have changed.
	beside []string
	cached bool  // the program was there already
	order  []int // of createMany: each written row's place in the request
}

// call binds a statement.
func (r *run) call(s *sqlgen.Statement) (dialect.Call, error) {
	args := make([]any, len(s.Args))
	for i, a := range s.Args {
		v, err := r.value(a.From)
		if err != nil {
			return dialect.Call{}, err
		}
		args[i] = v
	}
	return dialect.Call{Statement: s, Args: args}, nil
}

func (r *run) value(from plan.Value) (any, error) {
	switch v := from.(type) {
	case plan.Slot:
		return r.values[v], nil
	case plan.RowSlot:
		return r.values[int(r.base)+int(v)], nil
	case *plan.Constant:
		return v.V, nil
	case *plan.Auth:
		return policy.Lookup(r.who.User, v.Path), nil
	case *plan.Cell:
		return r.cell(v.Frame, v.Field), nil
	case *plan.Cells:
		return r.cells(v.Frame, v.Field), nil
	case plan.Now:
		return r.now, nil
	case *plan.Generate:
		return r.generate(v.Field)
	case *plan.AuthDefault:
		return r.authDefault(v)
	default:
		panic("exec: unknown value")
	}
}

// generate makes the value of a default as it is stored.
func (r *run) generate(f *schema.Field) (any, error) {
	x, err := eval.Generate(f, r.now, r.engine.rand)
	if err != nil {
		return nil, err
	}
	if text, ok := x.(query.JSON); ok && f.Type.Kind == schema.Custom {
		return query.NormalJSON(r.engine.schema, f.Type, text), nil
	}
	return r.secrets.stored(f, x)
}

// authDefault is a member of auth() as a field's value. Who is not signed in
// cannot leave out a field that needs it.
func (r *run) authDefault(v *plan.AuthDefault) (any, error) {
	x := policy.Lookup(r.who.User, v.Field.Default.Auth)
	if x == nil && !v.Field.Type.Optional {
		return nil, query.Invalid(r.op.Kind, r.op.Model.Name, []query.Issue{{
			Path: v.Path, Message: eval.NoUser,
		}})
	}
	if !r.who.Skip.Validation {
		x = r.engine.validator.Transform(v.Field, x)
	}
	return r.secrets.stored(v.Field, x)
}

// rows returns the rows of a frame, or the one that a check has narrowed it to,
// which may be none.
func (r *run) rows(f *plan.Frame) [][]any {
	rows := r.frames[f]
	switch n, ok := r.only[f]; {
	case !ok:
		return rows
	case n < 0:
		return nil
	default:
		return rows[n : n+1]
	}
}

func (r *run) cell(f *plan.Frame, field *schema.Field) any {
	rows := r.rows(f)
	if len(rows) == 0 {
		return nil
	}
	return rows[0][f.Field(field)]
}

func (r *run) cells(f *plan.Frame, field *schema.Field) []any {
	rows := r.rows(f)
	at := f.Field(field)
	list := make([]any, len(rows))
	for i, row := range rows {
		list[i] = row[at]
	}
	return list
}
