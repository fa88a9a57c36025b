package jsonapi

import (
	"net/http"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// addLinks adds to a to-many relation.
func (q *request) addLinks() (*answer, error) { return q.changeMany("connect") }

// removeLinks takes from a to-many relation.
func (q *request) removeLinks() (*answer, error) { return q.changeMany("disconnect") }

func (q *request) changeMany(how string) (*answer, error) {
	f, _, err := q.relation(q.segments[3])
	if err != nil {
		return nil, err
	}
	if !f.Type.List {
		return nil, invalid("invalid-verb", "")
	}
	return q.changeLinks(f, how)
}

// setLinks replaces what a relation holds; null clears a to-one relation.
func (q *request) setLinks() (*answer, error) {
	f, _, err := q.relation(q.segments[3])
	if err != nil {
		return nil, err
	}
	if f.Type.List {
		return q.changeLinks(f, "set")
	}
	if _, null := q.body.Get("data").(query.Null); !null {
		return q.changeLinks(f, "connect")
	}
	if !f.Type.Optional {
		return nil, invalidPayload("")
	}
	return q.relink(f, object(is("disconnect", yes)))
}

// changeLinks does to a relation what how says with the rows that the body names.
func (q *request) changeLinks(f *schema.Field, how string) (*answer, error) {
	if err := only(q.body, "", "data", "meta"); err != nil {
		return nil, err
	}
	n := q.body.Get("data")
	switch n.(type) {
	case *query.Object:
		if f.Type.List {
			return nil, invalidPayload("Validation error: Invalid input: expected array, received object at \"data\"")
		}
	case query.Array:
	default:
		return nil, invalidPayload("Validation error: Invalid input: expected an identifier or an array of them at \"data\"")
	}
	ids, err := q.identifiers(f, n, "data")
	if err != nil {
		return nil, err
	}
	if f.Type.List {
		return q.relink(f, object(is(how, ids)))
	}
	return q.relink(f, object(is(how, ids[0])))
}

// relink writes a relation and answers with what it then holds.
func (q *request) relink(f *schema.Field, write *query.Object) (*answer, error) {
	where, err := q.res.key.unique(q.segments[1])
	if err != nil {
		return nil, err
	}
	target := q.h.resources.of(f)
	wanted := append(q.res.key.selected(), is(f.Name, identifiersNode(f, target)))
	row, err := q.one(q.res.model, query.Update, object(
		is("where", where), is("data", object(is(f.Name, write))), is("select", object(wanted...)),
	))
	if err != nil {
		return nil, err
	}
	d := &document{h: q.h}
	d.open(q.asked())
	d.text("}")
	d.member("data", false, func() { d.identifiers(target, row[f.Name]) })
	return &answer{status: http.StatusOK, body: d.close("")}, nil
}
