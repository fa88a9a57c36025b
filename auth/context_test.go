package auth_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gozen-dev/gozen/auth"
)

// says is an authenticator with one answer.
type says struct {
	id  *auth.Identity
	err error
}

func (s says) Authenticate(*http.Request) (*auth.Identity, error) { return s.id, s.err }

func TestMiddleware(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		by     says
		status int
		want   string
	}{
		{"the holder of a session is in the context", says{id: &auth.Identity{Subject: "ada"}}, http.StatusOK, "ada"},
		{"without a session nobody is", says{}, http.StatusOK, "nobody"},
		{"what cannot be looked up does not go on", says{err: errors.New("db down")}, http.StatusServiceUnavailable, ""},
		{"not even with an identity beside the error", says{id: &auth.Identity{Subject: "ada"}, err: errors.New("db down")}, http.StatusServiceUnavailable, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := ""
			h := auth.Middleware(c.by)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				got = "nobody"
				if id := auth.FromContext(r.Context()); id != nil {
					got = id.Subject
				}
			}))
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
			if w.Code != c.status || got != c.want {
				t.Errorf("status %d, %q is in the context; want %d, %q", w.Code, got, c.status, c.want)
			}
		})
	}
}

func TestAContextWithoutMiddlewareHoldsNobody(t *testing.T) {
	t.Parallel()
	if id := auth.FromContext(t.Context()); id != nil {
		t.Errorf("got %v", id)
	}
	if id := auth.FromContext(auth.WithIdentity(t.Context(), nil)); id != nil {
		t.Errorf("got %v", id)
	}
}
