package migrate_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/ddl"
	"github.com/gozen-dev/gozen/migrate"
)

// folder makes migrations: names and what their files hold, in turn.
func folder(pairs ...string) fstest.MapFS {
	out := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i]+"/migration.sql"] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return out
}

// deploy deploys and returns the names of what was applied.
func (db testDB) deploy(files fs.FS) []string {
	db.t.Helper()
	done, err := migrate.Deploy(db.t.Context(), db.url, files, migrate.DeployOptions{})
	if err != nil {
		db.t.Fatalf("deploy: %v", err)
	}
	return done.Applied
}

// stages returns the stage of each migration as text.
func (db testDB) stages(files fs.FS) []string {
	db.t.Helper()
	state, err := migrate.Status(db.t.Context(), db.url, files)
	if err != nil {
		db.t.Fatalf("status: %v", err)
	}
	var out []string
	for _, m := range state.Migrations {
		out = append(out, m.Name+" "+string(m.Stage))
	}
	return out
}

func TestDeployAppliesWhatIsPending(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, db testDB) {
		files := folder("1_a", "CREATE TABLE a (id int);", "2_b", "CREATE TABLE b (id int); INSERT INTO b VALUES (2);")
		if diff := cmp.Diff([]string{"1_a pending", "2_b pending"}, db.stages(files)); diff != "" {
			t.Errorf("before (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"1_a", "2_b"}, db.deploy(files)); diff != "" {
			t.Errorf("applied (-want +got):\n%s", diff)
		}
		if again := db.deploy(files); len(again) > 0 {
			t.Errorf("applied again: %q", again)
		}
		files["0_late/migration.sql"] = &fstest.MapFile{Data: []byte("INSERT INTO a VALUES (1)")}
		if diff := cmp.Diff([]string{"0_late"}, db.deploy(files)); diff != "" {
			t.Errorf("from another branch (-want +got):\n%s", diff)
		}
		if got := db.value("SELECT CAST(a.id + b.id AS text) FROM a, b"); got != "3" {
			t.Errorf("rows add up to %s", got)
		}
		delete(files, "2_b/migration.sql")
		if diff := cmp.Diff([]string{"0_late applied", "1_a applied", "2_b ahead"}, db.stages(files)); diff != "" {
			t.Errorf("an older program (-want +got):\n%s", diff)
		}
		db.deploy(files)
	})
}

func TestDeployRefusesAHistoryThatDiffers(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, db testDB) {
		files := folder("1_a", "CREATE TABLE a (id int);\n", "2_b", "CREATE TABLE b (id int);")
		db.deploy(files)
		files["1_a/migration.sql"].Data = []byte("CREATE TABLE a (id int);\r\n")
		db.deploy(files) // another line ending is no change
		files["1_a/migration.sql"].Data = []byte("CREATE TABLE a (id text);\n")
		_, err := migrate.Deploy(t.Context(), db.url, files, migrate.DeployOptions{})
		if wrong, ok := errors.AsType[*migrate.HistoryError](err); !ok || wrong.Migrations[0].Stage != migrate.Edited {
			t.Errorf("edited: %v", err)
		}
		delete(files, "1_a/migration.sql")
		_, err = migrate.Deploy(t.Context(), db.url, files, migrate.DeployOptions{})
		if err == nil || err.Error() != "the history and the migrations differ: 1_a was applied and its file is gone" {
			t.Errorf("missing: %v", err)
		}
	})
}

func TestAMigrationThatFailsHasDoneNothing(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, db testDB) {
		files := folder("1_a", "CREATE TABLE a (id int);\n\nCREATE TABLE b (oops;")
		_, err := migrate.Deploy(t.Context(), db.url, files, migrate.DeployOptions{})
		if wrong, ok := errors.AsType[*migrate.StatementError](err); !ok || wrong.Line != 3 || wrong.Kept {
			t.Fatalf("error is %v", err)
		}
		files["1_a/migration.sql"].Data = []byte("CREATE TABLE a (id int); CREATE TABLE b (id int);")
		db.deploy(files)
	})
}

