package server_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gozen-dev/gozen/auth"
	"github.com/gozen-dev/gozen/server"
)

// named is an Authenticator that believes a header.
type named struct{}

func (named) Authenticate(r *http.Request) (*auth.Identity, error) {
	if who := r.Header.Get("X-User"); who != "" {
		return &auth.Identity{Subject: who}, nil
	}
	return nil, nil
}

func TestWhoHasEnoughUnderWayWaitsAndOthersDoNot(t *testing.T) {
	t.Parallel()
	log := slog.New(slog.DiscardHandler)
	callers := &server.Callers{DB: membersDB(t), Auth: named{}, Logger: log}
	gate := &server.Gate{Requests: 3, PerPrincipal: 1, Logger: log}
	entered, release := make(chan struct{}), make(chan struct{})
	h := server.Wrap(gate.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for range 2 { // who asks twice is counted once
			if _, err := callers.Client(r); err != nil {
				server.Fail(w, r, log, err)
				return
			}
		}
		if r.URL.Path == "/long" {
			entered <- struct{}{}
			<-release
		}
	})), server.Options{})
	send := func(path, user, address string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		r.RemoteAddr = address
		r.Header.Set("X-User", user)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	want := func(name string, w *httptest.ResponseRecorder, status int) {
		t.Helper()
		if w.Code != status {
			t.Errorf("%s: got %d %s, want %d", name, w.Code, w.Body, status)
		}
		if again := w.Header().Get("Retry-After") != ""; again != (status == 429 || status == 503) {
			t.Errorf("%s: Retry-After is %q", name, w.Header().Get("Retry-After"))
		}
	}
	done := make(chan struct{})
	long := func(user, address string) {
		go func() { send("/long", user, address); done <- struct{}{} }()
		<-entered
	}
	long("1", "10.0.0.1:1")
	want("the same user", send("/", "1", "10.0.0.9:1"), http.StatusTooManyRequests)
	want("another user from there", send("/", "2", "10.0.0.1:2"), http.StatusOK)
	long("", "10.0.0.2:1")
	want("another anonymous caller of the address", send("/", "", "10.0.0.2:7"), http.StatusTooManyRequests)
	want("an anonymous caller from elsewhere", send("/", "", "10.0.0.3:7"), http.StatusOK)
	long("2", "10.0.0.1:1")
	want("a full server", send("/", "3", "10.0.0.4:1"), http.StatusServiceUnavailable)
	close(release)
	for range 3 {
		<-done
	}
	want("the same user when there is room", send("/", "1", "10.0.0.1:1"), http.StatusOK)
}
