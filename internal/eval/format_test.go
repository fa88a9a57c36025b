package eval_test

import (
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/internal/eval"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// accepts tells whether a validation takes a text.
func accepts(t testing.TB, v *schema.Validation, text string) bool {
	t.Helper()
	_, issues := checked(t, v, text)
	return len(issues) == 0
}

// stored returns what an attribute makes of a text.
func stored(t testing.TB, attribute, text string) any {
	t.Helper()
	values, issues := checked(t, &schema.Validation{Name: attribute}, text)
	if len(issues) > 0 {
		t.Fatal(issues)
	}
	return values[0]
}

func checked(t testing.TB, v *schema.Validation, text string) ([]any, []query.Issue) {
	t.Helper()
	f := &schema.Field{Name: "s", Type: schema.ValueType{Kind: schema.String}, Validations: []*schema.Validation{v}}
	m := &schema.Model{Name: "A", Fields: []*schema.Field{f}}
	validator, err := eval.NewValidator(schema.New(schema.Schema{Models: []*schema.Model{m}}))
	if err != nil {
		t.Fatal(err)
	}
	op := &query.Op{Kind: query.Create, Model: m, Values: []any{text}}
	op.Create = &query.Data{Model: m, Path: "data", Sets: []query.Set{{Field: f, Value: 0}}}
	return validator.Validate(op, instant, nobody)
}

func TestFormats(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 100_000)
	for name, c := range map[string]struct{ yes, no []string }{
		"email": {
			[]string{"a@b.co", "first.last+tag@sub.example.com", "o'neil_x-y@x-y.org", "1@2.com", long + "@b.co"},
			[]string{
				"", "a", "@b.co", "a@", "a@b", "a@b.c", "a@.co", "a@b..co", ".a@b.co", "a.@b.co", "a..b@c.co", "a b@c.co", "a@b co.x",
				"a@-b.co", "a@b.c0", "a@b@c.co", "é@b.co", "a@é.co", "a@b.co\n", "a@b.co" + long + ".", long,
			},
		},
		"url": {
			[]string{
				"https://example.com", "http://localhost:3000/a?b=c#d", "mailto:a@b.co", "ftp://x.y/z", "https://[::1]/", "http:a", `http:\\a`, "HTTP://A",
				"http://a/b c", "http://user:p@ss@h:80", "http://a:", "http://%41", "http://ä.de", "http://1.2", "http://0x7f.1", "http://1.2.3.4.", "http://a..b",
				"file:///a", "file:a", "file://C:/x", "file://h/x", "x:", "x:y z", "x://", "x://h:1/", "x://%zz", "http://x\n.y", " https://x.y\t", "http://a。b",
			},
			[]string{
				"", "example.com", "/a/b", "http://", "https:", "http://a b.c", "://x", "http://[::1", "http://[1]", "http://[fe80::1%25e]", "1x:y", "http://a<b", "http://%zz",
				"http://%2f", "http://a:65536", "http://a:8x", "http://:80", "http://u@", "http://?", "http://256.1.1.1", "http://1.2.3.4.5", "http://1.256.1",
				"http://4294967296", "http://08", "http://a.0x", "http://a.99999999999999999999", "file://a:80/x", "x://:1", "x://a b", "http://%ff", "http://\u00a0",
			},
		},
		"datetime": {
			[]string{"2024-02-29T12:00:00Z", "2024-02-29T12:00:00.123+02:00", "0000-02-29T12:00:00Z"},
			[]string{"", "2024-02-29", "12:00", "2023-02-29T12:00:00Z", "2024-02-29T12:00:00", "2024-02-29 12:00:00Z"},
		},
		"date": {[]string{"2024-02-29"}, []string{"", "2023-02-29", "2024-2-9", "2024-02-29T00:00:00Z"}},
		"time": {[]string{"12:34", "12:34:56", "12:34:56.789"}, []string{"", "24:00", "12:60", "12", "12:34Z", "1:23", "T12:34", "2024-02-29", "12:34:", "12:34:56.", "12:34:61", "12:34:56,7", "-1:30", "12:3x"}},
		"uuid": {
			[]string{
				"0189dcd5-5311-7d40-8db0-9496a2eef37b", "F47AC10B-58CC-4372-A567-0E02B2C3D479", "00000000-0000-0000-0000-000000000000",
				"ffffffff-ffff-ffff-ffff-ffffffffffff",
			},
			[]string{
				"", "x", "f47ac10b-58cc-0372-a567-0e02b2c3d479", "f47ac10b-58cc-9372-a567-0e02b2c3d479", "f47ac10b-58cc-4372-c567-0e02b2c3d479",
				"f47ac10b58cc4372a5670e02b2c3d479", "{f47ac10b-58cc-4372-a567-0e02b2c3d479}", "f47ac10b-58cc-4372-a567-0e02b2c3d47g",
				"f47ac10b-58cc-4372-a567-0e02b2c3d479\n", "f47ac10b-58cc-4372-a567-0e02b2c3d47é",
			},
		},
		"phone": {[]string{"+12345678", "+123456789012345"}, []string{"", "+1", "12345678", "+02345678", "+1234567890123456", "+1234 5678"}},
	} {
		for _, text := range c.yes {
			if !accepts(t, &schema.Validation{Name: name}, text) {
				t.Errorf("@%s does not take %.60q", name, text)
			}
		}
		for _, text := range c.no {
			if accepts(t, &schema.Validation{Name: name}, text) {
				t.Errorf("@%s takes %.60q", name, text)
			}
		}
	}
	for _, c := range []struct {
		name, arg, text string
		want            bool
	}{
		{"time", "2", "12:34:56.78", true},
		{"time", "2", "12:34:56.789", false},
		{"time", "2", "12:34:56.7", false},
		{"time", "0", "12:34:56", true},
		{"time", "0", "12:34:56.7", false},
		{"time", "0", "12:34", false},
		{"time", "-1", "12:34", true},
		{"time", "-1", "12:34:56", false},
		{"uuid", "4", "f47ac10b-58cc-4372-a567-0e02b2c3d479", true},
		{"uuid", "7", "f47ac10b-58cc-4372-a567-0e02b2c3d479", false},
		{"uuid", "4", "00000000-0000-0000-0000-000000000000", false},
	} {
		v := &schema.Validation{Name: c.name, Args: []*schema.Literal{{Value: schema.Number(c.arg)}}}
		if got := accepts(t, v, c.text); got != c.want {
			t.Errorf("@%s(%s) of %q: got %v", c.name, c.arg, c.text, got)
		}
	}
}

