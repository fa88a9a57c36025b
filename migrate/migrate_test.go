package migrate_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	_ "github.com/jackc/pgx/v5/stdlib" // tests look into PostgreSQL with it

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/ddl"
	"github.com/gozen-dev/gozen/internal/ddl/ddltest"
	"github.com/gozen-dev/gozen/migrate"
	"github.com/gozen-dev/gozen/schema"
)

// onEach runs f with a new database of each kind.
func onEach(t *testing.T, f func(t *testing.T, db testDB)) {
	t.Helper()
	gozentest.Each(t, func(t *testing.T, url string) {
		t.Parallel()
		f(t, testDB{t: t, url: url, dialect: dialectOf(url)})
	})
}

func dialectOf(url string) ddl.Dialect {
	if strings.HasPrefix(url, "postgres") {
		return ddl.PostgreSQL
	}
	return ddl.SQLite
}

// testDB is a database under test.
type testDB struct {
	t       *testing.T
	url     string
	dialect ddl.Dialect
}

// push pushes and returns what was done.
func (db testDB) push(s *schema.Schema, opts migrate.Options) []string {
	db.t.Helper()
	r, err := migrate.Push(db.t.Context(), db.url, s, opts)
	if err != nil {
		db.t.Fatalf("push: %v", err)
	}
	return r.Changes
}

// want pushes and compares what was done; afterwards nothing is left to do.
func (db testDB) want(s func() schema.Schema, opts migrate.Options, want ...string) {
	db.t.Helper()
	got := db.push(schema.New(s()), opts)
	// Databases list their tables in different orders.
	if diff := cmp.Diff(slices.Sorted(slices.Values(want)), slices.Sorted(slices.Values(got))); diff != "" {
		db.t.Errorf("changes (-want +got):\n%s", diff)
	}
	if again := db.push(schema.New(s()), migrate.Options{}); len(again) > 0 {
		db.t.Errorf("second push found more to do: %q", again)
	}
}

func (db testDB) open() *sql.DB {
	db.t.Helper()
	driver, dsn := "pgx", db.url
	if db.dialect == ddl.SQLite {
		driver, dsn = "sqlite", strings.TrimPrefix(db.url, "file:")
	}
	pool, err := sql.Open(driver, dsn)
	if err != nil {
		db.t.Fatal(err)
	}
	return pool
}

// exec runs statements.
func (db testDB) exec(statements ...string) {
	db.t.Helper()
	pool := db.open()
	for _, s := range statements {
		if _, err := pool.ExecContext(db.t.Context(), s); err != nil {
			db.t.Fatalf("%s: %v", s, err)
		}
	}
	if err := pool.Close(); err != nil {
		db.t.Fatal(err)
	}
}

// value returns the only value that a query gives, as text.
func (db testDB) value(query string) string {
	db.t.Helper()
	pool := db.open()
	var out string
	if err := pool.QueryRowContext(db.t.Context(), query).Scan(&out); err != nil {
		db.t.Fatalf("%s: %v", query, err)
	}
	if err := pool.Close(); err != nil {
		db.t.Fatal(err)
	}
	return out
}

func TestPushOfEveryTableLeavesNothingToDo(t *testing.T) {
	t.Parallel()
	for _, c := range ddltest.Cases() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			s := schema.New(c.Schema)
			onEach(t, func(t *testing.T, db testDB) {
				if !c.On(db.dialect) {
					return
				}
				if len(db.push(s, migrate.Options{})) == 0 {
					t.Error("first push did nothing")
				}
				for range 2 {
					if again := db.push(s, migrate.Options{}); len(again) > 0 {
						t.Errorf("another push found more to do: %q", again)
					}
				}
			})
		})
	}
}

// note is a schema of one model, with fields besides its id and title.
func note(fields ...*schema.Field) func() schema.Schema {
	return func() schema.Schema {
		all := []*schema.Field{ddltest.Field("id", schema.Int, ddltest.Call("autoincrement")), ddltest.Field("title", schema.String)}
		return ddltest.Models(ddltest.Model("Note", append(all, fields...)...))
	}
}

