package migrate_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/ddl"
	"github.com/gozen-dev/gozen/migrate"
)

func TestExtensionsComeBeforeTheTables(t *testing.T) {
	t.Parallel()
	p := project{testDB: testDB{t: t, url: gozentest.Postgres(t), dialect: ddl.PostgreSQL}, dir: filepath.Join(t.TempDir(), "migrations")}
	if p.value("SELECT count(*)::text FROM pg_available_extensions WHERE name IN ('pg_trgm', 'unaccent', 'uuid-ossp')") != "3" {
		t.Skip("the server has no pg_trgm, unaccent or uuid-ossp")
	}
	p.exec("CREATE SCHEMA ext")
	const model = `model Word {
		text String @id
		@@index([text(ops: raw("gin_trgm_ops"))], type: Gin)
	}`
	with := func(list string) *migrate.Developed {
		t.Helper()
		s := gozentest.Schema(t, "datasource db {\n provider = \"postgresql\"\n extensions = "+list+"\n}\n"+model)
		done, err := migrate.Dev(t.Context(), p.url, p.dir, s, migrate.DevOptions{Now: now(), Accept: func([]string) bool { return true }})
		if err != nil {
			t.Fatal(err)
		}
		return done
	}
	first := with("[pg_trgm]")
	up := p.file(first.Created, "migration.sql")
	if made := strings.Index(up, `CREATE EXTENSION IF NOT EXISTS "pg_trgm"`); made < 0 || made > strings.Index(up, "CREATE TABLE") {
		t.Errorf("no extension before the table:\n%s", up)
	}
	// What somebody else makes is no drift, and stays.
	p.exec("CREATE EXTENSION unaccent")
	if again := with("[pg_trgm]"); again.Created != "" {
		t.Errorf("again: %+v", again)
	}
	p.exec(`CREATE EXTENSION "uuid-ossp" SCHEMA ext`)
	text := p.pulled()
	if want := `extensions = [pg_trgm, unaccent, uuid_ossp(map: "uuid-ossp", schema: "ext")]`; !strings.Contains(text, want) {
		t.Errorf("pulled without %s:\n%s", want, text)
	}
}
