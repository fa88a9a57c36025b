package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/schema"
)

// busyTimeout is how long to wait for another process that holds a lock.
const busyTimeout = 5 * time.Second

// busyStep is how long the driver itself waits, which no context can end.
const busyStep = 50 * time.Millisecond

// DB is an open SQLite database in WAL mode: one connection that writes, and
// some that read beside it.
type DB struct {
	dialect Dialect
	path    string
	scratch string // the directory of a database that is gone when closed

	writer, readers *pool
	closing         sync.Once
	closed          error
}

var _ dialect.DB = (*DB)(nil)

// Open opens the database in a file, made if it does not exist. The path is a
// plain one, or file:PATH; ":memory:" and URLs with it or mode=memory give a
// database of its own that is gone when closed. The schema may be nil.
func Open(ctx context.Context, path string, s *schema.Schema) (*DB, error) {
	file, memory, err := parsePath(path)
	if err != nil {
		return nil, err
	}
	db := &DB{dialect: NewDialect(s), path: file}
	if memory {
		// SQLite's own memory databases let no connection read while another
		// writes, so that tests would see what never happens to a file.
		if db.scratch, err = os.MkdirTemp("", "gozen-sqlite-"); err != nil {
			return nil, fmt.Errorf("open a database in memory: %w", err)
		}
		db.path = filepath.Join(db.scratch, "memory.db")
	}
	db.writer = newPool(1, func() (*conn, error) { return db.connect(true) })
	db.readers = newPool(max(4, 2*runtime.GOMAXPROCS(0)), func() (*conn, error) { return db.connect(false) })
	w, err := db.writer.take(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", db.path, err), db.removeScratch())
	}
	err = w.foreignDates(ctx, s)
	db.writer.give(w)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", db.path, err), db.Close())
	}
	return db, nil
}

// connect opens one connection. Those that read refuse to write.
func (db *DB) connect(writes bool) (*conn, error) {
	driver, err := sqlite.OpenConn(db.path, sqlite.OpenReadWrite|sqlite.OpenCreate)
	if err != nil {
		return nil, err
	}
	begin := "BEGIN"
	if writes {
		// At once, since a read transaction that turns to write may be refused.
		begin = "BEGIN IMMEDIATE"
	}
	c, err := prepareConn(driver, db.dialect, begin)
	if err == nil {
		err = c.script(db.pragmas(writes)...)
	}
	if err != nil {
		_ = driver.Close()
		return nil, err
	}
	driver.SetBusyTimeout(busyTimeout)
	if writes {
		driver.SetBusyTimeout(busyStep)
	}
	c.snapshot = !writes
	return c, nil
}

// pragmas are a connection's settings. With WAL, NORMAL loses no commit when
// the process dies.
func (db *DB) pragmas(writes bool) []string {
	p := []string{"PRAGMA foreign_keys = ON", "PRAGMA trusted_schema = OFF", "PRAGMA temp_store = MEMORY"}
	if !writes {
		return append(p, "PRAGMA query_only = ON")
	}
	p = append(p, "PRAGMA journal_mode = WAL")
	if db.scratch != "" {
		return append(p, "PRAGMA synchronous = OFF")
	}
	return append(p, "PRAGMA synchronous = NORMAL")
}

// Dialect writes SQLite's SQL for the schema that the database was opened with.
func (db *DB) Dialect() sqlgen.Dialect { return db.dialect }

// Read lends a connection that only reads. The calls of one Run see one state
// of the database.
func (db *DB) Read(ctx context.Context, f func(dialect.Conn) error) error {
	c, err := db.readers.take(ctx)
	if err != nil {
		return err
	}
	defer db.readers.give(c)
	return f(c)
}

// Exec runs schema statements in one transaction. References are not enforced
// meanwhile, since a table is changed by making it anew, and are checked before
// the commit.
func (db *DB) Exec(ctx context.Context, statements []string) error {
	c, err := db.lendWriter(ctx)
	if err != nil {
		return err
	}
	defer db.writer.give(c)
	if err := c.script("PRAGMA foreign_keys = OFF"); err != nil {
		return classify(ctx, err)
	}
	defer func() { _ = c.script("PRAGMA foreign_keys = ON") }()
	if err := c.lock(ctx); err != nil {
		return err
	}
	if err := c.define(ctx, statements); err != nil {
		c.abort()
		return err
	}
	return c.commit(ctx)
}

// Close waits for what is running and closes every connection.
func (db *DB) Close() error {
	db.closing.Do(func() {
		// The writer last: what closes last tidies up the write-ahead log.
		db.closed = errors.Join(db.readers.close(), db.writer.close(), db.removeScratch())
	})
	return db.closed
}

func (db *DB) removeScratch() error {
	if db.scratch == "" {
		return nil
	}
	return os.RemoveAll(db.scratch)
}