func TestAdditionsAreMadeAtOnce(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, db testDB) {
		db.want(note(), migrate.Options{}, "create table Note")
		db.exec(`INSERT INTO "Note" ("title") VALUES ('kept')`)
		db.want(note(
			ddltest.Field("text", schema.String, ddltest.Optional),
			ddltest.Field("stars", schema.Int, ddltest.Value(schema.Number("3"))),
			ddltest.Field("at", schema.DateTime, ddltest.Call("now")),
		), migrate.Options{}, "add column Note.text", "add column Note.stars", "add column Note.at")
		if got := db.value(`SELECT "title" || "stars" FROM "Note" WHERE "at" IS NOT NULL`); got != "kept3" {
			t.Errorf("row is now %q", got)
		}
	})
}

func TestSerialGoesOnAfterRebuild(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, db testDB) {
		db.push(schema.New(note()()), migrate.Options{})
		db.exec(`INSERT INTO "Note" ("title") VALUES ('a'), ('b')`, `DELETE FROM "Note" WHERE "title" = 'b'`)
		db.push(schema.New(note(ddltest.Field("at", schema.DateTime, ddltest.Call("now")))()), migrate.Options{})
		db.exec(`INSERT INTO "Note" ("title") VALUES ('c')`)
		if got := db.value(`SELECT CAST(max("id") AS text) FROM "Note"`); got != "3" {
			t.Errorf("new id is %s, and 2 was taken once", got)
		}
	})
}

func TestCountingStartsAfterWhatIsThere(t *testing.T) {
	t.Parallel()
	url := gozentest.Postgres(t)
	db := testDB{t: t, url: url, dialect: ddl.PostgreSQL}
	plain := func() schema.Schema {
		return ddltest.Models(ddltest.Model("Note", ddltest.Field("id", schema.Int), ddltest.Field("title", schema.String)))
	}
	db.push(schema.New(plain()), migrate.Options{})
	db.exec(`INSERT INTO "Note" VALUES (41, 'a')`)
	db.want(note(), migrate.Options{}, "change column Note.id: type integer to serial")
	db.exec(`INSERT INTO "Note" ("title") VALUES ('b')`)
	if got := db.value(`SELECT max("id")::text FROM "Note"`); got != "42" {
		t.Errorf("new id is %s", got)
	}
}

func TestLossIsRefusedUntilAccepted(t *testing.T) {
	t.Parallel()
	full := note(ddltest.Field("text", schema.String, ddltest.Optional), ddltest.Field("size", schema.String, ddltest.Optional))
	less := note(ddltest.Field("size", schema.Int, ddltest.Optional))
	onEach(t, func(t *testing.T, db testDB) {
		db.push(schema.New(full()), migrate.Options{})
		db.exec(`INSERT INTO "Note" ("title", "text", "size") VALUES ('kept', 'lost', '12')`)
		_, err := migrate.Push(t.Context(), db.url, schema.New(less()), migrate.Options{})
		var loss *migrate.DataLossError
		if !errors.As(err, &loss) {
			t.Fatalf("error is %v", err)
		}
		want := []string{"drop column Note.text", "change column Note.size: type text to integer"}
		if diff := cmp.Diff(want, loss.Changes); diff != "" {
			t.Errorf("losses (-want +got):\n%s", diff)
		}
		if got := db.value(`SELECT "text" FROM "Note"`); got != "lost" {
			t.Errorf("refused push changed the row: %q", got)
		}
		db.want(less, migrate.Options{AcceptDataLoss: true}, want...)
		if got := db.value(`SELECT "title" || ("size" + 1) FROM "Note"`); got != "kept13" {
			t.Errorf("row is now %q", got)
		}
	})
}

