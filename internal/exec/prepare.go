package exec

import (
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/query"
)

// prepare readies a request for running: its input is validated and
// transformed, its secrets are hashed or encrypted, its program is found. What the
// request holds is not changed.
func (e *Engine) prepare(op *query.Op, who Who) (*run, error) {
	r := &run{engine: e, op: op, values: op.Values, who: who, now: e.Now()}
	if op.Kind.Writes() {
		values, issues := e.validator.Validate(op, r.now)
		if len(issues) > 0 {
			return nil, query.Invalid(op.Kind, op.Model.Name, issues)
		}
		r.values = values
		if err := r.protect(); err != nil {
			return nil, err
		}
	}
	var err error
	r.program, err = e.program(op, who)
	return r, err
}

// validate checks stored rows.
func (r *run) validate(p *plan.Validate) error {
	for _, values := range r.frames[p.Rows] {
		row := make(map[string]any, len(values))
		for i, f := range p.Rows.Fields {
			row[f.Name] = values[i]
			if text, ok := values[i].(string); ok && f.Encrypted {
				row[f.Name] = r.engine.secrets.opener(f)(text)
			}
		}
		if issues := r.engine.validator.Row(p.Rows.Model, row, p.Fields, p.Path, r.now); len(issues) > 0 {
			return query.Invalid(r.op.Kind, r.op.Model.Name, issues)
		}
	}
	return nil
}
