package bench

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gozen-dev/gozen/auth/session"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/server"
	"github.com/gozen-dev/gozen/server/metrics"
	"github.com/gozen-dev/gozen/server/rpc"
)

// BenchmarkHTTP is a list, a single row and a nested read over HTTP, by one and
// by many clients at once, beside a bare net/http handler that has the user's id
// given, the SQL written and the JSON formatted by hand. Of Gozen's side
// everything is in the figures that serve has: the session in an encrypted
// cookie, the user's row, rules, access log, metrics, ETags. Careful, beside it,
// is the bare handler with the session, the user's row and the log, see [carefulSite].
func BenchmarkHTTP(b *testing.B) {
	each(b, func(b *testing.B, url string) {
		m := metrics.New()
		w := newWorldWith(b, url, rt.Options{Logger: slog.New(slog.DiscardHandler), Observe: m.Observe})
		me := member(public)
		space, one := spaceID(spaceOf(public)), todoID(public*todosPerList)
		gozen, cookie := gozenSite(b, w, m, me)
		bare, careful := bareSite(b, url), carefulSite(b, url, newSessions(b))
		newest := fmt.Sprintf(`"where":{"spaceId":%q},"orderBy":{"createdAt":"desc"},"take":20`, space)
		for _, work := range []struct{ name, gozen, bare string }{
			{"list", "/list/findMany?q=" + escaped("{"+newest+"}"), "/lists?space=" + space},
			{"one", "/todo/findUnique?q=" + escaped(fmt.Sprintf(`{"where":{"id":%q}}`, one)), "/one?id=" + one},
			{"nested", "/list/findMany?q=" + escaped("{"+newest+`,"include":{"todos":true}}`), "/nested?space=" + space},
		} {
			ways := []site{
				{gozen, fmt.Sprintf("GET %s HTTP/1.1\r\nHost: bench\r\nCookie: %s\r\n\r\n", work.gozen, cookie)},
				{bare, fmt.Sprintf("GET %s&user=%s HTTP/1.1\r\nHost: bench\r\n\r\n", work.bare, me)},
				{careful, fmt.Sprintf("GET %s HTTP/1.1\r\nHost: bench\r\nCookie: %s\r\n\r\n", work.bare, cookie)},
			}
			b.Run(work.name+"/alone", func(b *testing.B) { alone(b, ways) })
			b.Run(work.name+"/crowd", func(b *testing.B) { crowded(b, ways) })
		}
	})
}

func escaped(args string) string { return url.QueryEscape(args) }

// gozenSite serves RPC as gozen serve does, and returns a cookie of the user's.
func gozenSite(b *testing.B, w *world, m *metrics.Metrics, user string) (address, cookie string) {
	h, cookie := gozenHandler(b, w, m, user)
	return serve(b, h), cookie
}

func gozenHandler(b *testing.B, w *world, m *metrics.Metrics, user string) (_ http.Handler, cookie string) {
	b.Helper()
	sessions := newSessions(b)
	rec := httptest.NewRecorder()
	if _, err := sessions.Write(rec, httptest.NewRequest(http.MethodGet, "/", nil), map[string]any{"sub": user}); err != nil {
		b.Fatal(err)
	}
	for _, c := range rec.Result().Cookies() {
		cookie = c.Name + "=" + c.Value
	}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	callers := &server.Callers{DB: w.db, Auth: sessions, Logger: log}
	gate := &server.Gate{Requests: 1000, PerPrincipal: 1000, Logger: log}
	h := gate.Wrap(server.Compress(server.Conditional(rpc.NewHandler(rpc.Config{Schema: w.schema, Client: callers.Client, Logger: log}))))
	return server.Wrap(m.Count("rpc", h), server.Options{Logger: log}), cookie
}

// newSessions takes tokens of all others that it has made.
func newSessions(b *testing.B) *session.Manager {
	b.Helper()
	sessions, err := session.New(session.Config{Compat: session.V5, Secrets: []string{strings.Repeat("s", 44)}})
	if err != nil {
		b.Fatal(err)
	}
	return sessions
}

func serve(b *testing.B, h http.Handler) string {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- server.Serve(ctx, l, h, slog.New(slog.DiscardHandler)) }()
	b.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			b.Error(err)
		}
	})
	return l.Addr().String()
}

// site is where to send what.
type site struct{ address, request string }

// connection asks one thing again and again, and costs next to nothing itself.
type connection struct {
	b    *testing.B
	conn net.Conn
	in   *bufio.Reader
	asks []byte
}

func (s site) dial(b *testing.B) *connection {
	b.Helper()
	conn, err := net.Dial("tcp", s.address)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = conn.Close() })
	return &connection{b, conn, bufio.NewReaderSize(conn, 1<<16), []byte(s.request)}
}

// ask returns the length of the answer's body.
func (c *connection) ask() int {
	if _, err := c.conn.Write(c.asks); err != nil {
		c.b.Error(err)
		return 0
	}
	length := 0
	for first := true; ; first = false {
		line, err := c.in.ReadSlice('\n')
		if err != nil || first && !bytes.Contains(line, []byte(" 200 ")) {
			c.b.Errorf("%s: %v", line, err)
			return 0
		}
		if len(line) == len("\r\n") {
			break
		}
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			length, _ = strconv.Atoi(string(bytes.TrimSpace(value)))
		}
	}
	if _, err := c.in.Discard(length); err != nil {
		c.b.Error(err)
	}
	return length
}

// alone asks in rounds, as [compare] does. What is reported of the times is their
// median over rounds, of the ratios the median of the rounds' own.
func alone(b *testing.B, sites []site) {
	ways := make([]way, len(sites))
	for i, s := range sites {
		c := s.dial(b)
		ways[i] = way{s.address, func(int) int { return c.ask() }}
	}
	inTurns(b, len(ways), func(i int) time.Duration { return usual(b, ways[i], 0) })
}

func crowded(b *testing.B, sites []site) {
	conns := make([][clients]*connection, len(sites))
	for i, s := range sites {
		for j := range conns[i] {
			conns[i][j] = s.dial(b)
		}
	}
	inTurns(b, len(sites), func(i int) time.Duration {
		return together(func(client, _ int) { conns[i][client].ask() })
	})
}

// inTurns measures each way once a round, another one first in each, and reports.
func inTurns(b *testing.B, ways int, measure func(way int) time.Duration) {
	rounds := make([][]time.Duration, ways)
	for first := 0; b.Loop(); first++ {
		for turn := range ways {
			i := (first + turn) % ways
			rounds[i] = append(rounds[i], measure(i))
		}
	}
	report(b, rounds)
}

func report(b *testing.B, rounds [][]time.Duration) {
	gozen, bare, careful := rounds[0], rounds[1], rounds[2]
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ratio(gozen, bare), "×bare")
	b.ReportMetric(ratio(careful, bare), "careful×bare")
	b.ReportMetric(float64(median(gozen).Nanoseconds())/1e3, "µs")
	b.ReportMetric(float64(median(bare).Nanoseconds())/1e3, "bare-µs")
}
