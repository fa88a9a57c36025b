package plan

import (
	"slices"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// A row of a model with a @deletedAt field is deleted by writing the time into
// it. From then on no source has the row, in what is asked as in rules, so that
// nothing can be learned from it and nothing rests on it.

// BuildWithDeleted plans a request that sees rows marked as deleted and whose
// deletions remove rows for good.
func BuildWithDeleted(s *schema.Schema, op *query.Op) (*Plan, error) {
	return build(&builder{schema: s, op: op, deleted: true})
}

// Live is the condition that a row of the source is not deleted; nil where
// there is nothing to ask.
func (s *Source) Live() Expr {
	f := s.marker()
	if f == nil {
		return nil
	}
	holder := s.Holder(f)
	if f.Base != "" && f.Base != holder.Model.Name {
		// Only a part of the row is looked at, beside the one that tells.
		return nil
	}
	return &IsNull{X: &Column{Source: s, Field: f}}
}

// LiveHere is Live for a statement that has the source's own table only.
func (s *Source) LiveHere() Expr {
	if f := s.marker(); f == nil || s.Holder(f) != s {
		return nil
	}
	return s.Live()
}

// Marks reports whether rows of the source are deleted by marking them.
func (s *Source) Marks() bool { return s.marker() != nil }

func (s *Source) marker() *schema.Field {
	if s.Model == nil || s.Deleted {
		return nil
	}
	return s.Model.DeletedAt()
}

// WithDeleted returns the source with rows marked as deleted.
func (s *Source) WithDeleted() *Source {
	all := *s
	all.Deleted = true
	if s.Base != nil {
		all.Base = s.Base.WithDeleted()
	}
	return &all
}

// Deletes reports whether writing the fields marks a row as deleted, or takes
// the mark away.
func Deletes(written []*schema.Field) bool {
	return slices.ContainsFunc(written, func(f *schema.Field) bool { return f.DeletedAt })
}

// marked is the update that a deletion is.
func marked(d *Delete) *Update {
	f := d.Target.marker()
	return &Update{
		Out: d.Out, Target: d.Target, Where: d.Where, Limit: d.Limit, Need: d.Need, Decided: d.Decided,
		Sets: []Assign{{Field: f, X: &Param{From: Now{}, Type: f.Type}}},
	}
}
