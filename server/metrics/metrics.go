// Package metrics counts what a server does and tells it in Prometheus' text
// format. It is written out by hand: what there is to count is known.
//
//	m := metrics.New()
//	db, err := rt.Open(s, conn, rt.Options{Observe: m.Observe})
//	mux.Handle("/api/model/", m.Count("rpc", api))
//	operations.Handle("/metrics", m)
//
// Labels come from the schema and from the protocol, never from what callers
// send, so that nobody can make up more of them; names of models are in them, so
// that /metrics is for operators.
package metrics

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"runtime"
	runtimemetrics "runtime/metrics"
	"strconv"
	"time"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
)

// Metrics are a server's. It is safe for concurrent use. Make one with [New].
type Metrics struct {
	requests  *family // face, method, status
	took      *family // face
	inFlight  *family // face
	queries   *family // model, operation, outcome
	querying  *family // model, operation
	decisions *family // model, operation, decision
	plans     *family // cache
	gauges    []gauge
	started   time.Time
}

type gauge struct {
	name, help string
	value      func() float64
}

// New returns metrics that have counted nothing.
func New() *Metrics {
	m := &Metrics{
		requests:  newFamily("gozen_http_requests_total", "Requests by protocol, method and status.", nil, "face", "method", "status"),
		took:      newFamily("gozen_http_request_seconds", "Time until an answer was written.", seconds(), "face"),
		inFlight:  newFamily("gozen_http_requests_in_flight", "Requests under way; those of face live are subscriptions.", nil, "face"),
		queries:   newFamily("gozen_queries_total", "Requests to the engine by what came of them.", nil, "model", "operation", "outcome"),
		querying:  newFamily("gozen_query_seconds", "Time of a request to the engine.", seconds(), "model", "operation"),
		decisions: newFamily("gozen_policy_decisions_total", "Requests that ran under the rules, that the rules refused, and that no rules applied to.", nil, "model", "operation", "decision"),
		plans:     newFamily("gozen_plans_total", "Plans that were found in the cache, and those that were made.", nil, "cache"),
		started:   time.Now(),
	}
	m.inFlight.kind = "gauge"
	m.Gauge("go_goroutines", "Goroutines.", func() float64 { return float64(runtime.NumGoroutine()) })
	m.Gauge("go_heap_live_bytes", "Heap that was reachable at the last collection.", heap)
	m.Gauge("process_start_time_seconds", "When the process began, in Unix time.", func() float64 { return float64(m.started.Unix()) })
	return m
}

// seconds are the bounds of histograms of times.
func seconds() []float64 {
	return []float64{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10}
}

func heap() float64 {
	s := []runtimemetrics.Sample{{Name: "/gc/heap/live:bytes"}}
	runtimemetrics.Read(s)
	if s[0].Value.Kind() != runtimemetrics.KindUint64 {
		return 0
	}
	return float64(s[0].Value.Uint64())
}

// Gauge adds a value that is asked for whenever metrics are told. It is called
// before the first of them is.
func (m *Metrics) Gauge(name, help string, value func() float64) {
	m.gauges = append(m.gauges, gauge{name, help, value})
}

// Observe counts a request to the engine, for rt.Options.Observe.
func (m *Metrics) Observe(_ context.Context, o *rt.Observation) {
	model, operation, outcome := o.Op.Model.Name, o.Op.Kind.String(), outcomeOf(o.Err)
	m.queries.at(model, operation, outcome).add()
	m.querying.at(model, operation).observe(o.Took.Seconds())
	m.decisions.at(model, operation, decision(o, outcome)).add()
	if o.Tables == nil && o.Err != nil {
		return // refused before anything was planned
	}
	if o.Cached {
		m.plans.at("hit").add()
	} else {
		m.plans.at("miss").add()
	}
}

func outcomeOf(err error) string {
	q, known := errors.AsType[*query.Error](err)
	switch {
	case err == nil:
		return "ok"
	case known:
		return string(q.Reason)
	case errors.Is(err, context.Canceled):
		return "cancelled"
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	default:
		return string(query.InternalError)
	}
}

func decision(o *rt.Observation, outcome string) string {
	switch {
	case o.Bypass:
		return "bypassed"
	case outcome == string(query.RejectedByPolicy):
		return "refused"
	default:
		return "guarded"
	}
}

// Count counts the requests that h answers, under the name of a protocol.
func (m *Metrics) Count(face string, h http.Handler) http.Handler {
	took, inFlight := m.took.at(face), m.inFlight.at(face)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		inFlight.move(1)
		w, sent := follow(w)
		defer func() {
			inFlight.move(-1)
			took.observe(time.Since(start).Seconds())
			m.requests.at(face, method(r.Method), strconv.Itoa(cmp.Or(sent.Status(), http.StatusOK))).add()
		}()
		h.ServeHTTP(w, r)
	})
}

// sent says what was answered, 0 as long as nothing was.
type sent interface{ Status() int }

// follow returns w such that it knows, which that of server.Wrap does.
func follow(w http.ResponseWriter) (http.ResponseWriter, sent) {
	if s, ok := w.(sent); ok {
		return w, s
	}
	s := &status{ResponseWriter: w}
	return s, s
}

// method is a method's name where it is one that is used: callers may send any.
func method(name string) string {
	switch name {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return name
	default:
		return "other"
	}
}

// status keeps what was answered.
type status struct {
	http.ResponseWriter
	code int
}

// WriteHeader keeps the first final status.
func (s *status) WriteHeader(code int) {
	if s.code == 0 && code >= http.StatusOK {
		s.code = code
	}
	s.ResponseWriter.WriteHeader(code)
}

// Unwrap lets http.ResponseController reach the connection.
func (s *status) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// Status returns what was answered.
func (s *status) Status() int { return s.code }

// ServeHTTP tells the metrics.
func (m *Metrics) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	var b []byte
	for _, f := range []*family{m.requests, m.took, m.inFlight, m.queries, m.querying, m.decisions, m.plans} {
		b = f.append(b)
	}
	for _, g := range m.gauges {
		b = head(b, g.name, g.help, "gauge")
		b = append(append(b, g.name...), ' ')
		b = append(strconv.AppendFloat(b, g.value(), 'g', -1, 64), '\n')
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_, _ = w.Write(b) // the caller may have gone, and then there is nobody to tell
}
