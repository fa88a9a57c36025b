package server_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/server"
	"github.com/gozen-dev/gozen/server/metrics"
)

// TestWholeAnswersArriveWhole has all layers between a result and its reader.
func TestWholeAnswersArriveWhole(t *testing.T) {
	t.Parallel()
	var answers server.Answers
	var data string
	m, gate := metrics.New(), &server.Gate{Requests: 16, Logger: slog.New(slog.DiscardHandler)}
	h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		answers.Send(w, http.StatusOK, rt.Document{Data: []byte(data)})
	})
	site := httptest.NewServer(server.Wrap(m.Count("rpc", gate.Wrap(server.Compress(server.Conditional(h)))), server.Options{}))
	defer site.Close()
	send := func(method, known string) *http.Response {
		r, err := http.NewRequestWithContext(t.Context(), method, site.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", "identity")
		r.Header.Set("If-None-Match", known)
		res, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		return res
	}
	for _, length := range []int{2, 2030, 2040, 2041, 2048, 3000, 70_000, 10} {
		data = `"` + strings.Repeat("x", length-2) + `"`
		want := `{"data":` + data + `}`
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			res := send(method, "")
			got, err := io.ReadAll(res.Body)
			_ = res.Body.Close()
			if err != nil || string(got) != want || res.ContentLength != int64(len(want)) {
				t.Errorf("%s: %d bytes of %d that are said to be %d, %v", method, len(got), len(want), res.ContentLength, err)
			}
			if vary := res.Header.Values("Vary"); len(vary) > 0 {
				t.Errorf("what nobody keeps varies by %q", vary)
			}
			if tag := res.Header.Get("ETag"); (tag != "") != (method == http.MethodGet) {
				t.Errorf("%s: the tag is %q", method, tag)
			} else if again := send(method, tag); tag != "" && again.StatusCode != http.StatusNotModified {
				t.Errorf("%s again: %d", method, again.StatusCode)
			} else {
				_ = again.Body.Close()
			}
		}
	}
	told := httptest.NewRecorder()
	m.ServeHTTP(told, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	if !strings.Contains(told.Body.String(), `gozen_http_requests_total{face="rpc",method="GET",status="304"} 8`) {
		t.Error(told.Body)
	}
}

// TestWhatMayBeKeptVaries replaces what [server.Wrap] says of caches.
func TestWhatMayBeKeptVaries(t *testing.T) {
	t.Parallel()
	h := server.Wrap(server.Compress(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", "max-age=60")
		server.Send(w, http.StatusOK, []byte(`{}`))
	})), server.Options{})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	if w.Header().Get("Vary") != "Accept-Encoding" {
		t.Error(w.Header())
	}
}

// TestAGateStandsByItself counts without [server.Wrap] around it, and one gate
// within another counts at both.
func TestAGateStandsByItself(t *testing.T) {
	t.Parallel()
	log := slog.New(slog.DiscardHandler)
	callers := &server.Callers{DB: membersDB(t), Auth: named{}, Logger: log}
	inner, outer := &server.Gate{PerPrincipal: 1, Logger: log}, &server.Gate{PerPrincipal: 1, Logger: log}
	var within http.Handler
	var got []int
	ask := func(r *http.Request) int {
		w := httptest.NewRecorder()
		if _, err := callers.Client(r); err != nil {
			server.Fail(w, r, log, err)
		}
		return w.Code
	}
	within = inner.Wrap(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		got = append(got, ask(r))
		if got[len(got)-1] != http.StatusOK {
			return
		}
		// Another request of the same user, while this one is under way.
		other := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		other.Header.Set("X-User", "1")
		within.ServeHTTP(httptest.NewRecorder(), other)
	}))
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	r.Header.Set("X-User", "1")
	outer.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		within.ServeHTTP(w, r)
		got = append(got, ask(r)) // of the outer gate, which has nobody yet
	})).ServeHTTP(httptest.NewRecorder(), r)
	// Both have let go of the user.
	within.ServeHTTP(httptest.NewRecorder(), r)
	if diff := cmp.Diff([]int{200, 429, 200, 200, 429}, got); diff != "" {
		t.Error(diff)
	}
}
