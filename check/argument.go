package check

import (
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/syntax"
)

// checkArgs checks the arguments of a against the types of its parameters.
// Arguments that a pass of their own reads are left to it: conditions, default
// values, the keys of relations.
func (c *checker) checkArgs(a *syntax.Attribute, s argScope) {
	ap := c.applied(s.file, a)
	if ap.decl == nil {
		return
	}
	for _, p := range ap.decl.decl.Params {
		arg := ap.arg(p.Name.Text)
		if arg == nil || ap.decl.library && readElsewhere(a.Name.Text, p.Name.Text) {
			continue
		}
		c.checkArg(ap, p, arg, s)
	}
}

func readElsewhere(attr, param string) bool {
	switch attr + "." + param {
	case "allow.operation", "allow.condition", "deny.operation", "deny.condition", "validate.value",
		"default.value", "relation.fields", "relation.references", "id.fields", "unique.fields",
		"index.fields", "fulltext.fields", "delegateMap.value":
		return true
	}
	return false
}

func (c *checker) checkArg(ap applied, p *syntax.Param, arg *syntax.Arg, s argScope) {
	switch name := p.Type.Name.Text; name {
	case "FieldReference", "TransitiveFieldReference":
		c.checkFieldRefs(p, arg, s.self, name == "TransitiveFieldReference", s.member)
	case "Any":
		c.checkAny(arg.Value, s.file)
	case "ContextType":
		if s.member != nil {
			c.checkLiteral(s.member, arg.Value)
		}
	default:
		if e, ok := ap.decl.file.lookup(name).(*syntax.Enum); ok {
			c.checkEnumArg(c.enums[e], p, arg)
			return
		}
		c.checkTyped(ap, p, arg, s)
	}
}

// checkFieldRefs wants bare names of fields: a list of them, or one.
func (c *checker) checkFieldRefs(p *syntax.Param, arg *syntax.Arg, k *container, transitive bool, m *member) {
	if transitive {
		if m == nil || m.target == nil {
			return
		}
		k = m.target
	}
	list, isList := arg.Value.(*syntax.ListLit)
	items := []syntax.Expr{arg.Value}
	if isList {
		items = list.Items
	}
	if isList != p.Type.List {
		want := "one field"
		if p.Type.List {
			want = "a list of fields"
		}
		c.report(CodeArgType, arg, "argument does not fit parameter %s: it takes %s", p.Name.Text, want)
		return
	}
	for _, item := range items {
		c.fieldRef(item, k, p.Name.Text)
	}
}

// fieldRef returns the member of k that e names, and reports when it names none.
func (c *checker) fieldRef(e syntax.Expr, k *container, param string) *member {
	r, ok := e.(*syntax.Ref)
	if !ok {
		c.report(CodeArgType, e, "argument does not fit parameter %s: it takes names of fields", param)
		return nil
	}
	if k == nil {
		return nil
	}
	m := k.member(r.Name.Text)
	if m == nil {
		c.report(CodeUnknownName, r, "%s has no field %q", k.name(), r.Name.Text).Hint = c.choose(r.Name.Text, k.memberNames)
	} else {
		c.info.use(r.Name, m.decl)
	}
	return m
}

func (k *container) memberNames() []string {
	names := make([]string, len(k.members))
	for i, m := range k.members {
		names[i] = m.name()
	}
	return names
}

// checkEnumArg wants a value of e. A field or another enum's value of the same
// name does not get in the way.
func (c *checker) checkEnumArg(e *enum, p *syntax.Param, arg *syntax.Arg) {
	r, ok := arg.Value.(*syntax.Ref)
	if !ok {
		c.report(CodeArgType, arg, "argument does not fit parameter %s: it takes a value of %s", p.Name.Text, e.name())
		return
	}
	if e.values[r.Name.Text] == nil {
		c.report(CodeUnknownName, r, "%s has no value %q", e.name(), r.Name.Text).Hint = c.choose(r.Name.Text, e.valueNames)
	} else {
		c.info.use(r.Name, e.values[r.Name.Text])
	}
}

// checkAny accepts every value, but the names in it must mean something where
// they are called.
func (c *checker) checkAny(e syntax.Expr, f *file) {
	syntax.Walk(e, func(e syntax.Expr) bool {
		if call, ok := e.(*syntax.Call); ok {
			if fn, ok := f.lookup(call.Func.Text).(*syntax.Function); ok {
				c.info.use(call.Func, fn)
			} else {
				c.unknownFunction(f, call)
			}
		}
		return true
	})
}

// checkTyped checks an argument for a parameter of a builtin type.
func (c *checker) checkTyped(ap applied, p *syntax.Param, arg *syntax.Arg, s argScope) {
	if p.Type.Name.Text == "Object" {
		if _, ok := arg.Value.(*syntax.ObjectLit); !ok {
			c.report(CodeArgType, arg, "argument does not fit parameter %s: it takes an object", p.Name.Text)
		}
		return
	}
	x := &exprs{c: c, file: s.file, self: s.self, decl: s.from, member: s.member, ctx: ap.decl.context}
	_, t := x.expr(arg.Value, nil)
	if t.Kind == schema.Invalid {
		return
	}
	dest := schema.ValueType{Kind: kindNamed(p.Type.Name.Text), List: p.Type.List}
	if !assignable(dest, t, arg.Value) || t.Kind == schema.Null {
		c.report(CodeArgType, arg, "argument does not fit parameter %s: it takes %s, not %s",
			p.Name.Text, describe(dest), describe(t.ValueType))
	}
}
