package openapi

import (
	"slices"

	"github.com/gozen-dev/gozen/schema"
)

// shared are the components that every document has.
func (d *rest) shared() {
	text, ref := typed("string"), func(name string) object { return object{{"$ref", "#/components/schemas/" + name}} }
	link := nullable(text)
	for _, c := range []struct {
		name string
		s    object
	}{
		{"_jsonapi", record(object{{"version", text}}, "version")},
		{"_meta", record(object{
			{"total", typed("integer").with("description", "how many resources there are, of which this is a page")},
			{"serialization", typed("object").with("description", "superjson's annotations: which values are dates, bigints, decimals or bytes")},
		})},
		{"_links", record(object{{"self", text}})},
		{"_pagination", record(object{{"self", text}, {"first", text}, {"last", text}, {"prev", link}, {"next", link}}, "self")},
		{"_errorResponse", record(object{{"errors", list(d.failure())}}, "errors")},
		{"_resourceIdentifier", record(object{{"type", text}, {"id", object{{"type", []string{"string", "integer", "number"}}}}}, "type", "id")},
		{"_relationLinks", record(object{{"self", text}, {"related", text}})},
		{"_toOneRelationship", record(object{{"links", ref("_relationLinks")}, {"data", nullable(ref("_resourceIdentifier"))}})},
		{"_toManyRelationship", record(object{{"links", ref("_relationLinks")}, {"data", list(ref("_resourceIdentifier"))}})},
		{"_toOneRelationshipRequest", record(object{{"data", nullable(ref("_resourceIdentifier"))}}, "data")},
		{"_toManyRelationshipRequest", record(object{{"data", list(ref("_resourceIdentifier"))}}, "data")},
		{"_toOneRelationshipResponse", record(object{{"jsonapi", ref("_jsonapi")}, {"links", ref("_links")}, {"data", nullable(ref("_resourceIdentifier"))}, {"meta", ref("_meta")}}, "data")},
		{"_toManyRelationshipResponse", record(object{{"jsonapi", ref("_jsonapi")}, {"links", ref("_pagination")}, {"data", list(ref("_resourceIdentifier"))}, {"meta", ref("_meta")}}, "data")},
	} {
		d.ref(c.name, func() object { return c.s })
	}
	integer := func(low int) object { return object{{"type", "integer"}, {"minimum", low}} }
	size := d.c.PageSize
	if size == 0 {
		size = 100
	}
	d.parameters = object{
		{"id", parameter("id", "path", "The id of the resource", text, nil).with("required", true)},
		{"childId", parameter("childId", "path", "The id of the related resource", text, nil).with("required", true)},
		{"include", parameter("include", "query", "Relations to include, with commas; dots lead further", text, nil)},
		{"sort", parameter("sort", "query", "Fields to sort by, with commas; - before one turns it round, dots lead through to-one relations", text, nil)},
		{"pageOffset", parameter("page[offset]", "query", "How many resources to pass over", integer(0), 0)},
		{"pageLimit", parameter("page[limit]", "query", "How many resources a page has", integer(1).with("maximum", size), 10)},
	}
	if size < 0 {
		d.parameters = d.parameters[:4]
	}
	if !d.c.NestedRoutes {
		d.parameters = slices.DeleteFunc(d.parameters, func(m member) bool { return m.name == "childId" })
	}
}

func parameter(name, in, says string, s object, example any) object {
	o := object{{"name", name}, {"in", in}, {"description", says}, {"schema", s}}
	if example != nil {
		o = o.with("example", example)
	}
	return o
}

func parameterRef(name string) object {
	return object{{"$ref", "#/components/parameters/" + name}}
}

func (d *rest) metaRef() object { return object{{"$ref", "#/components/schemas/_meta"}} }

// common are the parameters of reads: those of one resource, and of lists more.
func (d *rest) common(many bool) []any {
	list := []any{parameterRef("include")}
	if !many {
		return list
	}
	list = append(list, parameterRef("sort"))
	if d.c.PageSize >= 0 {
		list = append(list, parameterRef("pageOffset"), parameterRef("pageLimit"))
	}
	return list
}

// filters are the filter parameters of a list, and which fields to show.
func (d *rest) filters(m *schema.Model) []any {
	var list []any
	fields := d.v.compared(m)
	key := d.key(m)
	if len(key) > 0 && key[0].Name != "id" {
		list = append(list, parameter("filter[id]", "query", "Filter by the id", typed("string"), nil))
	}
	for _, f := range fields {
		switch {
		case f.IsRelation():
			if len(d.key(d.v.target(f))) > 0 {
				list = append(list, parameter("filter["+f.Name+"]", "query", "Filter by the id behind "+f.Name+"; filter["+f.Name+"][…] leads further", typed("string"), nil))
			}
		case f.Type.Kind == schema.Bytes:
		default:
			list = append(list, parameter("filter["+f.Name+"]", "query", "Filter by "+f.Name+"; commas part alternatives", typed("string"), nil))
			for _, op := range operators(d.document, f) {
				list = append(list, parameter("filter["+f.Name+"$"+op+"]", "query", "Filter by "+f.Name, typed("string"), nil))
			}
		}
	}
	return append(list, parameter("fields["+m.Accessor()+"]", "query", "Fields to show, with commas", typed("string"), nil))
}

