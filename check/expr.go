package check

import (
	"strings"

	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/syntax"
)

// context says what an expression is for, which decides the functions in it.
type context uint8

const (
	anywhere context = iota
	inDefault
	inPolicy
	inValidation
	inIndex
)

// String returns the library's name of the context.
func (x context) String() string {
	return [...]string{"", "DefaultValue", "AccessPolicy", "ValidationRule", "Index"}[x]
}

// exprs turns expressions of one place into typed ones. Bare names are looked
// up in the innermost collection predicate, outside of all in the container
// that the text stands in; see scope.
type exprs struct {
	c      *checker
	file   *file      // names that are visible
	self   *container // whose row this is
	decl   *container // where the text is written
	member *member    // whose attribute it is; nil for block attributes
	ctx    context
	scopes []scope // the enclosing predicates, outermost first

	ops     schema.Ops // of the rule, 0 outside of rules
	future  bool       // the rule calls future()
	before  bool       // the rule calls before()
	checks  []checkCall
	foreign *syntax.Ref // a relation of the model whose key is elsewhere: see ZP02
}

// scope is the inside of a collection predicate.
type scope struct {
	elem    *container
	binding string
	auth    bool // the collection belongs to auth()
	at      *syntax.Predicate
}

// checkCall is a check() in a rule.
type checkCall struct {
	to  *container
	at  *syntax.Call
	ops schema.Ops // what it may ask about
}

// expr types e. Want is the enum that its place expects, or nil. The result is
// nil and the type invalid when something in e has been reported.
func (x *exprs) expr(e syntax.Expr, want *enum) (schema.Expr, typ) {
	switch e := e.(type) {
	case *syntax.StringLit:
		return typed(literal(e.Value, schema.String))
	case *syntax.NumberLit:
		return x.c.number(e.Text), typ{ValueType: schema.ValueType{Kind: schema.Int}}
	case *syntax.BoolLit:
		return typed(literal(e.Value, schema.Boolean))
	case *syntax.NullLit:
		return typed(literal(nil, schema.Null))
	case *syntax.This:
		return x.this(e)
	case *syntax.Ref:
		return x.name(e, want)
	case *syntax.Call:
		return x.call(e, want)
	case *syntax.Access:
		return x.access(e)
	case *syntax.Not:
		return x.not(e)
	case *syntax.Binary:
		return x.binary(e)
	case *syntax.Predicate:
		return x.predicate(e)
	case *syntax.ListLit:
		return x.list(e, want)
	case *syntax.ObjectLit:
		x.c.report(CodeOperands, e, "an object cannot stand here")
		return nil, typ{}
	}
	panic("check: unknown expression")
}

func literal(value any, k schema.Kind) *schema.Literal {
	return &schema.Literal{Value: value, T: schema.ValueType{Kind: k}}
}

func typed(lit *schema.Literal) (schema.Expr, typ) { return lit, typ{ValueType: lit.T} }

// number is the literal of a number, of which it keeps the text: one for all
// places, since a schema has few numbers and writes them often. The language
// types every number as Int; the schema says Float where there is a fraction.
func (c *checker) number(text string) *schema.Literal {
	text = strings.TrimPrefix(text, "+")
	if lit := c.numbers[text]; lit != nil {
		return lit
	}
	kind := schema.Int
	if strings.Contains(text, ".") {
		kind = schema.Float
	}
	lit := &schema.Literal{Value: schema.Number(text), T: schema.ValueType{Kind: kind}}
	c.numbers[text] = lit
	return lit
}

func boolType() typ { return typ{ValueType: schema.ValueType{Kind: schema.Boolean}} }

// this is the row. Its type is the model that the text stands in; in what is no
// model by itself, the model that inherits it.
func (x *exprs) this(e *syntax.This) (schema.Expr, typ) {
	k := x.decl
	if k == nil {
		x.c.report(CodeUnknownName, e, "this has no meaning outside a model")
		return nil, typ{}
	}
	free := false
	if !k.isModel() {
		k = x.self
		free = !k.isModel()
	}
	t := typ{ValueType: schema.ValueType{Kind: schema.ModelKind, Name: k.name()}, target: k, this: true, field: true, free: free}
	return &schema.Ref{T: t.ValueType}, t
}

// container returns whose members bare names are, and how deep its scope is.
func (x *exprs) container() (*container, int) {
	if n := len(x.scopes); n > 0 {
		return x.scopes[n-1].elem, n
	}
	return x.decl, 0
}

