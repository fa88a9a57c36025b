package prepared_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/internal/dialect/prepared"
	"github.com/gozen-dev/gozen/internal/sqlgen"
)

func TestCacheForgetsWhatWasNotUsedForLongest(t *testing.T) {
	t.Parallel()
	a, b, c := &sqlgen.Statement{SQL: "a"}, &sqlgen.Statement{SQL: "b"}, &sqlgen.Statement{SQL: "c"}
	cache := prepared.New[string](2)
	for _, s := range []*sqlgen.Statement{a, b} {
		if old, full := cache.Put(s, s.SQL); full {
			t.Errorf("%q had to go", old)
		}
	}
	if v, ok := cache.Get(a); !ok || v != "a" {
		t.Errorf("got %q, %v", v, ok)
	}
	if old, full := cache.Put(c, "c"); !full || old != "b" {
		t.Errorf("%q went, %v", old, full)
	}
	if diff := cmp.Diff([]string{"c", "a"}, cache.Values()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if v, ok := cache.Get(b); ok {
		t.Errorf("still has %q", v)
	}
	cache.Remove(c)
	cache.Remove(b)
	if diff := cmp.Diff([]string{"a"}, cache.Values()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	cache.Clear()
	if n := len(cache.Values()); n != 0 {
		t.Errorf("%d statements are left", n)
	}
}

func TestStatementsOfTheSameTextAreKeptApart(t *testing.T) {
	t.Parallel()
	a, b := &sqlgen.Statement{SQL: "same"}, &sqlgen.Statement{SQL: "same"}
	cache := prepared.New[int](8)
	cache.Put(a, 1)
	cache.Put(b, 2)
	cache.Remove(a)
	if v, ok := cache.Get(b); !ok || v != 2 {
		t.Errorf("got %d, %v", v, ok)
	}
}