func operators(d *document, f *schema.Field) []string {
	switch {
	case f.Type.List:
		return []string{"has", "hasEvery", "hasSome", "isEmpty"}
	case f.Type.Kind == schema.JSON || f.Type.Kind == schema.Custom || !ordered(f.Type):
		return nil
	}
	ops := []string{"lt", "lte", "gt", "gte", "between"}
	if f.Type.Kind != schema.String {
		return ops
	}
	ops = append(ops, "contains", "startsWith", "endsWith")
	if d.folds() {
		ops = append(ops, "icontains")
	}
	if f.FullText {
		ops = append(ops, "search")
	}
	return ops
}

// resource is the component of a model's resource object.
func (d *rest) resource(m *schema.Model) object {
	if !d.v.reads(m) {
		return object{}
	}
	return d.ref(m.Name, func() object {
		attributes, links := object{}, object{}
		key := d.key(m)
		for _, f := range d.v.shown(m) {
			switch {
			case f.IsRelation():
				links = links.with(f.Name, relationshipOf(f))
			case len(key) == 1 && key[0] == f:
			default:
				attributes = attributes.with(f.Name, d.shownAs(f))
			}
		}
		return described(record(object{
			{"type", object{{"type", "string"}, {"const", d.typeName(m)}}},
			{"id", d.id(m)},
			{"attributes", record(attributes)},
			{"links", object{{"$ref", "#/components/schemas/_links"}}},
			{"relationships", record(links)},
		}, "type", "id", "attributes"), description(m.Doc, m.Attributes))
	})
}

func relationshipOf(f *schema.Field) object {
	if f.Type.List {
		return object{{"$ref", "#/components/schemas/_toManyRelationship"}}
	}
	return object{{"$ref", "#/components/schemas/_toOneRelationship"}}
}

func (d *rest) response(m *schema.Model) object {
	return d.ref(m.Name+"Response", func() object { return d.documentOf(d.resource(m), "_links") })
}

func (d *rest) listResponse(m *schema.Model) object {
	return d.ref(m.Name+"ListResponse", func() object { return d.documentOf(list(d.resource(m)), "_pagination") })
}

func (d *rest) documentOf(data object, links string) object {
	return record(object{
		{"jsonapi", object{{"$ref", "#/components/schemas/_jsonapi"}}},
		{"links", object{{"$ref", "#/components/schemas/" + links}}},
		{"data", data},
		{"included", list(record(object{{"type", typed("string")}}, "type"))},
		{"meta", d.metaRef()},
	}, "data")
}

func (d *rest) createRequest(m *schema.Model) object {
	return d.ref(m.Name+"CreateRequest", func() object { return d.requestOf(m, schema.OpCreate) })
}

func (d *rest) updateRequest(m *schema.Model) object {
	return d.ref(m.Name+"UpdateRequest", func() object { return d.requestOf(m, schema.OpUpdate) })
}

// requestOf is the document that a create or an update sends.
func (d *rest) requestOf(m *schema.Model, op schema.Ops) object {
	attributes, links := object{}, object{}
	fields := d.writable(m, op)
	for _, f := range fields {
		switch {
		case !f.IsRelation():
			attributes = attributes.with(f.Name, described(d.validated(f), description(f.Doc, f.Attributes)))
		case d.linkable(f, d.v.target(f)) && len(d.key(d.v.target(f))) > 0:
			links = links.with(f.Name, d.linkRequest(f))
		}
	}
	var needed []string
	if op == schema.OpCreate {
		needed = required(m, fields)
	}
	data := object{
		{"type", typed("string")},
		{"id", object{{"type", []string{"string", "integer", "number"}}, {"description", "it has no meaning: a resource's id is an attribute, or in the path"}}},
		{"attributes", closed(attributes, needed...)},
		{"relationships", closed(links)},
	}
	must := []string{"type"}
	if len(needed) > 0 {
		must = append(must, "attributes")
	}
	meta := object{{"serialization", typed("object")}}
	if op == schema.OpCreate {
		meta = append(meta, member{"operation", object{{"type", "string"}, {"const", "upsert"}}},
			member{"matchFields", list(typed("string")).with("description", "the unique fields by which an upsert finds its resource")})
	}
	return closed(object{{"data", record(data, must...)}, {"meta", record(meta)}}, "data")
}

// linkRequest is what a resource object that is sent says of a relation.
func (d *rest) linkRequest(f *schema.Field) object {
	one := object{{"$ref", "#/components/schemas/_resourceIdentifier"}}
	if f.Type.List {
		return record(object{{"data", list(one)}}, "data")
	}
	return record(object{{"data", one}}, "data")
}

func (d *rest) resourceExample(m *schema.Model, attributes object, id string) object {
	data := object{{"type", m.Accessor()}}
	if id != "" {
		data = data.with("id", id)
	}
	return object{{"data", data.with("attributes", attributes)}}
}
