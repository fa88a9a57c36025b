package check

import (
	"slices"

	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/syntax"
)

// buildModels builds models and types in stages, over all of them each: fields,
// keys, relations, then rules, which may speak of any of these.
func (c *checker) buildModels(s *schema.Schema) {
	for _, k := range c.models {
		if k.file == c.lib {
			continue
		}
		c.buildContainer(k, s)
		c.releaseFields(k)
	}
	for _, stage := range []func(*container){
		c.buildKeys, c.buildRelations, c.inheritRelations, releaseEnds, c.buildDelegate, c.buildBlockAttributes, c.checkModel,
	} {
		for _, k := range c.models {
			if k.model != nil {
				stage(k)
			}
		}
	}
	for _, k := range c.models {
		if k.file != c.lib {
			c.buildType(k)
		}
	}
	c.checkDelegationCycles()
	c.checkCascadePaths()
}

// buildContainer makes the model or type and its fields. An abstract model is
// neither, but its fields are checked when no model would have them.
func (c *checker) buildContainer(k *container, s *schema.Schema) {
	d := k.decl
	fields := make([]*schema.Field, 0, len(k.members))
	if k.isModel() || k.isType() || !k.used {
		for _, m := range k.members {
			m.out = c.buildField(k, m)
			fields = append(fields, m.out)
		}
		c.checkOnceInModel(k)
	}
	switch {
	case k.isType():
		k.typ = &schema.Type{Name: k.name(), Doc: d.Doc, Pos: pos(d.Name), Fields: fields}
		s.Types = append(s.Types, k.typ)
	case k.isModel():
		c.checkReserved(d.Name, "a model")
		k.model = &schema.Model{
			Name: k.name(), Table: k.name(), Doc: d.Doc, Pos: pos(d.Name), View: k.isView(), Fields: fields,
		}
		s.Models = append(s.Models, k.model)
	}
}

// buildBlockAttributes reads the @@ attributes of a model but for its keys.
func (c *checker) buildBlockAttributes(k *container) {
	all := make([]*syntax.Attribute, len(k.attrs))
	for i, b := range k.attrs {
		all[i] = b.attr
		c.checkArgs(b.attr, argScope{file: b.from.file, self: k, from: b.from})
	}
	c.checkOnce(func(i int) *file { return k.attrs[i].from.file }, all)
	rules := ruleSet{}
	for _, b := range k.attrs {
		c.buildBlockAttribute(k, b, &rules)
	}
	k.model.Rules = c.settleRules(k, &rules)
	c.releaseRules(k)
	c.checkHasSchema(k.decl.Name, k.model.Schema)
}

func (c *checker) buildBlockAttribute(k *container, b *blockAttr, rules *ruleSet) {
	m, ap := k.model, c.applied(b.from.file, b.attr)
	if ap.decl == nil {
		return
	}
	if !ap.decl.library {
		m.Attributes = append(m.Attributes, b.from.file.attribute(b.attr))
		return
	}
	switch b.attr.Name.Text {
	case "allow", "deny":
		c.modelRule(k, b, rules)
	case "validate":
		if v := c.validate(k, b); v != nil {
			m.Validates = append(m.Validates, v)
		}
	case "map":
		m.Table = ap.text("name", m.Table)
	case "schema":
		m.Schema = ap.text("name", "")
		c.checkSchemaName(b.attr, m.Schema)
	case "ignore":
		m.Ignore = true
	case "id", "unique", "index", "auth", "delegate", "delegateMap":
	case "fulltext":
		c.checkFulltext(k, b)
	case "strict":
		c.strict(k, b)
	default:
		m.Attributes = append(m.Attributes, b.from.file.attribute(b.attr))
	}
}

// attribute keeps a for tools: its name and the source of its arguments.
func (f *file) attribute(a *syntax.Attribute) *schema.Attribute {
	out := &schema.Attribute{Name: a.Text()}
	for _, arg := range a.Args {
		out.Args = append(out.Args, f.tree.Text(arg))
	}
	return out
}

// checkModel is what can be said of a model once everything else is known.
func (c *checker) checkModel(k *container) {
	m := k.model
	c.checkStored(k)
	if len(m.Rules) == 0 && !m.Ignore && k.find("allow") == nil && k.find("deny") == nil {
		c.warn(CodeNoRules, k.decl.Name, "model %s has no rules: every access to it is denied", k.name()).Hint = "add an @@allow, such as @@allow('read', true)"
	}
	for _, f := range k.members {
		if !slices.Contains(m.ID, f.name()) || f.decl.Attrs == nil {
			continue
		}
		for i, r := range f.out.Rules {
			if r.Ops&schema.OpRead != 0 {
				c.report(CodeRuleOnID, fieldRules(f)[i], "the id cannot be hidden: %s.%s identifies the row", k.name(), f.name()).Hint = "put the rule on the model"
			}
		}
	}
}

// fieldRules returns the @allow and @deny of a member.
func fieldRules(m *member) []*syntax.Attribute {
	var rules []*syntax.Attribute
	for _, a := range m.decl.Attrs {
		if a.Name.Text == "allow" || a.Name.Text == "deny" {
			rules = append(rules, a)
		}
	}
	return rules
}

// buildType checks the block attributes of a type, or of an abstract model,
// that no model inherits; a type keeps its validations in any case.
func (c *checker) buildType(k *container) {
	if k.isModel() {
		return
	}
	for _, b := range k.attrs {
		if decl := c.attrDecl(b.from.file, b.attr); decl == nil || !decl.library {
			continue
		}
		switch name := b.attr.Name.Text; {
		case name == "validate" && k.isType():
			c.checkArgs(b.attr, argScope{file: b.from.file, self: k, from: b.from})
			if v := c.validate(k, b); v != nil {
				k.typ.Validates = append(k.typ.Validates, v)
			}
		case name == "strict":
			c.checkArgs(b.attr, argScope{file: b.from.file, self: k, from: b.from})
			c.strict(k, b)
		case (name == "allow" || name == "deny") && !k.used:
			c.modelRule(k, b, &ruleSet{})
		}
	}
}

// strict closes a type.
func (c *checker) strict(k *container, b *blockAttr) {
	switch {
	case !k.isType():
		c.report(CodeTypeOnly, b.attr, "%s is for types: rows of %s have no other fields anyway", b.attr.Text(), k.name())
	case k.typ.Strict:
		c.report(CodeOnce, b.attr, "%s may be applied once", b.attr.Text())
	default:
		k.typ.Strict = true
	}
}