func TestWideningLosesNothing(t *testing.T) {
	t.Parallel()
	db := testDB{t: t, url: gozentest.Postgres(t), dialect: ddl.PostgreSQL}
	from := note(
		ddltest.Field("n", schema.Int, ddltest.Value(schema.Number("7"))),
		ddltest.Field("code", schema.String, ddltest.Native("VarChar", "5")),
		ddltest.Field("word", schema.String, ddltest.Native("VarChar", "5")),
		ddltest.Field("amount", schema.Decimal, ddltest.Native("Decimal", "10", "2")),
		ddltest.Field("at", schema.DateTime),
		ddltest.Field("flag", schema.Boolean, ddltest.Value(true)),
	)
	to := note(
		ddltest.Field("n", schema.BigInt, ddltest.Value(schema.Number("7"))),
		ddltest.Field("code", schema.String, ddltest.Native("VarChar", "9")),
		ddltest.Field("word", schema.String),
		ddltest.Field("amount", schema.Decimal, ddltest.Native("Decimal", "12", "2")),
		ddltest.Field("at", schema.DateTime, ddltest.Native("Timestamp", "6")),
		ddltest.Field("flag", schema.String, ddltest.Value("true")),
	)
	db.push(schema.New(from()), migrate.Options{})
	db.exec(`INSERT INTO "Note" ("title", "code", "word", "amount", "at") VALUES ('a', '12345', 'word', 1.25, '2024-01-31 10:00')`)
	db.want(to, migrate.Options{},
		"change column Note.n: type integer to bigint",
		"change column Note.code: type character varying(5) to character varying(9)",
		"change column Note.word: type character varying(5) to text",
		"change column Note.amount: type numeric(10,2) to numeric(12,2)",
		"change column Note.at: type timestamp(3) to timestamp",
		"change column Note.flag: type boolean to text",
	)
	_, err := migrate.Push(t.Context(), db.url, schema.New(from()), migrate.Options{})
	var loss *migrate.DataLossError
	if !errors.As(err, &loss) || len(loss.Changes) != 6 {
		t.Errorf("the way back: %v", err)
	}
}

func TestRowsInTheWay(t *testing.T) {
	t.Parallel()
	optional := note(ddltest.Field("text", schema.String, ddltest.Optional))
	required := note(ddltest.Field("text", schema.String))
	onEach(t, func(t *testing.T, db testDB) {
		refused := func(want, cure string) {
			t.Helper()
			_, err := migrate.Push(t.Context(), db.url, schema.New(required()), migrate.Options{AcceptDataLoss: true})
			var rows *migrate.RowsError
			if !errors.As(err, &rows) {
				t.Fatalf("error is %v", err)
			}
			if diff := cmp.Diff(&migrate.RowsError{Changes: []string{want}, Cures: []string{cure}}, rows); diff != "" {
				t.Errorf("reasons (-want +got):\n%s", diff)
			}
		}
		db.push(schema.New(note()()), migrate.Options{})
		db.exec(`INSERT INTO "Note" ("title") VALUES ('a')`)
		refused("Note.text is required and has no default, but Note has rows", "give the field a @default or make it optional")
		db.push(schema.New(optional()), migrate.Options{})
		refused("Note.text becomes required, but rows have no value in it", "give the rows a value or leave the field optional")
		db.exec(`UPDATE "Note" SET "text" = ''`)
		db.want(required, migrate.Options{}, "change column Note.text: required")
		db.want(optional, migrate.Options{}, "change column Note.text: optional")
		db.exec(`DELETE FROM "Note"`)
		db.want(note(ddltest.Field("text", schema.String), ddltest.Field("more", schema.String)), migrate.Options{},
			"change column Note.text: required", "add column Note.more")
	})
}

func TestDefaultsChange(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, db testDB) {
		db.push(schema.New(note(ddltest.Field("n", schema.Int, ddltest.Value(schema.Number("1"))))()), migrate.Options{})
		db.want(note(ddltest.Field("n", schema.Int, ddltest.Value(schema.Number("2")))), migrate.Options{}, "change column Note.n: default 2")
		db.want(note(ddltest.Field("n", schema.Int)), migrate.Options{}, "change column Note.n: no default")
	})
}

