package exec

import (
	"container/list"
	"sync"
)

// cache keeps the programs used last. Its keys hold everything that decided
// the program: the request's shape, and which members of auth() are missing.
type cache struct {
	mu    sync.Mutex
	max   int
	byKey map[string]*list.Element
	order *list.List // most recent first
}

type cached struct {
	key     string
	program *program
}

func newCache(limit int) *cache {
	return &cache{max: limit, byKey: make(map[string]*list.Element), order: list.New()}
}

func (c *cache) get(key []byte) *program {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.byKey[string(key)]
	if e == nil {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(*cached).program
}

func (c *cache) put(key string, p *program) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byKey[key] != nil {
		return
	}
	c.byKey[key] = c.order.PushFront(&cached{key: key, program: p})
	if c.order.Len() > c.max {
		last := c.order.Back()
		c.order.Remove(last)
		delete(c.byKey, last.Value.(*cached).key)
	}
}
