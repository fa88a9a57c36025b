package rpc_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/server"
	"github.com/gozen-dev/gozen/server/recorded"
	"github.com/gozen-dev/gozen/server/rpc"
)

func readGolden(t testing.TB) *recorded.Golden {
	t.Helper()
	return recorded.Read(t, "rpc", "policy-rpc", "sliced-rpc", "nocli-rpc")
}

func TestAnswersAreThoseOfZenStack(t *testing.T) {
	recorded.Replay(t, recorded.Play{
		Mounts: []string{"rpc", "policy-rpc", "sliced-rpc", "nocli-rpc"}, Gaps: "testdata/gaps.txt",
		Handler: mounts, Normal: normal,
	})
}

// normal drops our own error code, and from wordings that are not ZenStack's all
// but "Invalid <op> args for model "<Model>": ".
func normal(c recorded.Exchange, answer map[string]any) {
	body, _ := answer["body"].(map[string]any)
	e, _ := body["error"].(map[string]any)
	if e == nil {
		return
	}
	delete(e, "code")
	if message, _ := e["message"].(string); strings.HasPrefix(c.Loose, "message") {
		e["message"], _, _ = strings.Cut(message, ": ")
	}
}

// mounts returns the two that the recording had.
func mounts(s *recorded.Stage) http.Handler {
	limits := server.DefaultLimits()
	// ZenStack always lets a select bring back an omitted field; here that is an option.
	limits.Request.AllowOmitOverride = true
	plain := rpc.NewHandler(rpc.Config{Schema: s.Schema, Limits: limits, Client: func(*http.Request) (*rt.Client, error) {
		return s.DB.Unrestricted("golden cases"), nil
	}})
	enforced := rpc.NewHandler(rpc.Config{Schema: s.Schema, Limits: limits, Client: func(r *http.Request) (*rt.Client, error) {
		id, err := strconv.ParseInt(r.Header.Get("x-user-id"), 10, 64)
		if err != nil {
			return s.DB.As(nil), nil
		}
		return s.DB.As(map[string]any{"id": id}), nil
	}})
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/policy-rpc/") {
			http.StripPrefix("/policy-rpc", enforced).ServeHTTP(w, r)
			return
		}
		http.StripPrefix("/rpc", plain).ServeHTTP(w, r)
	})
	return server.Wrap(h, server.Options{})
}