func TestOddDefaultsAreRecognized(t *testing.T) {
	t.Parallel()
	db := testDB{t: t, url: gozentest.Postgres(t), dialect: ddl.PostgreSQL}
	s := note(
		ddltest.Field("float", schema.Float, ddltest.Value(schema.Number("1e10"))),
		ddltest.Field("big", schema.BigInt, ddltest.Value(schema.Number("9007199254740993"))),
		ddltest.Field("small", schema.Decimal, ddltest.Value(schema.Number("-0.000000001"))),
		ddltest.Field("next", schema.DateTime, ddltest.SQL("now() + interval '1 day'")),
		ddltest.Field("random", schema.String, ddltest.SQL("md5(random()::text)")),
		ddltest.Field("json", schema.JSON, ddltest.Native("Json"), ddltest.Value(`{ "b" : 1, "a":[ ] }`)),
		ddltest.Field("jsonb", schema.JSON, ddltest.Value(`{ "b" : 1, "a":[ ] }`)),
		ddltest.Field("day", schema.DateTime, ddltest.Native("Date"), ddltest.Value("2024-01-31")),
		ddltest.Field("cash", schema.Decimal, ddltest.Native("Money"), ddltest.Value(schema.Number("1.5"))),
	)
	db.want(s, migrate.Options{}, "create table Note")
}

func TestKeysChange(t *testing.T) {
	t.Parallel()
	with := func(uniques []*schema.Key, indexes []*schema.Index) func() schema.Schema {
		return func() schema.Schema {
			s := note(ddltest.Field("a", schema.Int), ddltest.Field("b", schema.Int))()
			s.Models[0].Uniques, s.Models[0].Indexes = uniques, indexes
			return s
		}
	}
	onA := []*schema.Index{{Fields: []schema.IndexField{{Name: "a"}}}}
	db := []*schema.Key{{Name: "a_b", Fields: []string{"a", "b"}}}
	onEach(t, func(t *testing.T, d testDB) {
		d.push(schema.New(with(nil, onA)()), migrate.Options{})
		d.want(with(db, nil), migrate.Options{}, "drop index Note_a_idx on Note", "create index Note_a_b_key on Note")
		d.want(with([]*schema.Key{{Name: "a_b", Map: "Note_a_b_key", Fields: []string{"b", "a"}}}, nil), migrate.Options{}, "rebuild index Note_a_b_key on Note")
	})
}

func TestCompoundIDKeepsItsOrder(t *testing.T) {
	t.Parallel()
	s := func(id ...string) func() schema.Schema {
		return func() schema.Schema {
			m := ddltest.Model("Pair", ddltest.Field("a", schema.Int), ddltest.Field("b", schema.Int))
			m.ID = id
			return ddltest.Models(m)
		}
	}
	onEach(t, func(t *testing.T, db testDB) {
		db.want(s("b", "a"), migrate.Options{}, "create table Pair")
		db.want(s("a", "b"), migrate.Options{}, "set the primary key of Pair")
	})
}

func TestRelationsChange(t *testing.T) {
	t.Parallel()
	user := func() *schema.Model {
		m := ddltest.Model("User", ddltest.Field("id", schema.Int), ddltest.Field("name", schema.String))
		return m
	}
	post := func(action schema.Action) func() schema.Schema {
		return func() schema.Schema {
			return ddltest.Models(user(), ddltest.Model("Post", ddltest.Field("id", schema.Int), ddltest.Field("userId", schema.Int),
				ddltest.Owner("user", "User", "userId -> id", action)))
		}
	}
	byName := func() schema.Schema {
		u := user()
		u.Uniques = []*schema.Key{{Name: "name", Fields: []string{"name"}}}
		return ddltest.Models(u, ddltest.Model("Post", ddltest.Field("id", schema.Int), ddltest.Field("userId", schema.Int),
			ddltest.Field("userName", schema.String, ddltest.Optional), ddltest.Owner("user", "User", "userName -> name", schema.SetNull)))
	}
	onEach(t, func(t *testing.T, db testDB) {
		db.push(schema.New(post(schema.Restrict)()), migrate.Options{})
		db.exec(`INSERT INTO "User" VALUES (1, 'a')`, `INSERT INTO "Post" VALUES (1, 1)`)
		db.want(post(schema.Cascade), migrate.Options{}, "change foreign key Post_userId_fkey on Post")
		db.want(byName, migrate.Options{},
			"create index User_name_key on User",
			"add column Post.userName", "drop index Post_userId_idx on Post", "create index Post_userName_idx on Post",
			"drop foreign key Post_userId_fkey on Post", "add foreign key Post_userName_fkey on Post")
		if got := db.value(`SELECT "name" FROM "User" JOIN "Post" ON "User"."id" = "userId"`); got != "a" {
			t.Errorf("rows are gone: %q", got)
		}
	})
}