func TestAStepThatFailsKeepsThoseBefore(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, db testDB) {
		files := folder("1_a", "BEGIN; CREATE TABLE a (id int); COMMIT; CREATE TABLE b (oops;")
		_, err := migrate.Deploy(t.Context(), db.url, files, migrate.DeployOptions{})
		if wrong, ok := errors.AsType[*migrate.StatementError](err); !ok || !wrong.Kept {
			t.Fatalf("error is %v", err)
		}
		if diff := cmp.Diff([]string{"1_a interrupted"}, db.stages(files)); diff != "" {
			t.Errorf("stages (-want +got):\n%s", diff)
		}
		files["1_a/migration.sql"].Data = []byte("BEGIN; CREATE TABLE other (id int); COMMIT; CREATE TABLE b (id int);")
		if _, err := migrate.Deploy(t.Context(), db.url, files, migrate.DeployOptions{}); err == nil || !strings.Contains(err.Error(), "write them as they were") {
			t.Errorf("a step that is done was changed: %v", err)
		}
		files["1_a/migration.sql"].Data = []byte("BEGIN; CREATE TABLE a (id int); COMMIT; CREATE TABLE b (id int);")
		db.deploy(files)
		if diff := cmp.Diff([]string{"1_a applied"}, db.stages(files)); diff != "" {
			t.Errorf("stages (-want +got):\n%s", diff)
		}
	})
}

func TestForeignKeysHoldAfterAMigration(t *testing.T) {
	t.Parallel()
	db := testDB{t: t, url: gozentest.SQLite(t), dialect: ddl.SQLite}
	files := folder("1_a", "CREATE TABLE a (id int primary key); CREATE TABLE b (a int REFERENCES a (id)); INSERT INTO b VALUES (7)")
	_, err := migrate.Deploy(t.Context(), db.url, files, migrate.DeployOptions{})
	if err == nil || !strings.Contains(err.Error(), "foreign keys would not hold") {
		t.Errorf("error is %v", err)
	}
}

func TestTablesWithoutAHistoryAreNotTouched(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, db testDB) {
		db.exec("CREATE TABLE a (id int)")
		files := folder("1_a", "CREATE TABLE a (id int)", "2_b", "CREATE TABLE b (id int)")
		if _, err := migrate.Deploy(t.Context(), db.url, files, migrate.DeployOptions{}); !errors.Is(err, migrate.ErrNoHistory) {
			t.Fatalf("error is %v", err)
		}
		if err := migrate.Resolve(t.Context(), db.url, files, "_a", true); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"2_b"}, db.deploy(files)); diff != "" {
			t.Errorf("applied (-want +got):\n%s", diff)
		}
	})
}

// prismaHistory is the table as Prisma makes it, with a migration that it has
// applied and one that it has failed at.
func prismaHistory(d ddl.Dialect, sum string) []string {
	create := `CREATE TABLE _prisma_migrations (id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
		migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`
	at := "now()"
	if d == ddl.SQLite {
		create = `CREATE TABLE "_prisma_migrations" ("id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL,
			"logs" TEXT, "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT current_timestamp, "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0)`
		at = "1700000000000"
	}
	insert := "INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, logs, rolled_back_at, applied_steps_count) VALUES "
	return []string{
		create,
		insert + fmt.Sprintf("('a', '%s', %s, '20230101000000_init', NULL, NULL, 1)", sum, at),
		insert + fmt.Sprintf("('b', 'old', NULL, '20230102000000_more', 'it broke', %s, 0)", at),
		insert + "('c', 'old', NULL, '20230102000000_more', 'it broke again', NULL, 0)",
		"CREATE TABLE a (id int)",
	}
}

