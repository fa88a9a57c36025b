package rt_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
)

func keysOf(t *testing.T, first byte, older ...byte) *rt.Keys {
	t.Helper()
	var raw [][]byte
	for _, b := range older {
		raw = append(raw, key(b))
	}
	k, err := rt.NewKeys(key(first), raw...)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestKeysOfARequest asks the same shapes with different keys, so that what one
// request leaves behind, a plan or room for rows, would show in the next.
func TestKeysOfARequest(t *testing.T) {
	gozentest.Each(t, func(t *testing.T, url string) {
		url = empty(t, url)
		pushTables(t, url, sealedModel)
		db := mustReopen(t, url, sealedModel, rt.Options{RequestKeys: true})
		ask := func(k *rt.Keys, text string) string {
			t.Helper()
			return request(t.Context(), db.Schema(), db.Unrestricted("test").WithKeys(k), line{text: text})
		}
		a, b, both := keysOf(t, 'a'), keysOf(t, 'b'), keysOf(t, 'b', 'a')
		elsewhere, err := db.SealedElsewhere()
		if err != nil {
			t.Fatal(err)
		}
		const noKey = "GOZEN_ENCRYPTION_KEY"
		stored := func(id string) string {
			return ask(elsewhere, `u.findUnique {"where":{"id":`+id+`},"select":{"s":true}}`)
		}
		for _, tt := range []struct {
			name string
			keys *rt.Keys
			text string
			want string // or what the error says
		}{
			{"one key", a, `u.create {"data":{"id":1,"s":"first"},"select":{"s":true}}`, `{"s":"first"}`},
			{"another, nested", b, `u.create {"data":{"id":2,"s":"second","ups":{"create":{"id":3,"s":"below"}}},"select":{"s":true,"ups":{"select":{"s":true}}}}`, `{"s":"second","ups":[{"s":"below"}]}`},
			{"its own again", a, `u.findUnique {"where":{"id":1},"select":{"s":true}}`, `{"s":"first"}`},
			{"both", both, `u.findMany {"select":{"s":true},"orderBy":{"id":"asc"}}`, `[{"s":"first"},{"s":"second"},{"s":"below"}]`},
			{"no key", nil, `u.findUnique {"where":{"id":1},"select":{"s":true}}`, noKey},
			{"no key, nested", nil, `u.findMany {"select":{"id":true,"ups":true}}`, noKey},
			{"no key, and other fields", nil, `u.findMany {"select":{"id":true},"orderBy":{"id":"asc"}}`, `[{"id":1},{"id":2},{"id":3}]`},
			{"no key, writing", nil, `u.create {"data":{"id":4,"s":"x"},"select":{"id":true}}`, noKey},
			{"no key, writing many", nil, `u.createMany {"data":[{"id":4,"s":"x"}]}`, noKey},
			{"no key, writing something else", nil, `u.update {"where":{"id":3},"data":{"up":1},"select":{"up":true}}`, `{"up":1}`},
			{"written again with the first of two keys", both, `u.update {"where":{"id":1},"data":{"s":"again"},"select":{"s":true}}`, `{"s":"again"}`},
			{"which one of them opens", b, `u.findUnique {"where":{"id":1},"select":{"s":true}}`, `{"s":"again"}`},
			{"sealed elsewhere", elsewhere, `u.update {"where":{"id":3},"data":{"s":"by hand"},"select":{"s":true}}`, `{"s":"by hand"}`},
		} {
			if got := ask(tt.keys, tt.text); got != tt.want && !(tt.want == noKey && strings.Contains(got, noKey)) {
				t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
			}
		}
		if got := stored("2"); strings.Contains(got, "second") || !strings.Contains(got, "eyJ2IjoxLCJhIjoiQUVTLUdDTSIsImsi") {
			t.Errorf("stored is %s", got)
		}
		lost(t, db, a)
	})
}

// lost asks with a key that opens nothing of it.
func lost(t *testing.T, db *rt.DB, other *rt.Keys) {
	t.Helper()
	got := request(t.Context(), db.Schema(), db.Unrestricted("test").WithKeys(other), line{text: `u.findUnique {"where":{"id":2},"select":{"s":true}}`})
	if strings.Contains(got, "second") || !strings.Contains(got, "eyJ2") {
		t.Errorf("another key opens %s", got)
	}
}

// TestKeysAreNotTold looks at logs and errors for the key of a request.
func TestKeysAreNotTold(t *testing.T) {
	gozentest.Each(t, func(t *testing.T, url string) {
		url = empty(t, url)
		pushTables(t, url, sealedModel)
		var log bytes.Buffer
		db := mustReopen(t, url, sealedModel, rt.Options{
			EncryptionKey: key('a'), Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		})
		client := db.Unrestricted("test").WithKeys(keysOf(t, 'Q'))
		for _, text := range []string{
			`u.create {"data":{"id":1,"s":"x"}}`, `u.create {"data":{"id":1,"s":"x"}}`, `u.update {"where":{"id":9},"data":{"s":"y"}}`,
		} {
			log.WriteString(request(t.Context(), db.Schema(), client, line{text: text}))
		}
		if diff := cmp.Diff(`{"id":1,"s":"x","up":null}`, request(t.Context(), db.Schema(), client, line{text: `u.findFirst {}`})); diff != "" {
			t.Error(diff)
		}
		if strings.Contains(log.String(), "QQQQ") || strings.Contains(log.String(), "UVFR") {
			t.Errorf("the key is in %s", &log)
		}
	})
}

func TestWhatCannotBeSealedElsewhere(t *testing.T) {
	gozentest.Each(t, func(t *testing.T, url string) {
		for _, tt := range []struct{ name, field, want string }{
			{"a validation", `s String @encrypted @length(1, 9)`, "@length"},
			{"a transformation", `s String @encrypted @trim`, "@trim"},
			{"a default", `s String @default("x") @encrypted`, "@default"},
			{"a hash", `s String @encrypted @password`, "@password"},
			{"a validation of rows", `s String @encrypted
@@validate(s != "x")`, "@@validate"},
			{"nothing of it", `s String @encrypted
t String @length(1, 9)
@@validate(t != "x")`, ""},
		} {
			db := mustReopen(t, empty(t, url), "model U {\n id Int @id\n "+tt.field+"\n}", rt.Options{RequestKeys: true})
			_, err := db.SealedElsewhere()
			var q *query.Error
			if (err == nil) != (tt.want == "") || err != nil && (!errors.As(err, &q) || q.Reason != query.ConfigError || !strings.Contains(q.Message, tt.want)) {
				t.Errorf("%s: %v", tt.name, err)
			}
		}
	})
}
