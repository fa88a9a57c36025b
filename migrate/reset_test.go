package migrate_test

import (
	"context"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/ddl"
	"github.com/gozen-dev/gozen/migrate"
)

func TestResetDropsEverythingAndAppliesAll(t *testing.T) {
	t.Parallel()
	onProjects(t, func(t *testing.T, p project) {
		first := p.dev(notes)
		p.exec(`INSERT INTO "Tag" VALUES ('gone')`, `CREATE TABLE "by hand" (a int)`, `CREATE VIEW "a view" AS SELECT * FROM "Tag"`)
		// What does not read is found before anything is dropped.
		broken := filepath.Join(p.dir, first.Created, "migration.sql")
		good, err := os.ReadFile(broken)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(broken); err != nil {
			t.Fatal(err)
		}
		if _, err := migrate.Reset(t.Context(), p.url, os.DirFS(p.dir), p.schema(notes), migrate.DeployOptions{}); err == nil {
			t.Error("a migration without a file was no error")
		}
		if got := p.value(`SELECT CAST(count(*) AS text) FROM "Tag"`); got != "1" {
			t.Errorf("%s rows after a reset that did nothing", got)
		}
		if err := os.WriteFile(broken, good, 0o600); err != nil {
			t.Fatal(err)
		}
		done, err := migrate.Reset(t.Context(), p.url, os.DirFS(p.dir), p.schema(notes), migrate.DeployOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{first.Created}, done.Applied); diff != "" {
			t.Errorf("applied (-want +got):\n%s", diff)
		}
		if got := p.value(`SELECT CAST(count(*) AS text) FROM "Tag"`); got != "0" {
			t.Errorf("%s rows after a reset", got)
		}
		if again := p.dev(notes); again.Created != "" {
			t.Errorf("after a reset something is left over: %+v", again)
		}
	})
}

func TestAPushThatResetsMakesAllAnew(t *testing.T) {
	t.Parallel()
	onProjects(t, func(t *testing.T, p project) {
		s := p.schema(notes)
		p.push(s, migrate.Options{})
		p.exec(`INSERT INTO "Tag" VALUES ('gone')`, `CREATE TABLE "by hand" (a int)`, `CREATE VIEW "a view" AS SELECT * FROM "Tag"`)
		if p.dialect == ddl.SQLite {
			p.exec(`CREATE TRIGGER "a trigger" AFTER INSERT ON "Tag" BEGIN DELETE FROM "Tag"; END`)
		}
		told := p.push(s, migrate.Options{Reset: true, DryRun: true})
		if got := p.value(`SELECT CAST(count(*) AS text) FROM "Tag"`); got != "1" {
			t.Errorf("%s rows after a dry run", got)
		}
		if diff := cmp.Diff(told, p.push(s, migrate.Options{Reset: true})); diff != "" || len(told) == 0 {
			t.Errorf("told and done:\n%s", diff)
		}
		p.exec(`INSERT INTO "Tag" VALUES ('new')`, `CREATE TABLE "by hand" (a int)`, `CREATE VIEW "a view" AS SELECT * FROM "Tag"`)
		if got := p.value(`SELECT min(id) FROM "Tag"`); got != "new" {
			t.Errorf("left: %s", got)
		}
		if rest := p.push(s, migrate.Options{}); len(rest) > 0 {
			t.Errorf("left to do: %q", rest)
		}
	})
}

// elsewhere is the url with another database.
func elsewhere(t *testing.T, raw, name string) string {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

// afterwards runs statements when the test is over, and with it its context.
func (db testDB) afterwards(statements ...string) {
	db.t.Cleanup(func() {
		pool, err := sql.Open("pgx", db.url)
		if err != nil {
			db.t.Fatal(err)
		}
		for _, s := range statements {
			if _, err := pool.ExecContext(context.WithoutCancel(db.t.Context()), s); err != nil {
				db.t.Errorf("%s: %v", s, err)
			}
		}
		if err := pool.Close(); err != nil {
			db.t.Error(err)
		}
	})
}

func TestADatabaseThatIsNotThereIsMade(t *testing.T) {
	t.Parallel()
	admin := testDB{t: t, url: gozentest.Postgres(t), dialect: ddl.PostgreSQL}
	u, err := url.Parse(admin.url)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(u.Path, "/") + "_new"
	p := project{testDB: testDB{t: t, url: elsewhere(t, admin.url, name), dialect: ddl.PostgreSQL}, dir: filepath.Join(t.TempDir(), "migrations")}
	s := p.schema(notes)
	if _, err := migrate.Push(t.Context(), p.url, s, migrate.Options{DryRun: true}); err == nil || !strings.Contains(err.Error(), "does not exist") {
		t.Errorf("a dry run: %v", err)
	}
	admin.afterwards(`DROP DATABASE IF EXISTS "` + name + `" WITH (FORCE)`)
	if _, err := migrate.Push(t.Context(), p.url, s, migrate.Options{}); err != nil {
		t.Fatal(err)
	}
	if rest := p.push(s, migrate.Options{}); len(rest) > 0 {
		t.Errorf("pushed to another one: %q", rest)
	}
	role := name + "_role"
	admin.exec(`CREATE ROLE "` + role + `" LOGIN`)
	admin.afterwards(`DROP ROLE "` + role + `"`)
	u.User, u.Path = url.User(role), "/"+name+"_other"
	_, err = migrate.Push(t.Context(), u.String(), s, migrate.Options{})
	if want := name + "_other is not there, and " + role + " may not make it: let an administrator run createdb"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("by a role that may not: %v", err)
	}
}

func TestShadowsOfKilledRunsAreDropped(t *testing.T) {
	t.Parallel()
	p := project{testDB: testDB{t: t, url: gozentest.Postgres(t), dialect: ddl.PostgreSQL}, dir: filepath.Join(t.TempDir(), "migrations")}
	mine := p.url[strings.LastIndexByte(p.url, '/')+len("/gozen_"):][:8]
	old, other := "gozen_shadow_5f000000"+mine, "gozen_shadow_of_"+mine
	p.exec(`CREATE DATABASE "`+old+`"`, `CREATE DATABASE "`+other+`"`)
	p.afterwards(`DROP DATABASE IF EXISTS "`+old+`"`, `DROP DATABASE "`+other+`"`)
	p.dev(notes)
	if got := p.value(`SELECT string_agg(datname, ' ') FROM pg_database WHERE datname IN ('` + old + `', '` + other + `')`); got != other {
		t.Errorf("left: %q", got)
	}
}
