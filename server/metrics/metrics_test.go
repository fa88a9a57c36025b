package metrics_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/server/metrics"
)

func told(t *testing.T, m *metrics.Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	return w.Body.String()
}

func wants(t *testing.T, text string, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if !strings.Contains("\n"+text, "\n"+line+"\n") {
			t.Errorf("%s is missing in\n%s", line, text)
		}
	}
}

func TestQueriesAreCountedByWhatCameOfThem(t *testing.T) {
	t.Parallel()
	m := metrics.New()
	find := &query.Op{Kind: query.FindMany, Model: &schema.Model{Name: "Post"}}
	create := &query.Op{Kind: query.Create, Model: &schema.Model{Name: "Post"}}
	for _, o := range []*rt.Observation{
		{Op: find, Took: time.Millisecond, Tables: []string{"Post"}},
		{Op: find, Took: 2 * time.Millisecond, Tables: []string{"Post"}, Cached: true},
		{Op: find, Took: time.Minute, Tables: []string{"Post"}, Cached: true, Err: context.DeadlineExceeded},
		{Op: create, Tables: []string{}, Cached: true, Err: query.Rejected("Post", query.NoAccess, "no")},
		{Op: create, Err: query.Invalid(query.Create, "Post", nil)},
		{Op: create, Tables: []string{}, Cached: true, Err: errors.New("secret"), Bypass: true},
	} {
		m.Observe(t.Context(), o)
	}
	text := told(t, m)
	wants(
		t, text,
		`# TYPE gozen_queries_total counter`,
		`gozen_queries_total{model="Post",operation="findMany",outcome="ok"} 2`,
		`gozen_queries_total{model="Post",operation="findMany",outcome="timeout"} 1`,
		`gozen_queries_total{model="Post",operation="create",outcome="rejected-by-policy"} 1`,
		`gozen_queries_total{model="Post",operation="create",outcome="invalid-input"} 1`,
		`gozen_queries_total{model="Post",operation="create",outcome="internal-error"} 1`,
		`gozen_policy_decisions_total{model="Post",operation="create",decision="refused"} 1`,
		`gozen_policy_decisions_total{model="Post",operation="create",decision="bypassed"} 1`,
		`gozen_policy_decisions_total{model="Post",operation="findMany",decision="guarded"} 3`,
		`gozen_plans_total{cache="hit"} 4`,
		`gozen_plans_total{cache="miss"} 1`,
		`# TYPE gozen_query_seconds histogram`,
		`gozen_query_seconds_bucket{model="Post",operation="findMany",le="0.0005"} 0`,
		`gozen_query_seconds_bucket{model="Post",operation="findMany",le="0.001"} 1`,
		`gozen_query_seconds_bucket{model="Post",operation="findMany",le="10"} 2`,
		`gozen_query_seconds_bucket{model="Post",operation="findMany",le="+Inf"} 3`,
		`gozen_query_seconds_sum{model="Post",operation="findMany"} 60.003`,
		`gozen_query_seconds_count{model="Post",operation="findMany"} 3`,
	)
	if strings.Contains(text, "secret") {
		t.Error("an error's text is told")
	}
}

func TestRequestsAreCountedAndNobodyMakesUpLabels(t *testing.T) {
	t.Parallel()
	m := metrics.New()
	m.Gauge("gozen_test", "A value.", func() float64 { return 1.5 })
	h := m.Count("rpc", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		wants(t, told(t, m), `gozen_http_requests_in_flight{face="rpc"} 1`)
		if r.Method == http.MethodPost {
			w.WriteHeader(http.StatusCreated)
		}
	}))
	for _, method := range []string{"GET", "GET", "POST", "EVIL1", "EVIL2"} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.Method = method
		h.ServeHTTP(httptest.NewRecorder(), r)
	}
	text := told(t, m)
	wants(
		t, text,
		`gozen_http_requests_total{face="rpc",method="GET",status="200"} 2`,
		`gozen_http_requests_total{face="rpc",method="POST",status="201"} 1`,
		`gozen_http_requests_total{face="rpc",method="other",status="200"} 2`,
		`gozen_http_request_seconds_count{face="rpc"} 5`,
		`gozen_http_requests_in_flight{face="rpc"} 0`,
		`# TYPE gozen_test gauge`,
		`gozen_test 1.5`,
	)
	if strings.Contains(text, "EVIL") {
		t.Error("a caller's word is a label")
	}
}
