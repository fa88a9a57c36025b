package eval_test

import (
	"testing"
	"time"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/internal/eval"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

const source = "datasource db {\n provider = \"postgresql\"\n url = env(\"DATABASE_URL\")\n}\n"

var instant = time.Date(2024, 2, 3, 4, 5, 6, 789_000_000, time.UTC)

func compile(t testing.TB, text string) *schema.Schema {
	t.Helper()
	s, diags := check.Source("test.zmodel", []byte(source+text))
	if s == nil {
		t.Fatalf("schema: %v", diags)
	}
	return s
}

func decode(t testing.TB, s *schema.Schema, model string, kind query.Kind, args string) *query.Op {
	t.Helper()
	n, err := query.ParseJSON([]byte(args))
	if err != nil {
		t.Fatalf("%s: %v", args, err)
	}
	op, err := query.Decode(s, s.Model(model), kind, n, query.Limits{})
	if err != nil {
		t.Fatalf("%s: %v", args, err)
	}
	return op
}

// validate returns the values and the issues, as "path: message".
func validate(t testing.TB, s *schema.Schema, op *query.Op) ([]any, []string) {
	t.Helper()
	v, err := eval.NewValidator(s)
	if err != nil {
		t.Fatal(err)
	}
	values, issues := v.Validate(op, instant, nobody)
	var list []string
	for _, is := range issues {
		list = append(list, is.Path+": "+is.Message)
	}
	return values, list
}

// nobody is auth() of a request without a user.
func nobody([]string) any { return nil }
