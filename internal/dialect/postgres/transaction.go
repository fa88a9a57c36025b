package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/query"
)

// endTimeout bounds a commit or rollback, which the request's own end does not
// stop: to leave it half asked would leave its outcome unknown.
const endTimeout = 10 * time.Second

var errAborted = errors.New("postgres: the transaction had failed before its commit")

// transaction is a [dialect.Tx]. It begins with the round trip of its first run.
type transaction struct {
	*conn
	lent *pgxpool.Conn
	// saved says that the transaction has a savepoint, which the next group replaces.
	saved bool
	// parts are those that are open, the innermost last.
	parts []part
}

// part is where a part of a transaction began.
type part struct {
	before int  // how much was to be sent before
	saved  bool // of what is around it
}

var _ dialect.Tx = (*transaction)(nil)

// Begin lends a connection to a transaction. The server is asked for nothing yet.
func (db *DB) Begin(ctx context.Context, level query.Isolation) (dialect.Tx, error) {
	lent, err := db.pool.Acquire(ctx)
	if err != nil {
		return nil, classify(ctx, err)
	}
	pg := lent.Conn().PgConn()
	c := &conn{pg: pg, dialect: db.dialect, session: sessionOf(pg)}
	c.before = append(c.before, beginSQL(level))
	return &transaction{conn: c, lent: lent}, nil
}

// beginSQL names the level, whatever the server's default is.
func beginSQL(level query.Isolation) string {
	switch level {
	case query.RepeatableRead:
		return "BEGIN ISOLATION LEVEL REPEATABLE READ"
	case query.Serializable:
		return "BEGIN ISOLATION LEVEL SERIALIZABLE"
	default:
		return "BEGIN ISOLATION LEVEL READ COMMITTED"
	}
}

const (
	save    = "SAVEPOINT gozen"
	release = "RELEASE SAVEPOINT gozen"
	undo    = "ROLLBACK TO SAVEPOINT gozen"
)

// Group sets a savepoint in the round trip of its first run, since PostgreSQL
// goes on after an error only from there. The savepoint stays until the next
// group, so that a group that succeeds asks for nothing more.
func (t *transaction) Group(ctx context.Context, f func() error) error {
	start := len(t.before)
	if t.saved {
		t.before = append(t.before, release)
	}
	t.before = append(t.before, save)
	done := false
	defer func() {
		if len(t.before) > 0 { // nothing was run
			t.before = t.before[:start]
			return
		}
		t.saved = true
		if !done && !t.Lost() {
			t.back(ctx, undo)
		}
	}()
	if err := f(); err != nil {
		return err
	}
	done = true
	return nil
}

const (
	savePart    = "SAVEPOINT gozen_part"
	releasePart = "RELEASE SAVEPOINT gozen_part"
	undoPart    = "ROLLBACK TO SAVEPOINT gozen_part; RELEASE SAVEPOINT gozen_part"
)

// Save sets a savepoint in the round trip of the part's first run. One name does
// for all parts: the innermost is meant.
func (t *transaction) Save(context.Context) error {
	t.parts = append(t.parts, part{len(t.before), t.saved})
	t.before = append(t.before, savePart)
	t.saved = false
	return nil
}

// leave ends the innermost part, and reports whether the server knows of it.
func (t *transaction) leave() bool {
	p := t.parts[len(t.parts)-1]
	t.parts = t.parts[:len(t.parts)-1]
	t.saved = p.saved
	if len(t.before) > 0 { // nothing was run
		t.before = t.before[:p.before]
		return false
	}
	return true
}

// Release keeps what the part did.
func (t *transaction) Release(ctx context.Context) error {
	if !t.leave() {
		return nil
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTimeout)
	defer cancel()
	_, err := t.pg.Exec(end, releasePart).ReadAll()
	return classify(end, err)
}

// Undo undoes what the part did.
func (t *transaction) Undo(ctx context.Context) {
	if t.leave() && !t.Lost() {
		t.back(ctx, undoPart)
	}
}

// back goes back to a savepoint.
func (t *transaction) back(ctx context.Context, to string) {
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTimeout)
	defer cancel()
	if _, err := t.pg.Exec(end, to).ReadAll(); err != nil {
		// What cannot be undone must not be committed.
		_ = t.pg.Close(end)
	}
}

// begun reports whether the server knows of the transaction.
func (t *transaction) begun() bool { return len(t.before) == 0 }

// Lost reports whether the connection is gone, or the transaction by another way.
func (t *transaction) Lost() bool {
	return t.begun() && (t.pg.IsClosed() || t.pg.TxStatus() == idle)
}

// script runs statements without parameters.
func (t *transaction) script(ctx context.Context, statements []string) error {
	if err := t.flush(ctx); err != nil {
		return classify(ctx, err)
	}
	for _, s := range statements {
		if _, err := t.pg.Exec(ctx, s).ReadAll(); err != nil {
			return classify(ctx, err)
		}
	}
	return nil
}

// Commit commits what has begun.
func (t *transaction) Commit(ctx context.Context) error {
	defer t.Rollback()
	if ctx.Err() != nil {
		return ended(ctx)
	}
	if !t.begun() {
		return nil
	}
	if t.Lost() {
		return &dialect.Error{Code: "25P02", Err: errAborted}
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTimeout)
	defer cancel()
	results, err := t.pg.Exec(end, "COMMIT").ReadAll()
	return committed(ctx, results, err)
}

// committed tells a commit from the rollback that a failed transaction's COMMIT is.
func committed(ctx context.Context, results []*pgconn.Result, err error) error {
	if err != nil {
		return classify(ctx, err)
	}
	if len(results) != 1 || results[0].CommandTag.String() != "COMMIT" {
		return &dialect.Error{Code: "25P02", Err: errAborted}
	}
	return nil
}

// Rollback undoes what is not committed and gives the connection back.
func (t *transaction) Rollback() {
	if t.lent == nil {
		return
	}
	defer func() {
		t.lent.Release()
		t.lent = nil
	}()
	if t.pg.IsClosed() || t.pg.TxStatus() == idle {
		return
	}
	end, cancel := context.WithTimeout(context.Background(), endTimeout)
	defer cancel()
	if _, err := t.pg.Exec(end, "ROLLBACK").ReadAll(); err != nil {
		// A connection that cannot even do that is not to be lent again.
		_ = t.pg.Close(end)
	}
}
