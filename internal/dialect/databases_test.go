package dialect_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/dialect/open"
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// database is one of those that every test runs on.
type database struct {
	dialect.DB
	name string
}

// each runs a test on every database, with the tables of the test's schema.
func each(t *testing.T, s *schema.Schema, ddl func(db string) []string, test func(t *testing.T, db database)) {
	t.Helper()
	for name, at := range map[string]func(t testing.TB) string{"sqlite": sqliteURL, "postgres": postgresURL} {
		t.Run(name, func(t *testing.T) {
			db := opened(t, at(t), s)
			if err := db.Exec(t.Context(), ddl(name)); err != nil {
				t.Fatal(err)
			}
			test(t, database{db, name})
		})
	}
}

func opened(t testing.TB, at string, s *schema.Schema) dialect.DB {
	t.Helper()
	db, err := open.Open(context.Background(), at, s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func sqliteURL(t testing.TB) string { return "file:" + filepath.Join(t.TempDir(), "test.db") }

// postgresURL makes a database on the server of GOZEN_TEST_POSTGRES and drops
// it after the test.
func postgresURL(t testing.TB) string {
	t.Helper()
	server := os.Getenv("GOZEN_TEST_POSTGRES")
	if server == "" {
		t.Skip("NOT RUN ON POSTGRESQL: GOZEN_TEST_POSTGRES names no server")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	admin, err := pgx.Connect(ctx, server)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("gozen_dialect_%d_%d", os.Getpid(), time.Now().UnixNano())
	if _, err := admin.Exec(ctx, "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
		_ = admin.Close(context.Background())
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal("GOZEN_TEST_POSTGRES is not a URL")
	}
	u.Path = "/" + name
	return u.String()
}

// run runs one statement in a transaction and returns its rows as values.
func run(t testing.TB, db dialect.DB, s *sqlgen.Statement, args ...any) [][]any {
	t.Helper()
	rows, err := try(db, s, args...)
	if err != nil {
		t.Fatalf("%s: %v", s.SQL, err)
	}
	return rows
}

func try(db dialect.DB, s *sqlgen.Statement, args ...any) (rows [][]any, err error) {
	ctx := context.Background()
	lend := func(ctx context.Context, f func(dialect.Conn) error) error { return write(ctx, db, f) }
	if strings.HasPrefix(s.SQL, "SELECT") {
		lend = db.Read
	}
	err = lend(ctx, func(c dialect.Conn) error {
		_, err := c.Run(ctx, []dialect.Call{{Statement: s, Args: args}}, func(_ int, r dialect.Row) error {
			values, err := rowValues(s, r)
			rows = append(rows, values)
			return err
		})
		return err
	})
	return rows, err
}

// write runs f in a transaction.
func write(ctx context.Context, db dialect.DB, f func(dialect.Conn) error) error {
	return dialect.Write(ctx, db, query.DefaultIsolation, f)
}

func rowValues(s *sqlgen.Statement, r dialect.Row) ([]any, error) {
	values := make([]any, len(s.Columns))
	for i, t := range s.Columns {
		v, err := r.Value(i, t)
		if err != nil {
			return nil, err
		}
		values[i] = v
	}
	return values, nil
}

// table is a model of the tests with statements on it.
type table struct {
	model *schema.Model
	d     sqlgen.Dialect
}

func (x table) source() *plan.Source { return &plan.Source{Model: x.model} }

func (x table) frame(fields ...string) *plan.Frame {
	f := &plan.Frame{ID: 1, Model: x.model}
	for _, n := range fields {
		f.Fields = append(f.Fields, x.model.Field(n))
	}
	return f
}

// insert inserts the named fields from slots 0, 1, … and returns them.
func (x table) insert(fields ...string) *sqlgen.Statement {
	s := &plan.Insert{Out: x.frame(fields...), Model: x.model, Group: -1}
	for i, n := range fields {
		f := x.model.Field(n)
		s.Columns = append(s.Columns, plan.Assign{Field: f, X: &plan.Param{From: plan.Slot(i), Type: f.Type}})
	}
	return sqlgen.Insert(x.d, s)
}

// find selects fields of the rows that a condition finds, in order of the id.
func (x table) find(where func(col func(string) plan.Expr) plan.Expr, fields ...string) *sqlgen.Statement {
	src := x.source()
	col := func(n string) plan.Expr { return &plan.Column{Source: src, Field: x.model.Field(n)} }
	s := &plan.Select{From: src, Order: []plan.Order{{X: col("id"), Type: x.model.Field("id").Type}}}
	for _, n := range fields {
		s.Columns = append(s.Columns, col(n))
	}
	if where != nil {
		s.Where = where(col)
	}
	return sqlgen.Select(x.d, s)
}

func param(n int, k schema.Kind) *plan.Param {
	return &plan.Param{From: plan.Slot(n), Type: schema.ValueType{Kind: k}}
}

func params(n int, k schema.Kind) *plan.Param {
	p := param(n, k)
	p.Type.List = true
	return p
}

func field(name string, t schema.ValueType) *schema.Field {
	return &schema.Field{Name: name, Column: name, Type: t}
}
