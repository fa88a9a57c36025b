package migrate_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/ddl"
	"github.com/gozen-dev/gozen/migrate"
	"github.com/gozen-dev/gozen/schema"
)

// project is a folder of migrations and the database of somebody who writes them.
type project struct {
	testDB
	dir string
}

// onProjects runs f with a new project on each kind of database.
func onProjects(t *testing.T, f func(t *testing.T, p project)) {
	t.Helper()
	onEach(t, func(t *testing.T, db testDB) {
		f(t, project{testDB: db, dir: filepath.Join(t.TempDir(), "migrations")})
	})
}

// schema checks a text for the project's database.
func (p project) schema(text string) *schema.Schema {
	p.t.Helper()
	return gozentest.Schema(p.t, "datasource db {\n provider = \""+p.dialect.String()+"\"\n url = env(\"DATABASE_URL\")\n}\n"+text)
}

// now is a present for names that can be foreseen.
func now() time.Time { return time.Date(2024, 1, 31, 10, 0, 0, 0, time.UTC) }

func (p project) tryDev(text string, opts migrate.DevOptions) (*migrate.Developed, error) {
	p.t.Helper()
	opts.Now = now()
	return migrate.Dev(p.t.Context(), p.url, p.dir, p.schema(text), opts)
}

// dev develops, and checks that nothing is left to do afterwards.
func (p project) dev(text string) *migrate.Developed {
	p.t.Helper()
	done, err := p.tryDev(text, migrate.DevOptions{Accept: func([]string) bool { return true }})
	if err != nil {
		p.t.Fatalf("dev: %v", err)
	}
	if again, err := p.tryDev(text, migrate.DevOptions{}); err != nil || again.Created != "" || len(again.Applied) > 0 {
		p.t.Errorf("a second time: %+v, %v", again, err)
	}
	if rest := p.push(p.schema(text), migrate.Options{}); len(rest) > 0 {
		p.t.Errorf("a push finds more to do: %q", rest)
	}
	return done
}

// file returns the text of a migration's file.
func (p project) file(migration, name string) string {
	p.t.Helper()
	text, err := os.ReadFile(filepath.Join(p.dir, migration, name))
	if err != nil {
		p.t.Fatal(err)
	}
	return string(text)
}

const (
	notes = `
enum Mood { GOOD BAD }
model User { id Int @id @default(autoincrement())  email String @unique  notes Note[] }
model Note {
  id Int @id @default(autoincrement())
  text String?
  mood Mood @default(GOOD)
  author User? @relation(fields: [authorId], references: [id])
  authorId Int?
  tags Tag[]
}
model Tag { id String @id  notes Note[] }
`
	lessNotes = `
enum Mood { GOOD UGLY }
model Note {
  id Int @id @default(autoincrement())
  mood Mood @default(GOOD)
  authorId Int?
  stars Int @default(3)
}
`
)

func TestDevMakesAMigrationOfWhatChanged(t *testing.T) {
	t.Parallel()
	onProjects(t, func(t *testing.T, p project) {
		first := p.dev(notes)
		if diff := cmp.Diff([]string{first.Created}, first.Applied); diff != "" || !strings.HasPrefix(first.Created, "20240131100000_create_") {
			t.Errorf("created and applied %q (-want +got):\n%s", first.Created, diff)
		}
		p.exec(`INSERT INTO "User" ("email") VALUES ('a')`, `INSERT INTO "Note" ("text", "authorId") VALUES ('t', 1), ('u', 1), (NULL, 1)`)
		second := p.dev(lessNotes)
		if !strings.HasPrefix(second.Created, "20240131100001_") {
			t.Errorf("second is %s", second.Created)
		}
		up := p.file(second.Created, "migration.sql")
		for _, want := range []string{
			"-- Warning: drop column Note.text (rows with a value: 2)\n", "-- Warning: drop table User (rows: 1)\n",
			"-- Warning: drop table Tag (rows: 0)\n", "-- add column Note.stars\n",
		} {
			if !strings.Contains(up, want) {
				t.Errorf("migration.sql lacks %q:\n%s", want, up)
			}
		}
		if got := p.value(`SELECT CAST(count(*) * 10 + min("stars") AS text) FROM "Note"`); got != "33" {
			t.Errorf("rows and stars: %s", got)
		}
		// Whoever deploys what was developed has the same.
		other := testDB{t: t, url: gozentest.SQLite(t), dialect: p.dialect}
		if p.dialect == ddl.PostgreSQL {
			other.url = gozentest.Postgres(t)
		}
		if diff := cmp.Diff([]string{first.Created, second.Created}, other.deploy(os.DirFS(p.dir))); diff != "" {
			t.Errorf("deployed (-want +got):\n%s", diff)
		}
		if rest := other.push(p.schema(lessNotes), migrate.Options{}); len(rest) > 0 {
			t.Errorf("a push finds more to do: %q", rest)
		}
	})
}

