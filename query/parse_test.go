package query_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/query"
)

func TestParseJSONKeepsOrderAndDigits(t *testing.T) {
	t.Parallel()
	got := parse(t, ` { "b" : [ 1.50 , -0 , 12345678901234567890123 , 1E+5 ] , "a" : { "" : null } , "s" : "\u00e9\n\ud83d\ude00/" , "t":true,"f":false } `)
	want := &query.Object{Members: []query.Member{
		{Name: "b", Value: query.Array{
			query.Number("1.50"), query.Number("-0"), query.Number("12345678901234567890123"), query.Number("1E+5"),
		}},
		{Name: "a", Value: &query.Object{Members: []query.Member{{Value: query.Null{}}}}},
		{Name: "s", Value: query.String("é\n😀/")},
		{Name: "t", Value: query.Bool(true)},
		{Name: "f", Value: query.Bool(false)},
	}}
	if diff := cmp.Diff(query.Node(want), got); diff != "" {
		t.Error(diff)
	}
}

func TestParseJSONRefuses(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"nothing":                       ``,
		"only space":                    `  `,
		"trailing data":                 `{} {}`,
		"a trailing comma in an object": `{"a":1,}`,
		"a trailing comma in an array":  `[1,]`,
		"an unclosed object":            `{"a":1`,
		"an unclosed array":             `[1`,
		"an unclosed string":            `"a`,
		"a missing colon":               `{"a" 1}`,
		"a missing comma":               `[1 2]`,
		"a bare name":                   `{a:1}`,
		"a duplicate member":            `{"a":1,"a":2}`,
		"a duplicate member, escaped":   `{"a":1,"\u0061":2}`,
		"a duplicate among many": `{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"j":1,"k":1,"l":1,"m":1,` +
			`"n":1,"o":1,"p":1,"q":1,"r":1,"c":1}`,
		"a leading zero":             `01`,
		"a leading plus":             `+1`,
		"a bare fraction":            `.5`,
		"an empty fraction":          `1.`,
		"an empty exponent":          `1e`,
		"a lone minus":               `-`,
		"NaN":                        `NaN`,
		"an unpaired high surrogate": `"\ud83d"`,
		"an unpaired low surrogate":  `"\ude00"`,
		"two high surrogates":        `"\ud83d\ud83d"`,
		"an unknown escape":          `"\x41"`,
		"a short unicode escape":     `"\u12"`,
		"a control character":        "\"a\nb\"",
		"invalid UTF-8":              "\"\xff\"",
		"invalid UTF-8 after escape": "\"\\n\xff\"",
		"a comment":                  `{} // x`,
		"a wrong word":               `nul`,
		"nesting without end":        strings.Repeat("[", 100_000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if n, err := query.ParseJSON([]byte(text)); err == nil {
				t.Errorf("ParseJSON(%.40q) = %v, want an error", text, n)
			}
		})
	}
}

func TestAppendNumberPrintsAsJavaScript(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"0": "0", "-0": "0", "0.00": "0", "1": "1", "-1.50": "-1.5", "100": "100", "1e2": "100", "0.10": "0.1",
		"0.000001": "0.000001", "0.0000001": "1e-7", "-0.00000012": "-1.2e-7", "1e-8": "1e-8",
		"999999999999999999999": "999999999999999999999", "1000000000000000000000": "1e+21", "1.25e22": "1.25e+22",
		"12345678901234567890.123": "12345678901234567890.123", "1e1000000000": "1e+1000000000", "x": "x", "": "",
	} {
		if got := string(query.AppendNumber(nil, text)); got != want {
			t.Errorf("AppendNumber(%q) = %s, want %s", text, got, want)
		}
	}
}

func TestEncodeJSONIsCanonical(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"b":1,"a":[null,"x"]}`:                `{"a":[null,"x"],"b":1}`,
		`{"a":1.0,"b":1e2,"c":-0.0,"d":1e-7}`:   `{"a":1,"b":100,"c":0,"d":1e-7}`,
		`"<\u0001\"\\\n\u2028é"`:                "\"<\\u0001\\\"\\\\\\n\u2028é\"",
		`{"constructor":{"__proto__":1}}`:       `{"constructor":{"__proto__":1}}`,
		`[true,false,{},[],9007199254740993]`:   `[true,false,{},[],9007199254740993]`,
		`{"b":{"d":1,"c":2},"a":{"f":1,"e":2}}`: `{"a":{"e":2,"f":1},"b":{"c":2,"d":1}}`,
	} {
		got, err := query.EncodeJSON(parse(t, text))
		if err != nil || string(got) != want {
			t.Errorf("EncodeJSON(%s) = %s, %v, want %s", text, got, err, want)
		}
	}
	for _, text := range []string{`"\u0000"`, `{"\u0000":1}`, `1e400`, `1e-2000`} {
		if got, err := query.EncodeJSON(parse(t, text)); err == nil {
			t.Errorf("EncodeJSON(%s) = %s, want an error", text, got)
		}
	}
}

func TestParseDateTime(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"2024-02-29":                    "2024-02-29T00:00:00.000Z",
		"2024-02-03T04:05:06.789Z":      "2024-02-03T04:05:06.789Z",
		"2024-02-03T04:05:06.789999Z":   "2024-02-03T04:05:06.789Z",
		"2024-02-03T04:05Z":             "2024-02-03T04:05:00.000Z",
		"2024-02-03T04:05:06+02:00":     "2024-02-03T02:05:06.000Z",
		"2024-02-03T04:05:06.5-0130":    "2024-02-03T05:35:06.500Z",
		"12:34":                         "1970-01-01T12:34:00.000Z",
		"12:34:56.7":                    "1970-01-01T12:34:56.700Z",
		"12:34:56Z":                     "1970-01-01T12:34:56.000Z",
		"xyz":                           "",
		"":                              "",
		"2024":                          "",
		"2023-02-29":                    "",
		"2024-13-01":                    "",
		"0000-01-01":                    "",
		"2024-01-01T00:00:00":           "",
		"2024-01-01T24:00:00Z":          "",
		"2024-01-01T00:60:00Z":          "",
		"2024-01-01T00:00:60Z":          "",
		"2024-01-01T00:00:00.Z":         "",
		"2024-01-01T00:00:00+25:00":     "",
		"0001-01-01T00:00:00+01:00":     "",
		"9999-12-31T23:59:59-01:00":     "",
		"2024-01-01 00:00:00Z":          "",
		"2024-01-01T00:00:00Z; drop it": "",
	} {
		got, ok := query.ParseDateTime(text)
		if ok != (want != "") || ok && got.Format("2006-01-02T15:04:05.000Z") != want {
			t.Errorf("ParseDateTime(%q) = %v, %v, want %q", text, got, ok, want)
		}
	}
}
