package wire_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/internal/wire"
	"github.com/gozen-dev/gozen/query"
)

func parse(t testing.TB, text string) query.Node {
	t.Helper()
	n, err := query.ParseJSON([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return n
}

// sameDate compares dates by instant; the rest of a tree compares by value.
var sameDate = cmp.Comparer(func(a, b query.Date) bool { return time.Time(a).Equal(time.Time(b)) })

func TestAnnotationsMakeTypedValues(t *testing.T) {
	t.Parallel()
	date := query.Date(time.Date(2024, 2, 3, 4, 5, 6, 789_000_000, time.UTC))
	for _, c := range []struct {
		name, value, tree string
		want              query.Node
	}{
		{"a date", `"2024-02-03T04:05:06.789Z"`, `["Date"]`, date},
		{"a date in milliseconds", `1706933106789`, `["Date"]`, date},
		{"a date that is none", `"yesterday"`, `["Date"]`, query.Date{}},
		{"null as a date", `null`, `["Date"]`, query.Date{}},
		{"a big integer", `"123456789012345678901"`, `["bigint"]`, query.BigInt("123456789012345678901")},
		{"a big integer as a number", `-5`, `["bigint"]`, query.BigInt("-5")},
		{"undefined", `null`, `["undefined"]`, query.Undefined{}},
		{"NaN", `"NaN"`, `["number"]`, query.Number("NaN")},
		{"minus infinity", `"-Infinity"`, `["number"]`, query.Number("-Infinity")},
		{"minus zero", `"-0"`, `["number"]`, query.Number("0")},
		{"a decimal", `"1234.56"`, `[["custom","Decimal"]]`, query.Decimal("1234.56")},
		{"a decimal with an exponent", `"1e-8"`, `[["custom","Decimal"]]`, query.Decimal("1e-8")},
		{"bytes as clients send them", `[1,2,255]`, `[["typed-array","Uint8Array"]]`, query.Bytes{1, 2, 255}},
		{"bytes of Node", `[]`, `[["typed-array","Buffer"]]`, query.Bytes{}},
		{"bytes as documented", `"AQID/w=="`, `[["custom","Bytes"]]`, query.Bytes{1, 2, 3, 255}},
		{"the null markers", `"JsonNull"`, `[["custom","JsonNull"]]`, query.JSONNull},
		{"the null markers", `"DbNull"`, `[["custom","DbNull"]]`, query.DBNull},
		{"the null markers", `"AnyNull"`, `[["custom","AnyNull"]]`, query.AnyNull},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := wire.Annotate(parse(t, c.value), parse(t, `{"serialization":{"values":`+c.tree+`,"v":1}}`))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got, sameDate); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAnnotationsFindTheirValues(t *testing.T) {
	t.Parallel()
	const five = `["bigint"]`
	for _, c := range []struct {
		name, args, serialization, want string
	}{
		{"a dotted path", `{"a":{"b":"5"}}`, `{"values":{"a.b":` + five + `},"v":1}`, `{a:{b:big 5}}`},
		{"nested trees", `{"a":{"b":"5"}}`, `{"values":{"a":{"b":` + five + `}},"v":1}`, `{a:{b:big 5}}`},
		{"an array's member", `{"a":["1",["5"]]}`, `{"values":{"a.1.0":` + five + `},"v":1}`, `{a:[1,[big 5]]}`},
		{"several in one array", `{"a":["1","2","3"]}`, `{"values":{"a.0":` + five + `,"a.2":` + five + `},"v":1}`, `{a:[big 1,2,big 3]}`},
		{"an object's member called 0", `{"0":"5"}`, `{"values":{"0":` + five + `},"v":1}`, `{0:big 5}`},
		{"a name with a dot", `{"a.b":"5"}`, `{"values":{"a\\.b":` + five + `},"v":1}`, `{a.b:big 5}`},
		{"a name with a backslash", `{"a\\b":"5"}`, `{"values":{"a\\\\b":` + five + `},"v":1}`, `{a\b:big 5}`},
		{"a name with a backslash before version 1", `{"a\\b":"5"}`, `{"values":{"a\\b":` + five + `}}`, `{a\b:big 5}`},
		{"an empty name", `{"":{"":"5"}}`, `{"values":{".":` + five + `},"v":1}`, `{:{:big 5}}`},
		{"one name before another", `{"a":{"b":"5"},"ab":"6"}`, `{"values":{"a.b":` + five + `,"ab":` + five + `},"v":1}`, `{a:{b:big 5},ab:big 6}`},
		{"no version", `{"a":"5"}`, `{"values":{"a":` + five + `}}`, `{a:big 5}`},
		{
			"referential equalities", `{"a":"5","b":"5"}`, `{"values":{"a":` + five + `,"b":` + five + `},"referentialEqualities":{"a":["b"]},"v":1}`,
			`{a:big 5,b:big 5}`,
		},
		{"a member that is undefined by being absent", `{"a":1}`, `{"values":{"b":["undefined"]},"v":1}`, `{a:1}`},
		{"no values", `{"a":1}`, `{"v":1}`, `{a:1}`},
		{
			"keys that JavaScript fears", `{"__proto__":{"constructor":"5"}}`, `{"values":{"__proto__.constructor":` + five + `},"v":1}`,
			`{__proto__:{constructor:big 5}}`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			args := strings.TrimSuffix(c.args, "}") + `,"meta":{"serialization":` + c.serialization + `}}`
			got, err := wire.Unwrap(parse(t, args))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, show(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMetaIsAlwaysRemoved(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		`{"data":{},"meta":{"hello":1}}`:                            `{data:{}}`,
		`{"meta":5}`:                                                `{}`,
		`{"meta":{"serialization":null},"a":{"meta":1}}`:            `{a:{meta:1}}`,
		`{"meta":{"serialization":{"values":["undefined"],"v":1}}}`: `undefined`,
		`[{"meta":1}]`:                                              `[{meta:1}]`,
		`5`:                                                         `5`,
	} {
		got, err := wire.Unwrap(parse(t, args))
		if err != nil || show(got) != want {
			t.Errorf("Unwrap(%s) = %s, %v, want %s", args, show(got), err, want)
		}
	}
}

func TestAnnotationsThatCannotBeFollowed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, value, tree, want string }{
		{"an unknown custom type", `"1"`, `[["custom","Money"]]`, "Trying to deserialize unknown custom value"},
		{"an unknown typed array", `[1]`, `[["typed-array","Float64Array"]]`, "Trying to deserialize unknown typed array"},
		{"a class", `{}`, `[["class","User"]]`, "Trying to deserialize unknown class"},
		{"a symbol", `"x"`, `[["symbol","x"]]`, "Trying to deserialize unknown symbol"},
		{"a set", `[1]`, `["set"]`, "values of type set are not accepted"},
		{"a map with typed members", `[["a","5"]]`, `["map",{"0.1":["bigint"]}]`, "malformed serialization annotations"},
		{"an unknown word", `1`, `["complex"]`, "malformed serialization annotations"},
		{"an unknown kind", `1`, `[["a","b"]]`, "malformed serialization annotations"},
		{"a kind without a name", `1`, `[["custom"]]`, "malformed serialization annotations"},
		{"a type that is a number", `1`, `[1]`, "malformed serialization annotations"},
		{"no type", `1`, `[]`, "malformed serialization annotations"},
		{"a tree that is text", `1`, `"Date"`, "malformed serialization annotations"},
		{"a bad big integer", `"5x"`, `["bigint"]`, "invalid bigint"},
		{"an empty big integer", `""`, `["bigint"]`, "invalid bigint"},
		{"a bad decimal", `"1,5"`, `[["custom","Decimal"]]`, "invalid Decimal"},
		{"bad base64", `"%"`, `[["custom","Bytes"]]`, "invalid bytes"},
		{"a byte beyond 255", `[256]`, `[["typed-array","Uint8Array"]]`, "invalid bytes"},
		{"a byte that is negative", `[-1]`, `[["typed-array","Uint8Array"]]`, "invalid bytes"},
		{"a value that is not there", `{"a":1}`, `{"b":["Date"]}`, "serialization annotations name a value that is not there"},
		{"an index beyond the array", `[1]`, `{"1":["Date"]}`, "serialization annotations name a value that is not there"},
		{"an index with a leading zero", `["1"]`, `{"00":["bigint"]}`, "serialization annotations name a value that is not there"},
		{"a path through a scalar", `{"a":1}`, `{"a.b":["Date"]}`, "serialization annotations name a value that is not there"},
		{"a value inside a typed one", `{"a":{"b":"5"}}`, `{"a":["undefined"],"a.b":["bigint"]}`, "malformed serialization annotations"},
		{"two types for one value", `{"a":{"b":"5"}}`, `{"a.b":["bigint"],"a":{"b":["Date"]}}`, "malformed serialization annotations"},
		{"a bad escape", `{"a":1}`, `{"\\a":["Date"]}`, "malformed serialization annotations"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := wire.Annotate(parse(t, c.value), parse(t, `{"serialization":{"values":`+c.tree+`,"v":1}}`))
			if err == nil || err.Error() != c.want {
				t.Errorf("got %s, %v, want the error %q", show(got), err, c.want)
			}
		})
	}
}

func TestAnnotateDoesNotChangeItsInput(t *testing.T) {
	t.Parallel()
	args := parse(t, `{"a":["5",{"b":"5"}]}`)
	before := show(args)
	if _, err := wire.Annotate(args, parse(t, `{"serialization":{"values":{"a.0":["bigint"],"a.1.b":["bigint"]},"v":1}}`)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, show(args)); diff != "" {
		t.Error(diff)
	}
}

func TestManyAnnotationsAreAppliedInOnePass(t *testing.T) {
	t.Parallel()
	const n = 20_000
	var args, values strings.Builder
	for i := range n {
		if i > 0 {
			args.WriteByte(',')
			values.WriteByte(',')
		}
		args.WriteString(`"5"`)
		values.WriteString(`"` + string(query.AppendNumber(nil, itoa(i))) + `":["bigint"]`)
	}
	got, err := wire.Annotate(parse(t, "["+args.String()+"]"), parse(t, `{"serialization":{"values":{`+values.String()+`},"v":1}}`))
	if err != nil {
		t.Fatal(err)
	}
	if items, ok := got.(query.Array); !ok || len(items) != n || items[n-1] != query.BigInt("5") {
		t.Errorf("got %.60s", show(got))
	}
}

// FuzzAnnotate: any annotations on any value are a value or an error.
func FuzzAnnotate(f *testing.F) {
	f.Add([]byte(`{"a":["5",{"b":"2024-01-01"}]}`), []byte(`{"a.0":["bigint"],"a":{"1":{"b":["Date"]}}}`), true)
	f.Add([]byte(`[1,2]`), []byte(`[["typed-array","Uint8Array"]]`), false)
	f.Add([]byte(`{"a.b":{"c\\":1}}`), []byte(`{"a\\.b.c\\\\":["undefined"]}`), true)
	f.Add([]byte(`"AQID"`), []byte(`[["custom","Bytes"]]`), true)
	f.Fuzz(func(t *testing.T, value, tree []byte, version bool) {
		v, err1 := query.ParseJSON(value)
		values, err2 := query.ParseJSON(tree)
		if err1 != nil || err2 != nil {
			return
		}
		s := &query.Object{Members: []query.Member{{Name: "values", Value: values}}}
		if version {
			s.Members = append(s.Members, query.Member{Name: "v", Value: query.Number("1")})
		}
		before := show(v)
		got, err := wire.Annotate(v, &query.Object{Members: []query.Member{{Name: "serialization", Value: s}}})
		if err == nil {
			_ = show(got)
		}
		if show(v) != before {
			t.Fatal("the input was changed")
		}
	})
}
