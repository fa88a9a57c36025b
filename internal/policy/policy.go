// Package policy is the gate between what was asked and what may run.
//
// [Policy.Guard] takes a plan and makes the only thing that package exec
// accepts, a [Guarded]: read rules joined to every source, field rules
// blanking columns where they are read, write rules in the statements that
// write, and checks on what was written. Nothing else makes one but [Bypass],
// the one door for trusted code, which asks for a reason.
//
// Rules are three-valued as SQL is. An allow grants on TRUE only; a deny fires
// on TRUE. A member of auth() that is missing is a different unknown: it
// fails closed. What compares with it is replaced by the answer that grants
// least, FALSE in an allow and TRUE in a deny, the other way round under a
// negation; Kleene's operators are monotone, so this is exact.
package policy

import (
	"fmt"

	"github.com/gozen-dev/gozen/internal/optimize"
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// Policy knows the rules of a schema.
type Policy struct {
	schema *schema.Schema
	auth   *authTree // what the rules use of auth()
	// computed are the formulas of @computed fields. A field without one, of a
	// schema that only is looked at, stands for itself.
	computed map[*schema.Field]*plan.Formula
}

// New returns the policy of a schema whose @computed fields have these
// formulas. It fails when a rule uses what cannot be compiled, so that no
// request finds out.
func New(s *schema.Schema, computed map[*schema.Field]*plan.Formula) (*Policy, error) {
	p := &Policy{schema: s, auth: authPaths(s, computed), computed: computed}
	for _, m := range s.Models {
		for _, op := range []schema.Ops{schema.OpCreate, schema.OpRead, schema.OpUpdate, schema.OpDelete, schema.OpPostUpdate} {
			if err := p.try(m, op); err != nil {
				return nil, err
			}
		}
	}
	return p, nil
}

// try compiles the rules of a model once and throws the result away.
func (p *Policy) try(m *schema.Model, op schema.Ops) error {
	c := &compiler{p: p, user: p.auth.sample()}
	src := c.source(m)
	r := row{model: m, src: src}
	if op == schema.OpPostUpdate {
		r.before = &row{model: m, src: src}
	}
	c.modelRule(r, op, false)
	for _, f := range m.Fields {
		c.fieldRule(r, f, op, false)
	}
	return c.err
}

// Guarded is a plan that may run. Its zero value holds no plan.
type Guarded struct{ plan *plan.Plan }

// Plan returns the guarded plan, for package exec to compile.
func (g Guarded) Plan() *plan.Plan { return g.plan }

// Bypass makes a plan runnable without any rule. The reason is the caller's
// duty: package rt logs it.
func (p *Policy) Bypass(pl *plan.Plan) (Guarded, error) {
	if len(p.computed) == 0 {
		return Guarded{plan: pl}, nil
	}
	return p.guard(pl, compiler{p: p, unruled: true})
}

// Guard adds what the rules demand of the user to a plan. It looks only at
// which members of user are missing, never at their values: two users of one
// [Policy.Pattern] get the same plan. A nil user is anonymous.
func (p *Policy) Guard(pl *plan.Plan, user map[string]any) (Guarded, error) {
	return p.guard(pl, compiler{p: p, user: user})
}

func (p *Policy) guard(pl *plan.Plan, c compiler) (Guarded, error) {
	c.aliases, c.frames, c.deleted = pl.Aliases, pl.Frames, pl.Deleted
	g := &guard{compiler: c}
	out := *pl
	steps := g.steps(pl.Steps)
	out.Steps = append(steps, g.checks...)
	if pl.Read != nil {
		out.Read = optimize.Read(p.schema, g.read(pl.Read))
	}
	out.Single = g.single(pl, steps)
	out.Aliases, out.Frames = g.aliases, g.frames
	if g.err != nil {
		return Guarded{}, g.err
	}
	return Guarded{plan: &out}, nil
}

func notSupported(m *schema.Model, format string, args ...any) *query.Error {
	return &query.Error{Reason: query.NotSupported, Model: m.Name, Message: fmt.Sprintf(format, args...)}
}
