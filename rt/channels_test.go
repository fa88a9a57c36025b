package rt_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestEverySideChannelHasItsPlace goes through the side channels that the
// reference lists (reference/policy.md §17): each is closed, and a group of a
// script shows it, or it is open, and docs/security.md says why. Some are both:
// closed as far as can be.
func TestEverySideChannelHasItsPlace(t *testing.T) {
	t.Parallel()
	channels := []struct {
		name  string
		group string // the beginning of a group's name
		says  string // the beginning of a row of docs/security.md
	}{
		{"unique violation on create, update and upsert", "policy 66:", "a unique key taken by a hidden row"},
		{"connect by key in a create", "policy 85:", ""},
		{"foreign key error", "", "writing a foreign key"},
		{"update and delete: denied against missing", "policy 10c:", ""},
		{"a field's refusal against not-found", "policy 49:", "a field rule's refusal"},
		{"where on a hidden field, in reads", "policy 42:", ""},
		{"where on a hidden field, in writes", "policy 44:", ""},
		{"where on a hidden field, of one row", "policy 45:", ""},
		{"the same inside AND, OR, NOT, and falsy values", "policy 42a:", ""},
		{"where through a hidden relation", "policy 33:", ""},
		{"the key's value of a hidden row", "policy 31:", "the value of a foreign key"},
		{"orderBy, distinct on a hidden field", "policy 43: order", ""},
		{"cursor by a hidden key", "policy 37:", ""},
		{"groupBy and aggregates on a hidden field", "policy 43: hidden fields", ""},
		{"orderBy through a hidden relation", "policy 40:", ""},
		{"_count", "policy 35:", ""},
		{"a cursor at a hidden row", "policy 37:", ""},
		{"createMany with skipDuplicates", "policy 17-1:", "`createMany` with `skipDuplicates`"},
		{"counts of updateMany and deleteMany", "policy 68:", ""},
		{"a disconnect's silence", "policy 81:", ""},
		{"atomic operations on an unreadable field", "policy 57:", "`increment` of a field"},
		{"texts of errors", "policy 66:", "text of database errors"},
		{"null for a required relation", "policy 32:", "a required relation whose row is hidden"},
		{"timing and plans", "", "timing:"},
		{"cascades", "policy 76:", "database cascades"},
	}
	groups := scriptGroups(t)
	security, err := os.ReadFile("../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range channels {
		if c.group == "" && c.says == "" {
			t.Errorf("%s is neither closed nor explained", c.name)
		}
		if c.group != "" && !strings.Contains(groups, "\ngroup "+c.group) {
			t.Errorf("%s: no script has a group %q", c.name, c.group)
		}
		if c.says != "" && !strings.Contains(string(security), "\n| "+c.says) {
			t.Errorf("%s: docs/security.md does not say %q", c.name, c.says)
		}
	}
}

// scriptGroups is the text of all scripts.
func scriptGroups(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString("\n" + string(text))
	}
	return all.String()
}