func TestDevLosesNothingUnasked(t *testing.T) {
	t.Parallel()
	onProjects(t, func(t *testing.T, p project) {
		p.dev("model Note { id Int @id\n text String? }")
		p.exec(`INSERT INTO "Note" VALUES (1, 'a')`)
		done, err := p.tryDev("model Note { id Int @id }", migrate.DevOptions{Name: "Less text!"})
		loss, ok := errors.AsType[*migrate.DataLossError](err)
		if !ok || done == nil || done.Created != "20240131100001_less_text" {
			t.Fatalf("done is %+v, error is %v", done, err)
		}
		if diff := cmp.Diff([]string{"drop column Note.text (rows with a value: 1)"}, loss.Changes); diff != "" {
			t.Errorf("losses (-want +got):\n%s", diff)
		}
		if got := p.value(`SELECT "text" FROM "Note"`); got != "a" {
			t.Errorf("the text is %q", got)
		}
		// The file was written to be read; running again applies it.
		if again, err := p.tryDev("model Note { id Int @id }", migrate.DevOptions{}); err != nil || len(again.Applied) != 1 || again.Created != "" {
			t.Errorf("again: %+v, %v", again, err)
		}
	})
}

func TestDevSaysWhichRowsAreInTheWay(t *testing.T) {
	t.Parallel()
	onProjects(t, func(t *testing.T, p project) {
		p.dev("model Note { id Int @id\n text String? \n word String? }")
		p.exec(`INSERT INTO "Note" VALUES (1, NULL, 'a'), (2, 'b', 'a')`)
		_, err := p.tryDev("model Note { id Int @id\n text String\n word String? @unique\n more Int }", migrate.DevOptions{})
		rows, ok := errors.AsType[*migrate.RowsError](err)
		if !ok {
			t.Fatalf("error is %v", err)
		}
		want := []string{
			"Note.text becomes required, but rows have no value in it",
			"Note.more is required and has no default, but Note has rows",
			"Note.word becomes unique, but values occur more than once",
		}
		if diff := cmp.Diff(want, rows.Changes); diff != "" {
			t.Errorf("reasons (-want +got):\n%s", diff)
		}
	})
}

func TestDevOnlyWritesWhenToldSo(t *testing.T) {
	t.Parallel()
	onProjects(t, func(t *testing.T, p project) {
		done, err := p.tryDev(notes, migrate.DevOptions{Name: "init", CreateOnly: true})
		if err != nil || done.Created != "20240131100000_init" || len(done.Applied) > 0 {
			t.Fatalf("done is %+v, error is %v", done, err)
		}
		if diff := cmp.Diff([]string{"20240131100000_init pending"}, p.stages(os.DirFS(p.dir))); diff != "" {
			t.Errorf("stages (-want +got):\n%s", diff)
		}
		p.dev(notes)
	})
}

func TestDriftIsToldTableByTable(t *testing.T) {
	t.Parallel()
	onProjects(t, func(t *testing.T, p project) {
		p.dev(notes)
		p.exec(`ALTER TABLE "Note" ADD COLUMN extra int`, `DROP INDEX "User_email_key"`, "CREATE TABLE other (id int)")
		_, err := p.tryDev(lessNotes, migrate.DevOptions{})
		drift, ok := errors.AsType[*migrate.DriftError](err)
		if !ok {
			t.Fatalf("error is %v", err)
		}
		got := map[string][]string{}
		for _, d := range drift.Tables {
			got[d.Name] = d.Changes
		}
		want := map[string][]string{
			"Note": {"add column Note.extra"}, "User": {"drop index User_email_key on User"}, "other": {"create table other"},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("drift (-want +got):\n%s", diff)
		}
		if entries, err := os.ReadDir(p.dir); err != nil || len(entries) != 2 {
			t.Errorf("something was written: %v, %v", entries, err)
		}
	})
}

