package rt_test

import (
	"testing"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
)

// A field's overriding rule stands for the model's, when nothing else is used.
func TestWhyKnowsWhatOverrides(t *testing.T) {
	t.Parallel()
	db, err := openDB(t.Context(), t, `
		datasource db { provider = "sqlite" url = "file:x.db" }
		model A {
			id Int @id
			x Int @allow('all', v > 0, true)
			y Int @allow('read', v > 1)
			v Int
			deletedAt DateTime? @deletedAt
			@@allow('read,update', v > 1)
			@@allow('delete', v > 2)
			@@allow('post-update', v < 3)
		}`, gozentest.SQLite(t))
	if err != nil {
		t.Fatal(err)
	}
	do(t, db, db.Unrestricted("test"), `a.createMany {"data":[{"id":0,"x":1,"y":1,"v":0},{"id":1,"x":1,"y":1,"v":1},{"id":2,"x":1,"y":1,"v":2},{"id":3,"x":1,"y":1,"v":3}]}`)
	tests := []struct {
		name  string
		op    schema.Ops
		field string
		data  string
		want  [4]bool // of the rows with v 0 to 3
	}{
		{"the row", schema.OpRead, "", ``, [4]bool{false, false, true, true}},
		{"a field that overrides", schema.OpRead, "x", ``, [4]bool{false, true, true, true}},
		{"a field that does not", schema.OpRead, "y", ``, [4]bool{false, false, true, true}},
		{"writing what overrides", schema.OpUpdate, "", `{"x":2}`, [4]bool{false, true, true, false}},
		{"writing the mark of a deletion", schema.OpUpdate, "", `{"deletedAt":"2024-01-01T00:00:00.000Z"}`, [4]bool{false, false, false, true}},
		{"the field of that mark", schema.OpUpdate, "deletedAt", ``, [4]bool{false, false, false, true}},
		{"writing more", schema.OpUpdate, "", `{"x":2,"y":2}`, [4]bool{false, false, true, false}},
	}
	parsed := func(text string) query.Node {
		n, err := query.ParseJSON([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := db.Schema().Model("A")
			for v, want := range tt.want {
				q := rt.WhyQuestion{Operation: tt.op, Model: m, Field: m.Field(tt.field), Where: parsed(`{"id":` + string(rune('0'+v)) + `}`)}
				if tt.data != "" {
					q.Data = parsed(tt.data)
				}
				got, err := db.Why(t.Context(), q)
				if err != nil || got.Permitted != want {
					t.Errorf("v is %d: want %v, got %+v, %v", v, want, got, err)
				}
			}
		})
	}
}
