package jsonapi

import (
	"net/http"
	"slices"

	"github.com/gozen-dev/gozen/internal/wire"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// written is the resource object that a create or an update sends.
type written struct {
	attributes []query.Member
	relations  []link
	upsert     []string // the fields that an upsert looks for
}

// link is what a resource object says of one of its relations.
type link struct {
	field *schema.Field
	ids   query.Array // unique wheres
}

// payload reads a resource object.
func (q *request) payload(res *resource) (*written, error) {
	if err := only(q.body, "", "data", "meta"); err != nil {
		return nil, err
	}
	upsert, err := matchFields(q.body.Get("meta"))
	if err != nil {
		return nil, err
	}
	typed, err := wire.Unwrap(q.body)
	if err != nil {
		return nil, invalidPayload("failed to deserialize request payload: " + err.Error())
	}
	data, err := part(typed.(*query.Object), "data", "data")
	if err != nil {
		return nil, err
	}
	if data == nil {
		return nil, invalidPayload("Validation error: Invalid input: expected object, received undefined at \"data\"")
	}
	if err := only(data, "data", "type", "id", "lid", "attributes", "relationships", "links", "meta"); err != nil {
		return nil, err
	}
	if _, ok := data.Get("type").(query.String); !ok {
		return nil, invalidPayload("Validation error: Invalid input: expected string at \"data.type\"")
	}
	w := &written{upsert: upsert}
	if w.attributes, err = q.attributes(res, data); err != nil {
		return nil, err
	}
	w.relations, err = q.relations(res, data)
	return w, err
}

// attributes reads the fields. A relation is not among them: it has a place of its own.
func (q *request) attributes(res *resource, data *query.Object) ([]query.Member, error) {
	o, err := part(data, "attributes", "data.attributes")
	if err != nil || o == nil {
		return nil, err
	}
	for _, m := range o.Members {
		if f := res.model.Field(m.Name); f != nil && f.IsRelation() {
			return nil, invalidPayload("\"" + m.Name + "\" is a relation: it belongs into \"data.relationships\"")
		}
	}
	return slices.Clip(o.Members), nil
}

func (q *request) relations(res *resource, data *query.Object) ([]link, error) {
	o, err := part(data, "relationships", "data.relationships")
	if err != nil || o == nil {
		return nil, err
	}
	var links []link
	for _, m := range o.Members {
		at := "data.relationships." + m.Name
		f := res.relation(m.Name)
		if f == nil {
			return nil, unsupportedRelation(http.StatusBadRequest, res.model.Accessor(), m.Name)
		}
		n := fieldNode(m.Value, "data")
		switch n.(type) {
		case *query.Object, query.Array:
		default:
			return nil, invalidPayload("Validation error: Invalid input: expected an identifier or an array of them at \"" + at + ".data\"")
		}
		ids, err := q.identifiers(f, n, at+".data")
		if err != nil {
			return nil, err
		}
		links = append(links, link{f, ids})
	}
	return links, nil
}

// identifiers reads the identifier of what a to-one relation is to hold, or those
// of a to-many relation, as unique wheres.
func (q *request) identifiers(f *schema.Field, n query.Node, at string) (query.Array, error) {
	items, many := n.(query.Array)
	switch {
	case many != f.Type.List && many:
		return nil, invalid("invalid-relation-data", "\""+f.Name+"\" holds one resource: give one identifier at \""+at+"\"")
	case many != f.Type.List:
		return nil, invalid("invalid-relation-data", "\""+f.Name+"\" holds several resources: give an array at \""+at+"\"")
	case !many:
		items = query.Array{n}
	}
	target := q.h.resources.of(f)
	ids := make(query.Array, len(items))
	for i, item := range items {
		id, err := identifier(item, at)
		if err != nil {
			return nil, err
		}
		if ids[i], err = target.key.unique(id); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// identifier reads the id of a resource identifier.
func identifier(n query.Node, at string) (string, error) {
	bad := func(what string) (string, error) {
		return "", invalidPayload("Validation error: Invalid input: expected " + what + " at \"" + at + "\"")
	}
	o, ok := n.(*query.Object)
	if !ok {
		return bad("object")
	}
	if err := only(o, at, "type", "id", "meta"); err != nil {
		return "", err
	}
	if _, ok := o.Get("type").(query.String); !ok {
		return bad("string as type")
	}
	switch id := o.Get("id").(type) {
	case query.String:
		return string(id), nil
	case query.Number:
		return string(id), nil
	case query.BigInt:
		return string(id), nil
	default:
		return bad("string or number as id")
	}
}

// data is what the operation writes. Of a to-many relation an update replaces
// the rows, a create has none to replace.
func (w *written) data(updating bool, except []string) *query.Object {
	data := object()
	for _, m := range w.attributes {
		if !slices.Contains(except, m.Name) {
			data.Members = append(data.Members, m)
		}
	}
	for _, l := range w.relations {
		switch {
		case !l.field.Type.List:
			data.Members = append(data.Members, is(l.field.Name, object(is("connect", l.ids[0]))))
		case updating:
			data.Members = append(data.Members, is(l.field.Name, object(is("set", l.ids))))
		default:
			data.Members = append(data.Members, is(l.field.Name, object(is("connect", l.ids))))
		}
	}
	return data
}

// create makes a resource, or changes the one that an upsert finds.
func (q *request) create() (*answer, error) {
	w, err := q.payload(q.res)
	if err != nil {
		return nil, err
	}
	kind, args := query.Create, object(is("data", w.data(false, nil)))
	if len(w.upsert) > 0 {
		where, err := q.matched(w)
		if err != nil {
			return nil, err
		}
		kind = query.Upsert
		args = object(is("where", where), is("create", w.data(false, nil)), is("update", w.data(true, w.upsert)))
	}
	return q.write(http.StatusCreated, kind, args)
}

// write runs an operation on one row and answers with the resource that it has become.
func (q *request) write(status int, kind query.Kind, args *query.Object) (*answer, error) {
	tree, err := q.included(q.res)
	if err != nil {
		return nil, err
	}
	args.Members = append(args.Members, q.shape(q.res, tree, true)...)
	row, err := q.one(q.res.model, kind, args)
	if err != nil {
		return nil, err
	}
	return q.single(status, q.res, row, tree, ""), nil
}

// update changes the fields and relations of a resource that the body names.
func (q *request) update() (*answer, error) {
	where, err := q.res.key.unique(q.segments[1])
	if err != nil {
		return nil, err
	}
	w, err := q.payload(q.res)
	if err != nil {
		return nil, err
	}
	return q.write(http.StatusOK, query.Update, object(is("where", where), is("data", w.data(true, nil))))
}

// remove deletes a resource.
func (q *request) remove() (*answer, error) {
	where, err := q.res.key.unique(q.segments[1])
	if err != nil {
		return nil, err
	}
	return q.erase(q.res, where)
}

// erase deletes the row that where pins. Nothing of it goes back; where the caller
// could not read it, that is said, as with every write.
func (q *request) erase(res *resource, where *query.Object) (*answer, error) {
	_, err := q.one(res.model, query.Delete, object(is("where", where), is("select", object(res.key.selected()...))))
	if err != nil {
		return nil, err
	}
	return &answer{status: http.StatusOK, body: []byte(`{"meta":{}}`)}, nil
}
