package service

import (
	"bytes"
	"encoding/json"

	"github.com/gozen-dev/gozen/schema"
)

// describe is the schema as clients need it to shape their calls, in the words
// of ZenStack 3's schema object: no rules, no defaults, no columns.
func describe(s *schema.Schema) []byte {
	var models, enums, types, procedures members
	for _, m := range s.Models {
		if !m.Ignore {
			models.add(m.Name, describeModel(s, m))
		}
	}
	for _, e := range s.Enums {
		var values members
		for _, v := range e.Values {
			values.add(v.Name, v.Name)
		}
		enums.add(e.Name, members{{"values", values}})
	}
	for _, t := range s.Types {
		types.add(t.Name, members{{"name", t.Name}, {"fields", describeFields(s, nil, t.Fields)}})
	}
	for _, p := range s.Procedures {
		procedures.add(p.Name, describeProcedure(p))
	}
	out := members{{"provider", members{{"type", s.Provider}}}, {"models", models}, {"enums", enums}, {"typeDefs", types}}
	if s.Auth != "" {
		out.add("authType", s.Auth)
	}
	out.add("procedures", procedures)
	b, err := json.Marshal(out)
	if err != nil {
		panic("service: encode schema: " + err.Error())
	}
	return b
}

func describeModel(s *schema.Schema, m *schema.Model) members {
	out := members{{"name", m.Name}}
	if d := m.Delegate; d != nil {
		if d.Base != "" {
			out.add("baseModel", d.Base)
		}
		if d.Discriminator != "" {
			out.add("isDelegate", true)
			out.add("discriminator", d.Discriminator)
			out.add("subModels", d.Subs)
		}
	}
	if m.View {
		out.add("isView", true)
	}
	out.add("fields", describeFields(s, m, m.Fields))
	out.add("idFields", append([]string{}, m.ID...))
	out.add("uniqueFields", uniqueFields(m))
	return out
}

// uniqueFields are the ways to name one row: {"id": {"type"}} or, for compound
// keys, {"a_b": {"a": {"type"}, "b": {"type"}}}.
func uniqueFields(m *schema.Model) members {
	var out members
	key := func(name string, fields []string) {
		if len(fields) == 1 {
			out.add(fields[0], members{{"type", typeName(m.Field(fields[0]).Type)}})
			return
		}
		var parts members
		for _, n := range fields {
			parts.add(n, members{{"type", typeName(m.Field(n).Type)}})
		}
		out.add(name, parts)
	}
	if len(m.ID) > 0 {
		key(m.IDName, m.ID)
	}
	for _, u := range m.Uniques {
		key(u.Name, u.Fields)
	}
	return out
}

func describeFields(s *schema.Schema, m *schema.Model, fields []*schema.Field) members {
	var out members
	for _, f := range fields {
		hidden := f.Ignore || f.Type.Kind == schema.Unsupported || f.Relation != nil && s.Model(f.Relation.Target).Ignore
		if !hidden {
			out.add(f.Name, describeField(m, f))
		}
	}
	return out
}

func describeField(m *schema.Model, f *schema.Field) members {
	out := members{{"name", f.Name}, {"type", typeName(f.Type)}}
	for _, mark := range []struct {
		name string
		on   bool
	}{
		{"array", f.Type.List},
		{"optional", f.Type.Optional},
		{"id", m != nil && m.IsID(f)},
		{"unique", f.Unique},
		{"updatedAt", f.UpdatedAt},
		{"hasDefault", f.Default != nil},
		{"omit", f.Omit},
		{"computed", f.Computed},
	} {
		if mark.on {
			out.add(mark.name, true)
		}
	}
	if f.Base != "" {
		out.add("originModel", f.Base)
	}
	if r := f.Relation; r != nil {
		relation := members{{"opposite", r.Opposite}}
		if r.Owner() {
			relation.add("fields", r.Fields)
			relation.add("references", r.References)
		}
		out.add("relation", relation)
	}
	return out
}

func describeProcedure(p *schema.Procedure) members {
	var params members
	for _, x := range p.Params {
		param := members{{"name", x.Name}, {"type", typeName(x.Type)}}
		if x.Type.List {
			param.add("array", true)
		}
		if x.Type.Optional {
			param.add("optional", true)
		}
		params.add(x.Name, param)
	}
	out := members{{"params", params}, {"returnType", typeName(p.Returns)}}
	if p.Returns.List {
		out.add("returnArray", true)
	}
	if p.Mutation {
		out.add("mutation", true)
	}
	return out
}

// typeName is the name of a type without list and optional marks.
func typeName(t schema.ValueType) string {
	if t.Name != "" {
		return t.Name
	}
	return t.Kind.String()
}

// members is a JSON object that keeps its order: clients list fields as the
// schema does.
type members []member

type member struct {
	name  string
	value any
}

func (o *members) add(name string, value any) { *o = append(*o, member{name, value}) }

// MarshalJSON writes the members in order.
func (o members) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(m.name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