func TestLengthCountsCodePoints(t *testing.T) {
	t.Parallel()
	three := &schema.Validation{Name: "length", Args: []*schema.Literal{nil, {Value: schema.Number("3")}}}
	for text, want := range map[string]bool{"abc": true, "abcd": false, "äöü": true, "😀😀😀": true, "😀😀😀a": false, "": true} {
		if accepts(t, three, text) != want {
			t.Errorf("%q: want %v", text, want)
		}
	}
}

// FuzzValidations: no text makes a validation panic, whatever the pattern.
func FuzzValidations(f *testing.F) {
	f.Add("^[a-z]+$", "abc")
	f.Add(`[^]\u00e9(?<n>\s)`, "a@b.co")
	f.Add(`\`, "https://[::1]")
	f.Add(`(?i)x`, "12:34:56.789")
	f.Fuzz(func(t *testing.T, pattern, text string) {
		for _, name := range []string{"email", "url", "datetime", "date", "time", "phone", "trim", "lower", "upper", "length"} {
			accepts(t, &schema.Validation{Name: name}, text)
		}
		field := &schema.Field{Name: "s", Validations: []*schema.Validation{{Name: "regex", Args: []*schema.Literal{{Value: pattern}}}}}
		s := schema.New(schema.Schema{Models: []*schema.Model{{Name: "A", Fields: []*schema.Field{field}}}})
		if _, err := eval.NewValidator(s); err == nil {
			accepts(t, field.Validations[0], text)
		}
	})
}

// TestTextsChangeAsInJavaScript: what is stored is what JavaScript's methods and
// zod make of the text.
func TestTextsChangeAsInJavaScript(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ attribute, text, want string }{
		{"upper", "straße ﬁn ŉ", "STRASSE FIN ʼN"},
		{"upper", "ᾳ\u0390", "ΑΙ\u0399\u0308\u0301"},
		{"upper", "éıж", "ÉIЖ"},
		{"lower", "ÉIЖ", "éiж"},
		{"lower", "İ", "i\u0307"},
		{"lower", "ὈΔΥΣΣΕΎΣ ΣΟΦΌΣ", "ὀδυσσεύς σοφός"},
		{"lower", "Σ ΑΣ. ΑΣ'Α Σ\u0301", "σ ας. ασ'α σ\u0301"},
		{"lower", "ΑΣ\u0301Α ΑΣ1", "ασ\u0301α ας1"},
		{"trim", "\ufeff\u00a0\u2028 a b \u3000\t", "a b"},
		{"trim", "\u0085a\u180e\u200b", "\u0085a\u180e\u200b"},
		{"url", " http://a/b\n c ", "http://a/b c"},
	} {
		if got := stored(t, c.attribute, c.text); got != c.want {
			t.Errorf("@%s of %q: got %q, want %q", c.attribute, c.text, got, c.want)
		}
	}
}
