package rt_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/gozen-dev/gozen/gozentest"
)

const names = `
datasource db { provider = "postgresql" url = env("DATABASE_URL") }
model Person {
  id Int @id
  name String @fuzzy
  nick String? @fuzzy
  @@allow('all', true)
}
`

// TestFuzzySearch is a script in Go, since it needs an extension in the database.
func TestFuzzySearch(t *testing.T) {
	t.Parallel()
	url := gozentest.Postgres(t)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	if _, err := conn.Exec(t.Context(), "CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent"); err != nil {
		t.Skipf("the server has no pg_trgm or unaccent: %v", err)
	}
	db, err := openDB(t.Context(), t, names, url)
	if err != nil {
		t.Fatal(err)
	}
	c := db.Unrestricted("test")
	do(t, db, c, `person.createMany {"data":[{"id":1,"name":"Jonathan Meyer","nick":"Jon"},{"id":2,"name":"Jonatan Meier"},{"id":3,"name":"Zoë Köhler","nick":"Zo"},{"id":4,"name":"Zoe Kohler"}]}`)
	ids := func(args string) string {
		return `person.findMany {"select":{"id":true},"orderBy":{"id":"asc"},"where":` + args + `}`
	}
	for call, want := range map[string]string{
		ids(`{"name":{"fuzzy":{"search":"Jonathan Meyer"}}}`):                                                                                          `[{"id":1},{"id":2}]`,
		ids(`{"name":{"fuzzy":{"search":"Jonathan Meyer","threshold":0.99}}}`):                                                                         `[{"id":1}]`,
		ids(`{"name":{"fuzzy":{"search":"Jonathan Meyer","threshold":1}}}`):                                                                            `[]`,
		ids(`{"name":{"fuzzy":{"search":"Meyer","mode":"word"}}}`):                                                                                     `[{"id":1}]`,
		ids(`{"name":{"fuzzy":{"search":"Meyer","mode":"word","threshold":0.3}}}`):                                                                     `[{"id":1},{"id":2}]`,
		ids(`{"name":{"fuzzy":{"search":"Meyer","mode":"strictWord","threshold":0.9}}}`):                                                               `[{"id":1}]`,
		ids(`{"name":{"fuzzy":{"search":"Zoe Kohler","threshold":0.9}}}`):                                                                              `[{"id":4}]`,
		ids(`{"name":{"fuzzy":{"search":"Zoe Kohler","threshold":0.9,"unaccent":true}}}`):                                                              `[{"id":3},{"id":4}]`,
		ids(`{"name":{"fuzzy":{"search":"Zoé Kohler","unaccent":true}}}`):                                                                              `[{"id":3},{"id":4}]`,
		ids(`{"nick":{"fuzzy":{"search":"Jon"}}}`):                                                                                                     `[{"id":1}]`,
		ids(`{"NOT":{"nick":{"fuzzy":{"search":"Jon"}}}}`):                                                                                             `[{"id":3}]`,
		`person.findMany {"select":{"id":true},"take":2,"orderBy":{"_fuzzyRelevance":{"fields":["name"],"search":"Jonatan Meier","sort":"desc"}}}`:     `[{"id":2},{"id":1}]`,
		`person.findMany {"select":{"id":true},"take":1,"orderBy":{"_fuzzyRelevance":{"fields":["name","nick"],"search":"Zo","sort":"desc"}}}`:         `[{"id":3}]`,
		`person.findMany {"select":{"id":true},"take":1,"orderBy":{"_fuzzyRelevance":{"fields":"name","search":"Meier","sort":"desc","mode":"word"}}}`: `[{"id":2}]`,
	} {
		if got := do(t, db, c, call); got != want {
			t.Errorf("%s\nwant %s, got %s", call, want, got)
		}
	}
}
