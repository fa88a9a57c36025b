package policy

import (
	"slices"

	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// compiler turns rules into relational expressions for one user pattern.
type compiler struct {
	p       *Policy
	user    map[string]any // looked at for what is missing only
	aliases int
	frames  int
	deleted bool // rows marked as deleted are seen
	unruled bool // no rule is asked: only formulas are put in
	depth   int  // of check()
	share   bool // lock what decides
	given   known
	err     error
}

// known says that the row which rel leads to from a row of src may be read.
type known struct {
	src *plan.Source
	rel *schema.Field
}

// maxChecks bounds how deep check() may lead. The checker refuses cycles; this
// guards against schemas that did not come from it.
const maxChecks = 32

func (c *compiler) fail(err *query.Error) plan.Expr {
	if c.err == nil {
		c.err = err
	}
	return plan.Bool(false)
}

func (c *compiler) source(m *schema.Model) *plan.Source {
	src := plan.NewSource(c.p.schema, m, &c.aliases)
	if c.deleted {
		return src.WithDeleted()
	}
	return src
}

// row is what a scope of a rule stands for: a row of a table, a row before its
// update, a row known by some columns only, or an element of a list in auth().
type row struct {
	model  *schema.Model
	src    *plan.Source
	frame  *plan.Frame                 // before the update, for the fields that it writes
	writes map[*schema.Field]bool      // … which are these
	known  map[*schema.Field]plan.Expr // instead of src
	elem   []string                    // path in auth()
	base   *row                        // the same row in its delegate base, for inherited fields
	before *row                        // on scope 0 of a post-update rule: the same row before
}

// column is a field of the row. A before row's frame comes to keep it; what
// the update does not write is in the row still.
func (r row) column(f *schema.Field) plan.Expr {
	switch {
	case r.base != nil && f.Base != "":
		return r.base.column(r.base.model.Field(f.Name))
	case r.known != nil:
		return r.known[f]
	case r.frame != nil && r.writes[f]:
		if r.frame.Field(f) < 0 {
			r.frame.Fields = append(r.frame.Fields, f)
		}
		return &plan.Param{From: &plan.Cell{Frame: r.frame, Field: f}, Type: f.Type}
	default:
		return &plan.Column{Source: r.src, Field: f}
	}
}

// column is a field of the row, computed where it must be.
func (c *compiler) column(r row, f *schema.Field) plan.Expr {
	if formula := c.p.computed[f]; formula != nil {
		if len(f.Params) > 0 {
			return c.fail(notSupported(r.model, "a rule cannot give the arguments that %s is computed of", f.Name))
		}
		return formula.Of(f, 0, r.column)
	}
	return r.column(f)
}

// modelRule is the condition under which op is permitted on the row:
// some allow is TRUE and no deny is. Worst is what a missing member of auth()
// makes of a condition: false where the whole must grant least.
func (c *compiler) modelRule(r row, op schema.Ops, worst bool) plan.Expr {
	if c.unruled {
		return plan.Bool(true)
	}
	return c.combine(r, r.model.Rules, op, worst, op == schema.OpPostUpdate)
}

// permits is the model's rule for op on a row of src, where only TRUE counts.
func (c *compiler) permits(src *plan.Source, op schema.Ops) plan.Expr {
	return c.permitsRow(row{model: src.Model, src: src}, op)
}

// permitsRow is permits for a row of any kind. The rows that a write's rule
// looks at are held until the write is committed, so that two writes, each of
// which takes away what permits the other, cannot both happen.
func (c *compiler) permitsRow(r row, op schema.Ops) plan.Expr {
	c.share = op != schema.OpRead
	defer func() { c.share = false }()
	return granted(c.concrete(r, op, false))
}

// permitsField is permits for one field.
func (c *compiler) permitsField(src *plan.Source, f *schema.Field, op schema.Ops) plan.Expr {
	c.share = op != schema.OpRead
	defer func() { c.share = false }()
	return granted(c.concreteField(row{model: src.Model, src: src}, f, op, false))
}

// fieldRule is the condition under which op is permitted on the field. Fields
// are open unless a rule says otherwise.
func (c *compiler) fieldRule(r row, f *schema.Field, op schema.Ops, worst bool) plan.Expr {
	if c.unruled || len(f.Rules) == 0 {
		return plan.Bool(true)
	}
	if !hasOverride(f, op) {
		return c.combine(r, f.Rules, op, worst, true)
	}
	rules := slices.DeleteFunc(slices.Clone(f.Rules), func(x *schema.Rule) bool { return x.Override })
	return or(c.combine(r, rules, op, worst, true), c.override(r, f, op, worst))
}

// combine pools rules. Open says what holds when no allow covers op.
func (c *compiler) combine(r row, rules []*schema.Rule, op schema.Ops, worst, open bool) plan.Expr {
	var allows, denies []plan.Expr
	for _, rule := range rules {
		if rule.Ops&op == 0 {
			continue
		}
		e := env{scopes: []row{r}, op: op, old: rule.Old}
		if rule.Allow {
			open = false
			allows = append(allows, c.bool(rule.Cond, e, worst))
		} else {
			denies = append(denies, plan.Negate(plan.Holds(c.bool(rule.Cond, e, !worst))))
		}
	}
	granted := plan.Expr(plan.Bool(open))
	if len(allows) > 0 {
		granted = or(allows...)
	}
	return and(append([]plan.Expr{granted}, denies...)...)
}

// env is where an expression stands.
type env struct {
	scopes []row
	op     schema.Ops
	old    bool // a v2 rule: bare fields are of the row before
}

func (e env) with(r row) env {
	e.scopes = append(slices.Clip(e.scopes), r)
	return e
}

// start is the row that a reference begins at; auth() has none.
func (c *compiler) start(r *schema.Ref, e env) (row, bool) {
	first := e.scopes[0]
	switch {
	case r.Root == schema.RootFuture:
		return first, true
	case r.Root == schema.RootBefore, r.Root == schema.RootScope && r.Scope == 0 && e.old:
		if first.before == nil {
			// Reached through check(): that row was not updated.
			c.fail(notSupported(first.model, "before() in a post-update rule that check() leads to: name the operation in check()"))
			return first, true
		}
		return *first.before, true
	case r.Root == schema.RootScope:
		return e.scopes[r.Scope], true
	default:
		return row{}, false
	}
}

// authPath is the reference's path in auth(), if it leads there.
func (c *compiler) authPath(r *schema.Ref, e env) ([]string, bool) {
	if r.Root == schema.RootAuth {
		return r.Path, true
	}
	if r.Root == schema.RootScope && e.scopes[r.Scope].elem != nil {
		elem := e.scopes[r.Scope].elem
		return append(slices.Clip(elem), r.Path...), true
	}
	return nil, false
}

// missing reports whether x uses a member of auth() that the user lacks.
func (c *compiler) missing(x schema.Expr, e env) bool {
	found := false
	schema.Walk(x, func(x schema.Expr) bool {
		if r, ok := x.(*schema.Ref); ok {
			if path, ok := c.authPath(r, e); ok && Lookup(c.user, path) == nil {
				found = true
			}
		}
		_, scoped := x.(*schema.Predicate)
		return !found && !scoped
	})
	return found
}
