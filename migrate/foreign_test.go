package migrate_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/ddl"
	"github.com/gozen-dev/gozen/internal/ddl/ddltest"
	"github.com/gozen-dev/gozen/migrate"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/sqlite"
)

func TestDatesThatPrismaWroteAsNumbers(t *testing.T) {
	t.Parallel()
	db := testDB{t: t, url: gozentest.SQLite(t), dialect: ddl.SQLite}
	db.exec(`CREATE TABLE "Note" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "title" TEXT NOT NULL, "at" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, "end" DATETIME)`,
		`INSERT INTO "Note" ("title", "at", "end") VALUES ('numbers', 1732000000123, -1), ('other forms', '2024-11-19 07:06:40', '2024-11-19T08:06:40.5+01:00'), ('none', 253402300799999, NULL)`)
	s := schema.New(note(
		ddltest.Field("at", schema.DateTime),
		ddltest.Field("end", schema.DateTime, ddltest.Optional),
	)())
	// A client says what to do, and does not answer wrongly.
	if _, err := sqlite.New(db.url).Open(t.Context(), s); err == nil || !strings.Contains(err.Error(), "dates in Note.at are not kept as Gozen keeps them") {
		t.Fatalf("opened with numbers for dates: %v", err)
	}
	if _, err := migrate.Push(t.Context(), db.url, s, migrate.Options{}); err != nil {
		t.Fatal(err)
	}
	want := "2024-11-19T07:06:40.123Z 1969-12-31T23:59:59.999Z,2024-11-19T07:06:40.000Z 2024-11-19T07:06:40.500Z,9999-12-31T23:59:59.999Z NULL"
	if got := db.value(`SELECT group_concat("at" || ' ' || coalesce("end", 'NULL')) FROM "Note"`); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if opened, err := sqlite.New(db.url).Open(t.Context(), s); err != nil || opened.Close() != nil {
		t.Error(err)
	}
}

func TestDatesInFormsOfOthersAreNotServed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		stored string
		opens  bool
	}{
		"Gozen's form":            {`'2024-01-31T10:00:00.000Z'`, true},
		"nothing":                 {`NULL`, true},
		"an offset":               {`'2024-01-31T10:00:00.000+00:00'`, false},
		"no milliseconds":         {`'2024-01-31T10:00:00Z'`, false},
		"CURRENT_TIMESTAMP":       {`CURRENT_TIMESTAMP`, false},
		"a day":                   {`'2024-01-31'`, false},
		"milliseconds since 1970": {`1706695200000`, false},
		"a fraction":              {`2460340.9`, false},
		"a text that is no date":  {`'tomorrow'`, false},
	} {
		db := testDB{t: t, url: gozentest.SQLite(t), dialect: ddl.SQLite}
		db.exec(`CREATE TABLE "Note" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "title" TEXT NOT NULL, "at" DATETIME)`,
			`INSERT INTO "Note" ("title", "at") VALUES ('fine', '2024-01-31T10:00:00.000Z'), ('it', `+c.stored+`)`)
		s := schema.New(note(ddltest.Field("at", schema.DateTime, ddltest.Optional))())
		opened, err := sqlite.New(db.url).Open(t.Context(), s)
		if (err == nil) != c.opens {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil {
			if err := opened.Close(); err != nil {
				t.Error(err)
			}
		}
		if name == "a text that is no date" {
			continue
		}
		if _, err := migrate.Push(t.Context(), db.url, s, migrate.Options{}); err != nil {
			t.Errorf("%s: push: %v", name, err)
		}
		if opened, err = sqlite.New(db.url).Open(t.Context(), s); err != nil || opened.Close() != nil {
			t.Errorf("%s, pushed: %v", name, err)
		}
	}
}

// write writes a migration that is there already.
func (p project) write(name, text string) {
	p.t.Helper()
	err := errors.Join(os.MkdirAll(filepath.Join(p.dir, name), 0o700), os.WriteFile(filepath.Join(p.dir, name, "migration.sql"), []byte(text), 0o600))
	if err != nil {
		p.t.Fatal(err)
	}
}

func TestNumbersThatPrismaWroteStayTheSame(t *testing.T) {
	t.Parallel()
	onProjects(t, func(t *testing.T, p project) {
		if p.dialect != ddl.SQLite {
			t.Skip("numbers have their own type there")
		}
		const old = `CREATE TABLE "Note" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "title" TEXT NOT NULL, "price" DECIMAL, "meta" JSONB);
INSERT INTO "Note" ("title", "price", "meta") VALUES ('a', 12345678901234.123, '1.10'), ('b', 0.1, '0.12345678901234567'),
('c', 9.99, '{"a":1.10}'), ('d', 10, '42'), ('e', NULL, '"1.5"'), ('f', 1e300, 'null')`
		const want = `a 12345678901234.123 1.1,b 0.1 0.12345678901234566,c 9.99 {"a":1.10},d 10 42,e NULL "1.5",f 1e+300 null`
		const rows = `SELECT group_concat("title" || ' ' || coalesce("price", 'NULL') || ' ' || "meta") FROM (SELECT * FROM "Note" ORDER BY "title")`
		const text = `model Note { id Int @id @default(autoincrement())  title String  price Decimal?  meta Json? }`
		p.exec(strings.Split(old, ";\n")...)
		p.push(p.schema(text), migrate.Options{})
		if got := p.value(rows); got != want {
			t.Errorf("pushed:\n%s\nwant:\n%s", got, want)
		}
		// A migration that Prisma wrote, and one that Gozen writes after it.
		p.push(p.schema(`model Other { id Int @id }`), migrate.Options{Reset: true})
		p.exec(`DROP TABLE "Other"`)
		p.write("20240101000000_init", old+";")
		p.dev(text)
		if got := p.value(rows); got != want {
			t.Errorf("migrated:\n%s\nwant:\n%s", got, want)
		}
	})
}

func TestWhatIsNoDateStandsInTheWay(t *testing.T) {
	t.Parallel()
	db := testDB{t: t, url: gozentest.SQLite(t), dialect: ddl.SQLite}
	db.exec(`CREATE TABLE "Note" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "title" TEXT NOT NULL, "at" DATETIME NOT NULL)`,
		`INSERT INTO "Note" ("title", "at") VALUES ('a', 1732000000000), ('b', 'tomorrow')`)
	_, err := migrate.Push(t.Context(), db.url, schema.New(note(ddltest.Field("at", schema.DateTime))()), migrate.Options{})
	want := &migrate.RowsError{
		Changes: []string{"Note.at becomes text, but holds values that are no dates"},
		Cures:   []string{"correct the values, such as 2024-01-31T10:00:00.000Z, or make the field a String"},
	}
	if rows, ok := errors.AsType[*migrate.RowsError](err); !ok || cmp.Diff(want, rows) != "" {
		t.Errorf("a value that is no date: %v", err)
	}
}
