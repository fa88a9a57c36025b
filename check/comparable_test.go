package check_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/check"
)

// TestWhatNoDatabaseComparesIsRefused holds the checker to what PostgreSQL does
// with the rule: rt/testdata/policy-compared-types.txt runs those let through.
func TestWhatNoDatabaseComparesIsRefused(t *testing.T) {
	t.Parallel()
	const model = "enum Role { USER ADMIN }\nenum Other { X }\nmodel User { id Int @id role Role roles Role[] other Other s String n Int " +
		"f Float t DateTime b Boolean j Json y Bytes jo Json? @@allow('read', "
	tests := []struct{ cond, want string }{
		{"role == 1", "ZM0901 operand types do not match: Role == Int"},
		{"role != n", "ZM0901 operand types do not match: Role != Int"},
		{"b == role", "ZM0901 operand types do not match: Boolean == Role"},
		{"role == t", "ZM0901 operand types do not match: Role == DateTime"},
		{"role == j", "ZM0901 operand types do not match: Role == Json"},
		{"j == s", "ZM0901 operand types do not match: Json == String"},
		{"n == j", "ZM0901 operand types do not match: Int == Json"},
		{"j == y", "ZM0901 operand types do not match: Json == Bytes"},
		{"y == s", "ZM0901 operand types do not match: Bytes == String"},
		{"y == 1", "ZM0901 operand types do not match: Bytes == Int"},
		{"j > 1", "ZM0902 > cannot take an operand of type Json"},
		{"j", "ZM0708 argument does not fit parameter condition: it takes Boolean, not Json"},
		{"j && b", "ZM0902 && cannot take an operand of type Json"},
		{"n in ['a']", "ZM0901 operand types do not match: Int in a list with String"},
		{"n in [1, 'a']", "ZM0901 operand types do not match: Int in a list with String"},
		{"s in [1]", "ZM0901 operand types do not match: String in a list with Int"},
		{"t in ['2024-01-01']", "ZM0901 operand types do not match: DateTime in a list with String"},
		{"role in [1]", "ZM0901 operand types do not match: Role in a list with Int"},
		{"n in roles", "ZM0901 operand types do not match: Int in Role[]"},
		{"role == X", "ZM1904 Role is compared with Other"},
		{"role in [X]", "ZM1904 Role is looked for in Other[]"},
		{"role in ['USER']", "ZM1904 Role is looked for in String[]"},
		{"X in roles", "ZM1904 Other is looked for in Role[]"},
		{"s in roles", "ZM1904 String is looked for in Role[]"},
		{"role == s", "ZM1904 Role is compared with String"},
		{"role in [USER] && USER in roles && jo != null && j == jo && y == y && j == 1 && j in ['a', 1] && n in [1.5] && n in []", ""},
		{"auth().n == f && auth().role == role && auth().j == j", ""},
	}
	for _, tt := range tests {
		t.Run(tt.cond, func(t *testing.T) {
			t.Parallel()
			_, diags := files(prelude + model + tt.cond + ") }")
			var got []string
			for _, d := range diags {
				if d.Code <= check.CodeForeignValue { // what comes behind it looks at the rule as a whole
					got = append(got, string(d.Code)+" "+d.Message)
				}
			}
			if d := cmp.Diff(tt.want, strings.Join(got, "\n")); d != "" {
				t.Error(d)
			}
		})
	}
}
