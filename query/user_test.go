package query_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// userSchema has users with teams, as check would make it of ZModel text.
func userSchema(t *testing.T) *schema.Schema {
	t.Helper()
	field := func(name string, k schema.Kind) *schema.Field {
		return &schema.Field{Name: name, Column: name, Type: schema.ValueType{Kind: k, Optional: true}}
	}
	relation := func(name, target, opposite string, list bool) *schema.Field {
		return &schema.Field{
			Name: name, Type: schema.ValueType{Kind: schema.ModelKind, Name: target, List: list, Optional: !list},
			Relation: &schema.Relation{Target: target, Opposite: opposite},
		}
	}
	tags := field("tags", schema.String)
	tags.Type.List = true
	return schema.New(schema.Schema{Auth: "User", Models: []*schema.Model{
		{Name: "User", Table: "User", ID: []string{"id"}, Fields: []*schema.Field{
			field("id", schema.Int), field("name", schema.String), field("since", schema.DateTime), field("credit", schema.Decimal),
			field("serial", schema.BigInt), field("key", schema.Bytes), tags,
			relation("team", "Team", "members", false), relation("teams", "Team", "owner", true),
		}},
		{Name: "Team", Table: "Team", ID: []string{"id"}, Fields: []*schema.Field{
			field("id", schema.BigInt), field("budget", schema.Decimal),
			relation("members", "User", "team", true), relation("owner", "User", "teams", false),
		}},
	}})
}

func TestAUserIsDecodedByTheAuthModel(t *testing.T) {
	t.Parallel()
	s := userSchema(t)
	day := time.Date(2024, 2, 3, 4, 5, 6, 789e6, time.UTC)
	tests := []struct {
		name string
		node query.Node
		want map[string]any
	}{
		{"null is nobody", query.Null{}, nil},
		{"undefined is nobody", query.Undefined{}, nil},
		{"an empty object is somebody", parse(t, `{}`), map[string]any{}},
		{
			"plain JSON takes the types of the fields",
			parse(t, `{"id":1,"since":"2024-02-03T04:05:06.789Z","credit":"1.10","serial":5,"tags":["a","b"],"name":null}`),
			map[string]any{"id": int64(1), "since": day, "credit": decimal.RequireFromString("1.1"), "serial": int64(5), "tags": []any{"a", "b"}},
		},
		{"an id that a session kept as text", parse(t, `{"id":"7"}`), map[string]any{"id": int64(7)}},
		{
			"typed values", &query.Object{Members: []query.Member{
				{Name: "since", Value: query.Date(day)},
				{Name: "serial", Value: query.BigInt("9007199254740993")},
				{Name: "key", Value: query.Bytes{1, 2}},
				{Name: "name", Value: query.Undefined{}},
			}},
			map[string]any{"since": day, "serial": int64(9007199254740993), "key": []byte{1, 2}},
		},
		{
			"related rows and lists of them",
			parse(t, `{"id":1,"team":{"id":2,"budget":"3"},"teams":[{"id":4,"members":[{"id":5}]},{}]}`),
			map[string]any{
				"id":   int64(1),
				"team": map[string]any{"id": int64(2), "budget": decimal.RequireFromString("3")},
				"teams": []any{
					map[string]any{"id": int64(4), "members": []any{map[string]any{"id": int64(5)}}},
					map[string]any{},
				},
			},
		},
		{
			"members that are not declared are kept",
			parse(t, `{"id":1,"expires":"soon","n":1.5,"deep":{"a":[1,null,true]}}`),
			map[string]any{"id": int64(1), "expires": "soon", "n": 1.5, "deep": map[string]any{"a": []any{int64(1), nil, true}}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := query.DecodeUser(s, tt.node)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestAUserMayHaveATypeOfItsOwn(t *testing.T) {
	t.Parallel()
	when := &schema.Field{Name: "when", Type: schema.ValueType{Kind: schema.DateTime}}
	s := schema.New(schema.Schema{Auth: "Session", Types: []*schema.Type{
		{Name: "Session", Fields: []*schema.Field{
			{Name: "plan", Type: schema.ValueType{Kind: schema.Custom, Name: "Plan"}},
			{Name: "old", Type: schema.ValueType{Kind: schema.Custom, Name: "Plan", List: true}},
		}},
		{Name: "Plan", Fields: []*schema.Field{when}},
	}})
	got, err := query.DecodeUser(s, parse(t, `{"plan":{"when":"2024-02-03","more":1},"old":[{}]}`))
	want := map[string]any{
		"plan": map[string]any{"when": time.Date(2024, 2, 3, 0, 0, 0, 0, time.UTC), "more": int64(1)},
		"old":  []any{map[string]any{}},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
}

func TestAUserThatFitsNoFieldIsRefused(t *testing.T) {
	t.Parallel()
	s := userSchema(t)
	for text, path := range map[string]string{
		`7`:                         `"user"`,
		`{"id":"seven"}`:            `"user.id"`,
		`{"id":1.5}`:                `"user.id"`,
		`{"since":"yesterday"}`:     `"user.since"`,
		`{"team":[1]}`:              `"user.team"`,
		`{"teams":{"id":1}}`:        `"user.teams"`,
		`{"teams":[{"id":true}]}`:   `"user.teams[0].id"`,
		`{"tags":"a"}`:              `"user.tags"`,
		`{"teams":[{"budget":{}}]}`: `"user.teams[0].budget"`,
	} {
		_, err := query.DecodeUser(s, parse(t, text))
		var q *query.Error
		if !errors.As(err, &q) || q.Reason != query.InvalidInput || !strings.Contains(q.Message, path) {
			t.Errorf("%s: want a complaint at %s, got %v", text, path, err)
		}
	}
}

func TestLogicalValuesOfNodes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		node query.Node
		want any
	}{
		{query.Number("12"), int64(12)},
		{query.Number("1e3"), int64(1000)},
		{query.Number("-0.5"), -0.5},
		{query.Number("1e400"), nil},
		{query.BigInt("9223372036854775807"), int64(9223372036854775807)},
		{query.Decimal("1.50"), decimal.RequireFromString("1.5")},
		{query.Date{}, nil},
		{query.DBNull, nil},
	} {
		if diff := cmp.Diff(tt.want, query.Logical(tt.node)); diff != "" {
			t.Errorf("%v: -want +got:\n%s", tt.node, diff)
		}
	}
}
