package query_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/query"
)

const called = sqlite + `
model A {
  id Int @id
  n(x: Int, at: DateTime?, of: String[]) Int @computed
  m(x: Int) Int @computed
}`

// TestArgumentsAreValues holds two requests that differ in arguments only to one
// shape, and those that call fields in different places to different ones.
func TestArgumentsAreValues(t *testing.T) {
	t.Parallel()
	s := compile(t, called)
	decoded := func(request string) *query.Op {
		op, err := decode(t, s, request, query.DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		return op
	}
	one := decoded(`a.findMany {"select":{"n":{"args":{"x":1,"of":["a"]}}},"where":{"m":{"args":{"x":2},"gt":3}}}`)
	two := decoded(`a.findMany {"where":{"m":{"gt":5,"args":{"x":7}}},"select":{"n":{"args":{"of":[],"at":"2024-01-01","x":9}}}}`)
	if one.Shape() != two.Shape() {
		t.Error("arguments change the shape")
	}
	from := two.Select.Calls[0].Args
	want := []any{int64(9), time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), []any{}}
	if diff := cmp.Diff(want, two.Values[from:from+3]); diff != "" {
		t.Error(diff)
	}
	seen := map[string]string{}
	for _, request := range []string{
		`a.findMany`,
		`a.findMany {"include":{"m":{"args":{"x":1}}}}`,
		`a.findMany {"include":{"n":{"args":{"x":1,"of":[]}}}}`,
		`a.findMany {"where":{"m":{"args":{"x":1},"gt":1}}}`,
		`a.findMany {"where":{"m":{"args":{"x":1},"gt":1},"n":{"args":{"x":1,"of":[]},"gt":1}}}`,
		`a.findMany {"where":{"n":{"args":{"x":1,"of":[]},"gt":1},"m":{"args":{"x":1},"gt":1}}}`,
		`a.findMany {"orderBy":{"m":{"args":{"x":1},"sort":"asc"}}}`,
		`a.findMany {"orderBy":{"m":{"args":{"x":1},"sort":"asc","nulls":"last"}}}`,
		`a.count {"select":{"m":{"args":{"x":1}}}}`,
		`a.aggregate {"_sum":{"m":{"args":{"x":1}}}}`,
		`a.aggregate {"_avg":{"m":{"args":{"x":1}}}}`,
		`a.groupBy {"by":[{"field":"m","args":{"x":1}}]}`,
		`a.groupBy {"by":["id",{"field":"m","args":{"x":1}}]}`,
		// They differ in the slots alone: what is named again leaves its own unused.
		`a.groupBy {"by":[{"field":"m","args":{"x":1}}],"_max":{"m":{"args":{"x":1}}}}`,
		`a.groupBy {"by":[{"field":"m","args":{"x":1}},{"field":"m","args":{"x":1}}],"_max":{"m":{"args":{"x":1}}}}`,
		`a.groupBy {"by":["id"],"having":{"m":{"args":{"x":1},"_sum":{"gt":1}}}}`,
	} {
		shape := decoded(request).Shape()
		if other, ok := seen[shape]; ok {
			t.Errorf("one shape for\n%s\n%s", other, request)
		}
		seen[shape] = request
	}
}

// TestGroupsShareTheirArguments: what speaks of a field of by means the value
// that the group has, from the same slots.
func TestGroupsShareTheirArguments(t *testing.T) {
	t.Parallel()
	op, err := decode(t, compile(t, called), `a.groupBy {"by":[{"field":"m","args":{"x":1}}],"having":{"m":{"args":{"x":1},"gt":2}},`+
		`"orderBy":{"m":{"args":{"x":1},"sort":"asc"}},"_max":{"m":{"args":{"x":8}}}}`, query.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	by := op.By[0].Args
	having, order, figure := op.Having.(*query.Compare).Args, op.Page.OrderBy[0].Args, op.Aggregates[0].Args
	if having != by || order != by || figure == by || op.Values[figure] != int64(8) {
		t.Errorf("by has slot %d, having %d, orderBy %d, _max %d", by, having, order, figure)
	}
}
