package gozen_test

import (
	"errors"
	"log/slog"
	"testing"

	"github.com/gozen-dev/gozen"
	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/migrate"
	"github.com/gozen-dev/gozen/sqlite"
)

// TestOnlyAModelCanBeSignedIn has auth() from a type: an id names no row then.
func TestOnlyAModelCanBeSignedIn(t *testing.T) {
	t.Parallel()
	s, found := check.Source("x.zmodel", []byte(`datasource db {
    provider = "sqlite"
    url      = "file:x.db"
}
type Auth {
    id String
    @@auth
}
model Note {
    id String @id
    @@allow('all', auth() != null)
}
`))
	if s == nil {
		t.Fatal(found)
	}
	url := gozentest.SQLite(t)
	if _, err := migrate.Push(t.Context(), url, s, migrate.Options{}); err != nil {
		t.Fatal(err)
	}
	db, err := gozen.Open(t.Context(), s, gozen.Config{Driver: sqlite.New(url), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if _, err := db.SignedIn(t.Context(), "ann"); !errors.Is(err, gozen.ErrUsage) {
		t.Error(err)
	}
	if db.Runtime().Schema() != s {
		t.Error("another schema")
	}
}