func TestAPushedDatabaseGetsItsHistory(t *testing.T) {
	t.Parallel()
	onProjects(t, func(t *testing.T, p project) {
		p.push(p.schema(notes), migrate.Options{})
		p.exec(`INSERT INTO "Tag" VALUES ('kept')`)
		done := p.dev(notes)
		if !done.Known || len(done.Applied) != 1 {
			t.Errorf("done is %+v", done)
		}
		if got := p.value(`SELECT "id" FROM "Tag"`); got != "kept" {
			t.Errorf("the row is %q", got)
		}
	})
}

func TestDevAppliesWhatOthersWrote(t *testing.T) {
	t.Parallel()
	onProjects(t, func(t *testing.T, p project) {
		done, err := p.tryDev("model Note { id Int @id }", migrate.DevOptions{Name: "init", CreateOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		second := p.dev("model Note { id Int @id\n text String? }")
		if diff := cmp.Diff([]string{done.Created, second.Created}, second.Applied); diff != "" {
			t.Errorf("applied (-want +got):\n%s", diff)
		}
	})
}

func TestWhatNoSchemaSaysIsKept(t *testing.T) {
	t.Parallel()
	onProjects(t, func(t *testing.T, p project) {
		p.dev(notes)
		hand := filepath.Join(p.dir, "20240201000000_by_hand")
		if err := os.Mkdir(hand, 0o750); err != nil {
			t.Fatal(err)
		}
		statements := `CREATE INDEX part ON "Note" ("text") WHERE "text" <> '';`
		if p.dialect == ddl.SQLite {
			statements += "\nCREATE TRIGGER tr AFTER INSERT ON \"Note\" BEGIN UPDATE \"Note\" SET \"text\" = 'by trigger'; END;"
		}
		if err := os.WriteFile(filepath.Join(hand, "migration.sql"), []byte(statements), 0o600); err != nil {
			t.Fatal(err)
		}
		p.dev(notes)
		done := p.dev(strings.Replace(notes, "text String?", "text String @default('x')", 1))
		p.exec(`INSERT INTO "Note" ("authorId") VALUES (NULL)`)
		if p.dialect == ddl.SQLite {
			if got := p.value(`SELECT "text" FROM "Note"`); got != "by trigger" {
				t.Errorf("text is %q after\n%s", got, p.file(done.Created, "migration.sql"))
			}
		}
	})
}

func TestIDsAreNotGivenTwiceAfterAMigration(t *testing.T) {
	t.Parallel()
	p := project{testDB: testDB{t: t, url: gozentest.SQLite(t), dialect: ddl.SQLite}, dir: t.TempDir()}
	p.dev("model Note { id Int @id @default(autoincrement())\n text String? }")
	p.exec(`INSERT INTO "Note" DEFAULT VALUES`, `INSERT INTO "Note" DEFAULT VALUES`, `DELETE FROM "Note"`)
	p.dev("model Note { id Int @id @default(autoincrement()) }")
	p.exec(`INSERT INTO "Note" DEFAULT VALUES`)
	if got := p.value(`SELECT "id" FROM "Note"`); got != "3" {
		t.Errorf("the id is %s", got)
	}
}

func TestAShadowOfOnesOwn(t *testing.T) {
	t.Parallel()
	p := project{testDB: testDB{t: t, url: gozentest.Postgres(t), dialect: ddl.PostgreSQL}, dir: t.TempDir()}
	shadow := testDB{t: t, url: gozentest.Postgres(t), dialect: ddl.PostgreSQL}
	if _, err := p.tryDev(notes, migrate.DevOptions{ShadowURL: shadow.url}); err != nil {
		t.Fatal(err)
	}
	if got := shadow.value("SELECT count(*)::text FROM pg_namespace WHERE nspname = 'gozen_shadow'") + shadow.value("SELECT count(*)::text FROM pg_tables WHERE schemaname = 'public'"); got != "00" {
		t.Errorf("the shadow was left with %s", got)
	}
	shadow.exec("CREATE TABLE precious (id int)")
	if _, err := p.tryDev(notes, migrate.DevOptions{ShadowURL: shadow.url}); err == nil || !strings.Contains(err.Error(), "was never a shadow database") {
		t.Errorf("error is %v", err)
	}
	shadow.exec("DROP TABLE precious; CREATE SCHEMA gozen_shadow; CREATE TABLE left_over (id int)")
	if _, err := p.tryDev(notes, migrate.DevOptions{ShadowURL: shadow.url}); err != nil {
		t.Errorf("after a kill: %v", err)
	}
}
