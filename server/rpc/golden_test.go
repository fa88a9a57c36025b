package rpc_test

import (
	"errors"
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
		Handler: func(s *recorded.Stage) http.Handler { return mounts(t, s) }, Normal: normal,
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

// mounts returns those that the recording had.
func mounts(t testing.TB, s *recorded.Stage) http.Handler {
	limits := server.DefaultLimits()
	// ZenStack always lets a select bring back an omitted field; here that is an option.
	limits.Request.AllowOmitOverride = true
	unrestricted := func(*http.Request) (*rt.Client, error) { return s.DB.Unrestricted("golden cases"), nil }
	plain := rpc.NewHandler(rpc.Config{Schema: s.Schema, Limits: limits, Client: unrestricted})
	slice, err := server.NewSlice(s.Schema, server.Slicing{
		Models: server.Choice{Not: []string{"Audit"}}, Procedures: server.Choice{Not: []string{"boom"}},
		Operations: map[string]server.Choice{"Post": {Only: []string{"findMany"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	sliced := rpc.NewHandler(rpc.Config{Schema: s.Schema, Limits: limits, Client: unrestricted, Slice: slice})
	noClient := rpc.NewHandler(rpc.Config{Schema: s.Schema, Client: func(*http.Request) (*rt.Client, error) {
		return nil, errors.New("nobody knows who this is")
	}})
	enforced := rpc.NewHandler(rpc.Config{Schema: s.Schema, Limits: limits, Client: func(r *http.Request) (*rt.Client, error) {
		id, err := strconv.ParseInt(r.Header.Get("x-user-id"), 10, 64)
		if err != nil {
			return s.DB.As(nil), nil
		}
		return s.DB.As(map[string]any{"id": id}), nil
	}})
	return recorded.Mounts(map[string]http.Handler{"rpc": plain, "policy-rpc": enforced, "sliced-rpc": sliced, "nocli-rpc": noClient})
}
