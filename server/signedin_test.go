package server_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gozen-dev/gozen/auth"
	"github.com/gozen-dev/gozen/server"
)

type boundKey struct{}

func TestHandlersGetWhatIsBoundToTheSession(t *testing.T) {
	t.Parallel()
	errDown := errors.New("the store is down")
	bind := func(ctx context.Context, id string) (context.Context, error) {
		if id == "down" {
			return nil, errDown
		}
		return context.WithValue(ctx, boundKey{}, "client of "+id), nil
	}
	for name, c := range map[string]struct {
		by     says
		status int
		body   string
	}{
		"a session":                          {says{id: &auth.Identity{Subject: "ann"}}, 200, "client of ann, session of ann"},
		"no session":                         {says{}, 200, "client of , session of nobody"},
		"a session that cannot be looked up": {says{err: errDown}, 500, ""},
		"a user who cannot be loaded":        {says{id: &auth.Identity{Subject: "down"}}, 500, ""},
	} {
		reached := false
		h := server.SignedIn(c.by, bind, slog.New(slog.DiscardHandler))(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			reached = true
			who := "nobody"
			if id := auth.FromContext(r.Context()); id != nil {
				who = id.Subject
			}
			bound, _ := r.Context().Value(boundKey{}).(string)
			_, _ = w.Write([]byte(bound + ", session of " + who))
		}))
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
		if w.Code != c.status || c.body != "" && w.Body.String() != c.body || reached != (c.status == 200) {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
}
