package recent_test

import (
	"sync"
	"testing"

	"github.com/gozen-dev/gozen/internal/recent"
)

func TestWhatIsAskedForIsKept(t *testing.T) {
	t.Parallel()
	c := recent.New[int, string](10)
	c.Put(-1, "kept")
	for i := range 1000 {
		c.Put(i, "passing")
		if v, ok := c.Get(-1); !ok || v != "kept" {
			t.Fatalf("after %d others: %q, %v", i+1, v, ok)
		}
		if n := c.Len(); n > 20 {
			t.Fatalf("%d keys are remembered, of a size of 10", n)
		}
	}
	if _, ok := c.Get(500); ok {
		t.Error("what nobody asked for is still there")
	}
}

func TestTheLastKeysAreThere(t *testing.T) {
	t.Parallel()
	c := recent.New[int, int](10)
	for i := range 35 {
		c.Put(i, i)
	}
	for i := 25; i < 35; i++ {
		if v, ok := c.Get(i); !ok || v != i {
			t.Errorf("%d: %d, %v", i, v, ok)
		}
	}
}

func TestOneValueForAKey(t *testing.T) {
	t.Parallel()
	c := recent.New[string, int](1)
	c.Put("a", 1)
	c.Put("b", 1) // a is old now
	c.Put("a", 2)
	if v, _ := c.Get("a"); v != 2 {
		t.Errorf("got %d", v)
	}
	c.Delete("a")
	if _, ok := c.Get("a"); ok {
		t.Error("a deleted key is there")
	}
}

func TestManyUseItAtOnce(t *testing.T) {
	t.Parallel()
	c := recent.New[int, int](4)
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for i := range 200 {
				c.Put(i%(g+2), i)
				c.Get(i % 7)
				c.Delete(i % 5)
			}
		})
	}
	all.Wait()
}
