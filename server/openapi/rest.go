package openapi

import (
	"strings"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// rest describes package jsonapi.
type rest struct{ *document }

// mediaType is JSON:API's.
const mediaType = "application/vnd.api+json"

func (d *rest) describe() object {
	d.rows = "Row"
	d.shared()
	for _, m := range d.v.models() {
		if len(d.key(m)) == 0 {
			continue
		}
		path := "/" + d.name(m)
		d.add(path, d.collection(m))
		d.add(path+"/{id}", d.single(m))
		if !d.v.may(m, query.FindUnique) {
			continue
		}
		for _, f := range relations(d.v.shown(m)) {
			if target := d.v.target(f); len(d.key(target)) > 0 {
				d.add(path+"/{id}/"+f.Name, d.related(m, f, target))
				d.add(path+"/{id}/relationships/"+f.Name, d.links(m, f, target))
				if d.c.NestedRoutes && f.Type.List {
					d.add(path+"/{id}/"+f.Name+"/{childId}", d.child(m, f, target))
				}
			}
		}
	}
	for _, p := range d.procedures() {
		d.add("/$procs/"+p.Name, d.procedure(p))
	}
	return d.whole(REST)
}

// add adds a path that has operations.
func (d *rest) add(path string, operations object) {
	if len(operations) > 0 {
		d.paths = d.paths.with(path, operations)
	}
}

// name is what a model is called in URLs.
func (d *rest) name(m *schema.Model) string {
	if n := d.c.Names[m.Name]; n != "" {
		return n
	}
	return m.Accessor()
}

// key are the fields of a model's id outside.
func (d *rest) key(m *schema.Model) []*schema.Field {
	external := d.c.ExternalIDs[m.Name]
	if external == "" {
		return m.IDFields()
	}
	for _, k := range m.Uniques {
		if k.Name == external {
			fields := make([]*schema.Field, len(k.Fields))
			for i, n := range k.Fields {
				fields[i] = m.Field(n)
			}
			return fields
		}
	}
	return nil
}

// id is the schema of a resource's id.
func (d *rest) id(m *schema.Model) object {
	if k := d.key(m); len(k) == 1 {
		return d.out(k[0].Type)
	}
	return typed("string")
}

func (d *rest) collection(m *schema.Model) object {
	o := object{}
	if d.v.may(m, query.FindMany) {
		parameters := append(d.common(true), d.filters(m)...)
		o = o.with("get", d.operation(m, "List "+m.Name+" resources", "list"+m.Name, parameters, nil, "200", d.listResponse(m), false, false))
	}
	if d.v.may(m, query.Create) {
		o = o.with("post", d.operation(m, "Create "+some(m)+" resource", "create"+m.Name, nil,
			d.body(d.createRequest(m), d.resourceExample(m, d.needed(m), "")), "201", d.response(m), guarded(m, schema.OpCreate), false))
	}
	return o
}

func (d *rest) single(m *schema.Model) object {
	o := object{}
	id := parameterRef("id")
	if d.v.may(m, query.FindUnique) {
		parameters := append([]any{id}, d.common(false)...)
		o = o.with("get", d.operation(m, "Get "+some(m)+" resource", "get"+m.Name, parameters, nil, "200", d.response(m), false, true))
	}
	if d.v.may(m, query.Update) {
		o = o.with("patch", d.operation(m, "Update "+some(m)+" resource", "update"+m.Name, []any{id},
			d.body(d.updateRequest(m), d.resourceExample(m, d.changed(m), "1")), "200", d.response(m), guarded(m, schema.OpUpdate), true))
	}
	if d.v.may(m, query.Delete) {
		o = o.with("delete", d.operation(m, "Delete "+some(m)+" resource", "delete"+m.Name, []any{id}, nil, "200",
			record(object{{"meta", d.metaRef()}}), guarded(m, schema.OpDelete), true))
	}
	return o
}

func (d *rest) related(m *schema.Model, f *schema.Field, target *schema.Model) object {
	parameters := []any{parameterRef("id"), parameterRef("include")}
	response := d.response(target)
	if f.Type.List {
		parameters = append(append([]any{parameterRef("id")}, d.common(true)...), d.filters(target)...)
		response = d.listResponse(target)
	}
	o := object{{"get", d.operation(m, "Get what "+f.Name+" leads to", "get"+m.Name+"_"+f.Name, parameters, nil, "200", response, false, true)}}
	switch {
	case !d.c.NestedRoutes:
	case f.Type.List && d.v.may(target, query.Create):
		o = o.with("post", d.operation(m, "Create "+some(target)+" in "+f.Name, "create"+m.Name+"_"+f.Name, []any{parameterRef("id")},
			d.body(d.createRequest(target), d.resourceExample(target, d.needed(target), "")), "201", d.response(target), guarded(target, schema.OpCreate), true))
	case !f.Type.List && d.v.may(target, query.Update):
		o = o.with("patch", d.operation(m, "Update what "+f.Name+" leads to", "update"+m.Name+"_"+f.Name, []any{parameterRef("id")},
			d.body(d.updateRequest(target), nil), "200", d.response(target), guarded(target, schema.OpUpdate), true))
	}
	return o
}

func (d *rest) links(m *schema.Model, f *schema.Field, target *schema.Model) object {
	shape, one := "_toOne", "_toOneRelationshipRequest"
	if f.Type.List {
		shape, one = "_toMany", "_toManyRelationshipRequest"
	}
	response := object{{"$ref", "#/components/schemas/" + shape + "RelationshipResponse"}}
	read := []any{parameterRef("id")}
	if f.Type.List {
		read = append(append(read, d.common(true)...), d.filters(target)...)
	}
	o := object{{"get", d.operation(m, "Get the identifiers in "+f.Name, "get"+m.Name+"_relationships_"+f.Name, read, nil, "200", response, false, true)}}
	if !d.v.may(m, query.Update) || !d.linkable(f, target) || d.v.hidden[f]&schema.OpUpdate != 0 {
		return o
	}
	body := d.body(object{{"$ref", "#/components/schemas/" + one}}, nil)
	write := func(method, summary, id string) {
		o = o.with(method, d.operation(m, summary, id+m.Name+"_relationships_"+f.Name, []any{parameterRef("id")}, body, "200", response, true, true))
	}
	write("patch", "Replace what "+f.Name+" holds", "patch")
	if f.Type.List {
		write("post", "Add to "+f.Name, "post")
		write("delete", "Remove from "+f.Name, "delete")
	}
	return o
}

// child is a nested route to one of several.
func (d *rest) child(m *schema.Model, f *schema.Field, target *schema.Model) object {
	o := object{}
	ids := []any{parameterRef("id"), parameterRef("childId")}
	id := m.Name + "_" + f.Name + "_single"
	if d.v.may(target, query.FindUnique) {
		o = o.with("get", d.operation(m, "Get one of "+f.Name, "get"+id, append(ids, d.common(false)...), nil, "200", d.response(target), false, true))
	}
	if d.v.may(target, query.Update) {
		o = o.with("patch", d.operation(m, "Update one of "+f.Name, "update"+id, ids, d.body(d.updateRequest(target), nil), "200", d.response(target), guarded(target, schema.OpUpdate), true))
	}
	if d.v.may(target, query.Delete) {
		o = o.with("delete", d.operation(m, "Delete one of "+f.Name, "delete"+id, ids, nil, "200", record(object{{"meta", d.metaRef()}}), guarded(target, schema.OpDelete), true))
	}
	return o
}

func (d *rest) body(s object, example any) object {
	return object{{"required", true}, {"content", content(mediaType, s, example)}}
}

func (d *rest) operation(
	m *schema.Model, summary, id string, parameters []any, body object, status string, result object, refused, missing bool,
) object {
	o := object{{"tags", []string{m.Accessor()}}, {"summary", summary}, {"operationId", id}}
	if len(parameters) > 0 {
		o = o.with("parameters", parameters)
	}
	if body != nil {
		o = o.with("requestBody", body)
	}
	return o.with("responses", d.responses(status, content(mediaType, result, nil), refused, missing, body != nil))
}

func (d *rest) responses(status string, result object, refused, missing, sends bool) object {
	o := object{{status, object{{"description", "Operation succeeded"}, {"content", result}}}}
	failure := object{{"$ref", "#/components/schemas/_errorResponse"}}
	for _, e := range []struct {
		status, says string
		there        bool
	}{
		{"400", "The request cannot be read, or the database refuses it", true},
		{"403", "The rules refuse it", refused},
		{"404", "There is no such resource, or none that the caller may reach", missing},
		{"415", "The body is not of a media type that is taken", sends},
		{"422", "The values are not valid", true},
	} {
		if e.there {
			o = o.with(e.status, object{{"description", e.says}, {"content", content(mediaType, failure, nil)}})
		}
	}
	return o
}

func (d *rest) procedure(p *schema.Procedure) object {
	args, needed := d.given(p.Params)
	o := object{{"tags", []string{"$procs"}}, {"summary", procedureSummary(p)}, {"operationId", "proc_" + p.Name}}
	result := content("application/json", record(object{{"data", d.out(p.Returns)}}, "data"), nil)
	if p.Mutation {
		envelope := record(object{{"args", args}})
		o = o.with("requestBody", object{{"required", needed}, {"content", content("application/json", envelope, nil)}})
		return object{{"post", o.with("responses", d.responses("200", result, true, true, true))}}
	}
	q := object{{"name", "args"}, {"in", "query"}, {"description", "JSON text of the arguments"}, {"content", content("application/json", args, nil)}}
	if needed {
		q = q.with("required", true)
	}
	return object{{"get", o.with("parameters", []any{q}).with("responses", d.responses("200", result, true, true, false))}}
}

// some is a model's name with its article.
func some(m *schema.Model) string {
	if strings.ContainsRune("AEIO", rune(m.Name[0])) {
		return "an " + m.Name
	}
	return "a " + m.Name
}
