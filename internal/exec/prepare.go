package exec

import (
	"slices"

	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/policy"
	"github.com/gozen-dev/gozen/query"
)

// prepare readies a request for running: its input is validated and
// transformed, its secrets are hashed or encrypted, its program is found. What the
// request holds is not changed.
func (e *Engine) prepare(op *query.Op, who Who) (*run, error) {
	if who.Claimed {
		return nil, errClaimed()
	}
	r := &run{engine: e, secrets: e.secrets.of(who), op: op, values: op.Values, who: who, now: e.Now()}
	if op.Kind.Writes() {
		if err := r.input(); err != nil {
			return nil, err
		}
	}
	var err error
	if r.program, r.cached, err = e.program(op, who); err != nil {
		return nil, err
	}
	if r.program.sealed && r.secrets.keys == nil {
		return nil, errNoKey()
	}
	return r, nil
}

func errClaimed() error {
	return &query.Error{Reason: query.InternalError, Message: "the request was run before its user was known"}
}

// input makes what the request writes ready: a copy of its values.
func (r *run) input() error {
	if r.who.Skip.Validation {
		r.values = slices.Clone(r.op.Values)
	} else {
		values, issues := r.engine.validator.Validate(r.op, r.now, func(path []string) any { return policy.Lookup(r.who.User, path) })
		if len(issues) > 0 {
			return query.Violated(r.op.Kind, r.op.Model.Name, issues)
		}
		r.values = values
	}
	return r.protect()
}

// validate checks stored rows.
func (r *run) validate(p *plan.Validate) error {
	if r.who.Skip.Validation || r.who.Skip.RowValidation {
		return nil
	}
	for _, values := range r.frames[p.Rows] {
		row := make(map[string]any, len(values))
		for i, f := range p.Rows.Fields {
			row[f.Name] = r.opened(f, values[i])
		}
		if issues := r.engine.validator.Row(p.Rows.Model, row, p.Fields, p.Path, r.now); len(issues) > 0 {
			return query.Violated(r.op.Kind, r.op.Model.Name, issues)
		}
	}
	return nil
}
