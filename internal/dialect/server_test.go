package dialect_test

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/schema"
)

// TestStatementsAreNotCompiledToMachineCode, unless the URL says so: it takes
// PostgreSQL seconds where a condition looks into arrays in arrays.
func TestStatementsAreNotCompiledToMachineCode(t *testing.T) {
	t.Parallel()
	s := &sqlgen.Statement{SQL: "SELECT current_setting('jit')", Columns: []schema.ValueType{{Kind: schema.String}}}
	at, err := url.Parse(postgresURL(t))
	if err != nil {
		t.Fatal(err)
	}
	compiled := *at
	q := compiled.Query()
	q.Set("jit", "on")
	compiled.RawQuery = q.Encode()
	for url, want := range map[string]string{at.String(): "off", compiled.String(): "on"} {
		db := opened(t, url, blog())
		if diff := cmp.Diff([][]any{{want}}, run(t, db, s)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", url, diff)
		}
	}
}
