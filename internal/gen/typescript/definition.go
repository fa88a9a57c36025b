package typescript

import (
	"encoding/json"
	"slices"

	"github.com/gozen-dev/gozen/schema"
)

// Definition returns what a client must know of the schema, as JSON in the shape
// of ZenStack's schema modules. What @ignore and @@ignore hide from clients is
// not in it, and neither are rules, columns and tables. The same schema always
// gives the same bytes.
func Definition(s *schema.Schema) ([]byte, error) {
	return json.Marshal(definition(s))
}

// object is a JSON object whose members keep their order.
type object []member

type member struct {
	name  string
	value any
}

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, m := range o {
		if i > 0 {
			b = append(b, ',')
		}
		name, err := json.Marshal(m.name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		b = append(append(append(b, name...), ':'), value...)
	}
	return append(b, '}'), nil
}

// flag adds a member that is true, where it is.
func (o object) flag(name string, is bool) object {
	if !is {
		return o
	}
	return append(o, member{name, true})
}

// text adds a member unless it is empty.
func (o object) text(name, value string) object {
	if value == "" {
		return o
	}
	return append(o, member{name, value})
}

// list adds a member unless it is empty.
func (o object) list(name string, values []string) object {
	if len(values) == 0 {
		return o
	}
	return append(o, member{name, values})
}

func definition(s *schema.Schema) object {
	o := object{
		{"provider", object{{"type", s.Provider}}},
		{"models", models(s)},
	}
	if len(s.Types) > 0 {
		o = append(o, member{"typeDefs", types(s)})
	}
	if len(s.Enums) > 0 {
		o = append(o, member{"enums", enums(s)})
	}
	o = o.text("authType", s.Auth)
	if len(s.Procedures) > 0 {
		o = append(o, member{"procedures", procedures(s)})
	}
	return append(o, member{"plugins", object{}})
}

func models(s *schema.Schema) object {
	var o object
	for _, m := range s.Models {
		if !m.Ignore {
			o = append(o, member{m.Name, model(s, m)})
		}
	}
	return o
}

func model(s *schema.Schema, m *schema.Model) object {
	o := object{{"name", m.Name}}
	if m.Delegate != nil {
		o = o.text("baseModel", m.Delegate.Base)
	}
	fields := object{}
	for _, f := range m.Fields {
		if visible(s, f) {
			fields = append(fields, member{f.Name, field(s, m, f)})
		}
	}
	o = append(o, member{"fields", fields}, member{"idFields", slices.Concat([]string{}, m.ID)}, member{"uniqueFields", uniques(m)})
	if d := m.Delegate; d != nil {
		o = o.flag("isDelegate", d.Discriminator != "")
		if d.Value != m.Name {
			o = o.text("delegateMap", d.Value)
		}
		o = o.list("subModels", d.Subs)
	}
	return o.flag("isView", m.View)
}

// visible reports whether clients see the field: neither it nor the model that
// it leads to is ignored.
func visible(s *schema.Schema, f *schema.Field) bool {
	if f.Ignore {
		return false
	}
	return !f.IsRelation() || !s.Model(f.Type.Name).Ignore
}

// discriminates reports whether the field, the model's own or inherited, names
// the model that a row is of.
func discriminates(s *schema.Schema, m *schema.Model, f *schema.Field) bool {
	if f.Base != "" {
		m = s.Model(f.Base)
	}
	return m.Delegate != nil && m.Delegate.Discriminator == f.Name
}

func field(s *schema.Schema, m *schema.Model, f *schema.Field) object {
	o := object{{"name", f.Name}, {"type", typeName(f.Type)}}
	o = o.flag("id", m.IsID(f)).flag("unique", f.Unique && !m.IsID(f))
	o = o.flag("optional", f.Type.Optional).flag("array", f.Type.List)
	if len(f.UpdatedIgnore) > 0 {
		o = append(o, member{"updatedAt", object{{"ignore", f.UpdatedIgnore}}})
	} else {
		o = o.flag("updatedAt", f.UpdatedAt)
	}
	o = o.flag("omit", f.Omit).flag("encrypted", f.Encrypted).flag("fuzzy", f.Fuzzy).flag("fullText", f.FullText).flag("computed", f.Computed)
	if len(f.Params) > 0 {
		o = append(o, member{"params", parameters(f.Params)})
	}
	o = o.text("originModel", f.Base)
	o = o.flag("isDiscriminator", discriminates(s, m, f))
	if f.Default != nil {
		o = append(o, member{"default", defaultOf(f.Default)})
	}
	if f.Relation != nil {
		o = append(o, member{"relation", relation(m, f.Relation)})
	}
	return o.list("foreignKeyFor", foreignKeyFor(m, f))
}

