package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/auth/session"
	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/migrate"
	"github.com/gozen-dev/gozen/server"
	"github.com/gozen-dev/gozen/server/metrics"
)

const fuzzedSchema = `
datasource db {
    provider = "sqlite"
    url      = env("DATABASE_URL")
}
model User {
    id       Int     @id @default(autoincrement())
    email    String  @unique @email
    password String? @password @omit
    posts    Post[]
    @@allow('create', true)
    @@allow('read', auth() == this || posts?[published])
}
model Post {
    id        Int       @id @default(autoincrement())
    title     String    @length(1, 50)
    published Boolean   @default(false)
    price     Decimal?
    size      BigInt?
    raw       Bytes?
    data      Json?
    at        DateTime  @default(now())
    tags      Tag[]
    author    User      @relation(fields: [authorId], references: [id], onDelete: Cascade)
    authorId  Int
    @@allow('all', true)
    @@deny('update', title == 'locked')
}
model Tag {
    name  String @id
    posts Post[]
    @@allow('all', true)
}
`

// fuzzedKey opens the service to a part of what is sent.
const fuzzedKey = "a key of the service, for tests alone"

// hasty takes the first event of a stream and goes.
type hasty struct{ *httptest.ResponseRecorder }

func (hasty) FlushError() error { return io.ErrClosedPipe }

// FuzzSite sends anything that is a request of HTTP, as it comes over the wire,
// to everything that a site serves. Whatever it is: nothing panics, no error is
// the server's, and no SQL is told.
func FuzzSite(f *testing.F) {
	f.Setenv("GOZEN_SERVICE_KEY", fuzzedKey)
	h := fuzzedSite(f)
	for _, seed := range []string{
		"GET /api/model/post/findMany?q=%7B%22include%22%3A%7B%22author%22%3Atrue%2C%22tags%22%3Atrue%7D%7D HTTP/1.1\r\nHost: a\r\nIf-None-Match: *\r\nAccept-Encoding: gzip\r\n\r\n",
		"POST /api/model/post/create HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nIdempotency-Key: k\r\nContent-Length: 61\r\n\r\n" + `{"data":{"title":"a","author":{"create":{"email":"a@b.test"}}}`,
		"PUT /api/model/post/update HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 68\r\n\r\n" + `{"where":{"id":1},"data":{"title":"b","tags":{"connect":{"name":"x"}}}}`,
		"DELETE /api/model/post/deleteMany?q=%7B%7D HTTP/1.1\r\nHost: a\r\n\r\n",
		"POST /api/model/$transaction/sequential HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 64\r\n\r\n" + `[{"model":"Tag","op":"create","args":{"data":{"name":"x"}}}]    `,
		"GET /api/rest/post?filter%5Btitle%24contains%5D=a&sort=-at,author.email&include=author,tags&page%5Blimit%5D=2 HTTP/1.1\r\nHost: a\r\nAccept: application/vnd.api+json\r\n\r\n",
		"POST /api/rest/tag HTTP/1.1\r\nHost: a\r\nContent-Type: application/vnd.api+json\r\nContent-Length: 53\r\n\r\n" + `{"data":{"type":"tag","attributes":{"name":"news"}}} `,
		"PATCH /api/rest/post/1/relationships/tags HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n" + `{"data":[]}`,
		"GET /api/live/post/count?q=%7B%7D HTTP/1.1\r\nHost: a\r\nLast-Event-ID: 0\r\n\r\n",
		"GET /api/openapi.json?style=rpc HTTP/1.1\r\nHost: a\r\n\r\n",
		"GET /api/auth/session HTTP/1.1\r\nHost: a\r\nCookie: authjs.session-token=x\r\n\r\n",
		"POST /api/auth/callback/credentials HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 31\r\n\r\nemail=a%40b.test&password=x&c=1",
		"POST /api/service HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + fuzzedKey + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
		"OPTIONS /api/model/post/create HTTP/1.1\r\nHost: a\r\nOrigin: https://app.example\r\nAccess-Control-Request-Method: POST\r\n\r\n",
		"GET /readyz HTTP/1.1\r\nHost: a\r\nTraceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n\r\n",
	} {
		f.Add([]byte(seed))
	}
	inside := regexp.MustCompile(`(?i)insert into|delete from|update "|select "|constraint failed|goroutine|\.go:`)
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(raw)))
		if err != nil {
			t.Skip("no request")
		}
		w := hasty{httptest.NewRecorder()}
		h.ServeHTTP(w, r.WithContext(t.Context()))
		text := w.Body.String()
		if w.Code >= http.StatusInternalServerError {
			t.Errorf("got %d %s", w.Code, text)
		}
		if kind := w.Header().Get("Content-Type"); w.Code >= http.StatusBadRequest && strings.HasPrefix(kind, "application/json") && inside.MatchString(text) && !inside.Match(raw) {
			t.Errorf("the answer tells of the inside: %s", text)
		}
	})
}

// fuzzedSite is a site as serve has it.
func fuzzedSite(f *testing.F) http.Handler {
	f.Helper()
	s, url, log := gozentest.Schema(f, fuzzedSchema), gozentest.SQLite(f), slog.New(slog.DiscardHandler)
	if _, err := migrate.Push(f.Context(), url, s, migrate.Options{}); err != nil {
		f.Fatal(err)
	}
	sessions, err := session.New(session.Config{Compat: session.V5, Secrets: []string{base64.StdEncoding.EncodeToString(make([]byte, 33))}})
	if err != nil {
		f.Fatal(err)
	}
	p := &plan{name: "schema.zmodel", database: url, sessions: sessions, log: log, at: address{origin: "http://a", signIn: authPath}, operation: operation{cors: []string{"https://app.example"}, slow: 1}, metrics: metrics.New()}
	st, err := p.build(f.Context(), s)
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() {
		if err := st.retire(); err != nil {
			f.Error(err)
		}
	})
	return server.Wrap(st.handler, server.Options{Logger: log})
}
