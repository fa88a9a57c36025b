package rpc_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/server/recorded"
	"github.com/gozen-dev/gozen/server/rpc"
)

// TestErrorsOfZenStack2 compares what the hooks of ZenStack 2 look at with what its
// server, 2.22.3 over Prisma 6.19, answered to these requests.
func TestErrorsOfZenStack2(t *testing.T) {
	t.Parallel()
	golden := readGolden(t)
	s := recorded.NewStage(t, gozentest.SQLite(t), golden.ZModel, []json.RawMessage{golden.Seed})
	h := rpc.NewHandler(rpc.Config{Schema: s.Schema, V2: true, Client: func(r *http.Request) (*rt.Client, error) {
		switch id := r.Header.Get("X-User"); id {
		case "all":
			return s.DB.Unrestricted("without rules"), nil
		case "":
			return s.DB.As(nil), nil
		default:
			n, err := strconv.ParseInt(id, 10, 64)
			return s.DB.As(map[string]any{"id": n}), err
		}
	}})
	type looked struct {
		Status         int
		Reason, Code   string
		Prisma, Policy bool
		Validation     bool
	}
	tests := []struct {
		name, who, method, op, args string
		want                        looked
		holds                       string
	}{
		{
			"a create that the rules refuse", "", http.MethodPost, "post/create", `{"data":{"title":"x"}}`,
			looked{403, "ACCESS_POLICY_VIOLATION", "P2004", true, true, false},
			`denied by policy: post`,
		},
		{
			"a result that may not be read", "", http.MethodPost, "audit/create", `{"data":{"note":"x"}}`,
			looked{403, "RESULT_NOT_READABLE", "P2004", true, true, false},
			`"rejectReason":"cannot-read-back"`,
		},
		{"no such row", "all", http.MethodPut, "user/update", `{"where":{"id":999},"data":{"name":"Nobody"}}`, looked{404, "", "P2025", true, false, false}, ``},
		{"a key that is taken", "all", http.MethodPost, "user/create", `{"data":{"email":"ann@example.com"}}`, looked{400, "", "P2002", true, false, false}, ``},
		{"a key of nothing", "all", http.MethodPost, "post/create", `{"data":{"title":"x","authorId":999}}`, looked{400, "", "P2003", true, false, false}, ``},
		{
			"input that is not valid", "all", http.MethodPost, "user/create", `{"data":{"email":"b@x.test","posts":{"create":[{"title":5}]}}}`,
			looked{422, "DATA_VALIDATION_VIOLATION", "", false, false, true},
			`"path":["data","posts","create",0,"title"]`,
		},
		{"a request that cannot be read", "", http.MethodGet, "user/create", `{}`, looked{400, "", "", false, false, false}, `only POST`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s.Reset(t)
			w := asking(t, h, tt.who, tt.method, tt.op, tt.args)
			var body struct {
				Error struct {
					Reason, Code                           string
					Prisma                                 bool
					RejectedByPolicy, RejectedByValidation bool
				}
			}
			if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
				t.Fatal(err)
			}
			e := body.Error
			if diff := cmp.Diff(tt.want, looked{w.Code, e.Reason, e.Code, e.Prisma, e.RejectedByPolicy, e.RejectedByValidation}); diff != "" {
				t.Error(diff)
			}
			if !strings.Contains(w.Body.String(), tt.holds) {
				t.Errorf("the answer lacks %s: %s", tt.holds, w.Body)
			}
		})
	}
}

// TestAnswersAreThoseOfZenStack2 replays what ZenStack 2 was asked. Of errors it
// compares what its hooks look at; the texts are Prisma's there.
func TestAnswersAreThoseOfZenStack2(t *testing.T) {
	recorded.Replay(t, recorded.Play{
		V2: true, Mounts: []string{"rpc", "policy-rpc", "nozod-rpc"}, Gaps: "testdata/gaps-v2.txt",
		Handler: func(s *recorded.Stage) http.Handler {
			plain := rpc.NewHandler(rpc.Config{Schema: s.Schema, V2: true, Client: func(*http.Request) (*rt.Client, error) {
				return s.DB.Unrestricted("golden cases"), nil
			}})
			enforced := rpc.NewHandler(rpc.Config{Schema: s.Schema, V2: true, Client: func(r *http.Request) (*rt.Client, error) {
				id, err := strconv.ParseInt(r.Header.Get("x-user-id"), 10, 64)
				if err != nil {
					return s.DB.As(nil), nil
				}
				return s.DB.As(map[string]any{"id": id}), nil
			}})
			return recorded.Mounts(map[string]http.Handler{"rpc": plain, "nozod-rpc": plain, "policy-rpc": enforced})
		},
		Normal: func(_ recorded.Exchange, answer map[string]any) {
			body, _ := answer["body"].(map[string]any)
			if e, _ := body["error"].(map[string]any); e != nil {
				delete(e, "message")
				delete(e, "zodErrors")
				delete(e, "rejectReason")
			}
		},
	})
}