func TestAHistoryOfPrismaGoesOn(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, db testDB) {
		files := folder("20230101000000_init", "CREATE TABLE a (id int)", "20230102000000_more", "ALTER TABLE a ADD b int")
		files["migration_lock.toml"] = &fstest.MapFile{Data: []byte("# Please do not edit this file manually\nprovider = \"" + db.dialect.String() + "\"\n")}
		db.exec(prismaHistory(db.dialect, "5b9f4c0d")...)
		if diff := cmp.Diff([]string{"20230101000000_init edited", "20230102000000_more failed"}, db.stages(files)); diff != "" {
			t.Errorf("stages (-want +got):\n%s", diff)
		}
		db.exec("UPDATE _prisma_migrations SET checksum = '" + initSum + "' WHERE id = 'a'")
		if _, err := migrate.Deploy(t.Context(), db.url, files, migrate.DeployOptions{}); err == nil || !strings.Contains(err.Error(), "20230102000000_more failed before") {
			t.Errorf("what failed is not tried again by itself: %v", err)
		}
		if err := migrate.Resolve(t.Context(), db.url, files, "more", false); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"20230102000000_more"}, db.deploy(files)); diff != "" {
			t.Errorf("applied (-want +got):\n%s", diff)
		}
		if got := db.value("SELECT CAST(count(*) AS text) FROM _prisma_migrations WHERE finished_at IS NOT NULL AND logs IS NULL AND applied_steps_count = 1"); got != "2" {
			t.Errorf("%s rows look as if Prisma had written them", got)
		}
	})
}

// initSum is what sha256sum says of "CREATE TABLE a (id int)".
const initSum = "6e70fcd8fa64aaecba4287f3d3313df4303b5e9420cd804c261c029d886ee4d8"

func TestMigrationsForAnotherDatabaseAreRefused(t *testing.T) {
	t.Parallel()
	files := folder("1_a", "CREATE TABLE a (id int)")
	files["migration_lock.toml"] = &fstest.MapFile{Data: []byte(`provider = "postgresql"`)}
	_, err := migrate.Deploy(t.Context(), gozentest.SQLite(t), files, migrate.DeployOptions{})
	if err == nil || err.Error() != "the migrations are for postgresql (migration_lock.toml says so), and the database is sqlite" {
		t.Errorf("error is %v", err)
	}
}

func TestDeploysThatRaceDoTheWorkOnce(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, db testDB) {
		// The first takes so long that the others have seen it pending.
		slow := "INSERT INTO a WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000) SELECT max(i) FROM n"
		files := folder("1_a", "CREATE TABLE a (id int); "+slow, "2_b", "INSERT INTO a VALUES (1)", "3_c", "INSERT INTO a VALUES (2)")
		db.deploy(folder("0_first", "CREATE TABLE z (id int)"))
		files["0_first/migration.sql"] = &fstest.MapFile{Data: []byte("CREATE TABLE z (id int)")}
		errs := make(chan error)
		for range 4 {
			go func() {
				_, err := migrate.Deploy(t.Context(), db.url, files, migrate.DeployOptions{})
				errs <- err
			}()
		}
		for range 4 {
			if err := <-errs; err != nil {
				t.Errorf("deploy: %v", err)
			}
		}
		if got := db.value("SELECT CAST(count(*) AS text) FROM a"); got != "3" {
			t.Errorf("%s rows", got)
		}
	})
}

// The environment of a process that is to be killed while it deploys.
const (
	killURL    = "GOZEN_TEST_KILL_URL"
	killScript = "GOZEN_TEST_KILL_SCRIPT"
	killAt     = "GOZEN_TEST_KILL_AT"
)

