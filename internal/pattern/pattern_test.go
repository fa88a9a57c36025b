package pattern_test

import (
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/internal/pattern"
)

// TestPatternsMeanWhatTheyMeanInJavaScript: each text's verdict is that of
// new RegExp(pattern).test(text).
func TestPatternsMeanWhatTheyMeanInJavaScript(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern string
		yes, no []string
	}{
		{`^[0-9a-zA-Z\-_]{4,16}$`, []string{"a-b_", "0123456789abcdef"}, []string{"abc", "a b c", "abcd\n", "0123456789abcdefg"}},
		{`b`, []string{"abc"}, []string{"ac"}},
		{`^.$`, []string{"a", "é", "\u0085"}, []string{"\n", "\r", "\u2028", "\u2029", ""}},
		{`^\s$`, []string{" ", "\t", "\v", "\u00a0", "\ufeff", "\u2003", "\u2028"}, []string{"a", "\u200b"}},
		{`^\S$`, []string{"a", "\u200b"}, []string{" ", "\v", "\ufeff"}},
		{`^[\s\d]+$`, []string{"1 2\u00a03"}, []string{"a"}},
		{`^[^\s]$`, []string{"a"}, []string{" ", "\ufeff"}},
		{`^\w\W\d\D$`, []string{"a-1x"}, []string{"--1x", "é-1x"}},
		{`\bfoo\b`, []string{"a foo b"}, []string{"foobar"}},
		{`^[\b]$`, []string{"\b"}, []string{"b"}},
		{`^[^]$`, []string{"\n", "a"}, []string{""}},
		{`^[]$`, nil, []string{"", "a"}},
		{`^[[]]$`, []string{"[]"}, []string{"[", "x]"}},
		{`^[a\]]$`, []string{"a", "]"}, []string{`\`}},
		{`^[\w-]+$`, []string{"a-b"}, []string{"a b"}},
		{`^\/\.\*\-\_\@$`, []string{"/.*-_@"}, []string{"x"}},
		{`^\u00e9\x41\t$`, []string{"éA\t"}, []string{"eA\t"}},
		{`^\ux\xg$`, []string{"uxxg"}, nil},
		{`^\cJ$`, []string{"\n"}, []string{"J"}},
		{`^\a\z\Q\é$`, []string{"azQé"}, []string{"\a"}},
		{`^\0$`, nil, []string{"0"}},
		{`^(?:a|b)(?<name>c)$`, []string{"ac", "bc"}, []string{"c"}},
		{`^a{2}b{1,}c{0,2}$`, []string{"aab", "aabbcc"}, []string{"ab", "aaccc"}},
		{`^a+?$`, []string{"aaa"}, []string{"b"}},
		{`^é[à-ü]$`, []string{"éö"}, []string{"éz"}},
		{`a$`, []string{"a", "ba"}, []string{"a\n", "ab"}},
		{`^[\s\S]+$`, []string{"a\n b"}, []string{""}},
		{`^[\S]+$`, []string{"ab\u200b"}, []string{"a b", "a\u2003"}},
		{`^..$`, []string{"😀", "ab"}, []string{"😀a", "a"}},
		{`^(?:😀){2}$`, []string{"😀😀"}, []string{"😀", "😎😎"}},
		{`^\uD83D\uDE00$`, []string{"😀"}, []string{"😎"}},
		{`^(?=.*[a-z])(?=.*\d)(?!.*\s).{4,}$`, []string{"ab12"}, []string{"abcd", "1234", "a 12", "a1"}},
		{`^(?!-)[a-z-]+(?<!-)$`, []string{"a-b"}, []string{"-ab", "ab-"}},
		{`^(?=a|b)..`, []string{"ac", "bc"}, []string{"cc", "cb"}},
		{`x(?<=a|bx)$`, []string{"abx"}, []string{"ax", "a"}},
		{`^(?!con|nul)\w`, []string{"abc"}, []string{"con", "nul1"}},
		{`^(?!.*[(]\)).$`, []string{"("}, []string{"()"}},
	} {
		p, err := pattern.Compile(c.pattern)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, text := range c.yes {
			if !p.Match(text) {
				t.Errorf("%s does not match %q", c.pattern, text)
			}
		}
		for _, text := range c.no {
			if p.Match(text) {
				t.Errorf("%s matches %q", c.pattern, text)
			}
		}
	}
}

// TestRefused: what would not run in linear time, or is no pattern, has no
// Pattern, and the error says which.
func TestRefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`(a)\1`:         "back-references",
		`(?<n>a)\k<n>`:  "back-references",
		`a(?=b)`:        "look-ahead may only stand",
		`(?=.*\d)\w{8}`: "look-ahead may only stand",
		`^(?=a)*b`:      "look-ahead may only stand",
		`^(?=a)b|c`:     "look-ahead may only stand",
		`^(?=(?=a))b`:   "look-ahead may only stand",
		`(?<=a)b`:       "look-ahead may only stand",
		`a(?<!b)\$`:     "look-ahead may only stand",
		`(?i)a`:         "look-ahead may only stand",
		`[a`:            "missing ]",
		`\01`:           "octal",
		`(a`:            "missing closing )",
		`a)`:            "unexpected )",
		`\`:             "backslash",
		`a{1001}`:       "repeat",
	} {
		if _, err := pattern.Compile(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: err = %v, want %q", text, err, want)
		}
	}
}
