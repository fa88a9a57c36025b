package migrate_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/migrate"
)

func TestASeedIsSownWhollyOrNotAtAll(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, db testDB) {
		db.exec("CREATE TABLE a (id int PRIMARY KEY)", "CREATE TABLE b (a int REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED)")
		var seen []migrate.Progress
		if err := migrate.Seed(t.Context(), db.url, "seed.sql", "INSERT INTO b VALUES (1);\n-- the row that it refers to\nINSERT INTO a VALUES (1);", migrate.SeedOptions{
			Progress: func(p migrate.Progress) { seen = append(seen, p) },
		}); err != nil {
			t.Fatal(err)
		}
		want := []migrate.Progress{{Migration: "seed.sql", Statement: 1, Statements: 2}, {Migration: "seed.sql", Statement: 2, Statements: 2}}
		if diff := cmp.Diff(want, seen); diff != "" {
			t.Errorf("progress (-want +got):\n%s", diff)
		}
		for _, bad := range []struct{ script, want string }{
			{"INSERT INTO a VALUES (2);\nINSERT INTO a VALUES (1);", "seed.sql, line 2: "},
			{"INSERT INTO a VALUES (2); INSERT INTO b VALUES (9);", ""},
			{"INSERT INTO a VALUES (2); COMMIT; INSERT INTO a VALUES (3);", "leave out BEGIN and COMMIT"},
		} {
			if err := migrate.Seed(t.Context(), db.url, "seed.sql", bad.script, migrate.SeedOptions{}); err == nil || !strings.Contains(err.Error(), bad.want) {
				t.Errorf("%q: error is %v", bad.script, err)
			}
		}
		if got := db.value("SELECT CAST(count(*) AS text) FROM a"); got != "1" {
			t.Errorf("%s rows", got)
		}
	})
}
