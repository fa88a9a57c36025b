// Package recent remembers what was used lately.
package recent

import "sync"

// Cache is a map that forgets what nobody asks for: it holds at least the last
// size keys that were got or put, and never twice as many. It is safe for
// concurrent use. Make one with [New].
type Cache[K comparable, V any] struct {
	size int

	mu         sync.Mutex
	young, old map[K]V
}

// New returns an empty cache.
func New[K comparable, V any](size int) *Cache[K, V] {
	return &Cache[K, V]{size: size, young: map[K]V{}}
}

// Get returns what was put for a key.
func (c *Cache[K, V]) Get(k K) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.young[k]
	if ok {
		return v, true
	}
	if v, ok = c.old[k]; ok {
		delete(c.old, k)
		c.put(k, v)
	}
	return v, ok
}

// Put sets what is remembered for a key.
func (c *Cache[K, V]) Put(k K, v V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.old, k)
	c.put(k, v)
}

// put adds to the young. When there are enough of them they are the old, and
// what was old and not asked for since is forgotten.
func (c *Cache[K, V]) put(k K, v V) {
	if _, known := c.young[k]; !known && len(c.young) >= c.size {
		c.old, c.young = c.young, make(map[K]V)
	}
	c.young[k] = v
}

// Delete forgets a key.
func (c *Cache[K, V]) Delete(k K) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.young, k)
	delete(c.old, k)
}

// Len is how many keys are remembered.
func (c *Cache[K, V]) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.young) + len(c.old)
}
