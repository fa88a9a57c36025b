package rt_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/dialect/open"
	"github.com/gozen-dev/gozen/migrate"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
)

const sealedModel = `
model U {
  id Int @id
  s String? @encrypted
  up Int?
  ups U[] @relation("up")
  parent U? @relation("up", fields: [up], references: [id])
}`

// reopen opens a database that has its tables already.
func reopen(t *testing.T, url, source string, o rt.Options) (*rt.DB, error) {
	t.Helper()
	s, diags := check.Source("test.zmodel", []byte((&group{schema: source}).source(url)))
	if s == nil {
		t.Fatal(diags)
	}
	conn, err := open.Open(t.Context(), url, s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	})
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return rt.Open(s, conn, o)
}

func mustReopen(t *testing.T, url, source string, o rt.Options) *rt.DB {
	t.Helper()
	db, err := reopen(t, url, source, o)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func pushTables(t *testing.T, url, source string) {
	t.Helper()
	s, diags := check.Source("test.zmodel", []byte((&group{schema: source}).source(url)))
	if s == nil {
		t.Fatal(diags)
	}
	if _, err := migrate.Push(context.Background(), url, s, migrate.Options{}); err != nil {
		t.Fatal(err)
	}
}

func key(b byte) []byte { return bytes.Repeat([]byte{b}, 32) }

// rootAsk runs a request without rules and gives its JSON.
func rootAsk(t *testing.T, db *rt.DB, text string) string {
	t.Helper()
	return request(t.Context(), db.Schema(), db.Unrestricted("test"), line{text: text})
}

// TestEncryptedAtRest looks at what is stored through a schema without
// @encrypted: sealed by every form of write, never twice alike, opened by the
// keys that the digest names.
func TestEncryptedAtRest(t *testing.T) {
	gozentest.Each(t, func(t *testing.T, url string) {
		url = empty(t, url)
		pushTables(t, url, sealedModel)
		db := mustReopen(t, url, sealedModel, rt.Options{EncryptionKey: key('a')})
		raw := mustReopen(t, url, strings.Replace(sealedModel, "@encrypted", "", 1), rt.Options{})
		for _, write := range []string{
			`u.create {"data":{"id":1,"s":"text","ups":{"create":{"id":2,"s":"text"}}}}`,
			`u.createMany {"data":[{"id":3,"s":"text"},{"id":4,"s":""},{"id":5,"s":null},{"id":6},{"id":7},{"id":8}]}`,
			`u.update {"where":{"id":6},"data":{"s":{"set":"text"}}}`,
			`u.updateMany {"where":{"id":7},"data":{"s":"text"}}`,
			`u.upsert {"where":{"id":8},"create":{"id":8},"update":{"s":"text"}}`,
			`u.upsert {"where":{"id":9},"create":{"id":9,"s":"text"},"update":{}}`,
			`u.update {"where":{"id":1},"data":{"ups":{"connectOrCreate":{"where":{"id":10},"create":{"id":10,"s":"text"}}}}}`,
			`u.update {"where":{"id":1},"data":{"ups":{"createMany":{"data":[{"id":11,"s":"text"}]}}}}`,
		} {
			if got := rootAsk(t, db, write); strings.HasPrefix(got, "! ") {
				t.Fatalf("%s\n%s", write, got)
			}
		}
		seen := map[string]bool{}
		for id, s := range sealedTexts(t, raw) {
			switch id {
			case 4:
				if s == nil || *s != "" {
					t.Errorf("the empty text is stored as %v", s)
				}
			case 5:
				if s != nil {
					t.Errorf("null is stored as %q", *s)
				}
			default:
				head, _, dot := strings.Cut(*s, ".")
				meta, err := base64.StdEncoding.DecodeString(head)
				if err != nil || !dot || !strings.HasPrefix(string(meta), `{"v":1,"a":"AES-GCM","k":"`) || seen[*s] {
					t.Errorf("row %d is stored as %q", id, *s)
				}
				seen[*s] = true
			}
		}
		var rows scanned
		op := &query.Op{
			Kind: query.FindMany, Model: db.Schema().Model("U"), Page: query.NoPage(), Limit: query.NoSlot,
			Select: &query.Selection{Fields: db.Schema().Model("U").Fields[1:2]},
		}
		if err := db.Unrestricted("test").Scan(t.Context(), op, &rows); err != nil || slices.ContainsFunc(rows, sealedText) {
			t.Errorf("a struct reads %q, %v", rows, err)
		}
		rotated(t, url, raw)
	})
}

// scanned are the texts of structs, each read in the three ways that there are.
type scanned []string

func (r *scanned) GozenScan(s *rt.Scan) {
	var text string
	switch len(*r) % 3 {
	case 0:
		s.Text("s", &text)
	case 1:
		var null *string
		if s.NullText("s", &null); null != nil {
			text = *null
		}
	default:
		text, _ = s.Value("s").(string)
	}
	*r = append(*r, text)
}
func (r *scanned) GozenRelate(int, string, rt.Rows, []int) rt.Rows { return nil }
func (r *scanned) GozenPick(rows []int)                            { *r = (*r)[:len(rows)] }

func sealedText(s string) bool { return s != "text" && s != "" }

// rotated replaces the key, and then loses the old one.
func rotated(t *testing.T, url string, raw *rt.DB) {
	t.Helper()
	before := *sealedTexts(t, raw)[1]
	db := mustReopen(t, url, sealedModel, rt.Options{EncryptionKey: key('b'), DecryptionKeys: [][]byte{key('a')}})
	if diff := cmp.Diff("text", *sealedTexts(t, db)[1]); diff != "" {
		t.Errorf("an old row after the key was replaced: %s", diff)
	}
	rootAsk(t, db, `u.update {"where":{"id":1},"data":{"s":"again"}}`)
	after, _, _ := strings.Cut(*sealedTexts(t, raw)[1], ".")
	if old, _, _ := strings.Cut(before, "."); old == after {
		t.Error("a row that is written again keeps the old key")
	}
	rootAsk(t, raw, `u.update {"where":{"id":3},"data":{"s":"from before. encrypted"}}`)
	var log bytes.Buffer
	lost := mustReopen(t, url, sealedModel, rt.Options{EncryptionKey: key('b'), Logger: slog.New(slog.NewTextHandler(&log, nil))})
	got := sealedTexts(t, lost)
	if *got[2] != *sealedTexts(t, raw)[2] || !strings.Contains(log.String(), "cannot be decrypted") {
		t.Errorf("without its key a row reads %q, and the log %q", *got[2], &log)
	}
	if *got[3] != "from before. encrypted" {
		t.Errorf("a text from before reads %q", *got[3])
	}
}

func sealedTexts(t *testing.T, db *rt.DB) map[int]*string {
	t.Helper()
	var rows []struct {
		ID int     `json:"id"`
		S  *string `json:"s"`
	}
	text := rootAsk(t, db, `u.findMany {}`)
	if err := json.Unmarshal([]byte(text), &rows); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	byID := map[int]*string{}
	for _, r := range rows {
		byID[r.ID] = r.S
	}
	return byID
}

// TestEncryptedNeeds: also a schema that the checker has not seen, such as one from a
// generated program, is refused.
func TestEncryptedNeeds(t *testing.T) {
	for _, c := range []struct{ name, model, field, want string }{
		{"a key", "model U { id Int @id s String }", "s", "GOZEN_ENCRYPTION_KEY"},
		{"a key of 32 bytes", "model U { id Int @id s String }", "s", "32 bytes"},
		{"no unique key on the field", "model U { id Int @id s String @unique }", "s", "part of a key"},
		{"no id", "model U { id String @id }", "id", "part of a key"},
		{"text", "model U { id Int @id s String[] }", "s", "single String"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := rt.Options{EncryptionKey: key('a')}
			switch c.name {
			case "a key":
				o.EncryptionKey = nil
			case "a key of 32 bytes":
				o.EncryptionKey = []byte("short")
			}
			source := `datasource db { provider = "postgresql" url = env("X") }` + "\n" + c.model
			s, diags := check.Source("test.zmodel", []byte(source))
			if s == nil {
				t.Fatal(diags)
			}
			s.Model("U").Field(c.field).Encrypted = true
			if _, err := rt.Open(s, nil, o); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("want a refusal with %q, got %v", c.want, err)
			}
		})
	}
}
