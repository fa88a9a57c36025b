package exec

import (
	"errors"
	"time"

	"github.com/gozen-dev/gozen/internal/password"
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// prepare readies a request for running: its input is validated and
// transformed, its passwords are hashed, its program is found. What the
// request holds is not changed.
func (e *Engine) prepare(op *query.Op, who Who) (*run, error) {
	r := &run{engine: e, op: op, values: op.Values, who: who, now: e.now().UTC().Truncate(time.Millisecond)}
	if op.Kind.Writes() {
		values, issues := e.validator.Validate(op, r.now)
		if len(issues) > 0 {
			return nil, query.Invalid(op.Kind, op.Model.Name, issues)
		}
		r.values = values
		if err := r.hash(); err != nil {
			return nil, err
		}
	}
	var err error
	r.program, err = e.program(op, who)
	return r, err
}

// hash replaces what is written to @password fields, in every form of write
// and at any depth, by its hash.
func (r *run) hash() error {
	h := &hasher{values: r.values}
	h.data(r.op.Create)
	h.data(r.op.Update)
	h.rows(r.op.Rows)
	if len(h.issues) > 0 {
		return query.Invalid(r.op.Kind, r.op.Model.Name, h.issues)
	}
	return h.err
}

type hasher struct {
	values []any // the run's own copy
	issues []query.Issue
	err    error
}

func (h *hasher) data(d *query.Data) {
	if d == nil {
		return
	}
	for _, s := range d.Sets {
		h.slot(s.Field, s.Value, d.Path+"."+s.Field.Name)
	}
	for _, rw := range d.Relations {
		for _, n := range rw.Writes {
			h.data(n.Create)
			h.data(n.Update)
			h.rows(n.Rows)
		}
	}
}

func (h *hasher) rows(rows *query.Rows) {
	if rows == nil {
		return
	}
	for _, g := range rows.Groups {
		for i, f := range g.Fields {
			for _, base := range g.Base {
				h.slot(f, base+query.Slot(i), rows.Path+"."+f.Name)
			}
		}
	}
}

func (h *hasher) slot(f *schema.Field, slot query.Slot, path string) {
	plain, ok := h.values[slot].(string)
	if f.Password == nil || !ok || h.err != nil {
		return
	}
	hashed, err := password.Hash(plain, f.Password.Cost)
	if errors.Is(err, password.ErrTooLong) {
		h.issues = append(h.issues, query.Issue{Path: path, Message: err.Error()})
		return
	}
	h.values[slot], h.err = hashed, err
}

// validate checks stored rows.
func (r *run) validate(p *plan.Validate) error {
	for _, values := range r.frames[p.Rows] {
		row := make(map[string]any, len(values))
		for i, f := range p.Rows.Fields {
			row[f.Name] = values[i]
		}
		if issues := r.engine.validator.Row(p.Rows.Model, row, p.Fields, p.Path, r.now); len(issues) > 0 {
			return query.Invalid(r.op.Kind, r.op.Model.Name, issues)
		}
	}
	return nil
}
