package query_test

import (
	"fmt"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// A request with two mistakes gets both named, each with its place.
func ExampleDecode() {
	s := schema.New(schema.Schema{Models: []*schema.Model{{
		Name: "Post", ID: []string{"id"},
		Fields: []*schema.Field{
			{Name: "id", Type: schema.ValueType{Kind: schema.Int}},
			{Name: "title", Type: schema.ValueType{Kind: schema.String}},
		},
	}}})
	args, err := query.ParseJSON([]byte(`{"where": {"titel": "x", "id": "1"}}`))
	if err != nil {
		panic(err)
	}
	_, err = query.Decode(s, s.Model("Post"), query.FindMany, args, query.DefaultLimits())
	fmt.Println(err)
	// Output:
	// Invalid findMany args for model "Post": Validation error: Unrecognized key: "titel" (did you mean "title"?) at "where"; Invalid input: expected number, received string at "where.id"
}
