package rpc_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/server"
	"github.com/gozen-dev/gozen/server/recorded"
	"github.com/gozen-dev/gozen/server/rpc"
)

const shapes = `
datasource db { provider = "sqlite" url = "file:x" }
enum Color { red green }
type Point { x Int when DateTime big BigInt? }
model Row { id Int @id big BigInt at DateTime @@allow('all', true) }
procedure echo(i: Int?, b: BigInt?, f: Float?, d: Decimal?, t: DateTime?, y: Bytes?, s: String?, o: Boolean?, c: Color?, p: Point?, r: Row?, j: Json?, is: Int[]?, ps: Point[]?): Any
procedure types(): Point[]
procedure rows(): Row[]
procedure refused(): Int
`

// TestProcedureShapes sends every type as an argument and takes it back.
func TestProcedureShapes(t *testing.T) {
	at := time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)
	got := map[string]any{}
	bodies := map[string]rt.Procedure{
		"echo": func(_ context.Context, _ *rt.Client, args map[string]any) (any, error) {
			got = args
			return args["j"], nil
		},
		"types": func(context.Context, *rt.Client, map[string]any) (any, error) {
			return []map[string]any{{"when": at, "x": 1, "big": int64(5), "a.b": decimal.New(15, -1), "y": []byte{1}}}, nil
		},
		"rows": func(context.Context, *rt.Client, map[string]any) (any, error) {
			return []any{map[string]any{"at": at, "big": int64(1) << 60, "id": 1}, query.JSON(`{"id":2}`), nil, struct {
				ID int `json:"id"`
			}{3}}, nil
		},
		"refused": func(context.Context, *rt.Client, map[string]any) (any, error) {
			return nil, server.Refuse(http.StatusTeapot, "short and stout")
		},
	}
	h := procedureStage(t, bodies)
	for _, c := range []struct{ name, args, want string }{
		{
			"a list of a type is annotated by its declaration", `types`,
			`{"data":[{"x":1,"when":"2024-05-01T00:00:00.000Z","big":"5","a.b":"1.5","y":[1]}],"meta":{"serialization":{"values":` +
				`{"0.when":["Date"],"0.big":["bigint"],"0.a\\.b":[["custom","Decimal"]],"0.y":[["typed-array","Uint8Array"]]},"v":1}}}`,
		},
		{
			"rows have the order of their model, whatever gives them", `rows`,
			`{"data":[{"id":1,"big":"1152921504606846976","at":"2024-05-01T00:00:00.000Z"},{"id":2},null,{"id":3}],` +
				`"meta":{"serialization":{"values":{"0.big":["bigint"],"0.at":["Date"]},"v":1}}}`,
		},
		{"a refusal of the host reaches the caller", `refused`, `{"error":{"message":"short and stout"}}`},
		{"scalars", `echo?q={"args":{"i":1,"b":2,"f":1.5,"d":"1.50","t":"2024-05-01T00:00:00.000Z","s":"x","o":true,"c":"red"}}`, `{"data":null}`},
		{
			"an enum's members are checked", `echo?q={"args":{"c":"blue"}}`,
			`{"error":{"message":"Invalid procedure argument: c: Validation error: Invalid option: expected one of \"red\"|\"green\"","reason":"invalid-input","model":"$procs.echo","rejectedByValidation":true}}`,
		},
		{
			"members of a type are checked, at their path", `echo?q={"args":{"ps":[{"x":1,"when":"2024-05-01T00:00:00.000Z"},{"x":"a","when":1}]}}`,
			`{"error":{"message":"Invalid procedure argument: ps[1].x: Validation error: Invalid input: expected number, received string; ps[1].when: Validation error: Invalid input: expected date, received number","reason":"invalid-input","model":"$procs.echo","rejectedByValidation":true}}`,
		},
		{"a model takes any object", `echo?q={"args":{"r":{"whatever":[1]},"j":{"k":[1,null]}}}`, `{"data":{"k":[1,null]}}`},
		{
			"and nothing else", `echo?q={"args":{"r":5}}`,
			`{"error":{"message":"Invalid procedure argument: r: Validation error: Invalid input: expected object, received number","reason":"invalid-input","model":"$procs.echo","rejectedByValidation":true}}`,
		},
		{
			"a list is a list", `echo?q={"args":{"is":1}}`,
			`{"error":{"message":"Invalid procedure argument: is: Validation error: Invalid input: expected array, received number","reason":"invalid-input","model":"$procs.echo","rejectedByValidation":true}}`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/x", nil)
			path, q, _ := strings.Cut(c.args, "?q=")
			r.URL.Path, r.URL.RawQuery = "/$procs/"+path, url.Values{"q": {q}}.Encode()
			h.ServeHTTP(w, r)
			if diff := cmp.Diff(c.want, w.Body.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
	if diff := cmp.Diff(map[string]any{"r": query.JSON(`{"whatever":[1]}`), "j": query.JSON(`{"k":[1,null]}`)}, got); diff != "" {
		t.Errorf("the body's arguments: %s", diff)
	}
}

func procedureStage(t *testing.T, bodies map[string]rt.Procedure) http.Handler {
	t.Helper()
	s := recorded.NewStageWith(t, gozentest.SQLite(t), shapes, nil, func(*schema.Schema) map[string]rt.Procedure { return bodies })
	return rpc.NewHandler(rpc.Config{Schema: s.Schema, Client: func(*http.Request) (*rt.Client, error) { return s.DB.As(nil), nil }})
}
