package server_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/server"
)

func TestWhoHasTheAnswerAlreadyGetsNone(t *testing.T) {
	t.Parallel()
	data := `[1]`
	status := http.StatusOK
	var answers server.Answers
	h := server.Conditional(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		answers.Send(w, status, rt.Document{Data: []byte(data)})
	}))
	send := func(method, known string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), method, "/", nil)
		r.Header.Set("If-None-Match", known)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	first := send(http.MethodGet, "")
	tag := first.Header().Get("ETag")
	if first.Code != 200 || first.Body.String() != `{"data":[1]}` || !strings.HasPrefix(tag, `W/"`) {
		t.Fatalf("got %d %v %s", first.Code, first.Header(), first.Body)
	}
	for _, known := range []string{tag, `"other", ` + tag, strings.TrimPrefix(tag, "W/"), "*"} {
		if w := send(http.MethodGet, known); w.Code != http.StatusNotModified || w.Body.Len() > 0 || w.Header().Get("ETag") != tag || w.Header().Get("Content-Length") != "" {
			t.Errorf("%s: got %d %v %q", known, w.Code, w.Header(), w.Body)
		}
	}
	if w := send(http.MethodPost, tag); w.Code != 200 || w.Body.Len() == 0 || w.Header().Get("ETag") != "" {
		t.Errorf("a write: got %d %v %q", w.Code, w.Header(), w.Body)
	}
	data = `[2]`
	if w := send(http.MethodGet, tag); w.Code != 200 || w.Body.String() != `{"data":[2]}` || w.Header().Get("ETag") == tag {
		t.Errorf("after a change: got %d %v %q", w.Code, w.Header(), w.Body)
	}
	status = http.StatusForbidden
	if w := send(http.MethodGet, "*"); w.Code != http.StatusForbidden || w.Header().Get("ETag") != "" {
		t.Errorf("a refusal: got %d %v", w.Code, w.Header())
	}
}
