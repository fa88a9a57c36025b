package jsonapi

import (
	"fmt"
	"net/http"

	"github.com/gozen-dev/gozen/schema"
)

// resources are the models that callers know, by name and by their names in URLs.
type resources struct {
	byModel map[string]*resource
	byName  map[string]*resource
	schema  *schema.Schema
}

// resource is how a model is seen from outside.
type resource struct {
	model *schema.Model
	name  string // in URLs
	key   *key
	// relations are the fields that lead to other resources, in the schema's order.
	relations []*schema.Field
}

// newResources finds out what callers know. A model that nothing identifies has
// no resources.
func newResources(c *Config) (*resources, error) {
	all := &resources{byModel: map[string]*resource{}, byName: map[string]*resource{}, schema: c.Schema}
	divider := c.IDDivider
	if divider == "" {
		divider = "_"
	}
	for _, m := range c.Schema.Models {
		k := keyOf(m, c.ExternalIDs[m.Name], divider)
		if c.ExternalIDs[m.Name] != "" && k == nil {
			return nil, fmt.Errorf("external ids: %s has no unique key %q", m.Name, c.ExternalIDs[m.Name])
		}
		if k == nil || !c.Slice.Model(m) {
			continue
		}
		r := &resource{model: m, name: c.Names[m.Name], key: k}
		if r.name == "" {
			r.name = m.Accessor()
		}
		if other := all.byName[r.name]; other != nil {
			return nil, fmt.Errorf("names: %s and %s are both called %q", other.model.Name, m.Name, r.name)
		}
		all.byModel[m.Name], all.byName[r.name] = r, r
	}
	for _, named := range []map[string]string{c.Names, c.ExternalIDs} {
		for name := range named {
			if c.Schema.Model(name) == nil {
				return nil, fmt.Errorf("the schema has no model %q", name)
			}
		}
	}
	for _, r := range all.byModel {
		for _, f := range r.model.Fields {
			if f.IsRelation() && !f.Ignore && all.of(f) != nil && c.Slice.Reads(all.of(f).model) {
				r.relations = append(r.relations, f)
			}
		}
	}
	return all, nil
}

// of returns the resource at the other end of a relation.
func (a *resources) of(f *schema.Field) *resource { return a.byModel[f.Relation.Target] }

// named returns the resource that a URL names.
func (a *resources) named(name string) (*resource, error) {
	if r := a.byName[name]; r != nil {
		return r, nil
	}
	if m := a.schema.ModelByAccessor(name); m != nil && a.byModel[m.Name] != nil {
		r := a.byModel[m.Name]
		if r.name != m.Accessor() {
			return nil, invalid("invalid-value", "use the mapped model name: "+r.name+" and not "+name)
		}
		return r, nil
	}
	return nil, &problem{status: http.StatusNotFound, code: "unsupported-model", detail: "Model " + name + " doesn't exist"}
}

// relation returns the relation that callers call name, nil when there is none.
func (r *resource) relation(name string) *schema.Field {
	for _, f := range r.relations {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// attribute returns the field that callers call name and that is no relation.
func (r *resource) attribute(name string) *schema.Field {
	if f := r.model.Field(name); f != nil && !f.IsRelation() && !f.Ignore && f.Type.Kind != schema.Unsupported {
		return f
	}
	return nil
}
