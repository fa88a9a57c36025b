package server

import (
	"context"
	"net"
	"sync"
)

// maxRemembered bounds what a [Connection] remembers.
const maxRemembered = 64

// Connection is what handlers remember for as long as a client stays connected.
type Connection struct {
	mu     sync.Mutex
	values map[any]any
}

type connectionKey struct{}

// connected is for http.Server.ConnContext.
func connected(ctx context.Context, _ net.Conn) context.Context {
	return context.WithValue(ctx, connectionKey{}, &Connection{})
}

// ConnectionOf returns the connection of a request that [Serve] has received;
// for others one that remembers nothing.
func ConnectionOf(ctx context.Context) *Connection {
	c, _ := ctx.Value(connectionKey{}).(*Connection)
	return c
}

// Remember returns what was made for key before on this connection, and makes
// it the first time, or each time when too much is remembered already.
func (c *Connection) Remember(key any, fresh func() any) any {
	if c == nil {
		return fresh()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if v, ok := c.values[key]; ok {
		return v
	}
	v := fresh()
	if c.values == nil {
		c.values = map[any]any{}
	}
	if len(c.values) < maxRemembered {
		c.values[key] = v
	}
	return v
}