func TestBrokenReferenceStopsThePush(t *testing.T) {
	t.Parallel()
	loose := func() schema.Schema {
		return ddltest.Models(ddltest.Model("User", ddltest.Field("id", schema.Int)), ddltest.Model("Post", ddltest.Field("id", schema.Int), ddltest.Field("userId", schema.Int)))
	}
	tied := func() schema.Schema {
		s := loose()
		s.Models[1].Fields = append(s.Models[1].Fields, ddltest.Owner("user", "User", "userId -> id", ""))
		return s
	}
	onEach(t, func(t *testing.T, db testDB) {
		db.push(schema.New(loose()), migrate.Options{})
		db.exec(`INSERT INTO "Post" VALUES (1, 99)`)
		if _, err := migrate.Push(t.Context(), db.url, schema.New(tied()), migrate.Options{}); err == nil {
			t.Fatal("a foreign key without its row was made")
		}
		db.want(loose, migrate.Options{})
	})
}

func TestEnumsChange(t *testing.T) {
	t.Parallel()
	s := func(def string, values ...string) func() schema.Schema {
		return func() schema.Schema {
			return schema.Schema{
				Enums: []*schema.Enum{ddltest.Enum("Role", values...)},
				Models: []*schema.Model{ddltest.Model("User", ddltest.Field("id", schema.Int),
					ddltest.Field("role", schema.EnumKind, ddltest.Named("Role"), ddltest.Value(def)),
					ddltest.Field("roles", schema.EnumKind, ddltest.Named("Role"), ddltest.List, ddltest.Values(def)))},
			}
		}
	}
	db := testDB{t: t, url: gozentest.Postgres(t), dialect: ddl.PostgreSQL}
	db.want(s("USER", "USER", "ADMIN"), migrate.Options{}, "create enum Role", "create table User")
	db.exec(`INSERT INTO "User" VALUES (1, 'ADMIN', '{USER,ADMIN}')`)
	db.want(s("GUEST", "GUEST", "USER", "EDITOR", "ADMIN"), migrate.Options{},
		"add value GUEST to enum Role", "add value EDITOR to enum Role",
		"change column User.role: default 'GUEST'", `change column User.roles: default '{GUEST}'`)
	if got := db.value(`SELECT enum_range(NULL::"Role")::text`); got != "{GUEST,USER,EDITOR,ADMIN}" {
		t.Errorf("order is %s", got)
	}
	_, err := migrate.Push(t.Context(), db.url, schema.New(s("USER", "USER", "ADMIN")()), migrate.Options{})
	var loss *migrate.DataLossError
	if !errors.As(err, &loss) {
		t.Fatalf("error is %v", err)
	}
	if diff := cmp.Diff([]string{"remove value GUEST from enum Role", "remove value EDITOR from enum Role"}, loss.Changes); diff != "" {
		t.Errorf("losses (-want +got):\n%s", diff)
	}
	db.want(s("USER", "ADMIN", "USER"), migrate.Options{AcceptDataLoss: true},
		"remove value GUEST from enum Role", "remove value EDITOR from enum Role",
		"change column User.role: default 'USER'", `change column User.roles: default '{USER}'`)
	db.want(s("USER", "USER", "ADMIN"), migrate.Options{}, "reorder enum Role")
	if got := db.value(`SELECT "role" || "roles"::text FROM "User"`); got != "ADMIN{USER,ADMIN}" {
		t.Errorf("row is now %s", got)
	}
	db.exec(`INSERT INTO "User" ("id") VALUES (2)`)
	if got := db.value(`SELECT "role" || "roles"::text FROM "User" WHERE "id" = 2`); got != "USER{USER}" {
		t.Errorf("defaults are now %s", got)
	}
}

