package migrate_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/internal/ddl"
	"github.com/gozen-dev/gozen/internal/ddl/ddltest"
	"github.com/gozen-dev/gozen/migrate"
	"github.com/gozen-dev/gozen/schema"
)

// down takes back and returns the names.
func (p project) down(opts migrate.DownOptions) []string {
	p.t.Helper()
	opts.Accept = func([]string) bool { return true }
	done, err := migrate.Down(p.t.Context(), p.url, os.DirFS(p.dir), opts)
	if err != nil {
		p.t.Fatalf("down: %v", err)
	}
	return done.Migrations
}

// diff compares two sides and returns the difference in words.
func (p project) diff(from, to migrate.Side) []string {
	p.t.Helper()
	d, err := migrate.Diff(p.t.Context(), p.url, from, to, "")
	if err != nil {
		p.t.Fatalf("diff: %v", err)
	}
	out := []string{}
	for _, t := range d.Tables {
		out = append(out, t.Changes...)
	}
	return out
}

func TestDownIsTheWayBack(t *testing.T) {
	t.Parallel()
	onProjects(t, func(t *testing.T, p project) {
		first := p.dev(notes)
		p.exec(`INSERT INTO "Tag" VALUES ('kept')`)
		second := p.dev(notes + "model More { id Int @id }")
		third := p.dev(lessNotes)
		_, err := migrate.Down(t.Context(), p.url, os.DirFS(p.dir), migrate.DownOptions{})
		if loss, ok := errors.AsType[*migrate.DataLossError](err); !ok || !strings.Contains(strings.Join(loss.Changes, ";"), "drop column Note.stars") {
			t.Errorf("unasked: %v", err)
		}
		if diff := cmp.Diff([]string{third.Created}, p.down(migrate.DownOptions{})); diff != "" {
			t.Errorf("taken back (-want +got):\n%s", diff)
		}
		if rest := p.push(p.schema(notes+"model More { id Int @id }"), migrate.Options{}); len(rest) > 0 {
			t.Errorf("the tables are not as before: %q", rest)
		}
		if diff := cmp.Diff([]string{second.Created}, p.down(migrate.DownOptions{To: first.Created})); diff != "" {
			t.Errorf("taken back (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{first.Created + " applied", second.Created + " pending", third.Created + " pending"}, p.stages(os.DirFS(p.dir))); diff != "" {
			t.Errorf("stages (-want +got):\n%s", diff)
		}
		p.deploy(os.DirFS(p.dir))
		if diff := cmp.Diff([]string{third.Created, second.Created, first.Created}, p.down(migrate.DownOptions{Steps: 9})); diff != "" {
			t.Errorf("taken back (-want +got):\n%s", diff)
		}
		if rest := p.diff(migrate.TheDatabase{}, migrate.TheMigrations{Files: fstest.MapFS{}}); len(rest) > 0 {
			t.Errorf("something is left: %q", rest)
		}
		if again := p.down(migrate.DownOptions{}); len(again) > 0 {
			t.Errorf("taken back again: %q", again)
		}
	})
}

func TestDownWantsItsFile(t *testing.T) {
	t.Parallel()
	onProjects(t, func(t *testing.T, p project) {
		done := p.dev(notes)
		file := filepath.Join(p.dir, done.Created, "down.sql")
		made := p.file(done.Created, "down.sql")
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
		_, err := migrate.Down(t.Context(), p.url, os.DirFS(p.dir), migrate.DownOptions{})
		if _, ok := errors.AsType[*migrate.NoDownError](err); !ok {
			t.Errorf("error is %v", err)
		}
		written, err := migrate.WriteDown(t.Context(), p.url, p.dir, "")
		if diff := cmp.Diff([]string{file}, written); diff != "" || err != nil {
			t.Errorf("written (-want +got), %v:\n%s", err, diff)
		}
		if diff := cmp.Diff(made, p.file(done.Created, "down.sql")); diff != "" {
			t.Errorf("down.sql (-want +got):\n%s", diff)
		}
		if err := os.WriteFile(file, []byte("DROP TABLE oops;"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err = migrate.Down(t.Context(), p.url, os.DirFS(p.dir), migrate.DownOptions{})
		if wrong, ok := errors.AsType[*migrate.StatementError](err); !ok || wrong.Migration != done.Created+"/down.sql" {
			t.Errorf("a file that is wrong: %v", err)
		}
		if diff := cmp.Diff([]string{done.Created + " applied"}, p.stages(os.DirFS(p.dir))); diff != "" {
			t.Errorf("stages (-want +got):\n%s", diff)
		}
	})
}

func TestDiffLeadsFromAnySideToAnyOther(t *testing.T) {
	t.Parallel()
	onProjects(t, func(t *testing.T, p project) {
		done := p.dev(notes)
		files := migrate.TheMigrations{Files: os.DirFS(p.dir)}
		for _, same := range [][2]migrate.Side{
			{files, migrate.TheDatabase{}},
			{migrate.TheDatabase{}, migrate.TheSchema{Schema: p.schema(notes)}},
			{migrate.TheSchema{Schema: p.schema(notes)}, files},
		} {
			if rest := p.diff(same[0], same[1]); len(rest) > 0 {
				t.Errorf("%T and %T differ: %q", same[0], same[1], rest)
			}
		}
		p.exec(`ALTER TABLE "Note" ADD COLUMN extra int`)
		if diff := cmp.Diff([]string{"add column Note.extra"}, p.diff(files, migrate.TheDatabase{})); diff != "" {
			t.Errorf("drift (-want +got):\n%s", diff)
		}
		d, err := migrate.Diff(t.Context(), p.url, migrate.TheDatabase{}, migrate.TheSchema{Schema: p.schema(notes)}, "")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"drop column Note.extra"}, d.Warnings); diff != "" {
			t.Errorf("warnings (-want +got):\n%s", diff)
		}
		// The script does what it says.
		drift := fstest.MapFS{}
		for _, name := range []string{done.Created + "/migration.sql"} {
			drift[name] = &fstest.MapFile{Data: []byte(p.file(done.Created, "migration.sql"))}
		}
		drift["29990101000000_undo/migration.sql"] = &fstest.MapFile{Data: []byte(d.Script)}
		p.deploy(drift)
		if rest := p.diff(migrate.TheDatabase{}, files); len(rest) > 0 {
			t.Errorf("left after the script: %q", rest)
		}
	})
}

func TestEveryTableGoesThereAndBack(t *testing.T) {
	t.Parallel()
	for _, c := range ddltest.Cases() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			s := schema.New(c.Schema)
			onProjects(t, func(t *testing.T, p project) {
				if !c.On(p.dialect) {
					return
				}
				if _, err := migrate.Dev(t.Context(), p.url, p.dir, s, migrate.DevOptions{}); err != nil {
					t.Fatalf("dev: %v", err)
				}
				if rest := p.push(s, migrate.Options{}); len(rest) > 0 {
					t.Errorf("a push finds more to do: %q", rest)
				}
				p.pulled()
				p.down(migrate.DownOptions{})
				if _, err := migrate.Pull(t.Context(), p.url, migrate.PullOptions{}); !errors.Is(err, migrate.ErrNoTables) {
					t.Errorf("tables are left: %v", err)
				}
				if p.dialect == ddl.PostgreSQL && p.value("SELECT count(*)::text FROM pg_type WHERE typtype = 'e'") != "0" {
					t.Error("enums are left")
				}
			})
		})
	}
}
