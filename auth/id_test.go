package auth_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/auth"
	"github.com/gozen-dev/gozen/schema"
)

func model(kinds ...schema.Kind) *schema.Model {
	m := &schema.Model{Name: "User"}
	for i, k := range kinds {
		name := "id" + strings.Repeat("x", i)
		m.Fields = append(m.Fields, &schema.Field{Name: name, Type: schema.ValueType{Kind: k}})
		m.ID = append(m.ID, name)
	}
	return schema.New(schema.Schema{Models: []*schema.Model{m}, Auth: "User"}).AuthModel()
}

func TestIDs(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name    string
		model   *schema.Model
		subject string
		want    map[string]any
	}{
		{"text is taken as it is", model(schema.String), "user_1", map[string]any{"id": "user_1"}},
		{"digits stay text when the id is text", model(schema.String), "007", map[string]any{"id": "007"}},
		{"a session that names nobody is anonymous", model(schema.String), "", nil},
		{"text with NUL is nobody", model(schema.String), "a\x00b", nil},
		{"broken UTF-8 is nobody", model(schema.String), "a\xff", nil},
		{"a decimal becomes a number", model(schema.Int), "42", map[string]any{"id": int64(42)}},
		{"zero is a number", model(schema.Int), "0", map[string]any{"id": int64(0)}},
		{"a negative decimal is a number", model(schema.Int), "-7", map[string]any{"id": int64(-7)}},
		{"a leading zero is not canonical", model(schema.Int), "042", nil},
		{"a plus sign is not canonical", model(schema.Int), "+42", nil},
		{"minus zero is not canonical", model(schema.Int), "-0", nil},
		{"spaces are not canonical", model(schema.Int), " 42", nil},
		{"an exponent is not canonical", model(schema.Int), "4e1", nil},
		{"an underscore is not canonical", model(schema.Int), "4_2", nil},
		{"hexadecimal is not canonical", model(schema.Int), "0x2a", nil},
		{"other digits are not canonical", model(schema.Int), "٤٢", nil},
		{"text is no number", model(schema.Int), "user_1", nil},
		{"Int ends at 32 bits", model(schema.Int), "2147483648", nil},
		{"BigInt goes on to 64 bits", model(schema.BigInt), "9223372036854775807", map[string]any{"id": int64(9223372036854775807)}},
		{"BigInt ends there", model(schema.BigInt), "9223372036854775808", nil},
		{"other types of id need a mapping", model(schema.DateTime), "2020-01-01", nil},
		{"a compound id needs a mapping", model(schema.String, schema.String), "a", nil},
		{"a model without id has no users", model(), "a", nil},
		{"no model has no users", nil, "a", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, ok := auth.IDs(c.model, &auth.Identity{Subject: c.subject})
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			if ok != (c.want != nil) {
				t.Errorf("ok is %v", ok)
			}
		})
	}
}

func TestNobodyIsNobody(t *testing.T) {
	t.Parallel()
	if ids, ok := auth.IDs(model(schema.String), nil); ok || ids != nil {
		t.Errorf("IDs = %v, %v", ids, ok)
	}
}
