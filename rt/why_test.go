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
			@@allow('read,update', v > 1)
		}`, gozentest.SQLite(t))
	if err != nil {
		t.Fatal(err)
	}
	do(t, db, db.Unrestricted("test"), `a.createMany {"data":[{"id":0,"x":1,"y":1,"v":0},{"id":1,"x":1,"y":1,"v":1},{"id":2,"x":1,"y":1,"v":2}]}`)
	tests := []struct {
		name  string
		op    schema.Ops
		field string
		data  string
		want  [3]bool // of the rows with v 0, 1, 2
	}{
		{"the row", schema.OpRead, "", ``, [3]bool{false, false, true}},
		{"a field that overrides", schema.OpRead, "x", ``, [3]bool{false, true, true}},
		{"a field that does not", schema.OpRead, "y", ``, [3]bool{false, false, true}},
		{"writing what overrides", schema.OpUpdate, "", `{"x":2}`, [3]bool{false, true, true}},
		{"writing more", schema.OpUpdate, "", `{"x":2,"y":2}`, [3]bool{false, false, true}},
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
