package rt_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
)

const counters = `
	datasource db { provider = "sqlite" url = "file:x.db" }
	model Counter {
		id Int @id
		n Int @default(0)
	}`

// onCounters runs a test on every database, with counter 1 at 0.
func onCounters(t *testing.T, test func(t *testing.T, db *rt.DB)) {
	t.Helper()
	gozentest.Each(t, func(t *testing.T, url string) {
		db, err := openDB(context.Background(), t, counters, url)
		if err != nil {
			t.Fatal(err)
		}
		do(t, db, db.Unrestricted("test"), `counter.create {"data":{"id":1}}`)
		test(t, db)
	})
}

const increment = `counter.update {"where":{"id":1},"data":{"n":{"increment":1}}}`

func n(t *testing.T, db *rt.DB) string {
	t.Helper()
	return do(t, db, db.Unrestricted("test"), `counter.findFirst {"select":{"n":true}}`)
}

// failsWith fails unless err is an error of the engine with this code and words.
func failsWith(t *testing.T, err error, code, words string) {
	t.Helper()
	var q *query.Error
	if !errors.As(err, &q) || q.Code != code || !strings.Contains(q.Message, words) {
		t.Errorf("want %s %q, got %v", code, words, err)
	}
}

func TestWhatIsNotEndedIsRolledBack(t *testing.T) {
	t.Parallel()
	ways := map[string]func(context.Context, *rt.DB) (*rt.Tx, error){
		"its timeout has passed": func(ctx context.Context, db *rt.DB) (*rt.Tx, error) {
			return db.Unrestricted("test").Begin(ctx, rt.TxOptions{Timeout: 40 * time.Millisecond})
		},
		"who began it has gone": func(ctx context.Context, db *rt.DB) (*rt.Tx, error) {
			ctx, cancel := context.WithCancel(ctx)
			defer cancel()
			return db.Unrestricted("test").Begin(ctx, rt.TxOptions{Timeout: time.Hour})
		},
	}
	onCounters(t, func(t *testing.T, db *rt.DB) {
		ctx := t.Context()
		for why, begin := range ways {
			tx, err := begin(ctx, db)
			if err != nil {
				t.Fatal(err)
			}
			op := opOf(t, db, increment)
			for err == nil {
				_, err = tx.Client().JSON(ctx, op)
			}
			failsWith(t, err, "P2028", why)
			failsWith(t, tx.Commit(ctx), "P2028", why)
			failsWith(t, tx.Rollback(), "P2028", why)
			if n := n(t, db); n != `{"n":0}` {
				t.Errorf("%s, and there is %s", why, n)
			}
		}
		// Nothing is held by then.
		do(t, db, db.Unrestricted("test"), increment)
	})
}

func TestARequestBrokenOffDoesNotHalfHappen(t *testing.T) {
	t.Parallel()
	onCounters(t, func(t *testing.T, db *rt.DB) {
		tx, err := db.Unrestricted("test").Begin(t.Context(), rt.TxOptions{Timeout: time.Hour})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := tx.Client().JSON(ctx, opOf(t, db, increment)); err == nil {
			t.Error("a request ran although its context had ended")
		}
		_, _ = tx.Client().JSON(t.Context(), opOf(t, db, increment)) // the database may have ended the transaction
		err = tx.Commit(t.Context())
		if n := n(t, db); err == nil && n != `{"n":1}` || err != nil && n != `{"n":0}` {
			t.Errorf("the commit said %v, and there is %s", err, n)
		}
	})
}

func TestInTransactionEndsWhatItBegins(t *testing.T) {
	t.Parallel()
	stop := errors.New("stop")
	onCounters(t, func(t *testing.T, db *rt.DB) {
		ctx, root := t.Context(), db.Unrestricted("test")
		within := func(f func(*rt.Client) error) error { return root.InTransaction(ctx, rt.TxOptions{}, f) }
		if err := within(func(c *rt.Client) error { do(t, db, c, increment); return stop }); !errors.Is(err, stop) {
			t.Errorf("got %v", err)
		}
		func() {
			defer func() { _ = recover() }()
			_ = within(func(c *rt.Client) error { do(t, db, c, increment); panic("stop") })
		}()
		if n := n(t, db); n != `{"n":0}` {
			t.Errorf("after an error and a panic there is %s", n)
		}
		err := within(func(c *rt.Client) error {
			do(t, db, c, increment)
			if _, err := c.Begin(ctx, rt.TxOptions{}); err == nil {
				t.Error("a transaction was begun inside of one")
			}
			inner := c.InTransaction(ctx, rt.TxOptions{}, func(c *rt.Client) error { do(t, db, c, increment); return stop })
			if !errors.Is(inner, stop) {
				t.Errorf("got %v", inner)
			}
			_, err := c.Transaction(ctx, []*query.Op{opOf(t, db, increment), opOf(t, db, `counter.create {"data":{"id":1}}`)}, query.DefaultIsolation)
			failsWith(t, err, "P2002", "")
			_, err = c.Transaction(ctx, []*query.Op{opOf(t, db, increment), opOf(t, db, increment)}, query.DefaultIsolation)
			return err
		})
		if n := n(t, db); err != nil || n != `{"n":4}` {
			t.Errorf("got %v, and there is %s", err, n)
		}
	})
}

