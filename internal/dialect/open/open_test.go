package open_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/dialect/open"
)

func TestURLsThatNameSQLite(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, url := range map[string]string{
		"a file URL": "file:" + filepath.Join(dir, "a.db"), "a file URL with slashes": "file://" + filepath.Join(dir, "b.db"),
		"a file URL with parameters": "file:" + filepath.Join(dir, "c.db") + "?connection_limit=1", "a plain path": filepath.Join(dir, "d.db"),
		"memory": ":memory:", "memory as a URL": "file::memory:?cache=shared", "named memory": "file:name?mode=memory",
	} {
		db, err := open.Open(t.Context(), url, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err := db.Exec(t.Context(), []string{"CREATE TABLE a (b INTEGER)"}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := db.Read(t.Context(), func(dialect.Conn) error { return nil }); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := db.Close(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, made := range []string{"a.db", "b.db", "c.db", "d.db"} {
		if files, _ := filepath.Glob(filepath.Join(dir, made)); len(files) != 1 {
			t.Errorf("%s was not made", made)
		}
	}
}

func TestURLsThatNameNothing(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"", "file:", "mysql://root:hunter2@localhost/x", "sqlserver://sa:hunter2@localhost", "http://hunter2",
		"file:/no/such/directory/hunter.db",
		"postgres://u:hunter2@[::1/x", "postgres://u:hunter2@127.0.0.1:1/x", "postgresql://u:hunter2@127.0.0.1:port/x",
		"postgres://u:hunter2@127.0.0.1:1/x?sslmode=nonsense", "postgres://u:hunter2%zz@127.0.0.1/x",
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		db, err := open.Open(ctx, url, nil)
		cancel()
		if err == nil || db != nil {
			t.Errorf("%q was opened", url)
			continue
		}
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the error tells the password: %v", err)
		}
	}
}
