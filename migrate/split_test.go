package migrate

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/internal/ddl"
)

// These tests are inside the package: how a file falls into statements shows
// from outside only where a database stumbles over it.

func TestScriptsFallIntoStatements(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		d      ddl.Dialect
		script string
		want   []string
	}{
		{"nothing is no statement", ddl.SQLite, " ;; -- only a comment\n/* ; */ ;", nil},
		{"a last statement needs no semicolon", ddl.SQLite, "SELECT 1; SELECT 2", []string{"SELECT 1", "SELECT 2"}},
		{"comments before a statement are not its text", ddl.SQLite, "-- first;\nSELECT 1;", []string{"SELECT 1"}},
		{"quoted semicolons end nothing", ddl.PostgreSQL, `SELECT ';''', ";""", 'a\'; SELECT 2`, []string{`SELECT ';''', ";""", 'a\'`, "SELECT 2"}},
		{"PostgreSQL's escapes", ddl.PostgreSQL, `SELECT E'\';', e'''\\'; SELECT 2`, []string{`SELECT E'\';', e'''\\'`, "SELECT 2"}},
		{"a word that ends in e is no escape", ddl.PostgreSQL, `SELECT name'\'; SELECT 2`, []string{`SELECT name'\'`, "SELECT 2"}},
		{"bodies between dollars", ddl.PostgreSQL, "DO $a$ BEGIN; $b$;$$; END $a$; SELECT $1;", []string{"DO $a$ BEGIN; $b$;$$; END $a$", "SELECT $1"}},
		{"comments nest in PostgreSQL", ddl.PostgreSQL, "/* /* ; */ ; */ SELECT 1;", []string{"SELECT 1"}},
		{"and do not in SQLite", ddl.SQLite, "/* /* ; */ SELECT 1;", []string{"SELECT 1"}},
		{"SQLite's other quotes", ddl.SQLite, "SELECT [;], `;`; SELECT 2", []string{"SELECT [;], `;`", "SELECT 2"}},
		{
			"a trigger ends with END", ddl.SQLite,
			"CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; DELETE FROM b; END; SELECT 1",
			[]string{"CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; DELETE FROM b; END", "SELECT 1"},
		},
		{
			"a function's body has statements", ddl.PostgreSQL,
			"CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3",
			[]string{"CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END", "SELECT 3"},
		},
		{"a rule has statements in parentheses", ddl.PostgreSQL, "CREATE RULE r AS ON INSERT TO a DO (SELECT 1; SELECT 2); SELECT 3", []string{"CREATE RULE r AS ON INSERT TO a DO (SELECT 1; SELECT 2)", "SELECT 3"}},
		{"an open quote takes the rest", ddl.SQLite, "SELECT 1; SELECT 'a; b", []string{"SELECT 1", "SELECT 'a; b"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, s := range split(c.script, c.d) {
				got = append(got, s.text)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("statements (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMigrationsFallIntoSteps(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		d      ddl.Dialect
		script string
		want   []string // steps; a bare one begins with !
	}{
		{"one transaction where that goes", ddl.PostgreSQL, "SELECT 1; SELECT 2;", []string{"SELECT 1|SELECT 2"}},
		{"new values of an enum", ddl.PostgreSQL, `SELECT 1; ALTER TYPE "a"."b" ADD VALUE 'c'; SELECT 2; SELECT 3`, []string{"SELECT 1", `ALTER TYPE "a"."b" ADD VALUE 'c'`, "SELECT 2|SELECT 3"}},
		{"indexes made beside others' work", ddl.PostgreSQL, "SELECT 1; create unique index concurrently i on a (b)", []string{"SELECT 1", "!create unique index concurrently i on a (b)"}},
		{"borders in the file", ddl.SQLite, "BEGIN; SELECT 1; SELECT 2; COMMIT; SELECT 3; VACUUM", []string{"SELECT 1|SELECT 2", "SELECT 3", "!VACUUM"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			parts, err := steps(c.script, c.d)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range parts {
				var texts []string
				for _, s := range p.statements {
					texts = append(texts, s.text)
				}
				text := strings.Join(texts, "|")
				if p.bare {
					text = "!" + text
				}
				got = append(got, text)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
		})
	}
	if _, err := steps("SELECT 1;\nROLLBACK", ddl.SQLite); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("a file that takes itself back: %v", err)
	}
}

// FuzzSplit holds that splitting ends, loses no text but comments and
// semicolons, and finds the same statements in what it found.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{"SELECT 1; SELECT '2;", "DO $a$;$a$;$", "/* /* */", "E'\\", "CREATE TRIGGER a BEGIN ; END;;", "[", "BEGIN ATOMIC case end end;(;"} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, script string, postgres bool) {
		d := ddl.SQLite
		if postgres {
			d = ddl.PostgreSQL
		}
		for _, s := range split(script, d) {
			if !strings.Contains(script, s.text) || s.line < 1 || s.line > strings.Count(script, "\n")+1 {
				t.Errorf("statement %q at line %d is not in the script", s.text, s.line)
			}
			if again := split(s.text, d); len(again) != 1 {
				t.Errorf("%q is one statement in the script and %d by itself", s.text, len(again))
			}
		}
	})
}
