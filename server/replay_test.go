package server_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/server"
)

// ledger is a handler that counts what is written, behind kept answers.
type ledger struct {
	now     time.Time
	written int
	status  int
	padding string
	during  func()
	cut     bool // the client had gone
	handler http.Handler
}

func newLedger() *ledger {
	l := &ledger{now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), status: http.StatusCreated, during: func() {}}
	callers := &server.Callers{Auth: named{}}
	kept := &server.Replays{
		Principal: callers.Principal, Body: 100, Logger: slog.New(slog.DiscardHandler), Now: func() time.Time { return l.now },
	}
	l.handler = server.Wrap(kept.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.written++
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(err)
		}
		l.during()
		l.cut = r.Context().Err() != nil
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(l.status)
		_, _ = fmt.Fprintf(w, `{"n":%d,"body":%q}%s`, l.written, body, l.padding)
	})), server.Options{})
	return l
}

func (l *ledger) send(t *testing.T, method, user, key, body string) string {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, "/todo/create", strings.NewReader(body))
	r.Header.Set("X-User", user)
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	w := httptest.NewRecorder()
	l.handler.ServeHTTP(w, r)
	text := w.Body.String()
	if len(text) > 200 {
		text = text[:20] + "…"
	}
	if w.Header().Get("Idempotency-Replayed") != "" {
		text += " again"
	}
	return fmt.Sprintf("%d %s", w.Code, text)
}

func TestAWriteWithAKeyHappensOnce(t *testing.T) {
	t.Parallel()
	l := newLedger()
	const first = `201 {"n":1,"body":"a"}`
	steps := []struct {
		name, method, user, key, body, want string
	}{
		{"a write", "POST", "ann", "k", "a", first},
		{"the same again", "POST", "ann", "k", "a", first + " again"},
		{"the same once more", "POST", "ann", "k", "a", first + " again"},
		{"the key with another body", "POST", "ann", "k", "b", `422 {"error":{"message":"the Idempotency-Key was used for another request"}}`},
		{"the key with another method", "PUT", "ann", "k", "a", `422 {"error":{"message":"the Idempotency-Key was used for another request"}}`},
		{"the key of somebody else", "POST", "bob", "k", "a", `201 {"n":2,"body":"a"}`},
		{"the key of nobody", "POST", "", "k", "a", `201 {"n":3,"body":"a"}`},
		{"another key", "POST", "ann", "l", "a", `201 {"n":4,"body":"a"}`},
		{"no key", "POST", "ann", "", "a", `201 {"n":5,"body":"a"}`},
		{"a read", "GET", "ann", "k", "", `201 {"n":6,"body":""}`},
		{"a key that is too long", "POST", "ann", strings.Repeat("k", 256), "a", `400 {"error":{"message":"Idempotency-Key must be one key of 1 to 255 printable characters"}}`},
		{"a body that is too long", "POST", "ann", "m", strings.Repeat("a", 101), `413 {"error":{"message":"request body is too large"}}`},
	}
	for _, s := range steps {
		if diff := cmp.Diff(s.want, l.send(t, s.method, s.user, s.key, s.body)); diff != "" {
			t.Errorf("%s: %s", s.name, diff)
		}
	}
	l.now = l.now.Add(25 * time.Hour)
	if diff := cmp.Diff(`201 {"n":7,"body":"a"}`, l.send(t, "POST", "ann", "k", "a")); diff != "" {
		t.Errorf("the next day: %s", diff)
	}
}

func TestAKeyUnderWayIsAConflict(t *testing.T) {
	t.Parallel()
	l := newLedger()
	l.during = func() {
		l.during = func() {}
		if got := l.send(t, "POST", "ann", "k", "a"); !strings.HasPrefix(got, "409 ") {
			t.Errorf("got %s", got)
		}
	}
	if got := l.send(t, "POST", "ann", "k", "a"); !strings.HasPrefix(got, "201 ") || l.written != 1 {
		t.Errorf("got %s, written %d times", got, l.written)
	}
}

func TestWhatCameToNothingMayBeTriedAgain(t *testing.T) {
	t.Parallel()
	l := newLedger()
	for _, status := range []int{http.StatusInternalServerError, http.StatusBadRequest, http.StatusTooManyRequests} {
		l.status = status
		_ = l.send(t, "POST", "ann", "k", "a")
	}
	l.during = func() { panic("in the middle") }
	_ = l.send(t, "POST", "ann", "k", "a")
	l.during, l.status = func() {}, http.StatusForbidden
	const refused = `403 {"n":5,"body":"a"}`
	for _, want := range []string{refused, refused + " again"} {
		if diff := cmp.Diff(want, l.send(t, "POST", "ann", "k", "a")); diff != "" {
			t.Error(diff)
		}
	}
}

func TestAWriteWithAKeyIsDoneAlthoughItsClientGoes(t *testing.T) {
	t.Parallel()
	l := newLedger()
	ctx, cancel := context.WithCancel(t.Context())
	l.during = cancel
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/todo/create", strings.NewReader("a"))
	r.Header.Set("X-User", "ann")
	r.Header.Set("Idempotency-Key", "k")
	l.handler.ServeHTTP(httptest.NewRecorder(), r)
	if l.cut {
		t.Error("the write was broken off")
	}
	if diff := cmp.Diff(`201 {"n":1,"body":"a"} again`, l.send(t, "POST", "ann", "k", "a")); diff != "" {
		t.Error(diff)
	}
}

func TestALongAnswerIsNotKeptAndTheWriteIsNotRepeated(t *testing.T) {
	t.Parallel()
	l := newLedger()
	l.padding = strings.Repeat(" ", 256<<10)
	_ = l.send(t, "POST", "ann", "k", "a")
	if got := l.send(t, "POST", "ann", "k", "a"); !strings.HasPrefix(got, "409 ") || l.written != 1 {
		t.Errorf("got %s, written %d times", got, l.written)
	}
}

func TestOnePrincipalsKeysDoNotPushOutAnothers(t *testing.T) {
	t.Parallel()
	l := newLedger()
	_ = l.send(t, "POST", "ann", "k", "a")
	for i := range 600 {
		_ = l.send(t, "POST", "bob", fmt.Sprint(i), "b")
	}
	written := l.written
	if got := l.send(t, "POST", "ann", "k", "a"); got != `201 {"n":1,"body":"a"} again` {
		t.Errorf("ann's key: %s", got)
	}
	if _ = l.send(t, "POST", "bob", "599", "b"); l.written != written {
		t.Error("bob's last key is gone")
	}
	if _ = l.send(t, "POST", "bob", "0", "b"); l.written != written+1 {
		t.Error("bob's first key is still there")
	}
}
