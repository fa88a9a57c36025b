package query

import (
	"slices"

	"github.com/gozen-dev/gozen/schema"
)

// jsonOperators are the operators of Json fields besides equals and not.
func jsonOperators() []string {
	return []string{
		"path", "string_contains", "string_starts_with", "string_ends_with",
		"array_contains", "array_starts_with", "array_ends_with", "lt", "lte", "gt", "gte", "mode",
	}
}

// jsonFilter decodes a filter on a Json or typed-JSON field. Null markers
// become the conditions that they stand for, so that a condition's structure
// never depends on a value.
func (d *decoder) jsonFilter(f *schema.Field, n Node, p *path) Cond {
	o, ok := n.(*Object)
	if !ok {
		return d.jsonEquals(f, n, p)
	}
	var all And
	if x := o.Get("equals"); x != nil {
		if c := d.jsonEquals(f, x, p.key("equals")); c != nil {
			all = append(all, c)
		}
	}
	if x := o.Get("not"); x != nil {
		if c := d.jsonNot(f, x, p.key("not")); c != nil {
			all = append(all, c)
		}
	}
	d.otherJSONOperators(f, o, p)
	return all.reduced()
}

// otherJSONOperators answers those that are known but not built, and reports
// the rest.
func (d *decoder) otherJSONOperators(f *schema.Field, o *Object, p *path) {
	known := jsonOperators()
	for i := range o.Members {
		name := o.Members[i].Name
		if o.Members[i].absent() || name == "equals" || name == "not" {
			continue
		}
		switch {
		case slices.Contains(known, name):
			d.refuse("Json filter operator \"" + name + "\" is not supported yet")
		case f.Type.Kind == schema.Custom && d.typedFilterKey(f.Type, name):
			d.refuse("filtering by members of the typed Json field \"" + f.Name + "\" is not supported yet")
		default:
			d.unknown(name, p, append([]string{"equals", "not"}, known...))
		}
	}
}

func (d *decoder) typedFilterKey(t schema.ValueType, name string) bool {
	if t.List {
		return name == "some" || name == "every" || name == "none"
	}
	return name == "is" || name == "isNot" || d.s.Type(t.Name).Field(name) != nil
}

// jsonEquals decodes a whole value, or a marker.
func (d *decoder) jsonEquals(f *schema.Field, n Node, p *path) Cond {
	switch n {
	case DBNull:
		return &IsNull{Field: f}
	case JSONNull:
		return d.jsonNull(f)
	case AnyNull:
		return Or{&IsNull{Field: f}, d.jsonNull(f)}
	}
	if _, null := n.(Null); null && f.Type.Kind == schema.Custom && f.Type.Optional {
		return &IsNull{Field: f}
	}
	v, ok := d.json(n, p)
	if !ok {
		return nil
	}
	return &Compare{Field: f, Op: Equals, Value: d.slot(v)}
}

func (d *decoder) jsonNull(f *schema.Field) Cond {
	return &Compare{Field: f, Op: Equals, Value: d.slot(JSON("null"))}
}

// jsonNot decodes a negation. Only what is not the JSON value null includes
// rows without a value.
func (d *decoder) jsonNot(f *schema.Field, n Node, p *path) Cond {
	c := d.jsonEquals(f, n, p)
	if c == nil {
		return nil
	}
	if n == JSONNull {
		return Or{&IsNull{Field: f}, Not{X: c}}
	}
	return Not{X: c}
}
