package gozentest

import (
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/migrate"
	"github.com/gozen-dev/gozen/schema"
)

// Schema returns the checked schema of a ZModel text. The test ends when the
// text has errors; warnings are none of its business.
func Schema(t testing.TB, source string) *schema.Schema {
	t.Helper()
	const name = "test.zmodel"
	s, diags := check.Source(name, []byte(source))
	if diags.HasErrors() {
		var b strings.Builder
		if err := diag.Render(&b, diags, func(string) []byte { return []byte(source) }); err != nil {
			t.Fatalf("render diagnostics: %v", err)
		}
		t.Fatalf("schema has errors:\n%s", b.String())
	}
	return s
}

// Push gives the database at url the tables of s.
func Push(t testing.TB, url string, s *schema.Schema) {
	t.Helper()
	if _, err := migrate.Push(t.Context(), url, s, migrate.Options{}); err != nil {
		t.Fatalf("push the schema: %v", err)
	}
}
