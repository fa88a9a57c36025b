package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// step is a request that makes rows, without rules.
type step struct {
	m    *schema.Model
	kind query.Kind
	args object
}

func (s step) String() string {
	return fmt.Sprintf("%s.%s %s", s.m.Accessor(), s.kind, spelled(s.args))
}

// content makes random rows: first the rows with the keys that they must have,
// then the keys that they may have, then links.
func content(d dice, s *schema.Schema) []step {
	var rows, rest []step
	made := map[string][]object{}
	for _, m := range s.Models {
		if abstract(m) {
			continue
		}
		for range 3 + d.n(5) {
			data := object{}
			if !fill(d, s, m, data, made) {
				continue
			}
			for _, f := range m.IDFields() {
				if !isKey(m, f) {
					data[f.Name] = someID(d, f)
				}
			}
			for _, x := range lineage(s, m) {
				made[x.Name] = append(made[x.Name], data)
			}
			rows = append(rows, step{m, query.Create, object{"data": data}})
		}
	}
	for _, m := range s.Models {
		if abstract(m) {
			continue
		}
		for _, row := range made[m.Name] {
			rest = append(rest, links(d, s, m, row, made)...)
		}
	}
	return append(rows, rest...)
}

// fill gives a row its scalars. It is false when a required key has no row to
// point at.
func fill(d dice, s *schema.Schema, m *schema.Model, data object, made map[string][]object) bool {
	for _, f := range settable(s, m) {
		switch {
		case f.DeletedAt:
			if d.chance(20) {
				data[f.Name] = whole(d, f)
			}
		case !m.IsID(f) && !isKey(m, f) && !f.UpdatedAt:
			data[f.Name] = maybe(d, f)
		}
	}
	for _, r := range relations(m) {
		for i, name := range r.Relation.Fields {
			if r.Type.Optional {
				data[name] = nil
				continue
			}
			targets := made[r.Relation.Target]
			if len(targets) == 0 {
				return false
			}
			if i == 0 {
				point(data, r, among(d, targets...))
			}
		}
	}
	return true
}

// point sets a foreign key.
func point(data object, r *schema.Field, row object) {
	for i, name := range r.Relation.Fields {
		data[name] = row[r.Relation.References[i]]
	}
}

// links are the keys and links that a row may have.
func links(d dice, s *schema.Schema, m *schema.Model, row object, made map[string][]object) []step {
	var list []step
	for _, r := range relations(m) {
		targets := made[r.Relation.Target]
		if len(targets) == 0 || !d.chance(70) {
			continue
		}
		data := object{}
		switch {
		case r.Relation.Owner() && r.Type.Optional:
			point(data, r, among(d, targets...))
		case r.Relation.Join != nil && r.Relation.Join.This == "A":
			data[r.Name] = object{"connect": key(s.Model(r.Relation.Target), among(d, targets...))}
		default:
			continue
		}
		list = append(list, step{m, query.Update, object{"where": key(m, row), "data": data}})
	}
	return list
}

// key is the unique where of a row's id.
func key(m *schema.Model, row object) object {
	id := object{}
	for _, name := range m.ID {
		id[name] = row[name]
	}
	if len(m.ID) == 1 {
		return id
	}
	return object{m.IDName: id}
}

// load runs the steps. Those that take a unique value twice are left out.
func (e *engine) load(ctx context.Context, steps []step) []step {
	var done []step
	for _, x := range steps {
		if _, err := e.do(ctx, x.m, x.kind, x.args); err == nil {
			done = append(done, x)
		}
	}
	return done
}

// clear deletes all rows: first the keys that may be gone, then rows in the
// order in which none is needed any more.
func (e *engine) clear(ctx context.Context) error {
	for _, m := range e.s.Models {
		if abstract(m) {
			continue
		}
		data := object{}
		for _, r := range relations(m) {
			if r.Relation.Owner() && r.Type.Optional {
				for _, name := range r.Relation.Fields {
					data[name] = nil
				}
			}
		}
		if _, err := e.do(ctx, m, query.UpdateMany, object{"data": data}); err != nil {
			return err
		}
	}
	for _, v := range slices.Backward(e.s.Models) {
		if _, err := e.do(ctx, v, query.DeleteMany, object{}); err != nil {
			return err
		}
	}
	return nil
}
