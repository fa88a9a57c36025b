package exec

import (
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/policy"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// Statements returns the SQL that a request by the user becomes, in the order
// in which it would run: steps with the branch they stand in, then the result's levels.
func Statements(
	s *schema.Schema, computed map[*schema.Field]*plan.Formula, d sqlgen.Dialect, op *query.Op, who Who,
) ([]string, error) {
	p, err := policy.New(s, computed)
	if err != nil {
		return nil, err
	}
	pl, err := plan.Build(s, op)
	if err != nil {
		return nil, err
	}
	g, err := p.Bypass(pl)
	if err != nil {
		return nil, err
	}
	if !who.Bypass {
		if g, err = p.Guard(pl, who.User); err != nil {
			return nil, err
		}
	}
	prog := compile(s, g, d, nil)
	var out []string
	if prog.single != nil {
		return []string{"single: " + prog.single.SQL}, nil
	}
	var steps func(prefix string, ss []step)
	steps = func(prefix string, ss []step) {
		for _, st := range ss {
			switch p := st.plan.(type) {
			case *plan.Branch:
				steps(prefix+"found: ", st.then)
				steps(prefix+"absent: ", st.alt)
			case *plan.Fail:
				when := "always"
				if p.If != nil {
					when = "if found"
				}
				out = append(out, prefix+"fail "+when+": "+p.Err.Message)
			case *plan.Merge, *plan.Validate:
			case *plan.Repeat:
				steps(prefix+"until none: ", st.then)
			case *plan.Insert:
				if st.then != nil {
					steps(prefix+"part: ", st.then)
					continue
				}
				out = append(out, prefix+"step: "+st.statement.SQL)
			case *plan.Check:
				out = append(out, prefix+"check: "+st.statement.SQL)
			default:
				out = append(out, prefix+"step: "+st.statement.SQL)
			}
		}
	}
	steps("", prog.steps)
	steps("", prog.checks)
	for _, l := range prog.levels {
		out = append(out, "read: "+l.statement.SQL)
	}
	return out, nil
}
