package check

import (
	"slices"

	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/syntax"
)

// buildDelegate finds a model's place in its polymorphic hierarchy.
func (c *checker) buildDelegate(k *container) {
	base := k.delegateBase()
	own := k.own("delegate")
	maps := ownAll(k, "delegateMap")
	if base == nil && len(maps) > 0 {
		c.report(CodeMapNoBase, maps[0], "@@delegateMap needs a delegate base model")
	}
	if len(maps) > 1 {
		c.report(CodeMapTwice, maps[1], "@@delegateMap may appear once")
	}
	if base == nil && own == nil {
		return
	}
	info := &schema.DelegateInfo{}
	if own != nil {
		info.Discriminator = c.discriminator(k, own)
	}
	if base != nil {
		info.Base, info.Value = base.name(), c.delegateValue(k, base, maps)
	}
	info.Subs = c.subs(k)
	k.model.Delegate = info
}

// subs returns the names of the models that extend k directly.
func (c *checker) subs(k *container) []string {
	if c.extending == nil {
		c.extending = map[*container][]string{}
		for _, s := range c.models {
			if base := s.delegateBase(); s.isModel() && base != nil {
				c.extending[base] = append(c.extending[base], s.name())
			}
		}
	}
	return c.extending[k]
}

func ownAll(k *container, name string) []*syntax.Attribute {
	var found []*syntax.Attribute
	for _, m := range k.decl.Body {
		if a, ok := m.(*syntax.Attribute); ok && a.Name.Text == name {
			found = append(found, a)
		}
	}
	return found
}

// discriminator returns the field of k that names the concrete model.
func (c *checker) discriminator(k *container, a *syntax.Attribute) string {
	m := discriminatorOf(c, k)
	if m == nil {
		return ""
	}
	if m.typ.Kind != schema.String && m.enum == nil || m.typ.List || m.typ.Optional || m.base != nil {
		c.report(CodeDiscriminator, a.Args[0], "the discriminator must be a required String or enum field of the model itself")
	}
	return m.name()
}

func discriminatorOf(c *checker, k *container) *member {
	a := k.own("delegate")
	if a == nil {
		return nil
	}
	refs := refsOf(c.applied(k.file, a).value("discriminator"))
	if len(refs) != 1 {
		return nil
	}
	return k.member(refs[0].Name.Text)
}

// delegateValue is what k's rows hold in the discriminator: its name, or what
// @@delegateMap says.
func (c *checker) delegateValue(k, base *container, maps []*syntax.Attribute) string {
	disc := discriminatorOf(c, base)
	if disc == nil {
		return k.name()
	}
	if len(maps) == 0 {
		if disc.enum != nil && disc.enum.values[k.name()] == nil {
			c.report(CodeMapForeign, k.decl.Name, "enum %s of the discriminator has no value %s", disc.enum.name(), k.name()).Hint = "add the value, or choose one with @@delegateMap(…)"
		}
		return k.name()
	}
	switch v := c.applied(k.file, maps[0]).value("value").(type) {
	case *syntax.StringLit:
		if disc.enum != nil {
			c.report(CodeMapString, v, "the discriminator is not a String").Hint = "write a value of " + disc.enum.name()
		}
		return v.Value
	case *syntax.Ref:
		switch {
		case disc.enum == nil && c.valueOwner(k.file, v.Name.Text) != nil:
			c.report(CodeMapEnum, v, "the discriminator is not an enum").Hint = "write a string"
		case disc.enum == nil:
			c.report(CodeUnknownName, v, "unknown name %q in this scope", v.Name.Text)
		case disc.enum.values[v.Name.Text] == nil:
			c.report(CodeMapForeign, v, "%s does not belong to the discriminator's enum %s", v.Name.Text, disc.enum.name())
		default:
			c.info.use(v.Name, disc.enum.values[v.Name.Text])
		}
		return v.Name.Text
	case nil:
	default:
		c.report(CodeMapValue, v, "@@delegateMap takes a string or an enum value")
	}
	return k.name()
}

// checkDelegations refuses two sub-models of one base that a row could not tell
// apart.
func (c *checker) checkDelegations() {
	taken := map[[2]string]*container{}
	for _, k := range c.models {
		if k.model == nil || k.model.Delegate == nil || k.model.Delegate.Base == "" {
			continue
		}
		d := k.model.Delegate
		id := [2]string{d.Base, d.Value}
		if first := taken[id]; first != nil {
			c.report(CodeMapShared, k.decl.Name, "%s and %s share the discriminator value %q", first.name(), k.name(), d.Value).Related = []diag.Related{{Span: first.decl.Name.Span(), Message: "the other model"}}
			continue
		}
		taken[id] = k
	}
}

// findAuth finds what auth() is: the model or type marked @@auth, else one
// called User.
func (c *checker) findAuth() {
	var marked []*container
	for _, k := range c.models {
		for _, a := range ownAll(k, "auth") {
			if len(marked) > 0 {
				c.report(CodeTwoAuths, a, "only one @@auth declaration is allowed").Related = []diag.Related{{Span: marked[0].decl.Name.Span(), Message: "the other is here"}}
			}
			marked = append(marked, k)
		}
	}
	if len(marked) > 0 {
		c.auth = marked[0]
		return
	}
	if i := slices.IndexFunc(c.models, func(k *container) bool { return k.name() == "User" && !k.decl.Abstract }); i >= 0 {
		c.auth = c.models[i]
	}
}