func TestTextBecomesAnEnum(t *testing.T) {
	t.Parallel()
	db := testDB{t: t, url: gozentest.Postgres(t), dialect: ddl.PostgreSQL}
	db.push(schema.New(note(ddltest.Field("role", schema.String, ddltest.Value("USER")))()), migrate.Options{})
	db.exec(`INSERT INTO "Note" ("title") VALUES ('a')`)
	to := func() schema.Schema {
		s := note(ddltest.Field("role", schema.EnumKind, ddltest.Named("Role"), ddltest.Value("USER")))()
		s.Enums = []*schema.Enum{ddltest.Enum("Role", "USER")}
		return s
	}
	db.want(to, migrate.Options{AcceptDataLoss: true}, "create enum Role", `change column Note.role: type text to "public"."Role"`)
}

func TestWhatTheSchemaDoesNotKnowStays(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, db testDB) {
		db.exec(`CREATE TABLE "other" ("id" integer PRIMARY KEY, "x" text CHECK ("x" <> ''))`, `INSERT INTO "other" VALUES (1, 'mine')`)
		db.push(schema.New(note(ddltest.Field("n", schema.Int, ddltest.Value(schema.Number("1"))))()), migrate.Options{})
		db.exec(`CREATE INDEX "byLower" ON "Note" (lower("title"))`, `CREATE INDEX "some" ON "Note" ("n") WHERE "n" > 5`, `CREATE VIEW "titles" AS SELECT "title" FROM "Note"`)
		if db.dialect == ddl.PostgreSQL {
			db.exec(`ALTER TABLE "Note" ADD CONSTRAINT "positive" CHECK ("n" > 0)`, `COMMENT ON COLUMN "Note"."n" IS 'mine'`)
		} else {
			db.exec(`CREATE TRIGGER "upper" AFTER INSERT ON "Note" BEGIN UPDATE "Note" SET "title" = upper(new."title") WHERE "id" = new."id"; END`)
		}
		db.want(note(ddltest.Field("n", schema.Int, ddltest.Value(schema.Number("2")))), migrate.Options{}, "change column Note.n: default 2")
		if got := db.value(`SELECT "x" FROM "other"`); got != "mine" {
			t.Errorf("the other table holds %q", got)
		}
		indexes := `SELECT CAST(count(*) AS text) FROM sqlite_schema WHERE type IN ('index', 'view', 'trigger') AND name IN ('byLower', 'some', 'titles', 'upper')`
		if db.dialect == ddl.PostgreSQL {
			indexes = `SELECT count(*)::text FROM pg_class WHERE relname IN ('byLower', 'some', 'titles') OR EXISTS (SELECT FROM pg_constraint WHERE conname = 'positive') AND relname = 'other'`
		}
		if got := db.value(indexes); got != "4" {
			t.Errorf("%s of 4 things are left", got)
		}
		db.exec(`INSERT INTO "Note" ("title") VALUES ('a')`)
		if got := db.value(`SELECT lower("title") FROM "titles"`); got != "a" {
			t.Errorf("the view shows %q", got)
		}
	})
}

func TestDroppedModelKeepsItsTable(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, db testDB) {
		db.push(schema.New(note()()), migrate.Options{})
		db.want(func() schema.Schema { return ddltest.Models(ddltest.Model("User", ddltest.Field("id", schema.Int))) },
			migrate.Options{AcceptDataLoss: true}, "create table User")
		db.want(note(), migrate.Options{})
	})
}

func TestDryRunChangesNothing(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, db testDB) {
		r, err := migrate.Push(t.Context(), db.url, schema.New(note()()), migrate.Options{DryRun: true})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Statements) != 1 || !strings.HasPrefix(r.Statements[0], "CREATE TABLE") {
			t.Errorf("statements are %q", r.Statements)
		}
		db.want(note(), migrate.Options{}, "create table Note")
	})
}

