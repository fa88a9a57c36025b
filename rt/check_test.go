package rt_test

import (
	"testing"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
)

func TestCheckIsOfTheClientsUser(t *testing.T) {
	t.Parallel()
	db, err := openDB(t.Context(), t, `
		datasource db { provider = "sqlite" url = "file:x.db" }
		model User {
			id Int @id
			rank Int
			@@auth
			@@allow('read', rank > auth().rank)
		}`, gozentest.SQLite(t))
	if err != nil {
		t.Fatal(err)
	}
	rows := opOf(t, db, `user.exists {"where":{"rank":{"lt":5}}}`)
	tests := []struct {
		name   string
		client *rt.Client
		op     schema.Ops
		want   rt.Verdict
	}{
		{"nobody may", db.As(nil), schema.OpRead, rt.Verdict{Exact: true}},
		{"somebody below may", db.As(map[string]any{"id": int64(1), "rank": int64(3)}), schema.OpRead, rt.Verdict{Allowed: true, Exact: true}},
		{"somebody above may not", db.As(map[string]any{"id": int64(1), "rank": int64(4)}), schema.OpRead, rt.Verdict{Exact: true}},
		{"whoever has no rules may", db.Unrestricted("test"), schema.OpDelete, rt.Verdict{Allowed: true, Exact: true}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.client.Check(t.Context(), tt.op, rows)
			if err != nil || got != tt.want {
				t.Errorf("want %+v, got %+v, %v", tt.want, got, err)
			}
		})
	}
	if _, err := db.As(nil).Check(t.Context(), schema.OpPostUpdate, rows); err == nil {
		t.Error("want an error for an operation that is none")
	}
}

// TestCheckKnowsOverrides: a field's rule may permit what the model's never do.
func TestCheckKnowsOverrides(t *testing.T) {
	t.Parallel()
	db, err := openDB(t.Context(), t, `
		datasource db { provider = "sqlite" url = "file:x.db" }
		model User {
			id Int @id
			rank Int
			nick String @allow('read', rank > 10, true) @deny('read', rank > 90)
			@@auth
			@@allow('read,update', rank == 1)
		}`, gozentest.SQLite(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		where string
		op    schema.Ops
		want  bool
	}{
		{`{"rank":1}`, schema.OpRead, true},
		{`{"rank":2}`, schema.OpRead, false},
		{`{"rank":11}`, schema.OpRead, true},
		{`{"rank":91}`, schema.OpRead, false},
		{`{"rank":11}`, schema.OpUpdate, false},
	} {
		got, err := db.As(nil).Check(t.Context(), tt.op, opOf(t, db, `user.exists {"where":`+tt.where+`}`))
		if want := (rt.Verdict{Allowed: tt.want, Exact: true}); err != nil || got != want {
			t.Errorf("%s %s: want %+v, got %+v, %v", tt.op, tt.where, want, got, err)
		}
	}
}

// TestCheckKnowsFields asks of single fields: rules of their own narrow the model's.
func TestCheckKnowsFields(t *testing.T) {
	t.Parallel()
	db, err := openDB(t.Context(), t, `
		datasource db { provider = "sqlite" url = "file:x.db" }
		model User {
			id Int @id
			role String
			name String
			pay Int @allow('read', auth().role == 'ADMIN')
			pin Int @deny('read', true) @allow('update', auth() != null)
			@@auth
			@@allow('read', true)
			@@allow('update', auth().id == id)
		}`, gozentest.SQLite(t))
	if err != nil {
		t.Fatal(err)
	}
	admin, user := map[string]any{"id": int64(1), "role": "ADMIN"}, map[string]any{"id": int64(2), "role": "USER"}
	m := db.Schema().Model("User")
	for _, tt := range []struct {
		who   map[string]any
		op    schema.Ops
		field string
		want  bool
	}{
		{nil, schema.OpRead, "name", true},
		{nil, schema.OpRead, "pay", false},
		{user, schema.OpRead, "pay", false},
		{admin, schema.OpRead, "pay", true},
		{admin, schema.OpRead, "pin", false},
		{nil, schema.OpUpdate, "name", false},
		{user, schema.OpUpdate, "pay", true},
		{user, schema.OpUpdate, "pin", true},
		{nil, schema.OpUpdate, "pin", false},
	} {
		got, err := db.As(tt.who).CheckField(t.Context(), tt.op, m, m.Field(tt.field))
		if err != nil || got.Allowed != tt.want {
			t.Errorf("%v %v %s: want %v, got %+v, %v", tt.who, tt.op, tt.field, tt.want, got, err)
		}
	}
}

// TestCheckKnowsOfDeletedRows: a row marked as deleted is not there, neither the one that
// is asked about nor one that a rule looks at.
func TestCheckKnowsOfDeletedRows(t *testing.T) {
	t.Parallel()
	db, err := openDB(t.Context(), t, `
		datasource db { provider = "sqlite" url = "file:x.db" }
		model User {
			id Int @id
		}
		model Space {
			id Int @id
			deletedAt DateTime? @deletedAt
			todos Todo[]
		}
		model Todo {
			id Int @id
			deletedAt DateTime? @deletedAt
			space Space @relation(fields: [spaceId], references: [id])
			spaceId Int
			@@allow('read', deletedAt != null)
			@@allow('update', space == null)
		}`, gozentest.SQLite(t))
	if err != nil {
		t.Fatal(err)
	}
	user := db.As(map[string]any{"id": int64(1)})
	for _, tt := range []struct {
		name   string
		client *rt.Client
		op     schema.Ops
		want   rt.Verdict
	}{
		{"what is deleted is not read", user, schema.OpRead, rt.Verdict{Exact: true}},
		{"it is by who sees it", user.WithDeleted(), schema.OpRead, rt.Verdict{Allowed: true, Exact: true}},
		{"the space may be gone", user, schema.OpUpdate, rt.Verdict{Allowed: true}},
		{"it is never for who sees deleted rows", user.WithDeleted(), schema.OpUpdate, rt.Verdict{Exact: true}},
	} {
		got, err := tt.client.Check(t.Context(), tt.op, opOf(t, db, `todo.exists`))
		if err != nil || got != tt.want {
			t.Errorf("%s: want %+v, got %+v, %v", tt.name, tt.want, got, err)
		}
	}
}
