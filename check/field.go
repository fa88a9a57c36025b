package check

import (
	"strings"

	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/syntax"
)

// buildField makes the schema's field of a member and reads its attributes.
func (c *checker) buildField(k *container, m *member) *schema.Field {
	f := &schema.Field{Name: m.name(), Type: m.typ, Doc: m.decl.Doc, Pos: pos(m.decl.Name)}
	if m.base != nil {
		f.Base = m.base.name()
	}
	if m.relation() {
		f.Relation = &schema.Relation{Target: m.target.name()}
	} else {
		f.Column = f.Name
	}
	c.checkOnce(func(int) *file { return m.from.file }, m.decl.Attrs)
	for _, a := range m.decl.Attrs {
		ap := c.applied(m.from.file, a)
		if ap.decl == nil {
			continue
		}
		c.checkTarget(ap, m)
		c.checkArgs(a, argScope{file: m.from.file, self: k, from: m.from, member: m})
		if !ap.decl.library {
			f.Attributes = append(f.Attributes, m.from.file.attribute(a))
			continue
		}
		c.fieldAttribute(k, m, f, ap)
	}
	c.checkField(k, m)
	return f
}

// fieldAttribute reads one attribute of the library.
func (c *checker) fieldAttribute(k *container, m *member, f *schema.Field, ap applied) {
	if ap.decl.context == inValidation {
		if v := c.validation(m, ap); v != nil {
			f.Validations = append(f.Validations, v)
		}
		return
	}
	switch name := ap.attr.Name.Text; name {
	case "default":
		f.Default = c.buildDefault(k, m, ap)
	case "map":
		f.Column = ap.text("name", f.Column)
	case "updatedAt":
		f.UpdatedAt = true
		f.UpdatedIgnore = ap.fieldNames("ignore")
		if m.typ.List {
			c.report(CodeUpdatedAt, ap.attr, "@updatedAt cannot be used on a list")
		}
	case "allow", "deny":
		if r := c.fieldRule(k, m, ap); r != nil {
			f.Rules = append(f.Rules, r)
		}
	case "omit":
		f.Omit = true
	case "password":
		f.Password = c.password(ap)
	case "encrypted":
		f.Encrypted = true
	case "computed":
		f.Computed, f.Column = true, ""
		f.Params = c.fieldParams(m)
	case "deletedAt":
		f.DeletedAt = true
	case "ignore":
		f.Ignore = true
	case "fuzzy", "fullText":
		c.searchable(f, ap)
	case "id", "unique", "json", "relation":
	default:
		if native, ok := strings.CutPrefix(name, "db."); ok {
			c.native(m, f, ap, native)
			return
		}
		f.Attributes = append(f.Attributes, m.from.file.attribute(ap.attr))
	}
}

func (c *checker) searchable(f *schema.Field, ap applied) {
	if ap.attr.Name.Text == "fuzzy" {
		f.Fuzzy = true
	} else {
		f.FullText = true
	}
	if p := c.source.provider; p != "" && p != "postgresql" {
		c.report(CodeWrongProvider, ap.attr, "%s is only available for postgresql", ap.attr.Text())
	}
}

// password reads @password; a bcrypt cost beyond 31 does not exist, and one
// below 4 is no protection.
func (c *checker) password(ap applied) *schema.Password {
	p := &schema.Password{Salt: ap.text("salt", "")}
	if v := ap.value("saltLength"); v != nil {
		n, ok := integer(v)
		if !ok || n < 4 || n > 31 {
			c.report(CodeArgType, v, "argument does not fit parameter saltLength: it takes a number from 4 to 31")
			return p
		}
		p.Cost = n
	}
	return p
}

// checkField is what holds of a field whatever its attributes.
func (c *checker) checkField(k *container, m *member) {
	at := m.decl.Name
	if !k.isType() {
		c.checkReserved(at, "a field")
	}
	if p := m.decl.Params; len(p) > 0 && (m.attr("computed") == nil || m.relation()) {
		c.report(CodeFieldParams, p[0], "%s has parameters, but nothing computes it of them", m.name())
	}
	if m.typ.Kind == schema.Custom && !k.isType() {
		if m.attr("json") == nil {
			c.report(CodeNeedsJSON, at, "a field of a custom type needs @json").Hint =
				"write " + m.name() + " " + m.from.file.tree.Text(m.decl.Type) + " @json"
		} else if reachesModel(m.target, map[*container]bool{}) {
			c.report(CodeJSONRelation, at, "%s contains relations and cannot be stored as JSON", m.target.name())
		}
	}
	if m.typ.Kind == schema.Invalid {
		return // reported, and what it was meant to be nobody knows
	}
	scalarList := m.typ.List && !m.relation() && m.typ.Kind != schema.Custom
	if scalarList && !k.isType() && !c.source.lists() {
		c.report(CodeNoLists, at, "provider %s has no list columns (%s.%s)", c.source.provider, k.name(), m.name()).Hint = "use a relation, or a type with @json"
	}
	if !k.isType() && c.source.provider == "sqlserver" && (m.typ.Kind == schema.JSON || m.typ.Kind == schema.Custom) {
		c.report(CodeNoColumn, at, "provider sqlserver has no Json columns (%s.%s)", k.name(), m.name()).Hint = "use a String, or a relation"
	}
	if a := m.attr("relation"); a != nil && !m.relation() {
		c.report(CodeNotRelation, a, "@relation needs a field whose type is a model")
	}
}

// reachesModel reports whether a custom type has a relation somewhere inside.
func reachesModel(k *container, seen map[*container]bool) bool {
	if k == nil || seen[k] {
		return false
	}
	seen[k] = true
	for _, m := range k.members {
		if m.relation() || m.typ.Kind == schema.Custom && reachesModel(m.target, seen) {
			return true
		}
	}
	return false
}

// checkReserved refuses names that databases or clients cannot carry.
func (c *checker) checkReserved(n syntax.Name, what string) {
	if strings.HasPrefix(n.Text, "_") {
		c.report(CodeReservedName, n, "%q cannot name %s: it starts with an underscore", n.Text, what)
		return
	}
	if what != "a model" {
		return
	}
	switch n.Text {
	case "async", "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default",
		"delete", "do", "else", "export", "finally", "for", "if", "implements", "instanceof", "interface",
		"let", "new", "package", "private", "protected", "public", "return", "static", "super", "switch",
		"throw", "try", "typeof", "using", "var", "void", "while", "yield",
		"PrismaClient", "TransactionClient", "BatchPayload":
		c.report(CodeReservedName, n, "%q cannot name %s: clients reserve it", n.Text, what)
	}
}
