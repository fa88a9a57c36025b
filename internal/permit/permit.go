// Package permit answers without a look into the database whether a user may
// ever do something: is there a row, among all that could be stored, on which
// the rules permit the operation?
//
//	v := permit.Decide(permit.Question{Schema: s, Model: m, Op: schema.OpUpdate, User: user, Where: op.Where, Values: op.Values})
//
// Rules and where become a formula over the fields of one row that nobody has
// seen; what they say of the user is known and folded in. The formula compares
// fields with constants and with each other, so that a few values of each field
// stand for all of them: every constant, and as many between two neighbours as
// there are fields to compare. [Decide] goes through these, leaving a branch as
// soon as it cannot grant any more.
//
// The answer is exact for conditions on the row's own fields: numbers, dates,
// booleans, enums, text by equality and by what it contains, foreign keys. What
// is in other rows is not known. There the formula leaves room for whatever may
// be stored, so that the answer no is always right, and a yes that rests on
// other rows says that it is not exact.
package permit

import (
	"time"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// Verdict answers a [Question]. Its zero value is a no.
type Verdict struct {
	// Allowed says that there may be a row on which the operation is permitted.
	Allowed bool
	// Exact says that Allowed does not rest on what is not known. A no always is.
	Exact bool
}

// Question asks whether a user may ever do an operation on a row of a model.
type Question struct {
	Schema *schema.Schema
	Model  *schema.Model
	Op     schema.Ops // one of create, read, update, delete
	// Field narrows the question to reading or updating this field of a row; nil asks of the row.
	Field *schema.Field
	User  map[string]any
	// Where narrows the rows; Values are what its slots stand for. For an update
	// it is about the row before.
	Where  query.Cond
	Values []any
	Now    time.Time
	// Deleted says that rows marked as deleted are seen.
	Deleted bool
}

// Decide answers a question. The rules of an update include those of
// post-update, on a row that the update may make of the one before. Of fields'
// own rules those are asked that override the model's.
func Decide(q Question) Verdict {
	if q.Op == schema.OpCreate && q.Model.Delegate != nil && q.Model.Delegate.Discriminator != "" || q.Op != schema.OpRead && q.Model.View {
		return Verdict{Exact: true} // there is no such operation
	}
	b := &builder{schema: q.Schema, user: q.User, now: q.Now, deleted: q.Deleted, effort: maxEffort}
	r := row{model: q.Model, key: "row"}
	where := node(definite{b.where(r, q.Where, q.Values)})
	if f := q.Model.DeletedAt(); f != nil && !q.Deleted {
		where = conj(where, absent{b.variable(r, f)})
	}
	var ways []node
	for _, m := range concrete(q.Schema, q.Model, q.Op) {
		r := row{model: m, key: "row"}
		rule := disj(append(b.overrides(r, q.Op), definite{b.rule(r, q.Op, false)})...)
		if q.Field != nil {
			rule = conj(definite{rule}, definite{b.fieldRule(r, q.Field, q.Op)})
			if q.Op == schema.OpUpdate && q.Field.DeletedAt { // which deletes the row, or brings it back
				rule = conj(definite{rule}, definite{b.rule(r, schema.OpDelete, false)})
			}
		}
		if q.Op == schema.OpUpdate {
			rule = conj(definite{rule}, definite{b.rule(row{model: m, key: "after", before: &r}, schema.OpPostUpdate, false)})
		}
		ways = append(ways, definite{rule})
	}
	return b.solve(conj(where, disj(ways...)))
}

// concrete lists the models whose rules decide the operation on a row of m: of
// a write through a delegate base, those of the model that the row is of.
func concrete(s *schema.Schema, m *schema.Model, op schema.Ops) []*schema.Model {
	if m.Delegate == nil || op == schema.OpRead {
		return []*schema.Model{m}
	}
	all := []*schema.Model{m}
	for _, name := range m.Delegate.Subs {
		all = append(all, concrete(s, s.Model(name), op)...)
	}
	return all
}