func TestPushesThatRaceWaitForEachOther(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, db testDB) {
		const n = 8
		results := make(chan []string, n)
		for range n {
			go func() {
				r, err := migrate.Push(context.WithoutCancel(t.Context()), db.url, schema.New(note()()), migrate.Options{})
				if err != nil {
					t.Errorf("push: %v", err)
					results <- nil
					return
				}
				results <- r.Changes
			}()
		}
		made := 0
		for range n {
			made += len(<-results)
		}
		if made != 1 {
			t.Errorf("the table was made %d times", made)
		}
	})
}

func TestSchemaOfTheURLIsMade(t *testing.T) {
	t.Parallel()
	url := gozentest.Postgres(t)
	db := testDB{t: t, url: url + "&schema=shop", dialect: ddl.PostgreSQL}
	db.want(note(), migrate.Options{}, "create schema shop", "create table Note")
	plain := testDB{t: t, url: url, dialect: ddl.PostgreSQL}
	if got := plain.value(`SELECT table_schema FROM information_schema.tables WHERE table_name = 'Note'`); got != "shop" {
		t.Errorf("table stands in %s", got)
	}
}

func TestTheSystemSaysWhyAFileCannotBeOpened(t *testing.T) {
	t.Parallel()
	_, err := migrate.Push(t.Context(), "file:"+filepath.Join(t.TempDir(), "nowhere", "app.db"), schema.New(note()()), migrate.Options{})
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that is not there: %v", err)
	}
}

func TestBadURLsAreRefused(t *testing.T) {
	t.Parallel()
	const form = "the database URL must be file:PATH, a plain path, or postgres://…"
	cases := []struct{ name, url, want string }{
		{"nothing", "", form},
		{"another database", "mysql://root:secret@host/db", form},
		{"no file", "file:", form},
		{"a port that is none", "postgres://me:secret@host:port/db", form},
		{"a parameter that is none", "postgres://me:secret@host/db?sslmode=perhaps", form},
		{"memory", "file::memory:", "a database in memory ends with the push that opens it; use a file"},
		{"memory by its name", ":memory:", "a database in memory ends with the push that opens it; use a file"},
		{"memory by parameter", "file:x?mode=memory", "a database in memory ends with the push that opens it; use a file"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := migrate.Push(t.Context(), c.url, schema.New(note()()), migrate.Options{})
			if err == nil {
				t.Fatal("no error")
			}
			if diff := cmp.Diff(c.want, err.Error()); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPathIsTakenAsWritten(t *testing.T) {
	t.Parallel()
	for _, form := range []string{"%s", "file:%s", "file://%s?connection_limit=1"} {
		path := filepath.Join(t.TempDir(), "100% mine #1 ä.db")
		if _, err := migrate.Push(t.Context(), fmt.Sprintf(form, path), schema.New(note()()), migrate.Options{}); err != nil {
			t.Fatalf("%s: %v", form, err)
		}
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%s: %v", form, err)
		}
	}
}

func TestTablesThatPrismaMade(t *testing.T) {
	t.Parallel()
	db := testDB{t: t, url: gozentest.SQLite(t), dialect: ddl.SQLite}
	db.exec(`CREATE TABLE "Note" (
		"id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
		"title" TEXT NOT NULL,
		"done" BOOLEAN NOT NULL DEFAULT false,
		"price" DECIMAL NOT NULL,
		"big" BIGINT NOT NULL DEFAULT 1
	)`, `INSERT INTO "Note" ("title", "price") VALUES ('a', 1.5)`)
	s := note(
		ddltest.Field("done", schema.Boolean, ddltest.Value(false)),
		ddltest.Field("price", schema.Decimal),
		ddltest.Field("big", schema.BigInt, ddltest.Value(schema.Number("1"))),
	)
	db.want(s, migrate.Options{},
		"change column Note.done: type boolean to integer, default 0", "change column Note.price: type decimal to text")
	if got := db.value(`SELECT "done" || typeof("price") || "price" FROM "Note"`); got != "0text1.5" {
		t.Errorf("row is now %q", got)
	}
}
