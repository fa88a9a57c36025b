package sqlite_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/schema"
)

// TestJSONFunctions: that they do what PostgreSQL does is a test of package rt,
// on random values. These are the ends of it.
func TestJSONFunctions(t *testing.T) {
	t.Parallel()
	db := opened(t, ":memory:")
	for _, c := range []struct {
		name, sql string
		args      []any
		want      any
	}{
		{"a step into an array counts from either end", `SELECT gozen_json_at(?1, ?2)`, []any{`[1,[2,3]]`, `["-1","0"]`}, "2"},
		{"a step that leads nowhere is NULL", `SELECT gozen_json_at(?1, ?2)`, []any{`{"a":1}`, `["a","b"]`}, nil},
		{"what is no JSON is NULL", `SELECT gozen_json_at(?1, ?2)`, []any{`{"a":`, `["a"]`}, nil},
		{"no steps are the whole value", `SELECT gozen_json_at(?1, ?2)`, []any{`{"b":1,"a":2}`, `[]`}, `{"a":2,"b":1}`},
		{"a string is text", `SELECT gozen_json_as(?1, ?2)`, []any{"string", `"1"`}, "1"},
		{"a number is its digits", `SELECT gozen_json_as(?1, ?2)`, []any{"number", `9007199254740993`}, "9007199254740993"},
		{"a decimal may lie in a string", `SELECT gozen_json_as(?1, ?2)`, []any{"number", `"1.5"`}, "1.5"},
		{"another string is no number", `SELECT gozen_json_as(?1, ?2)`, []any{"number", `"1.5x"`}, nil},
		{"an object has a form", `SELECT gozen_json_as(?1, ?2)`, []any{"form", `{}`}, "object"},
	} {
		s := statement(c.sql, schema.String, schema.String)
		if diff := cmp.Diff([][]any{{c.want}}, rowsOf(t, db, s, c.args...)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// TestJSONComparisonsEnd: two long arrays of objects have a billion pairs.
func TestJSONComparisonsEnd(t *testing.T) {
	t.Parallel()
	db := opened(t, ":memory:")
	long := func(value, last string) string { return "[" + strings.Repeat(value+",", 30_000) + last + "]" }
	s := statement(`SELECT COUNT(*) FROM json_each('[1,2,3,4,5,6,7,8,9]') AS j WHERE gozen_json_test(?1, ?2, ?3) + j.value`, schema.String, schema.Int)
	err := db.Read(t.Context(), func(c dialect.Conn) error {
		args := []any{"contains", long(`{"a":1}`, `{"a":2}`), long(`{"a":2}`, `{"a":2}`)}
		_, err := c.Run(t.Context(), []dialect.Call{{Statement: s, Args: args}}, func(int, dialect.Row) error { return nil })
		return err
	})
	if _, ok := errors.AsType[*dialect.Error](err); !ok {
		t.Errorf("not refused: %v", err)
	}
	args := []any{"contains", long(`1`, `2`), long(`2`, `1`)}
	if diff := cmp.Diff([][]any{{int64(9)}}, rowsOf(t, db, s, args...)); diff != "" {
		t.Errorf("long arrays of scalars (-want +got):\n%s", diff)
	}
}

func BenchmarkJSONFilter(b *testing.B) {
	db := opened(b, ":memory:")
	s := statement(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
		SELECT COUNT(*) FROM n WHERE gozen_json_as('number', gozen_json_at('{"name":"x","geo":{"lat":' || i || ',"lon":2.5},"tags":["a","b"]}', ?1)) > '500' COLLATE gozen_decimal`,
		schema.String, schema.Int)
	for b.Loop() {
		rowsOf(b, db, s, `["geo","lat"]`)
	}
}
