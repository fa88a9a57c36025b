package rt

import (
	"context"

	"github.com/gozen-dev/gozen/internal/exec"
	"github.com/gozen-dev/gozen/internal/policy"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// Knows reports whether user has all that the rules use of auth().
func (db *DB) Knows(user map[string]any) bool { return known(db.engine.Policy().Members(), user) }

func known(m *policy.Members, user map[string]any) bool {
	for _, f := range m.Fields {
		if _, ok := user[f]; !ok {
			return false
		}
	}
	for name := range m.Relations {
		if _, ok := user[name]; !ok {
			return false
		}
	}
	return true
}

// Principal loads the auth model's row with this id, with all that the rules
// use of auth(). It returns nil when there is no such row. The fields of
// @password and @omit never come along.
func (db *DB) Principal(ctx context.Context, ids map[string]any) (map[string]any, error) {
	var sink exec.Values
	op := db.lookAt(ids)
	if op == nil {
		return nil, nil
	}
	if err := db.principal(ctx, op, &sink); err != nil {
		return nil, err
	}
	user, _ := sink.Result.(map[string]any)
	return user, nil
}

func (db *DB) principal(ctx context.Context, op *query.Op, sink exec.Sink) error {
	return db.logged(ctx, db.engine.Run(ctx, op, exec.Who{Bypass: true}, sink))
}

// lookBy is the request for the user whose id is written so; nil where there can
// be none.
func (db *DB) lookBy(id string) *query.Op {
	if db.look == nil {
		return nil
	}
	ids, ok := db.look.Model.ParseID(id)
	if !ok {
		return nil
	}
	return db.lookAt(ids)
}

// lookAt is the request for the user with these ids; nil where there can be none.
func (db *DB) lookAt(ids map[string]any) *query.Op {
	if db.look == nil {
		return nil
	}
	op := *db.look
	op.Values = make([]any, len(op.Unique.Fields))
	for i, f := range op.Unique.Fields {
		if op.Values[i] = ids[f.Name]; op.Values[i] == nil {
			return nil
		}
	}
	return &op
}

// lookFor makes the request for a row of the auth model with all members of
// auth() that rules use, but for the values of its id.
func lookFor(s *schema.Schema, members *policy.Members) *query.Op {
	m := s.AuthModel()
	if m == nil {
		return nil
	}
	op := &query.Op{
		Kind: query.FindUnique, Model: m, Page: query.NoPage(), Limit: query.NoSlot,
		Unique: &query.Unique{}, Select: selection(s, m, members),
	}
	var where query.And
	for i, f := range m.IDFields() {
		where = append(where, &query.Compare{Field: f, Op: query.Equals, Value: query.Slot(i)})
		op.Unique.Fields = append(op.Unique.Fields, f)
		op.Unique.Slots = append(op.Unique.Slots, query.Slot(i))
	}
	op.Where = where
	return op
}

// selection is the query for the members of auth() that rules use.
func selection(s *schema.Schema, m *schema.Model, members *policy.Members) *query.Selection {
	sel := &query.Selection{}
	for _, n := range members.Fields {
		if f := m.Field(n); !f.Omit && f.Password == nil {
			sel.Fields = append(sel.Fields, f)
		}
	}
	for _, f := range m.Fields {
		if below := members.Relations[f.Name]; below != nil {
			sel.Relations = append(sel.Relations, &query.RelationSelect{
				Field: f, Page: query.NoPage(), Select: selection(s, s.Model(f.Relation.Target), below),
			})
		}
	}
	return sel
}
