// Package prepared remembers what a connection has prepared for a statement,
// up to a bound, forgetting first what was not used for longest.
package prepared

import (
	"container/list"

	"github.com/gozen-dev/gozen/internal/sqlgen"
)

// Cache holds the prepared form of statements. It is used by one goroutine, as
// the connection that it belongs to. Statements are shared and never change, so
// that the pointer is the key.
type Cache[V any] struct {
	size    int
	entries map[*sqlgen.Statement]*list.Element
	order   *list.List // of entry[V], the last used in front
}

type entry[V any] struct {
	key   *sqlgen.Statement
	value V
}

// New returns a cache of at most size statements.
func New[V any](size int) *Cache[V] {
	return &Cache[V]{size: size, entries: make(map[*sqlgen.Statement]*list.Element), order: list.New()}
}

// Get returns what was put for a statement.
func (c *Cache[V]) Get(s *sqlgen.Statement) (v V, ok bool) {
	e, ok := c.entries[s]
	if !ok {
		return v, false
	}
	if c.order.Front() != e {
		c.order.MoveToFront(e)
	}
	return e.Value.(entry[V]).value, true
}

// Put adds a statement that is not there, and returns what had to go for it.
func (c *Cache[V]) Put(s *sqlgen.Statement, v V) (evicted V, full bool) {
	if c.order.Len() >= c.size {
		last := c.order.Back()
		e := c.order.Remove(last).(entry[V])
		delete(c.entries, e.key)
		evicted, full = e.value, true
	}
	c.entries[s] = c.order.PushFront(entry[V]{s, v})
	return evicted, full
}

// Remove forgets a statement.
func (c *Cache[V]) Remove(s *sqlgen.Statement) {
	if e, ok := c.entries[s]; ok {
		c.order.Remove(e)
		delete(c.entries, s)
	}
}

// Clear forgets all statements.
func (c *Cache[V]) Clear() {
	clear(c.entries)
	c.order.Init()
}

// Values returns all that is remembered, the last used first.
func (c *Cache[V]) Values() []V {
	vs := make([]V, 0, c.order.Len())
	for e := c.order.Front(); e != nil; e = e.Next() {
		vs = append(vs, e.Value.(entry[V]).value)
	}
	return vs
}
