package check_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/diag"
)

func TestParametersAndStrictTypes(t *testing.T) {
	t.Parallel()
	const (
		params = check.CodeFieldParams
		rule   = check.CodeRuleParams
	)
	for name, v := range map[string]struct {
		members string
		want    []diag.Code
	}{
		"every kind of value":          {"f(a: Int?, b: Kind[], c: Box, d: Json, e: Bytes) Int @computed", nil},
		"parentheses with nothing":     {"f() Int @computed", nil},
		"a stored field":               {"f(a: Int) Int", []diag.Code{params}},
		"a relation":                   {"f(a: Int) User[] @computed", []diag.Code{params}},
		"a model as a parameter":       {"f(a: User) Int @computed", []diag.Code{params}},
		"anything as a parameter":      {"f(a: Any) Int @computed", []diag.Code{params}},
		"an unknown type":              {"f(a: Integer) Int @computed", []diag.Code{check.CodeUnknownType}},
		"a list that may be missing":   {"f(a: Int[]?) Int @computed", []diag.Code{check.CodeOptionalList}},
		"a name twice":                 {"f(a: Int, a: Int) Int @computed", []diag.Code{check.CodeDuplicateMember}},
		"in a rule":                    {"f(a: Int) Int @computed @@allow('read', f > 1)", []diag.Code{rule}},
		"in a rule, behind a relation": {"f(a: Int) Int @computed boss User? @relation('b', fields: [bid], references: [id]) bid Int? team User[] @relation('b') @@deny('read', boss.f > 1)", []diag.Code{rule}},
		"of auth() in a default":       {"f(a: Int) Int @computed n Int @default(auth().f)", []diag.Code{rule}},
		"in a validation":              {"f(a: Int) Int @computed @@validate(f > 1)", []diag.Code{rule}},
		"strict twice":                 {"} type T { n Int @@strict @@strict", []diag.Code{check.CodeOnce}},
		"a strict model":               {"@@strict", []diag.Code{check.CodeTypeOnly}},
		"a model with a strict mixin":  {"} type T { n Int @@strict } model B with T { id Int @id", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, diags := check.Source("a.zmodel", []byte("datasource db { provider = 'postgresql' }\nenum Kind { A }\ntype Box { n Int }\n"+
				"model User { id Int @id "+v.members+" }"))
			about := []diag.Code{
				params, rule, check.CodeUnknownType, check.CodeOptionalList, check.CodeDuplicateMember, check.CodeOnce, check.CodeTypeOnly,
			}
			if diff := cmp.Diff(append([]diag.Code{}, v.want...), found(diags, about...)); diff != "" {
				t.Errorf("%s%v", diff, diags)
			}
		})
	}
}
