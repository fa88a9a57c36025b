// Package gozentest gives tests throw-away databases and schemas.
//
//	func TestTodo(t *testing.T) {
//		gozentest.Each(t, func(t *testing.T, url string) {
//			s := gozentest.Schema(t, `model Todo { id Int @id  title String }`)
//			gozentest.Push(t, url, s)
//			…
//		})
//	}
//
// A SQLite database is a new file. A PostgreSQL database is a new one on the
// server that GOZEN_TEST_POSTGRES names, dropped when the test ends. Where the
// variable is empty, such tests are skipped, and with CI set they fail: a
// database that nobody tested must not look tested. `make test` starts a
// server of its own.
package gozentest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// PostgresVariable is the environment variable that names the server.
const PostgresVariable = "GOZEN_TEST_POSTGRES"

// dropTimeout ends the clean-up after a test when the server hangs.
const dropTimeout = 30 * time.Second

// SQLite returns the url of a new SQLite database.
func SQLite(t testing.TB) string {
	t.Helper()
	return "file:" + filepath.ToSlash(filepath.Join(t.TempDir(), "test.db"))
}

// Postgres returns the url of a new, empty PostgreSQL database.
func Postgres(t testing.TB) string {
	t.Helper()
	server := os.Getenv(PostgresVariable)
	if server == "" {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is not set, and CI tests every database", PostgresVariable)
		}
		t.Skipf("NOT TESTED on PostgreSQL: %s is not set (make test sets it)", PostgresVariable)
	}
	u, err := url.Parse(server)
	if err != nil {
		t.Fatalf("%s is not a url", PostgresVariable)
	}
	name := "gozen_" + random(t)
	runOn(t, server, `CREATE DATABASE "`+name+`"`)
	t.Cleanup(func() {
		// Connections that a failed test has left open must not keep the database.
		runOn(t, server, `DROP DATABASE IF EXISTS "`+name+`" WITH (FORCE)`)
	})
	u.Path = "/" + name
	return u.String()
}

// Each runs f once for each kind of database, as a subtest with a new one.
func Each(t *testing.T, f func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { f(t, Postgres(t)) })
}

func random(t testing.TB) string {
	t.Helper()
	b := make([]byte, 8)
	if _, err := rand.Read(b); err != nil {
		t.Fatalf("name a database: %v", err)
	}
	return hex.EncodeToString(b)
}

// runOn runs one statement on the server. The test's own context may be over.
func runOn(t testing.TB, server, statement string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), dropTimeout)
	defer cancel()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		t.Errorf("connect to %s: %v", PostgresVariable, err)
		return
	}
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Errorf("%s: %v", statement, err)
	}
	if err := conn.Close(ctx); err != nil {
		t.Errorf("close the connection: %v", err)
	}
}