// name resolves a bare name: a member of the scope, a binding, the value of the
// expected enum, or that of any visible enum.
func (x *exprs) name(e *syntax.Ref, want *enum) (schema.Expr, typ) {
	name := e.Name.Text
	x.c.info.bare(x, e, want)
	if x.ctx == inDefault && want != nil && want.values[name] != nil {
		return x.enumValue(want, e)
	}
	k, level := x.container()
	if k != nil && k.member(name) != nil {
		m := k.member(name)
		if level == 0 && x.self != nil && x.self.member(name) != nil {
			m = x.self.member(name)
		}
		x.c.info.use(e.Name, m.decl)
		x.noteRelation(e, m, level)
		auth := level > 0 && x.scopes[level-1].auth
		return x.memberRef(&schema.Ref{Scope: level}, e, m, typ{auth: auth, field: true})
	}
	if x.bindingLevel(name) > 0 {
		x.c.report(CodeBareBinding, e, "a binding must be followed by a member").Hint = "write " + name + ".field"
		return nil, typ{}
	}
	if want != nil && want.values[name] != nil {
		return x.enumValue(want, e)
	}
	if owner := x.c.valueOwner(x.file, name); owner != nil {
		return x.enumValue(owner, e)
	}
	x.unknownName(e, k, want)
	return nil, typ{}
}

func (x *exprs) enumValue(of *enum, e *syntax.Ref) (schema.Expr, typ) {
	x.c.info.use(e.Name, of.values[e.Name.Text])
	lit := of.literal(e.Name.Text)
	return lit, typ{ValueType: lit.T, enum: of}
}

// noteRelation remembers a use of a relation that the row's own table does not
// hold the key of: before the row is stored, nothing can relate to it.
func (x *exprs) noteRelation(e *syntax.Ref, m *member, level int) {
	own := m.relation() && level == 0 && x.self != nil && m.from == x.self && !holdsKey(m)
	if own && x.foreign == nil {
		x.foreign = e
	}
}

// bindingLevel returns the scope that binds name, innermost first, or 0.
func (x *exprs) bindingLevel(name string) int {
	for i := len(x.scopes); i > 0; i-- {
		if x.scopes[i-1].binding == name {
			return i
		}
	}
	return 0
}

func (x *exprs) unknownName(e *syntax.Ref, k *container, want *enum) {
	d := x.c.report(CodeUnknownName, e.Name, "unknown name %q in this scope", e.Name.Text)
	if len(x.scopes) > 0 && x.decl != nil && x.decl.member(e.Name.Text) != nil {
		d.Hint = "write this." + e.Name.Text + " for the field of " + x.decl.name()
		return
	}
	d.Hint = x.c.choose(e.Name.Text, func() []string {
		var names []string
		if want != nil {
			names = want.valueNames()
		}
		if k != nil {
			names = append(names, k.memberNames()...)
		}
		return names
	})
}

// memberRef extends r by a member. The given type carries what is known of the
// path so far.
func (x *exprs) memberRef(r *schema.Ref, at syntax.Node, m *member, t typ) (schema.Expr, typ) {
	if !x.checkReadable(at, m) {
		return nil, typ{}
	}
	next := *r
	next.Path = append(append([]string(nil), r.Path...), m.name())
	next.T = m.typ
	t.ValueType, t.target, t.enum = m.typ, m.target, m.enum
	t.nullable = t.nullable || m.typ.Optional
	return &next, t
}

// checkReadable refuses members that a rule or a validation cannot see.
func (x *exprs) checkReadable(at syntax.Node, m *member) bool {
	switch {
	case x.ctx == inPolicy && m.attr("encrypted") != nil:
		x.c.report(CodeEncrypted, at, "encrypted fields cannot be used in rules")
	case len(m.decl.Params) > 0:
		x.c.report(CodeRuleParams, at, "%s is computed of arguments, which no rule can give", m.name())
	case x.ctx == inValidation && m.relation():
		x.c.report(CodeValidateRelation, at, "validation rules cannot use relations").Hint = "they see the values of one row only"
	default:
		return true
	}
	return false
}

// access resolves X.Member.
func (x *exprs) access(e *syntax.Access) (schema.Expr, typ) {
	left, t := x.accessed(e)
	x.c.info.dotted(x, e, t)
	if t.Kind == schema.Invalid {
		return nil, typ{}
	}
	ref, ok := left.(*schema.Ref)
	if !ok || t.List || t.target == nil || t.Kind == schema.Custom && !t.auth && !x.decl.isType() {
		x.noMember(e, t)
		return nil, typ{}
	}
	m := t.target.member(e.Member.Text)
	if m == nil || t.this && x.decl.member(e.Member.Text) == nil { // a type's rule sees the members of the type
		x.c.report(CodeUnknownMember, e.Member, "%s has no member %q", t.target.name(), e.Member.Text).Hint = x.c.choose(e.Member.Text, t.target.memberNames)
		return nil, typ{}
	}
	x.c.info.use(e.Member, m.decl)
	if ref.Root == schema.RootBefore && m.relation() {
		x.c.report(CodeBeforeRelation, e.Member, "before() gives no access to relations").Hint = "compare the key fields"
		return nil, typ{}
	}
	if t.this {
		x.noteRelation(&syntax.Ref{Name: e.Member}, m, 0)
	}
	bareAuth := ref.Root == schema.RootAuth && len(ref.Path) == 0
	return x.memberRef(ref, e.Member, m, typ{auth: t.auth, nullable: bareAuth})
}

