package rt_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/dialect/open"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
)

// gate stops a transaction before one of its statements, or before its commit,
// until it is opened.
type gate struct {
	at      int // the statement to stop before, counted from 1
	n       int
	reached chan struct{} // closed when it has stopped
	open    chan struct{} // closed to let it go on
}

func newGate(at int) *gate {
	return &gate{at: at, reached: make(chan struct{}), open: make(chan struct{})}
}

func (g *gate) step() {
	if g.n++; g.n == g.at {
		close(g.reached)
		<-g.open
	}
}

type gateKey struct{}

// gated is a database whose transactions stop at the gates in their contexts.
type gated struct{ dialect.DB }

func (db gated) Begin(ctx context.Context, level query.Isolation) (dialect.Tx, error) {
	tx, err := db.DB.Begin(ctx, level)
	if g, ok := ctx.Value(gateKey{}).(*gate); ok && err == nil {
		return &gatedTx{Tx: tx, gate: g}, nil
	}
	return tx, err
}

type gatedTx struct {
	dialect.Tx
	gate *gate
}

func (t *gatedTx) Run(ctx context.Context, calls []dialect.Call, row func(int, dialect.Row) error) ([]int64, error) {
	t.gate.step()
	return t.Tx.Run(ctx, calls, row)
}

func (t *gatedTx) Commit(ctx context.Context) error {
	t.gate.step()
	return t.Tx.Commit(ctx)
}

// stage is a database on which two callers are made to meet.
type stage struct {
	db     *rt.DB
	watch  *pgx.Conn // sees who waits
	seed   []string  // requests that make its rows, after all are gone
	models []string  // that have rows, in the order in which these can go
}

