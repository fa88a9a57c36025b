package dialect_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"zombiezen.com/go/sqlite"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/schema"
)

// The benchmarks measure what Run adds to the driver: a row by its key, and a
// hundred rows of four columns.

var benchTables = []string{
	`CREATE TABLE "item" ("id" TEXT PRIMARY KEY, "title" TEXT NOT NULL, "n" INTEGER NOT NULL, "done" BOOLEAN NOT NULL)`,
	`INSERT INTO "item" SELECT 'id' || x, 'the title of item number ' || x, x, FALSE FROM
		(WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 1000) SELECT x FROM c) AS r`,
}

func benchStatements(name string) (point, hundred *sqlgen.Statement) {
	columns := []schema.ValueType{text, text, integer, {Kind: schema.Boolean}}
	const all = `SELECT "id", "title", "n", "done" FROM "item" `
	p := map[string]string{"sqlite": `WHERE "id" = ?1`, "postgres": `WHERE "id" = $1::text`}[name]
	point = &sqlgen.Statement{SQL: all + p, Args: []sqlgen.Arg{{Type: text}}, Columns: columns}
	return point, &sqlgen.Statement{SQL: all + `WHERE "n" <= 100`, Columns: columns}
}

func benchURL(b *testing.B, name string) string {
	if name == "sqlite" {
		return sqliteURL(b)
	}
	return postgresURL(b)
}

func BenchmarkRun(b *testing.B) {
	for _, name := range []string{"sqlite", "postgres"} {
		b.Run(name, func(b *testing.B) {
			db := opened(b, benchURL(b, name), nil)
			if err := db.Exec(b.Context(), benchTables); err != nil {
				b.Fatal(err)
			}
			point, hundred := benchStatements(name)
			b.Run("point", func(b *testing.B) { benchRun(b, db, dialect.Call{Statement: point, Args: []any{"id500"}}, 1) })
			b.Run("hundred", func(b *testing.B) { benchRun(b, db, dialect.Call{Statement: hundred}, 100) })
		})
	}
}

func benchRun(b *testing.B, db dialect.DB, call dialect.Call, want int) {
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	calls := []dialect.Call{call}
	b.ReportAllocs()
	for b.Loop() {
		n, size := 0, 0
		err := db.Read(ctx, func(c dialect.Conn) error {
			_, err := c.Run(ctx, calls, func(_ int, r dialect.Row) error {
				n++
				size += len(r.Text(0)) + len(r.Text(1)) + int(r.Int64(2))
				if r.Bool(3) {
					size++
				}
				return nil
			})
			return err
		})
		if err != nil || n != want {
			b.Fatal(n, err)
		}
	}
}

func BenchmarkDriver(b *testing.B) {
	b.Run("sqlite", benchZombiezen)
	b.Run("postgres", benchPgx)
}

func benchZombiezen(b *testing.B) {
	at := sqliteURL(b)
	if err := opened(b, at, nil).Exec(b.Context(), benchTables); err != nil {
		b.Fatal(err)
	}
	c, err := sqlite.OpenConn(at[len("file:"):], sqlite.OpenReadWrite)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	point, hundred := benchStatements("sqlite")
	for name, s := range map[string]*sqlgen.Statement{"point": point, "hundred": hundred} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				stmt := c.Prep(s.SQL)
				if len(s.Args) > 0 {
					stmt.BindText(1, "id500")
				}
				size := 0
				for {
					more, err := stmt.Step()
					if err != nil {
						b.Fatal(err)
					}
					if !more {
						break
					}
					size += len(stmt.ColumnText(0)) + len(stmt.ColumnText(1)) + int(stmt.ColumnInt64(2))
					if stmt.ColumnBool(3) {
						size++
					}
				}
				_ = stmt.Reset()
			}
		})
	}
}

func benchPgx(b *testing.B) {
	at := postgresURL(b)
	if err := opened(b, at, nil).Exec(b.Context(), benchTables); err != nil {
		b.Fatal(err)
	}
	c, err := pgx.Connect(b.Context(), at)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = c.Close(context.Background()) }()
	point, hundred := benchStatements("postgres")
	for name, s := range map[string]*sqlgen.Statement{"point": point, "hundred": hundred} {
		b.Run(name, func(b *testing.B) {
			ctx, cancel := context.WithCancel(b.Context())
			defer cancel()
			var args []any
			if len(s.Args) > 0 {
				args = append(args, "id500")
			}
			b.ReportAllocs()
			for b.Loop() {
				rows, err := c.Query(ctx, s.SQL, args...)
				if err != nil {
					b.Fatal(err)
				}
				size := 0
				var id, title string
				var n int64
				var done bool
				for rows.Next() {
					if err := rows.Scan(&id, &title, &n, &done); err != nil {
						b.Fatal(err)
					}
					size += len(id) + len(title) + int(n)
				}
				rows.Close()
			}
		})
	}
}
