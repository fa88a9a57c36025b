package query_test

import (
	"encoding/json"
	"errors"
	"os"
	"testing"
	"unicode/utf8"

	"github.com/gozen-dev/gozen/query"
)

// FuzzParseJSON: what is accepted is JSON to the standard library, too.
func FuzzParseJSON(f *testing.F) {
	for _, seed := range []string{
		`{"a":[1,-2.5e+3,"x\u00e9\n",true,null]}`, `"\ud83d\ude00"`, `[[[[]]]]`, `{"a":1,"a":2}`, `1e400`, "\"\xff\"", ` [ ] `,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		n, err := query.ParseJSON(text)
		if err != nil {
			return
		}
		if !json.Valid(text) || !utf8.Valid(text) {
			t.Fatalf("accepted %q", text)
		}
		out, err := query.EncodeJSON(n)
		if err != nil {
			return
		}
		again, err := query.ParseJSON([]byte(out))
		if err != nil {
			t.Fatalf("%q encodes to %q, which is no JSON: %v", text, out, err)
		}
		if twice, err := query.EncodeJSON(again); err != nil || twice != out {
			t.Fatalf("%q encodes to %q and then to %q, %v", text, out, twice, err)
		}
	})
}

// FuzzDecode: any bytes for any operation are an Op or a *query.Error, and an
// Op's slots are all there.
func FuzzDecode(f *testing.F) {
	text, err := os.ReadFile("testdata/golden.json")
	if err != nil {
		f.Fatal(err)
	}
	var cases []golden
	if err := json.Unmarshal(text, &cases); err != nil {
		f.Fatal(err)
	}
	golden := compileFile(f, "testdata/golden.zmodel")
	for _, c := range cases {
		for i, m := range golden.Models {
			if m == golden.ModelByAccessor(c.Model) {
				f.Add(byte(i), byte(kindOf(f, c.Op)), []byte(c.Args))
			}
		}
	}
	f.Add(byte(0), byte(query.Update), []byte(`{"where":{"id":1},"data":{"posts":{"upsert":{"where":{"id":1},"create":{"title":"x"},"update":{}}}}}`))
	f.Add(byte(2), byte(query.FindMany), []byte(`{"include":{"author":{"include":{"_count":true}}},"orderBy":[{"author":{"email":"asc"}}]}`))
	f.Add(byte(1), byte(query.GroupBy), []byte(`{"by":["title"],"_count":true,"_sum":{"viewCount":true},"having":{"viewCount":{"_avg":{"gt":1}},"title":{"contains":"x"}},"orderBy":[{"_count":{"_all":"desc"}}],"take":-3}`))
	f.Fuzz(func(t *testing.T, model, kind byte, text []byte) {
		n, err := query.ParseJSON(text)
		if err != nil {
			return
		}
		m := golden.Models[int(model)%len(golden.Models)]
		k := query.FindUnique + query.Kind(kind-1)%query.DeleteMany
		op, err := query.Decode(golden, m, k, n, query.DefaultLimits())
		if err != nil {
			var e *query.Error
			if !errors.As(err, &e) || e.Message == "" || op != nil {
				t.Fatalf("op %v, error %v", op, err)
			}
			return
		}
		_ = op.Shape()
		_ = showGroups(op) + show(op, op.Where) + showData(op, op.Create) + showData(op, op.Update) + showSelection(op, op.Select)
	})
}

// FuzzWhere: any filter on a model with fields of every type is an Op or a
// *query.Error, also where it looks inside Json.
func FuzzWhere(f *testing.F) {
	for _, seed := range []string{
		`{"j":{"path":"$.a.\"b\"[0]","equals":1,"not":null,"string_contains":"x","array_contains":[1],"gt":2}}`,
		`{"j":{"path":["a","0"],"array_starts_with":null,"lte":"x"}}`, `{"j":{"path":"$[","equals":1}}`, `{"j":{"path":"$.\"\\u00","equals":1}}`,
		`{"m":{"name":{"in":["x"]},"at":"2020-01-01","price":{"between":[1,"2.5"]},"up":{"is":{"up":null},"isNot":{}},"tags":{"hasSome":["a"],"isEmpty":true}}}`,
		`{"ms":{"some":{"raw":{"path":["k"],"equals":null}},"every":{},"none":{"count":{"not":{"gt":1}}}}}`, `{"m":{"path":["x"],"equals":{"at":"2020-01-01"}}}`,
		`{"NOT":[{"x":{"not":{"not":1}}}],"OR":[{}],"AND":{"d":"1e5"}}`,
	} {
		f.Add([]byte(seed))
	}
	s := compile(f, sqlite+whereModels)
	f.Fuzz(func(t *testing.T, text []byte) {
		where, err := query.ParseJSON(text)
		if err != nil {
			return
		}
		args := &query.Object{Members: []query.Member{{Name: "where", Value: where}}}
		op, err := query.Decode(s, s.Model("A"), query.FindMany, args, query.DefaultLimits())
		if err != nil {
			if _, ok := errors.AsType[*query.Error](err); !ok {
				t.Fatal(err)
			}
			return
		}
		_ = op.Shape() + show(op, op.Where)
	})
}