// TestMain lets the test program deploy and die when a test asks for it.
func TestMain(m *testing.M) {
	if os.Getenv(killURL) == "" {
		os.Exit(m.Run())
	}
	files := folder("1_a", os.Getenv(killScript))
	_, err := migrate.Deploy(context.Background(), os.Getenv(killURL), files, migrate.DeployOptions{Progress: func(p migrate.Progress) {
		if fmt.Sprint(p.Statement) == os.Getenv(killAt) {
			kill()
		}
	}})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// kill ends the process as nobody can prevent.
func kill() {
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	if err != nil {
		panic(err)
	}
	select {}
}

func TestAKilledDeployIsGoneOnWith(t *testing.T) {
	t.Parallel()
	whole := `CREATE TABLE a (id int); INSERT INTO a VALUES (1); INSERT INTO a VALUES (2); INSERT INTO a VALUES (3);`
	parts := `CREATE TABLE a (id int); COMMIT; INSERT INTO a VALUES (1); INSERT INTO a VALUES (2); BEGIN; INSERT INTO a VALUES (3);`
	onEach(t, func(t *testing.T, db testDB) {
		scripts := map[string]string{"in one transaction": whole, "in steps": parts + "VACUUM; COMMIT"}
		if db.dialect == ddl.PostgreSQL {
			scripts["in steps"] = `CREATE TYPE e AS ENUM ('x'); ` + parts + `ALTER TYPE e ADD VALUE 'y'; CREATE INDEX CONCURRENTLY i ON a (id); DROP INDEX CONCURRENTLY "i"; CREATE INDEX CONCURRENTLY IF NOT EXISTS j ON a (id);`
		}
		for name, script := range scripts {
			for at, over := 1, false; !over; at++ {
				db := db
				if db.dialect == ddl.SQLite {
					db.url = gozentest.SQLite(t)
				} else {
					db.exec("DROP SCHEMA public CASCADE", "CREATE SCHEMA public") // faster than a new database
				}
				over = db.killed(script, at)
				db.deploy(folder("1_a", script))
				if got := db.value("SELECT CAST(count(*) * 100 + sum(id) AS text) FROM a"); got != "306" {
					t.Errorf("%s, killed at %d: count and sum are %s", name, at, got)
				}
				if diff := cmp.Diff([]string{"1_a applied"}, db.stages(folder("1_a", script))); diff != "" {
					t.Errorf("%s, killed at %d (-want +got):\n%s", name, at, diff)
				}
			}
		}
	})
}

// killed deploys in a process that ends itself before a statement, and reports
// whether it was done before it came that far.
func (db testDB) killed(script string, at int) bool {
	db.t.Helper()
	cmd := exec.CommandContext(db.t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), killURL+"="+db.url, killScript+"="+script, fmt.Sprintf("%s=%d", killAt, at))
	out, err := cmd.CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() == -1 {
		return false
	}
	if err != nil {
		db.t.Fatalf("deploy to be killed: %v\n%s", err, out)
	}
	return true
}

// A kill between a statement that stands in no transaction and its record
// leaves its work behind; an index may be broken besides.
func TestWhatIsDoneAndNotRememberedIsNotDoneTwice(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, left string }{
		{"the index is there", "CREATE INDEX i ON a (id)"},
		{"the index is broken", "CREATE INDEX i ON a (id); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i'::regclass"},
		{"the index is not there", "SELECT 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			db := testDB{t: t, url: gozentest.Postgres(t), dialect: ddl.PostgreSQL}
			script := "CREATE TABLE a (id int); CREATE INDEX CONCURRENTLY i ON a (id);"
			if db.killed(script, 2) {
				t.Fatal("it was not killed")
			}
			db.exec(strings.Split(c.left, "; ")...)
			db.deploy(folder("1_a", script))
			if got := db.value("SELECT indisvalid::text FROM pg_index WHERE indexrelid = 'i'::regclass"); got != "true" {
				t.Errorf("valid is %s", got)
			}
		})
	}
}

func TestAnIndexThatIsGoneIsNotDroppedTwice(t *testing.T) {
	t.Parallel()
	db := testDB{t: t, url: gozentest.Postgres(t), dialect: ddl.PostgreSQL}
	script := "CREATE TABLE a (id int); CREATE INDEX i ON a (id); DROP INDEX CONCURRENTLY i;"
	if db.killed(script, 3) {
		t.Fatal("it was not killed")
	}
	db.exec("DROP INDEX i")
	if diff := cmp.Diff([]string{"1_a"}, db.deploy(folder("1_a", script))); diff != "" {
		t.Errorf("applied (-want +got):\n%s", diff)
	}
}

func TestPrismaWaitsForADeploy(t *testing.T) {
	t.Parallel()
	db := testDB{t: t, url: gozentest.Postgres(t), dialect: ddl.PostgreSQL}
	held := ""
	_, err := migrate.Deploy(t.Context(), db.url, folder("1_a", "SELECT 1"), migrate.DeployOptions{Progress: func(migrate.Progress) {
		held = db.value("SELECT count(*)::text FROM pg_locks WHERE locktype = 'advisory' AND objid = 72707369 AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")
	}})
	if err != nil || held != "1" {
		t.Errorf("Prisma's lock is held %s times; %v", held, err)
	}
}
