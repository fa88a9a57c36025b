package exec_test

import (
	"errors"
	"log/slog"
	"testing"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/internal/dialect/sqlite"
	"github.com/gozen-dev/gozen/internal/exec"
	"github.com/gozen-dev/gozen/query"
)

// A caller whose row nobody has looked for is neither that user nor nobody.
func TestNothingRunsForACallerWhoIsOnlyClaimed(t *testing.T) {
	t.Parallel()
	s, diags := check.Source("schema.zmodel", []byte(`
		datasource db { provider = "sqlite" url = "file:x.db" }
		model Doc { id Int @id  @@allow('all', auth() == null) }
		model User { id Int @id  @@allow('all', true) }`))
	if s == nil {
		t.Fatal(diags)
	}
	db, err := sqlite.Open(t.Context(), ":memory:", s)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	e, err := exec.New(s, db, exec.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	tx, err := e.Begin(t.Context(), exec.TxOptions{MaxWait: 1e9, Timeout: 1e9})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	who, read := exec.Who{Claimed: true}, decode(t, s, `doc.findMany {}`)
	var sink exec.JSON
	for way, err := range map[string]error{
		"alone":            e.Run(t.Context(), read, who, &sink),
		"a write":          e.Run(t.Context(), decode(t, s, `doc.create {"data":{"id":1}}`), who, &sink),
		"with others":      e.Transaction(t.Context(), []*query.Op{read}, query.DefaultIsolation, who, []exec.Sink{&sink}),
		"in a transaction": tx.Run(t.Context(), read, who, &sink),
	} {
		if q, ok := errors.AsType[*query.Error](err); !ok || q.Reason != query.InternalError {
			t.Errorf("%s: want a refusal, got %v", way, err)
		}
	}
	nobody, err := e.Supposing(decode(t, s, `user.findUnique {"where":{"id":1}}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	held, err := e.Suppose(t.Context(), nobody, read, who, &sink)
	if held || err != nil {
		t.Errorf("it ran as supposed: %v, %v", held, err)
	}
}
