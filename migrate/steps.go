package migrate

import (
	"fmt"
	"slices"

	"github.com/gozen-dev/gozen/internal/ddl"
)

// step is a part of a migration that happens wholly or not at all, and is
// remembered together with what it did.
type step struct {
	statements []statement
	// bare says that its only statement cannot stand in a transaction.
	bare bool
}

// steps divides a migration: into one step where that is possible, so that a
// migration that fails has done nothing. PostgreSQL takes a new value of an
// enum for granted only after the transaction that made it, a few statements
// stand in no transaction, and a file may set the borders by BEGIN and COMMIT.
func steps(script string, d ddl.Dialect) ([]step, error) {
	var out []step
	var open step
	flush := func() {
		if len(open.statements) > 0 {
			out = append(out, open)
		}
		open = step{}
	}
	for _, s := range split(script, d) {
		switch {
		case s.starts("ROLLBACK") && !s.has("TO"), s.starts("ABORT"), s.starts("PREPARE", "TRANSACTION"):
			return nil, fmt.Errorf("line %d: a migration cannot take itself back with %s", s.line, s.words[0])
		case border(&s):
			flush()
		case alone(&s, d):
			flush()
			out = append(out, step{statements: []statement{s}, bare: bare(&s, d)})
		default:
			open.statements = append(open.statements, s)
		}
	}
	flush()
	return out, nil
}

// border reports whether the statement begins or ends a transaction.
func border(s *statement) bool {
	return s.starts("BEGIN") || s.starts("START", "TRANSACTION") || s.starts("COMMIT") || s.starts("END")
}

// alone reports whether the statement is a step by itself.
func alone(s *statement, d ddl.Dialect) bool {
	if d == ddl.PostgreSQL && s.starts("ALTER", "TYPE") && s.has("ADD") && s.has("VALUE") {
		return true
	}
	return bare(s, d)
}

// bare reports whether the statement can stand in no transaction.
func bare(s *statement, d ddl.Dialect) bool {
	if d == ddl.SQLite {
		return s.starts("VACUUM") || s.starts("DETACH") || s.starts("ATTACH") || s.starts("PRAGMA", "JOURNAL_MODE")
	}
	return s.starts("VACUUM") || s.has("CONCURRENTLY") && (s.has("INDEX") || s.starts("REINDEX")) ||
		s.starts("ALTER", "SYSTEM") || s.starts("CREATE", "DATABASE") || s.starts("DROP", "DATABASE")
}

// count returns the number of statements in steps.
func count(all []step) int {
	n := 0
	for _, s := range all {
		n += len(s.statements)
	}
	return n
}

// oneTransaction reports whether the steps are done or not done together.
func oneTransaction(all []step) bool {
	return len(all) <= 1 && !slices.ContainsFunc(all, func(s step) bool { return s.bare })
}
