package query_test

import (
	"testing"

	"github.com/gozen-dev/gozen/query"
)

func TestLevelsOfIsolationHavePrismasNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]query.Isolation{
		"ReadUncommitted": query.ReadUncommitted, "ReadCommitted": query.ReadCommitted,
		"RepeatableRead": query.RepeatableRead, "Serializable": query.Serializable,
	} {
		if got, ok := query.ParseIsolation(name); got != want || !ok || got.String() != name {
			t.Errorf("%s: got %s, %t", name, got, ok)
		}
	}
	for _, name := range []string{"", "Default", "serializable", "Snapshot"} {
		if got, ok := query.ParseIsolation(name); ok || got != query.DefaultIsolation {
			t.Errorf("%q is taken for %s", name, got)
		}
	}
}