func TestRequestsOfOneTransactionAtTheSameTimeWaitForEachOther(t *testing.T) {
	t.Parallel()
	onCounters(t, func(t *testing.T, db *rt.DB) {
		err := db.Unrestricted("test").InTransaction(t.Context(), rt.TxOptions{Timeout: time.Minute}, func(c *rt.Client) error {
			errs := make([]error, 20)
			var wg sync.WaitGroup
			for i := range errs {
				op := opOf(t, db, increment)
				wg.Go(func() { _, errs[i] = c.JSON(t.Context(), op) })
			}
			wg.Wait()
			return errors.Join(errs...)
		})
		if n := n(t, db); err != nil || n != `{"n":20}` {
			t.Errorf("got %v, and there is %s", err, n)
		}
	})
}

func TestTransactionsAtTheSameTimeTakeTurns(t *testing.T) {
	t.Parallel()
	onCounters(t, func(t *testing.T, db *rt.DB) {
		o := rt.TxOptions{MaxWait: time.Minute, Timeout: time.Minute}
		errs := make([]error, 10)
		var wg sync.WaitGroup
		for i := range errs {
			add, log := opOf(t, db, increment), opOf(t, db, fmt.Sprintf(`counter.create {"data":{"id":%d}}`, i+2))
			wg.Go(func() {
				errs[i] = db.Unrestricted("test").InTransaction(t.Context(), o, func(c *rt.Client) error {
					_, first := c.JSON(t.Context(), add)
					_, second := c.JSON(t.Context(), log)
					return errors.Join(first, second)
				})
			})
		}
		wg.Wait()
		if err := errors.Join(errs...); err != nil {
			t.Error(err)
		}
		if n := do(t, db, db.Unrestricted("test"), `counter.aggregate {"_sum":{"n":true},"_count":true}`); n != `{"_sum":{"n":10},"_count":11}` && n != `{"_count":11,"_sum":{"n":10}}` {
			t.Errorf("there is %s", n)
		}
	})
}

