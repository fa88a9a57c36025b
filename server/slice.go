package server

import (
	"fmt"
	"slices"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// Slicing says what of a schema is there for callers at all, whatever the rules
// allow. Its zero value leaves everything there.
type Slicing struct {
	Models, Procedures Choice
	// Operations chooses operations of a model, by its declared name. A nested
	// write of related rows needs the operation that does the same to a row of theirs.
	Operations map[string]Choice
}

// Choice chooses some of several names: those of Only, or all where Only is nil;
// without those of Not.
type Choice struct{ Only, Not []string }

func (c Choice) has(name string) bool {
	return (c.Only == nil || slices.Contains(c.Only, name)) && !slices.Contains(c.Not, name)
}

// Slice is a checked [Slicing]. Nil is everything.
type Slice struct {
	s      *schema.Schema
	chosen Slicing
}

// NewSlice checks that a slicing names what the schema has.
func NewSlice(s *schema.Schema, chosen Slicing) (*Slice, error) {
	for _, name := range slices.Concat(chosen.Models.Only, chosen.Models.Not) {
		if s.Model(name) == nil {
			return nil, fmt.Errorf("slicing: the schema has no model %q", name)
		}
	}
	for _, name := range slices.Concat(chosen.Procedures.Only, chosen.Procedures.Not) {
		if s.Procedure(name) == nil {
			return nil, fmt.Errorf("slicing: the schema has no procedure %q", name)
		}
	}
	for model, operations := range chosen.Operations {
		if s.Model(model) == nil {
			return nil, fmt.Errorf("slicing: the schema has no model %q", model)
		}
		for _, name := range slices.Concat(operations.Only, operations.Not) {
			if _, ok := query.ParseKind(name); !ok {
				return nil, fmt.Errorf("slicing: %s: there is no operation %q", model, name)
			}
		}
	}
	return &Slice{s: s, chosen: chosen}, nil
}

// Model reports whether a model is there. One with @@ignore never is.
func (x *Slice) Model(m *schema.Model) bool {
	return !m.Ignore && (x == nil || x.chosen.Models.has(m.Name))
}

// Procedure reports whether a procedure is there.
func (x *Slice) Procedure(p *schema.Procedure) bool {
	return x == nil || x.chosen.Procedures.has(p.Name)
}

// Operation reports whether an operation is there.
func (x *Slice) Operation(m *schema.Model, k query.Kind) bool {
	return x.Model(m) && (x == nil || x.chosen.Operations[m.Name].has(k.String()))
}

// Reads reports whether rows of a model can be read in some way, and so be looked
// at through a relation.
func (x *Slice) Reads(m *schema.Model) bool {
	return x.Operation(m, query.FindMany) || x.Operation(m, query.FindFirst) || x.Operation(m, query.FindUnique)
}

// Refuse refuses an operation that goes through a relation to what is not there.
// Whether the operation itself is there, [Slice.Operation] says.
func (x *Slice) Refuse(op *query.Op) error {
	if x == nil {
		return nil
	}
	return walk(op, func(u use) error {
		if !u.field.IsRelation() || x.leads(u) {
			return nil
		}
		return query.Invalid(op.Kind, op.Model.Name, []query.Issue{{Path: u.field.Name, Message: "Unrecognized key: what the relation leads to is not served"}})
	})
}

// leads reports whether a relation may be followed for what is done with it.
func (x *Slice) leads(u use) bool {
	target := x.s.Model(u.field.Relation.Target)
	switch u.nested {
	case 0:
		return x.Reads(target)
	case query.NestedCreate:
		return x.Operation(target, query.Create)
	case query.NestedCreateMany:
		return x.Operation(target, query.CreateMany)
	case query.NestedConnectOrCreate:
		return x.Operation(target, query.Create) && x.links(u.field, target)
	case query.NestedUpdate:
		return x.Operation(target, query.Update)
	case query.NestedUpdateMany:
		return x.Operation(target, query.UpdateMany)
	case query.NestedUpsert:
		return x.Operation(target, query.Upsert)
	case query.NestedDelete:
		return x.Operation(target, query.Delete)
	case query.NestedDeleteMany:
		return x.Operation(target, query.DeleteMany)
	case query.NestedConnect, query.NestedDisconnect, query.NestedSet:
		return x.links(u.field, target)
	default:
		return false
	}
}

// links reports whether rows can be linked: where the other row holds the foreign
// key, that is an update of it.
func (x *Slice) links(f *schema.Field, target *schema.Model) bool {
	if f.Relation.Owner() || f.Relation.Join != nil {
		return x.Model(target)
	}
	return x.Operation(target, query.Update)
}
