package schema_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/schema"
)

func sample() *schema.Schema {
	text := schema.ValueType{Kind: schema.String}
	role := schema.ValueType{Kind: schema.EnumKind, Name: "Role"}
	members := schema.ValueType{Kind: schema.ModelKind, Name: "Member", List: true}
	ref := func(t schema.ValueType, scope int, path ...string) *schema.Ref {
		return &schema.Ref{Scope: scope, Path: path, T: t}
	}
	odd := schema.ValueType{Kind: schema.Unsupported, Name: "tsvector[]?:x", List: true, Optional: true}
	cond := &schema.Binary{
		Op: schema.Or,
		L: &schema.Predicate{Quant: schema.Every, Over: ref(members, 0, "members"), Cond: &schema.Binary{
			Op: schema.In, L: ref(role, 1, "role"),
			R: &schema.List{Items: []schema.Expr{&schema.Literal{Value: "ADMIN", T: role}}, T: role},
		}},
		R: &schema.Not{X: &schema.Call{Func: "contains", T: schema.ValueType{Kind: schema.Boolean}, Args: []schema.Expr{
			&schema.Ref{Root: schema.RootAuth, Path: []string{"name"}, T: text},
			&schema.Literal{Value: schema.Number("1.50"), T: schema.ValueType{Kind: schema.Float}},
			&schema.Literal{T: schema.ValueType{Kind: schema.Null}},
			ref(odd, 0, "v"),
		}}},
	}
	rel := ref(schema.ValueType{Kind: schema.ModelKind, Name: "Space"}, 0, "space")
	s := schema.New(schema.Schema{
		Provider: "sqlite",
		Auth:     "User",
		Models: []*schema.Model{{
			Name: "Post", Table: "post", ID: []string{"id"},
			Fields: []*schema.Field{{
				Name: "id", Column: "id", Type: text, Unique: true,
				Default: &schema.Default{Value: &schema.List{T: text}},
				Rules:   []*schema.Rule{{Allow: true, Ops: schema.OpRead, Override: true, Cond: &schema.Check{Rel: rel, Op: schema.OpRead}}},
				Validations: []*schema.Validation{
					{Name: "length", Args: []*schema.Literal{nil, {Value: schema.Number("5"), T: schema.ValueType{Kind: schema.Int}}}, Message: "short"},
					{Name: "trim"},
				},
			}, {
				Name: "ownerId", Column: "ownerId", Type: text, Default: &schema.Default{Auth: []string{"id"}},
			}},
			Rules:     []*schema.Rule{{Ops: schema.OpPostUpdate, Old: true, Cond: cond, Pos: schema.Pos{File: "a", Line: 1, Col: 2}}},
			Validates: []*schema.Validate{{Cond: &schema.Literal{Value: true, T: schema.ValueType{Kind: schema.Boolean}}, Path: []string{"id"}}},
		}},
		Enums:   []*schema.Enum{{Name: "Role", DBName: "Role", Values: []*schema.EnumValue{{Name: "ADMIN", DBName: "admin"}}}},
		Types:   []*schema.Type{{Name: "Meta", Fields: []*schema.Field{{Name: "n", Column: "n", Type: text}}}},
		Plugins: []*schema.Plugin{{Name: "p", Options: map[string]string{"b": "1", "a": "2"}}},
	})
	return s
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	want := sample()
	data, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := schema.Decode(data)
	if err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	everything := cmp.Exporter(func(reflect.Type) bool { return true })
	if d := cmp.Diff(want, got, everything); d != "" {
		t.Error(d)
	}
	again, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(data), string(again)); d != "" {
		t.Error(d)
	}
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	rule := func(cond string) string {
		return `{"version":1,"models":[{"name":"A","table":"A","fields":[],"rules":[{"ops":1,"cond":` + cond + `}]}]}`
	}
	tests := []struct{ name, data, want string }{
		{"another version", `{"version":2,"models":[]}`, "version 2"},
		{"no version", `{"models":[]}`, "version 0"},
		{"what is no object", `[]`, "decode schema"},
		{"an unknown key", `{"version":1,"modles":[]}`, "modles"},
		{"data behind the schema", `{"version":1,"models":[]} {}`, "behind"},
		{"a missing model", `{"version":1,"models":[null]}`, "model lacks"},
		{"an unknown kind", `{"version":1,"models":[{"name":"A","fields":[{"name":"x","type":{"kind":99}}]}]}`, "broken type"},
		{"a relation that is none", `{"version":1,"models":[{"name":"A","fields":[{"name":"x","type":{"kind":11}}]}]}`, "broken type"},
		{"a missing field", `{"version":1,"models":[{"name":"A","fields":[null]}]}`, "model lacks"},
		{"an id that is no field", `{"version":1,"models":[{"name":"A","fields":[],"id":["x"]}]}`, "lacks its id"},
		{"a rule without a condition", `{"version":1,"models":[{"name":"A","fields":[],"rules":[{"allow":true,"ops":15}]}]}`, "unknown expression"},
		{"a condition that is null", rule(`null`), "unknown expression"},
		{"an unknown word", rule(`["maybe"]`), `unknown expression "maybe"`},
		{"an unknown operator", rule(`["bin","+",["num","1","Int"],["num","1","Int"]]`), "unknown operator"},
		{"an unknown quantifier", rule(`["pred","*",["ref",0,0,"Model[]:B","bs"],["lit",true,"Boolean"]]`), "unknown quantifier"},
		{"a missing operand", rule(`["bin","&&",["lit",true,"Boolean"]]`), "unknown expression"},
		{"a literal that is an object", rule(`["lit",{},"Boolean"]`), "malformed"},
		{"a fraction of a scope", rule(`["ref",0,0.5,"Int","a"]`), "malformed"},
		{"an unknown root", rule(`["ref",9,0,"Int","a"]`), "malformed"},
		{"an unknown type", rule(`["lit",true,"Bool"]`), "unknown type"},
		{"check of a literal", rule(`["check",["lit",true,"Boolean"],0]`), "malformed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := schema.Decode([]byte(tt.data))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("want an error with %q, got %v", tt.want, err)
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	data, err := json.Marshal(sample())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := schema.Decode(data)
		if err != nil {
			return
		}
		first, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		again, err := schema.Decode(first)
		if err != nil {
			t.Fatalf("what was decoded cannot be decoded again: %v\n%s", err, first)
		}
		second, _ := json.Marshal(again)
		if d := cmp.Diff(string(first), string(second)); d != "" {
			t.Error(d)
		}
	})
}
