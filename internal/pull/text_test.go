package pull

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// These tests are inside the package: how names and texts are read shows from
// outside only through a whole database.

func TestNamesOfADatabase(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, want string }{
		{"users", "users"},
		{"user-accounts", "user_accounts"},
		{"2nd", "n2nd"},
		{"_hidden", "hidden"},
		{"a  b", "a_b"},
		{"ünï", "n"},
		{"", "unnamed"},
		{"日本", "unnamed"},
		{"trailing_", "trailing"},
	} {
		if got := identifier(c.name); got != c.want {
			t.Errorf("identifier of %q is %q, not %q", c.name, got, c.want)
		}
	}
	taken := names{}
	if a, b, c := taken.give("User"), taken.give("user"), taken.give("user"); a != "User" || b != "user_" || c != "user__" {
		t.Errorf("names given are %s, %s, %s", a, b, c)
	}
	if got := modelName("String"); got != "String_" {
		t.Errorf("a table called String becomes %s", got)
	}
}

func TestNamesOfRelations(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ one, many string }{
		{"post", "posts"},
		{"category", "categories"},
		{"day", "days"},
		{"box", "boxes"},
		{"match", "matches"},
		{"dish", "dishes"},
		{"class", "classes"},
		{"users", "users"},
		{"child", "children"},
		{"person", "people"},
		{"y", "ys"},
	} {
		if got := plural(c.one); got != c.many {
			t.Errorf("many of %s are %s, not %s", c.one, got, c.many)
		}
	}
	for _, c := range []struct{ column, want string }{
		{"authorId", "author"}, {"author_id", "author"}, {"authorID", "author"}, {"id", ""}, {"_id", ""}, {"paid", ""}, {"owner", ""},
	} {
		if got := withoutID(c.column); got != c.want {
			t.Errorf("%s is the key of %q, not %q", c.column, got, c.want)
		}
	}
}

func TestDefaultsAreRead(t *testing.T) {
	t.Parallel()
	b := &builder{enums: []*enum{{name: "Mood", values: []enumValue{{"so_so", "so-so"}}}}}
	for _, c := range []struct{ text, typ, want string }{
		{"'it''s'", "String", `"it's"`},
		{"'a'::character varying", "String", `"a"`},
		{`E'a\\b'::text`, "String", `"a\\b"`},
		{"'a' || 'b'", "String", ""},
		{"upper('a'::text)", "String", ""},
		{"CURRENT_USER", "String", ""},
		{"7", "Int", "7"},
		{"'-7'::integer", "Int", "-7"},
		{"1 + 1", "Int", ""},
		{"1.50", "Decimal", "1.50"},
		{"1e10", "Float", ""},
		{"true", "Boolean", "true"},
		{"0", "Boolean", "false"},
		{"CURRENT_TIMESTAMP", "DateTime", "now()"},
		{"now()", "DateTime", "now()"},
		{"now()", "String", ""},
		{"'2024-01-31 10:00:00.5'::timestamp without time zone", "DateTime", `"2024-01-31T10:00:00.5Z"`},
		{`'{"a":1}'::jsonb`, "Json", `"{\"a\":1}"`},
		{"'oops'", "Json", ""},
		{`'\x0102'::bytea`, "Bytes", `"AQI="`},
		{"x'0102'", "Bytes", `"AQI="`},
		{"'so-so'::\"Mood\"", "Mood", "so_so"},
		{"'other'::\"Mood\"", "Mood", ""},
		{"'{}'::text[]", "String[]", "[]"},
		{`'{a,"b, c","d\"e"}'::text[]`, "String[]", `["a", "b, c", "d\"e"]`},
		{"'{1,2}'::integer[]", "Int[]", "[1, 2]"},
		{"'{t,f}'::boolean[]", "Boolean[]", "[true, false]"},
		{"'{{1}}'", "Int[]", ""},
		{"ARRAY['a'::text]", "String[]", ""},
	} {
		got, ok := b.readDefault(c.text, c.typ)
		if !ok {
			got = ""
		}
		if got != c.want {
			t.Errorf("%s of a %s is read as %s, not %s", c.text, c.typ, got, c.want)
		}
	}
}

// FuzzElements holds that an array's text gives back what was written into it.
func FuzzElements(f *testing.F) {
	f.Add("a", `b"`, `\`)
	f.Add("", "{}", ", ")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		want := []string{a, b, c}
		escape := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
		items := make([]string, len(want))
		for i, s := range want {
			items[i] = `"` + escape.Replace(s) + `"`
		}
		got, ok := elements("{" + strings.Join(items, ",") + "}")
		if diff := cmp.Diff(want, got); !ok || diff != "" {
			t.Errorf("elements (-want +got), %t:\n%s", ok, diff)
		}
		elements(a) // whatever it is, it does not panic
		literal(b)
	})
}
