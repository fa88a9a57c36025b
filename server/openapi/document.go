package openapi

import (
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/schema"
)

// document collects what both styles have in common.
type document struct {
	c *Config
	v *view
	// rows ends the names of components of plain rows, where the model's own name
	// is another component's.
	rows string

	paths      object
	parameters object
	schemas    map[string]object // components that something refers to
	order      []string
}

func newDocument(c *Config, v *view) *document {
	return &document{c: c, v: v, schemas: map[string]object{}}
}

// ref is a reference to a component, which make makes the first time. Components
// may refer to each other in circles.
func (d *document) ref(name string, make func() object) object {
	if _, ok := d.schemas[name]; !ok {
		d.schemas[name] = nil
		d.order = append(d.order, name)
		d.schemas[name] = make()
	}
	return object{{"$ref", "#/components/schemas/" + name}}
}

// whole is the document, once its paths are there.
func (d *document) whole(style Style) object {
	title, version := d.c.Title, d.c.Version
	if title == "" {
		title = "Gozen Generated API"
	}
	if version == "" {
		version = "1.0.0"
	}
	info := object{{"title", title}, {"version", version}}
	if d.c.Description != "" {
		info = info.with("description", d.c.Description)
	}
	doc := object{{"openapi", "3.1.0"}, {"info", info}}
	if url := d.c.Servers[style]; url != "" {
		doc = doc.with("servers", []any{object{{"url", url}}})
	}
	if d.c.Cookie != "" {
		// Who has no session may ask, too; the rules say what for.
		doc = doc.with("security", []any{object{{"session", []any{}}}, object{}})
	}
	return append(doc, member{"tags", d.tags()}, member{"paths", d.paths}, member{"components", d.components()})
}

func (d *document) tags() []any {
	tags := []any{}
	for _, m := range d.v.models() {
		tags = append(tags, object{{"name", m.Accessor()}, {"description", m.Name + " operations"}})
	}
	if len(d.procedures()) > 0 {
		tags = append(tags, object{{"name", "$procs"}, {"description", "Procedures"}})
	}
	return tags
}

func (d *document) components() object {
	names := slices.Sorted(slices.Values(d.order))
	schemas := make(object, len(names))
	for i, name := range names {
		schemas[i] = member{name, d.schemas[name]}
	}
	c := object{{"schemas", schemas}}
	if len(d.parameters) > 0 {
		c = c.with("parameters", d.parameters)
	}
	if d.c.Cookie != "" {
		c = c.with("securitySchemes", object{{"session", object{
			{"type", "apiKey"}, {"in", "cookie"}, {"name", d.c.Cookie}, {"description", "The session that signing in sets"},
		}}})
	}
	return c
}

func (d *document) procedures() []*schema.Procedure {
	var list []*schema.Procedure
	for _, p := range d.c.Schema.Procedures {
		if d.c.Slice.Procedure(p) {
			list = append(list, p)
		}
	}
	return list
}

// described adds a description to a schema.
func described(o object, text string) object {
	if text == "" {
		return o
	}
	return o.with("description", text)
}

// description is what the schema says of something: its comment, or what
// @meta('description', …) says.
func description(doc string, attributes []*schema.Attribute) string {
	for _, a := range attributes {
		if strings.TrimLeft(a.Name, "@") == "meta" && len(a.Args) == 2 && unquoted(a.Args[0]) == "description" {
			return unquoted(a.Args[1])
		}
	}
	return doc
}

func unquoted(text string) string {
	if len(text) >= 2 && (text[0] == '\'' || text[0] == '"') {
		return text[1 : len(text)-1]
	}
	return text
}

// guarded reports whether the rules may refuse an operation on some row: where no
// rule permits it on all of them, or one may refuse it.
func guarded(m *schema.Model, op schema.Ops) bool {
	open := false
	for _, r := range m.Rules {
		if r.Ops&op == 0 {
			continue
		}
		literal, constant := r.Cond.(*schema.Literal)
		switch {
		case r.Allow:
			open = open || constant && literal.Value == true
		case !constant || literal.Value != false:
			return true
		}
	}
	return !open
}

// meta is the component of what goes beside arguments and results.
func (d *document) meta() object {
	return d.ref("_meta", func() object {
		return record(object{{"serialization", record(object{{"values", object{}}, {"v", typed("integer")}}).with("description", "superjson's annotations: which values are dates, bigints, decimals or bytes")}})
	})
}