func typeName(t schema.ValueType) string {
	switch t.Kind {
	case schema.EnumKind, schema.ModelKind, schema.Custom:
		return t.Name
	default:
		return t.Kind.String()
	}
}

// defaultOf says how a default is made; that there is one is all that types need.
func defaultOf(d *schema.Default) any {
	switch {
	case d.Func != "":
		return object{{"kind", "call"}, {"function", d.Func}}
	case len(d.Auth) > 0:
		return object{{"kind", "call"}, {"function", "auth"}}
	default:
		return literal(d.Value)
	}
}

// literal is a constant as JSON has it. Numbers of the exact types are text:
// JavaScript would read others.
func literal(e schema.Expr) any {
	switch e := e.(type) {
	case *schema.Literal:
		n, ok := e.Value.(schema.Number)
		switch {
		case !ok:
			return e.Value
		case e.T.Kind == schema.BigInt || e.T.Kind == schema.Decimal:
			return string(n)
		default:
			return json.Number(n)
		}
	case *schema.List:
		items := make([]any, 0, len(e.Items))
		for _, x := range e.Items {
			items = append(items, literal(x))
		}
		return items
	default:
		return true
	}
}

func relation(m *schema.Model, r *schema.Relation) object {
	o := object{}.text("opposite", r.Opposite).text("name", r.Name).list("fields", r.Fields).list("references", r.References)
	o = o.text("onDelete", string(r.OnDelete)).text("onUpdate", string(r.OnUpdate))
	defaults := r.Owner()
	for _, name := range r.Fields {
		defaults = defaults && m.Field(name).Default != nil
	}
	return o.flag("hasDefault", defaults)
}

// foreignKeyFor lists the relations whose key the field is part of.
func foreignKeyFor(m *schema.Model, f *schema.Field) []string {
	var names []string
	for _, other := range m.Fields {
		if other.Relation != nil && slices.Contains(other.Relation.Fields, f.Name) {
			names = append(names, other.Name)
		}
	}
	return names
}

func uniques(m *schema.Model) object {
	o := object{}
	if len(m.ID) > 0 {
		o = append(o, unique(m, m.IDName, m.ID))
	}
	for _, k := range m.Uniques {
		o = append(o, unique(m, k.Name, k.Fields))
	}
	return o
}

func unique(m *schema.Model, name string, fields []string) member {
	if len(fields) == 1 {
		return member{fields[0], object{{"type", typeName(m.Field(fields[0]).Type)}}}
	}
	o := object{}
	for _, f := range fields {
		o = append(o, member{f, object{{"type", typeName(m.Field(f).Type)}}})
	}
	return member{name, o}
}

func types(s *schema.Schema) object {
	var o object
	for _, t := range s.Types {
		fields := object{}
		for _, f := range t.Fields {
			x := object{{"name", f.Name}, {"type", typeName(f.Type)}}.flag("array", f.Type.List).flag("optional", f.Type.Optional)
			fields = append(fields, member{f.Name, x})
		}
		o = append(o, member{t.Name, object{{"name", t.Name}, {"fields", fields}}.flag("strict", t.Strict)})
	}
	return o
}

func enums(s *schema.Schema) object {
	var o object
	for _, e := range s.Enums {
		values := object{}
		for _, v := range e.Values {
			values = append(values, member{v.Name, v.Name})
		}
		o = append(o, member{e.Name, object{{"name", e.Name}, {"values", values}}})
	}
	return o
}

func procedures(s *schema.Schema) object {
	var o object
	for _, p := range s.Procedures {
		v := object{{"params", parameters(p.Params)}, {"returnType", typeName(p.Returns)}}
		v = v.flag("returnArray", p.Returns.List).flag("returnOptional", p.Returns.Optional).flag("mutation", p.Mutation)
		o = append(o, member{p.Name, v})
	}
	return o
}

// parameters are those of a procedure or of a computed field.
func parameters(list []*schema.Parameter) object {
	o := object{}
	for _, x := range list {
		v := object{{"name", x.Name}, {"type", typeName(x.Type)}}.flag("array", x.Type.List).flag("optional", x.Type.Optional)
		o = append(o, member{x.Name, v})
	}
	return o
}
