package main

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/auth/session"
	"github.com/gozen-dev/gozen/examples/go-todo/zdb"
	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/migrate"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/sqlite"

	_ "embed"
)

//go:embed zdb/schema.json
var schemaJSON []byte

// serve runs the app on a new database.
func serve(t *testing.T) string {
	t.Helper()
	s, err := schema.Decode(schemaJSON)
	if err != nil {
		t.Fatal(err)
	}
	url := gozentest.SQLite(t)
	if _, err := migrate.Push(t.Context(), url, s, migrate.Options{}); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	db, err := zdb.Open(t.Context(), zdb.Config{Driver: sqlite.New(url), Logger: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	sessions, err := session.New(session.Config{Compat: session.V5, Secrets: []string{strings.Repeat("secret for tests ", 3)}})
	if err != nil {
		t.Fatal(err)
	}
	h, err := newHandler(db, sessions, log)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return srv.URL
}

// browser is somebody with cookies of his own.
type browser struct {
	*testing.T
	base string
	http http.Client
}

func open(t *testing.T, base string) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t, base, http.Client{Jar: jar}}
}

// send returns the status and the body of an answer.
func (b *browser) send(method, path, body string, header ...string) (int, string) {
	b.Helper()
	r, err := http.NewRequestWithContext(b.Context(), method, b.base+path, strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w, err := b.http.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = w.Body.Close() }()
	text, err := io.ReadAll(w.Body)
	if err != nil {
		b.Fatal(err)
	}
	return w.StatusCode, strings.TrimSpace(string(text))
}

// want sends a request and wants this status, and an answer with this text in it.
func (b *browser) want(status int, holds, method, path, body string) string {
	b.Helper()
	got, text := b.send(method, path, body)
	if got != status || !strings.Contains(text, holds) {
		b.Fatalf("%s %s %s: got %d %s\nwant %d with %s", method, path, body, got, text, status, holds)
	}
	return text
}

// signIn signs up and in, as a form in a browser does, and returns the space.
func (b *browser) signIn(email string) string {
	b.Helper()
	const password = "correct horse"
	space := field(b.T, b.want(200, "spaceId", "POST", "/people", `{"email":"`+email+`","password":"`+password+`"}`), "spaceId")
	token := field(b.T, b.want(200, "csrfToken", "GET", "/api/auth/csrf", ""), "csrfToken")
	form := url.Values{"csrfToken": {token}, "email": {email}, "password": {password}}.Encode()
	status, text := b.send("POST", "/api/auth/callback/credentials", form, "Content-Type", "application/x-www-form-urlencoded", "X-Auth-Return-Redirect", "1")
	if status != 200 || strings.Contains(text, "error") {
		b.Fatal(status, text)
	}
	return space
}

// field is a member of a JSON object.
func field(t *testing.T, text, name string) string {
	t.Helper()
	var o map[string]any
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		t.Fatal(text, err)
	}
	s, _ := o[name].(string)
	return s
}

func TestTwoPeopleAndAStranger(t *testing.T) {
	t.Parallel()
	base := serve(t)
	ann, bob, stranger := open(t, base), open(t, base), open(t, base)
	home := ann.signIn("ann@example.com")
	bob.signIn("bob@example.com")

	shop := field(t, ann.want(200, `"todos":[{`, "POST", "/lists", `{"spaceId":"`+home+`","title":"Groceries","todos":["Milk","Eggs"]}`), "id")
	gift := field(t, ann.want(200, `"private":true`, "POST", "/lists", `{"spaceId":"`+home+`","title":"For bob","private":true}`), "id")
	milk := field(t, ann.want(200, "Bread", "POST", "/lists/"+shop+"/todos", `{"title":"Bread"}`), "id")

	// Bob sees his own list until ann lets him in, and never the private one.
	if text := bob.want(200, "Things to do", "GET", "/lists", ""); strings.Contains(text, "Groceries") {
		t.Errorf("bob sees %s", text)
	}
	bob.want(404, "not-found", "PATCH", "/todos/"+milk, `{"done":true}`)
	bob.want(403, "rejected-by-policy", "POST", "/spaces/"+home+"/members", `{"email":"bob@example.com"}`)
	ann.want(204, "", "POST", "/spaces/"+home+"/members", `{"email":"bob@example.com"}`)
	if text := bob.want(200, "Groceries", "GET", "/lists", ""); strings.Contains(text, "For bob") {
		t.Errorf("bob sees %s", text)
	}

	// He may do things, and undo them, but not remove ann's list.
	bob.want(200, `"completedAt":"20`, "PATCH", "/todos/"+milk, `{"done":true}`)
	if text := bob.want(200, "Groceries", "GET", "/lists?open", ""); strings.Contains(text, "Bread") || !strings.Contains(text, "Milk") {
		t.Errorf("what is open: %s", text)
	}
	ann.want(200, `"todos":3,"lastCompleted":"20`, "GET", "/stats", "")
	bob.want(200, `"completedAt":null`, "PATCH", "/todos/"+milk, `{"done":false,"title":"Brown bread"}`)
	bob.want(403, "rejected-by-policy", "POST", "/lists/"+gift+"/todos", `{"title":"A drum"}`)
	bob.want(404, "not-found", "DELETE", "/lists/"+shop, "")
	ann.want(204, "", "DELETE", "/lists/"+shop, "")

	// A stranger sees nothing and changes nothing.
	stranger.want(200, "[]", "GET", "/lists", "")
	stranger.want(404, "not-found", "DELETE", "/lists/"+gift, "")
	stranger.want(422, "signed-in user", "POST", "/lists", `{"spaceId":"`+home+`","title":"Mine"}`)
}

func TestWhatIsWrongIsTold(t *testing.T) {
	t.Parallel()
	ann := open(t, serve(t))
	home := ann.signIn("ann@example.com")
	ann.want(409, "this address is taken", "POST", "/people", `{"email":"ann@example.com","password":"another one"}`)
	ann.want(422, "email", "POST", "/people", `{"email":"nobody","password":"long enough"}`)
	ann.want(400, "at least 8", "POST", "/people", `{"email":"bob@example.com","password":"short"}`)
	ann.want(400, "unknown field", "POST", "/lists", `{"spaceId":"`+home+`","title":"x","ownerId":"bob"}`)
	ann.want(400, "does not fit", "POST", "/lists", `[`)
	ann.want(422, "title", "POST", "/lists", `{"spaceId":"`+home+`","title":""}`)
	ann.want(404, "not-found", "POST", "/spaces/"+home+"/members", `{"email":"nobody@example.com"}`)
	if status, _ := ann.send("POST", "/lists", `{}`, "Sec-Fetch-Site", "cross-site"); status != http.StatusForbidden {
		t.Errorf("a page of another site got %d", status)
	}
	if status, _ := ann.send("POST", "/lists", `{"title":"`+strings.Repeat("x", maxBody)+`"}`); status != http.StatusBadRequest {
		t.Errorf("a body without end got %d", status)
	}
}

func TestItDoesNotBeginWithoutASecret(t *testing.T) {
	t.Parallel()
	if err := run(t.Context(), func(string) string { return "" }); err == nil || !strings.Contains(err.Error(), "AUTH_SECRET") {
		t.Error(err)
	}
}