func newStage(t *testing.T, source string, models, seed []string) *stage {
	t.Helper()
	ctx := context.Background()
	url := gozentest.Postgres(t)
	watch, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = watch.Close(ctx) })
	// Two that wait for each other are found out soon.
	if _, err := watch.Exec(ctx, `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET deadlock_timeout = ''20ms''', current_database()); END $$`); err != nil {
		t.Fatal(err)
	}
	s := gozentest.Schema(t, source)
	gozentest.Push(t, url, s)
	conn, err := open.Open(ctx, url, s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	db, err := rt.Open(s, gated{conn}, rt.Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return &stage{db: db, watch: watch, models: models, seed: seed}
}

// caller is somebody with a request.
type caller struct {
	user    map[string]any // nil is who has no rules
	request string
}

// client is the caller's.
func (s *stage) client(c caller) *rt.Client {
	if c.user == nil {
		return s.db.Unrestricted("race")
	}
	return s.db.As(c.user)
}

// run makes the request as clients do.
func (s *stage) run(ctx context.Context, t *testing.T, c caller) string {
	_, err := s.client(c).JSON(ctx, opOf(t, s.db, c.request))
	return told(err)
}

// told is what a caller is told: done, or why not.
func told(err error) string {
	var q *query.Error
	switch {
	case err == nil:
		return "done"
	case errors.As(err, &q):
		return strings.TrimSpace(string(q.Reason) + " " + string(q.Policy) + " " + q.Code)
	default:
		return err.Error()
	}
}

// meet makes both requests at once: the first is in a transaction, of the
// caller's or of its own, that stops at a gate; there the second begins, and the
// first goes on when the second is done or waits for it. It is false when the
// first has no such place to stop at.
func (s *stage) meet(t *testing.T, first, second caller, own bool, at int) (a, b string, met bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	g := newGate(at)
	firstDone, secondDone := make(chan string, 1), make(chan string, 1)
	go func() {
		ctx := context.WithValue(ctx, gateKey{}, g)
		if own {
			firstDone <- s.run(ctx, t, first)
			return
		}
		err := s.client(first).InTransaction(ctx, rt.TxOptions{Timeout: time.Minute}, func(c *rt.Client) error {
			_, err := c.JSON(ctx, opOf(t, s.db, first.request))
			return err
		})
		firstDone <- told(err)
	}()
	select {
	case <-g.reached:
	case a = <-firstDone:
		return a, "", false
	}
	go func() { secondDone <- s.run(ctx, t, second) }()
	b = s.doneOrWaiting(ctx, t, secondDone)
	close(g.open)
	a = <-firstDone
	if b == "" {
		b = <-secondDone
	}
	return a, b, true
}

// doneOrWaiting returns when somebody is done, with what was told, or waits for a
// lock, with nothing.
func (s *stage) doneOrWaiting(ctx context.Context, t *testing.T, done <-chan string) string {
	t.Helper()
	for {
		select {
		case b := <-done:
			return b
		default:
		}
		waiting := 0
		err := s.watch.QueryRow(ctx,
			`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&waiting)
		if err != nil {
			t.Fatal(err)
		}
		if waiting > 0 {
			return ""
		}
	}
}

// ending is how a meeting ended: what each was told, and what there is then.
type ending struct{ a, b, rows string }

// meetings makes a and b meet in every order of their statements.
func (s *stage) meetings(t *testing.T, a, b caller) {
	t.Helper()
	allowed, again := s.serial(t, a, b)
	s.every(t, a, b, true, func(at int, x, y string) {
		s.judge(t, fmt.Sprintf("while the first waits before statement %d", at), allowed, ending{x, y, s.rows(t)})
	})
	s.every(t, b, a, true, func(at int, y, x string) {
		s.judge(t, fmt.Sprintf("while the second waits before statement %d", at), allowed, ending{x, y, s.rows(t)})
	})
	// Who has a transaction of the caller's may be told to try again.
	allowed = append(allowed, again...)
	s.every(t, a, b, false, func(at int, x, y string) {
		s.judge(t, fmt.Sprintf("while the first's transaction waits before statement %d", at), allowed, ending{x, y, s.rows(t)})
	})
	s.every(t, b, a, false, func(at int, y, x string) {
		s.judge(t, fmt.Sprintf("while the second's transaction waits before statement %d", at), allowed, ending{x, y, s.rows(t)})
	})
}

// every makes two meet at every place where the first can stop.
func (s *stage) every(t *testing.T, first, second caller, own bool, met func(at int, first, second string)) {
	t.Helper()
	for at := 1; ; at++ {
		s.reset(t)
		x, y, ok := s.meet(t, first, second, own, at)
		if !ok {
			return
		}
		met(at, x, y)
	}
}

func (s *stage) judge(t *testing.T, when string, allowed []ending, got ending) {
	t.Helper()
	if !slices.Contains(allowed, got) {
		t.Errorf("%s the end is none that could be:\n%+v\nwant one of\n%+v", when, got, allowed)
	}
}

// serial lists how it can end when one comes after the other; and when one of
// them is told to try again and does not.
func (s *stage) serial(t *testing.T, a, b caller) (serial, again []ending) {
	t.Helper()
	ctx := context.Background()
	const collided = "db-query-error  P2034"
	s.reset(t)
	x := s.run(ctx, t, a)
	again = append(again, ending{x, collided, s.rows(t)})
	y := s.run(ctx, t, b)
	serial = append(serial, ending{x, y, s.rows(t)})
	s.reset(t)
	y = s.run(ctx, t, b)
	again = append(again, ending{collided, y, s.rows(t)})
	x = s.run(ctx, t, a)
	return append(serial, ending{x, y, s.rows(t)}), again
}

func (s *stage) reset(t *testing.T) {
	t.Helper()
	var ops []*query.Op
	for _, m := range s.models {
		ops = append(ops, opOf(t, s.db, m+".deleteMany"))
	}
	for _, l := range s.seed {
		ops = append(ops, opOf(t, s.db, l))
	}
	if _, err := s.db.Unrestricted("test").Transaction(context.Background(), ops, query.DefaultIsolation); err != nil {
		t.Fatal(err)
	}
}

// rows is all that is stored.
func (s *stage) rows(t *testing.T) string {
	t.Helper()
	all := ""
	for _, m := range s.models {
		include := ""
		for _, f := range s.db.Schema().ModelByAccessor(m).Fields {
			if f.Relation != nil && f.Relation.Join != nil {
				include = `,"include":{"` + f.Name + `":{"orderBy":{"id":"asc"},"select":{"id":true}}}`
			}
		}
		all += do(t, s.db, s.db.Unrestricted("test"), m+`.findMany {"orderBy":{"id":"asc"}`+include+`}`) + "\n"
	}
	return all
}