// SQLite has one writer. A transaction that is held open must keep neither
// readers waiting nor other writers in the dark.
func TestOnSQLiteOthersReadAndAreToldThatTheyCannotWrite(t *testing.T) {
	t.Parallel()
	db, err := openDB(t.Context(), t, counters, gozentest.SQLite(t))
	if err != nil {
		t.Fatal(err)
	}
	ctx, root := t.Context(), db.Unrestricted("test")
	do(t, db, root, `counter.create {"data":{"id":1}}`)
	tx, err := root.Begin(ctx, rt.TxOptions{Timeout: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	do(t, db, tx.Client(), increment)
	if n := n(t, db); n != `{"n":0}` {
		t.Errorf("others see %s", n)
	}
	short := 20 * time.Millisecond
	_, err = root.Begin(ctx, rt.TxOptions{MaxWait: short})
	failsWith(t, err, "P2028", "Unable to start a transaction in the given time")
	brief, cancel := context.WithTimeout(ctx, short)
	defer cancel()
	_, err = root.JSON(brief, opOf(t, db, increment))
	failsWith(t, err, "P2024", "")
	waiting := make(chan error)
	go func() {
		_, err := root.JSON(ctx, opOf(t, db, increment))
		waiting <- err
	}()
	if err := tx.Commit(ctx); err != nil {
		t.Error(err)
	}
	if err := <-waiting; err != nil {
		t.Error(err)
	}
	if n := n(t, db); n != `{"n":2}` {
		t.Errorf("in the end there is %s", n)
	}
}

// The whole of a sequential transaction is undone by a result that may not be
// read back, and a transaction whose owner goes on keeps it: reference
// policy.md, assertion 65.
func TestAResultThatMayNotBeReadUndoesASequence(t *testing.T) {
	t.Parallel()
	gozentest.Each(t, func(t *testing.T, url string) {
		ctx := t.Context()
		db, err := openDB(ctx, t, `
			datasource db { provider = "sqlite" url = "file:x.db" }
			model A {
				id Int @id
				v Int
				@@allow('create,update,delete', true)
				@@allow('read', v > 0)
			}`, url)
		if err != nil {
			t.Fatal(err)
		}
		root := db.Unrestricted("test")
		seen, unseen := `a.create {"data":{"id":1,"v":1}}`, `a.create {"data":{"id":2,"v":0}}`
		_, err = db.As(nil).Transaction(ctx, []*query.Op{opOf(t, db, seen), opOf(t, db, unseen)}, query.DefaultIsolation)
		var q *query.Error
		if !errors.As(err, &q) || q.Policy != query.CannotReadBack {
			t.Errorf("want cannot-read-back, got %v", err)
		}
		if got := do(t, db, root, `a.count`); got != "0" {
			t.Errorf("want no rows of the sequence, got %s", got)
		}
		err = db.As(nil).InTransaction(ctx, rt.TxOptions{}, func(c *rt.Client) error {
			if _, err := c.JSON(ctx, opOf(t, db, unseen)); err == nil {
				t.Error("the result was read")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := do(t, db, root, `a.count`); got != "1" {
			t.Errorf("want the row of the transaction that was committed, got %s", got)
		}
	})
}

func TestWhatRunsWhenTimeIsOverIsBrokenOff(t *testing.T) {
	t.Parallel()
	gozentest.Each(t, func(t *testing.T, url string) {
		db, err := openDB(context.Background(), t, counters, url)
		if err != nil {
			t.Fatal(err)
		}
		forever := `WITH RECURSIVE f(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM f) SELECT COUNT(*) FROM f`
		if strings.HasPrefix(url, "postgres") {
			forever = `SELECT 'x' FROM pg_sleep(1000)`
		}
		ctx, root := t.Context(), db.Unrestricted("test")
		endless := func(ctx context.Context, c *rt.Client) error {
			do(t, db, c, `counter.create {"data":{"id":1}}`)
			_, err := c.QueryRaw(ctx, rt.RawSQL{Parts: []string{forever}})
			return err
		}
		err = root.InTransaction(ctx, rt.TxOptions{Timeout: 200 * time.Millisecond}, func(c *rt.Client) error {
			err := endless(ctx, c)
			failsWith(t, err, "P2028", "its timeout has passed")
			return nil // who overlooks the error must not commit
		})
		failsWith(t, err, "P2028", "its timeout has passed")
		err = root.InTransaction(ctx, rt.TxOptions{Timeout: time.Hour}, func(c *rt.Client) error {
			brief, cancel := context.WithTimeout(ctx, 200*time.Millisecond)
			defer cancel()
			return endless(brief, c)
		})
		failsWith(t, err, "P2024", "")
		if got := do(t, db, root, `counter.count`); got != "0" {
			t.Errorf("there are %s", got)
		}
		do(t, db, root, `counter.create {"data":{"id":1}}`)
	})
}

func TestSequentialTransactionsHaveLevelsOfIsolation(t *testing.T) {
	t.Parallel()
	gozentest.Each(t, func(t *testing.T, url string) {
		db, err := openDB(context.Background(), t, counters, url)
		if err != nil {
			t.Fatal(err)
		}
		ops := []*query.Op{opOf(t, db, `counter.create {"data":{"id":1}}`), opOf(t, db, `counter.count`), opOf(t, db, `counter.deleteMany`)}
		for level := query.DefaultIsolation; level <= query.Serializable; level++ {
			doc, err := db.Unrestricted("test").Transaction(t.Context(), ops, level)
			if !strings.HasPrefix(url, "postgres") && level != query.DefaultIsolation && level != query.Serializable {
				var q *query.Error
				if !errors.As(err, &q) || q.Reason != query.NotSupported {
					t.Errorf("%s: got %v", level, err)
				}
				continue
			}
			if want := `[{"id":1,"n":0},1,{"count":1}]`; err != nil || string(doc.Data) != want {
				t.Errorf("%s: got %s, %v", level, doc.Data, err)
			}
		}
	})
}
