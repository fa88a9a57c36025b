package migrate_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/ddl"
	"github.com/gozen-dev/gozen/internal/ddl/ddltest"
	"github.com/gozen-dev/gozen/migrate"
	"github.com/gozen-dev/gozen/schema"
)

// nasty are texts that would end a literal early, or be taken for a quoted one.
func nasty() []string {
	return []string{
		"", " ", "null", "NULL", "it's", "'", "''", "'quoted'", `"double"`, `"`, `\`, `\'`, `a\'b`, `'a\`, `\\`, `\x41`, "`", "a\nb", "{}", "{a,b}",
		"x'); DROP TABLE \"Note\"; --", `x\'); DROP TABLE "Note"; --`, "$1", "?", "%s", "(1)", "CURRENT_TIMESTAMP", "1", "true", "ä€😀", "::text", "E'x'",
	}
}

func TestDefaultsHoldAnyText(t *testing.T) {
	t.Parallel()
	s := func() schema.Schema {
		var fields []*schema.Field
		for i, text := range nasty() {
			fields = append(fields, ddltest.Field(fmt.Sprintf("f%d", i), schema.String, ddltest.Value(text)))
		}
		return note(fields...)()
	}
	onEach(t, func(t *testing.T, db testDB) {
		db.want(s, migrate.Options{}, "create table Note")
		db.exec(`INSERT INTO "Note" ("title") VALUES ('a')`)
		for i, want := range nasty() {
			if diff := cmp.Diff(want, db.value(fmt.Sprintf(`SELECT "f%d" FROM "Note"`, i))); diff != "" {
				t.Errorf("default %q (-want +got):\n%s", want, diff)
			}
		}
	})
}

func TestAddedColumnsHoldAnyText(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, db testDB) {
		db.push(schema.New(note()()), migrate.Options{})
		db.exec(`INSERT INTO "Note" ("title") VALUES ('a')`)
		for i, want := range nasty() {
			f := ddltest.Field("f", schema.String, ddltest.Value(want), ddltest.Column(fmt.Sprintf("f%d", i)))
			if _, err := migrate.Push(t.Context(), db.url, schema.New(note(f)()), migrate.Options{AcceptDataLoss: true}); err != nil {
				t.Fatalf("default %q: %v", want, err)
			}
			if diff := cmp.Diff(want, db.value(fmt.Sprintf(`SELECT "f%d" FROM "Note"`, i))); diff != "" {
				t.Errorf("default %q (-want +got):\n%s", want, diff)
			}
		}
	})
}

func TestEnumsAndArraysHoldAnyText(t *testing.T) {
	t.Parallel()
	db := testDB{t: t, url: gozentest.Postgres(t), dialect: ddl.PostgreSQL}
	var all []any
	for _, text := range nasty() {
		all = append(all, text)
	}
	e := &schema.Enum{Name: "Word", DBName: "Word"}
	for i, text := range nasty() {
		if text != "" { // PostgreSQL has no such label
			e.Values = append(e.Values, &schema.EnumValue{Name: fmt.Sprintf("v%d", i), DBName: text})
		}
	}
	s := func() schema.Schema {
		s := note(
			ddltest.Field("texts", schema.String, ddltest.List, ddltest.Values(all...)),
			ddltest.Field("word", schema.EnumKind, ddltest.Named("Word"), ddltest.Value("v12")),
		)()
		s.Enums = []*schema.Enum{e}
		return s
	}
	db.want(s, migrate.Options{}, "create enum Word", "create table Note")
	db.exec(`INSERT INTO "Note" ("title") VALUES ('a')`)
	for i, want := range nasty() {
		if diff := cmp.Diff(want, db.value(fmt.Sprintf(`SELECT "texts"[%d] FROM "Note"`, i+1))); diff != "" {
			t.Errorf("element (-want +got):\n%s", diff)
		}
	}
	if diff := cmp.Diff(nasty()[12], db.value(`SELECT "word"::text FROM "Note"`)); diff != "" {
		t.Errorf("enum (-want +got):\n%s", diff)
	}
}