// accessed types what stands before the dot, the one place where a binding may.
func (x *exprs) accessed(e *syntax.Access) (schema.Expr, typ) {
	if level := x.bound(e.X); level > 0 {
		elem := x.scopes[level-1]
		x.c.info.use(e.X, elem.at)
		t := elementType(elem.elem)
		t.auth = elem.auth
		return &schema.Ref{Scope: level, T: t.ValueType}, t
	}
	if hint := x.qualified(e); hint != "" {
		x.c.report(CodeUnknownName, e.X, "unknown name %q in this scope", e.X.(*syntax.Ref).Name.Text).Hint = hint
		return nil, typ{}
	}
	return x.expr(e.X, nil)
}

// bound returns the scope that e, a bare name, is bound to; a member of the
// innermost scope goes before.
func (x *exprs) bound(e syntax.Expr) int {
	r, ok := e.(*syntax.Ref)
	if !ok {
		return 0
	}
	if k, _ := x.container(); k != nil && k.member(r.Name.Text) != nil {
		return 0
	}
	return x.bindingLevel(r.Name.Text)
}

// qualified returns a hint when e is an enum value written with its enum.
func (x *exprs) qualified(e *syntax.Access) string {
	r, ok := e.X.(*syntax.Ref)
	if !ok {
		return ""
	}
	if k, _ := x.container(); k != nil && k.member(r.Name.Text) != nil {
		return ""
	}
	if _, ok := x.file.lookup(r.Name.Text).(*syntax.Enum); ok {
		return "write only the value: " + e.Member.Text
	}
	return ""
}

func (x *exprs) noMember(e *syntax.Access, t typ) {
	d := x.c.report(CodeUnknownMember, e.Member, "%s has no member %q", describe(t.ValueType), e.Member.Text)
	switch {
	case t.List && t.target != nil:
		d.Hint = "ask about its elements: ?[…], ![…] or ^[…]"
	case t.Kind == schema.Custom:
		d.Hint = "rules cannot look into typed JSON"
	default:
		d.Hint = "it is a plain value and has no members"
	}
}

func elementType(k *container) typ {
	kind := schema.ModelKind
	if k.isType() {
		kind = schema.Custom
	}
	return typ{ValueType: schema.ValueType{Kind: kind, Name: k.name()}, target: k}
}

func (x *exprs) not(e *syntax.Not) (schema.Expr, typ) {
	operand, t := x.expr(e.X, nil)
	if t.Kind == schema.Invalid {
		return nil, typ{}
	}
	if t.Kind != schema.Boolean || t.List {
		d := x.c.report(CodeNotBoolean, e.X, "! needs a Boolean, not %s", describe(t.ValueType))
		if t.Kind == schema.ModelKind && !t.List {
			d.Hint = "write " + x.file.tree.Text(e.X) + " == null"
		}
		return nil, typ{}
	}
	return &schema.Not{X: operand}, boolType()
}

// predicate types X?[Cond]. The condition sees the element, and only it.
func (x *exprs) predicate(e *syntax.Predicate) (schema.Expr, typ) {
	if n, ok := e.X.(*syntax.Not); ok {
		x.c.report(CodeUnknownName, e.Cond, "no names are in scope here: '!' belongs to the collection").Hint =
			"write !(" + x.file.tree.Text(n.X) + e.Quant + "[…])"
		return nil, typ{}
	}
	over, t := x.expr(e.X, nil)
	if t.Kind == schema.Invalid {
		return nil, typ{}
	}
	ref, ok := over.(*schema.Ref)
	usable := t.Kind == schema.ModelKind || t.Kind == schema.Custom && (t.auth || x.decl.isType())
	if !ok || !t.List || !usable {
		x.c.report(CodeNotCollection, e.X, "a collection predicate needs a to-many relation, not %s", describe(t.ValueType))
		return nil, typ{}
	}
	noted := x.foreign
	x.c.info.element(e, t.target)
	x.scopes = append(x.scopes, scope{elem: t.target, binding: e.Binding.Text, auth: t.auth, at: e})
	cond, ct := x.expr(e.Cond, nil)
	x.scopes = x.scopes[:len(x.scopes)-1]
	if t.auth {
		x.foreign = noted
	}
	if ct.Kind == schema.Invalid {
		return nil, typ{}
	}
	if !condition(ct) {
		x.c.report(CodeOperandType, e.Cond, "a collection predicate needs a Boolean, not %s", describe(ct.ValueType))
		return nil, typ{}
	}
	return &schema.Predicate{Quant: schema.Quantifier(e.Quant), Over: ref, Cond: cond}, boolType()
}

// condition reports whether t can decide something.
func condition(t typ) bool {
	return !t.List && (t.Kind == schema.Boolean || t.Kind == schema.Any)
}

// list types an array literal; its first item says what it holds.
func (x *exprs) list(e *syntax.ListLit, want *enum) (schema.Expr, typ) {
	t := typ{ValueType: schema.ValueType{Kind: schema.Any}}
	out := &schema.List{}
	for i, item := range e.Items {
		v, it := x.expr(item, want)
		if it.Kind == schema.Invalid {
			return nil, typ{}
		}
		if i == 0 {
			t = it
		}
		out.Items = append(out.Items, v)
	}
	t.List, t.nullable, t.field = true, false, false
	out.T = t.ValueType
	return out, t
}
