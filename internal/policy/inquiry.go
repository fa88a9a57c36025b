package policy

import (
	"slices"
	"strconv"

	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// Inquiry asks of one row what each part of each rule is there, and what the
// rules come to: a plan that reads them as the columns of that row, compiled as
// for a request. It is for explaining to developers; its plan knows no rule
// about who may ask.
type Inquiry struct {
	Guarded
	// Permitted is the output that says what a request would be told. Like all
	// outputs here it is named by its number.
	Permitted string
	// Overrides is the output that says whether an overriding rule of the field
	// stands for the model's; "" when it has none.
	Overrides string
	Rules     []Asked
}

// Asked is a rule with its parts.
type Asked struct {
	Rule *schema.Rule
	Part
}

// Part is a condition, or a part of one.
type Part struct {
	Expr  schema.Expr
	Truth string // the output of its truth; NULL is UNKNOWN
	// Missing are the members of auth() that are missing in a condition without
	// parts. Its truth is then what grants least.
	Missing  []string
	Operands []Operand
	Parts    []Part
	// Rules are those of the row that a check() leads to.
	Rules []Asked
}

// Operand is a value that a condition looks at.
type Operand struct {
	Name   string
	Output string // "" for a value that is known
	Value  any
}

// Question is what an [Inquiry] is about.
type Question struct {
	Model *schema.Model
	Field *schema.Field // nil for the model's own rules
	Op    schema.Ops
	User  map[string]any
}

// Inquire makes an inquiry about the row whose id's fields are the first values
// of the request. About a post-update, the values after them are those of the
// stored fields of the model in the row before.
func (p *Policy) Inquire(q Question) (*Inquiry, error) {
	c := &compiler{p: p, user: q.User}
	src := c.source(q.Model)
	r := row{model: q.Model, src: src}
	if q.Op == schema.OpPostUpdate {
		r.before = before(q.Model)
	}
	a := &answers{c: c, sel: &plan.Select{From: src}, read: &plan.Read{Model: q.Model, Shape: plan.One}}
	for i, f := range q.Model.IDFields() {
		x := &plan.Compare{Op: plan.Eq, L: &plan.Column{Source: src, Field: f}, R: &plan.Param{From: plan.Slot(i), Type: f.Type}, Type: f.Type}
		a.sel.Where = and(a.sel.Where, x)
	}
	a.read.Select = a.sel
	here := func(f func(row) plan.Expr) plan.Expr { return f(r) }
	inq := &Inquiry{}
	rules := q.Model.Rules
	if q.Field != nil {
		rules = q.Field.Rules
		inq.Permitted = a.truth(granted(c.concreteField(r, q.Field, q.Op, false)))
		if hasOverride(q.Field, q.Op) {
			inq.Overrides = a.truth(granted(c.override(r, q.Field, q.Op, false)))
		}
	} else {
		inq.Permitted = a.truth(granted(c.concrete(r, q.Op, false)))
	}
	inq.Rules = a.rules(rules, q.Op, false, here)
	if c.err != nil {
		return nil, c.err
	}
	inq.Guarded = Guarded{plan: &plan.Plan{Read: a.read, Aliases: c.aliases, Frames: c.frames}}
	return inq, nil
}

// Stored lists the fields of a model that columns hold, in the order in which
// an [Inquiry] wants the values of a row before.
func Stored(m *schema.Model) []*schema.Field {
	var list []*schema.Field
	for _, f := range m.Fields {
		if f.Stored() {
			list = append(list, f)
		}
	}
	return list
}

func before(m *schema.Model) *row {
	r := &row{model: m, known: map[*schema.Field]plan.Expr{}}
	for i, f := range Stored(m) {
		r.known[f] = &plan.Param{From: plan.Slot(len(m.ID) + i), Type: f.Type}
	}
	return r
}

// answers collects what is to be read.
type answers struct {
	c    *compiler
	sel  *plan.Select
	read *plan.Read
}

// at compiles for the row that an inquiry has come to, through check() perhaps.
type at func(func(row) plan.Expr) plan.Expr

func (a *answers) output(x plan.Expr, t schema.ValueType) string {
	name := strconv.Itoa(len(a.sel.Columns))
	t.Optional = true
	a.read.Outputs = append(a.read.Outputs, plan.Output{Name: name, Column: len(a.sel.Columns), Type: t})
	a.sel.Columns = append(a.sel.Columns, x)
	return name
}

func (a *answers) truth(x plan.Expr) string {
	return a.output(x, schema.ValueType{Kind: schema.Boolean})
}

func (a *answers) rules(rules []*schema.Rule, op schema.Ops, worst bool, here at) []Asked {
	var list []Asked
	for _, rule := range rules {
		if rule.Ops&op == 0 {
			continue
		}
		e := env{op: op, old: rule.Old}
		list = append(list, Asked{Rule: rule, Part: a.part(rule.Cond, e, worst == rule.Allow, here)})
	}
	return list
}

// part asks a condition. The rule's row, which e lacks, is where here leads to.
func (a *answers) part(x schema.Expr, e env, worst bool, here at) Part {
	p := Part{Expr: x, Truth: a.truth(here(func(r row) plan.Expr { return a.c.bool(x, e.with(r), worst) }))}
	switch x := x.(type) {
	case *schema.Not:
		p.Parts = []Part{a.part(x.X, e, !worst, here)}
		return p
	case *schema.Binary:
		if x.Op == schema.And || x.Op == schema.Or {
			for _, y := range chain(x, x.Op) {
				p.Parts = append(p.Parts, a.part(y, e, worst, here))
			}
			return p
		}
	case *schema.Check:
		a.check(&p, x, e, worst, here)
		return p
	case *schema.Predicate:
		a.matching(&p, x, e, worst, here)
	}
	a.operands(&p, e, here)
	return p
}

// chain lists the operands of a chain of one operator.
func chain(x schema.Expr, op schema.Operator) []schema.Expr {
	b, ok := x.(*schema.Binary)
	if !ok || b.Op != op {
		return []schema.Expr{x}
	}
	return append(chain(b.L, op), chain(b.R, op)...)
}

// check asks the rules of the row that check() leads to.
func (a *answers) check(p *Part, x *schema.Check, e env, worst bool, here at) {
	op := x.Op
	if op == 0 {
		op = e.op
	}
	if a.c.depth++; a.c.depth > maxChecks {
		return
	}
	defer func() { a.c.depth-- }()
	var target *schema.Model
	there := func(f func(row) plan.Expr) plan.Expr {
		return here(func(r row) plan.Expr {
			start, _ := a.c.start(x.Rel, e.with(r))
			return a.c.reach(start, x.Rel.Path, nil, func(to row) plan.Expr {
				target = to.model
				return f(to)
			})
		})
	}
	there(func(row) plan.Expr { return plan.Bool(true) })
	if target != nil {
		p.Rules = a.rules(target.Rules, op, worst, there)
	}
}

// matching counts the related rows that a predicate ranges over, and those that
// make its condition TRUE.
func (a *answers) matching(p *Part, x *schema.Predicate, e env, worst bool, here at) {
	if x.Over.Root == schema.RootAuth || x.Over.T.Kind != schema.ModelKind {
		return
	}
	if x.Quant == schema.None {
		worst = !worst
	}
	n := len(x.Over.Path) - 1
	count := func(cond schema.Expr) string {
		return a.output(here(func(r row) plan.Expr {
			e := e.with(r)
			start, _ := a.c.start(x.Over, e)
			return a.c.reach(start, x.Over.Path[:n], nil, func(r row) plan.Expr {
				ends := plan.EndsOf(a.c.p.schema, r.model, r.model.Field(x.Over.Path[n]))
				src := a.c.source(ends.Target)
				sel := &plan.Select{Columns: []plan.Expr{plan.CountRows{}}, From: src}
				sel.Where = and(a.c.link(ends, r, src, sel), granted(a.c.bool(cond, e.with(row{model: src.Model, src: src}), worst)))
				return &plan.Scalar{Select: sel}
			})
		}), schema.ValueType{Kind: schema.Int})
	}
	name := schema.Text(x.Over)
	p.Operands = append(p.Operands,
		Operand{Name: "rows of " + name, Output: count(&schema.Literal{Value: true})},
		Operand{Name: "of them matching", Output: count(x.Cond)})
}

// operands asks the values that a condition without parts looks at: fields of
// its row and of rows that to-one relations lead to, and members of auth().
func (a *answers) operands(p *Part, e env, here at) {
	schema.Walk(p.Expr, func(x schema.Expr) bool {
		switch x := x.(type) {
		case *schema.Ref:
			a.operand(p, x, e, here)
		case *schema.Call:
			switch x.Func {
			case "currentModel", "currentOperation", "now":
				p.add(Operand{Name: schema.Text(x), Output: a.value(x, x.T, e, here)})
			}
		case *schema.Predicate:
			a.around(p, x)
			return false
		}
		return true
	})
}

// around adds what a predicate uses of the user. Its elements are many, so that
// what is missing for them is not missing for the whole.
func (a *answers) around(p *Part, x *schema.Predicate) {
	if x.Over.Root == schema.RootAuth && Lookup(a.c.user, x.Over.Path) == nil {
		p.Missing = append(p.Missing, schema.Text(x.Over))
	}
	schema.Walk(x, func(x schema.Expr) bool {
		if r, ok := x.(*schema.Ref); ok && r.Root == schema.RootAuth {
			p.add(Operand{Name: schema.Text(r), Value: Lookup(a.c.user, r.Path)})
		}
		return true
	})
}

func (p *Part) add(o Operand) {
	if !slices.ContainsFunc(p.Operands, func(x Operand) bool { return x.Name == o.Name }) {
		p.Operands = append(p.Operands, o)
	}
}

func (a *answers) operand(p *Part, x *schema.Ref, e env, here at) {
	if m := a.c.p.schema.Model(x.T.Name); x.Root == schema.RootAuth && m != nil && !x.T.List && !asksNull(p.Expr) {
		for _, f := range m.IDFields() {
			a.operand(p, member(x, f), e, here)
		}
		return
	}
	if x.Root == schema.RootAuth {
		v := Lookup(a.c.user, x.Path)
		if v == nil && !asksNull(p.Expr) {
			p.Missing = append(p.Missing, schema.Text(x))
		}
		p.add(Operand{Name: schema.Text(x), Value: v})
		return
	}
	switch {
	case x.T.Kind == schema.ModelKind && x.T.List:
	case x.T.Kind == schema.ModelKind:
		for _, f := range a.c.p.schema.Model(x.T.Name).IDFields() {
			a.operand(p, member(x, f), e, here)
		}
	default:
		if f := a.last(x, here); f != nil && f.Password == nil && !f.Encrypted {
			p.add(Operand{Name: schema.Text(x), Output: a.value(x, x.T, e, here)})
		}
	}
}

// asksNull reports whether a condition asks for the absence of something, which
// is not missing then.
func asksNull(x schema.Expr) bool {
	b, ok := x.(*schema.Binary)
	return ok && (isNull(b.L) || isNull(b.R))
}

// last is the field that a reference ends at.
func (a *answers) last(x *schema.Ref, here at) *schema.Field {
	var f *schema.Field
	here(func(r row) plan.Expr {
		m := r.model
		for _, name := range x.Path {
			if f = m.Field(name); f.Relation != nil {
				m = a.c.p.schema.Model(f.Relation.Target)
			}
		}
		return plan.Bool(true)
	})
	return f
}

func (a *answers) value(x schema.Expr, t schema.ValueType, e env, here at) string {
	return a.output(here(func(r row) plan.Expr { return a.c.scalar(x, t, e.with(r)) }), t)
}

// Run gives the request that carries an inquiry's values.
func (q Question) Run(ids, before []any) *query.Op {
	return &query.Op{
		Kind: query.FindFirst, Model: q.Model, Page: query.NoPage(), Limit: query.NoSlot, Values: append(slices.Clone(ids), before...),
	}
}
