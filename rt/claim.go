package rt

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"sync"

	"github.com/gozen-dev/gozen/internal/exec"
	"github.com/gozen-dev/gozen/query"
)

// principals is how many users are remembered as they were found last, and
// principalSize how long one may be, as JSON.
const (
	principals    = 4096
	principalSize = 2 << 10
)

// SignedIn returns a client that can do what the rules let the user with these
// ids do, as the auth model's row is when the client's first request runs: a
// session names a user, and what he is stands in his row alone. Where there is
// no such row, the client is anonymous, of which gone is told unless it is nil.
//
// The row is read once. A first request that reads has it read in its own round
// trip: the request is made for the user as the row was when somebody last
// looked, and its result counts only if the row is found to be the same, before
// it and in the same trip. Nothing is decided by what is remembered.
func (db *DB) SignedIn(ids map[string]any, gone func(context.Context)) *Client {
	return &Client{db: db, who: exec.Who{Claimed: true}, claim: &claim{db: db, ids: ids, gone: gone}}
}

// claim is what a session says of who asks, and what there was to it.
type claim struct {
	db   *DB
	ids  map[string]any
	gone func(context.Context)

	mu      sync.Mutex
	settled bool
	found   *principal // nil for nobody
}

// principal is a user as he was found. It is shared and never changes.
type principal struct {
	user map[string]any
	json []byte
}

// read runs a request that reads as that of the user who is remembered. Done is
// false if the user is another by now, or is not remembered.
func (cl *claim) read(ctx context.Context, op *query.Op, who exec.Who, sink exec.Sink) (done bool, err error) {
	key, look := cl.db.keyOf(cl.ids), cl.db.lookAt(cl.ids)
	if key == "" || look == nil || cl.known() {
		return false, nil
	}
	p, ok := cl.db.seen.Get(key)
	if !ok {
		return false, nil
	}
	who.User, who.Claimed = p.user, false
	held, err := cl.db.engine.Suppose(ctx, exec.Supposition{Look: look, Found: p.json}, op, who, sink)
	if !held {
		return false, nil
	}
	cl.mu.Lock()
	defer cl.mu.Unlock()
	cl.settled, cl.found = true, p
	return true, err
}

func (cl *claim) known() bool {
	cl.mu.Lock()
	defer cl.mu.Unlock()
	return cl.settled
}

// user returns the user, whose row is read if nobody has done so. The map is
// the caller's own: plugins and procedures get hold of it.
func (cl *claim) user(ctx context.Context) (map[string]any, error) {
	cl.mu.Lock()
	defer cl.mu.Unlock()
	if !cl.settled {
		if err := cl.load(ctx); err != nil {
			return nil, fmt.Errorf("load user: %w", err)
		}
		cl.settled = true
		if cl.found == nil && cl.gone != nil {
			cl.gone(ctx)
		}
	}
	if cl.found == nil {
		return nil, nil
	}
	return own(cl.found.user).(map[string]any), nil
}

func (cl *claim) load(ctx context.Context) error {
	var sink exec.Finding
	if err := cl.db.principal(ctx, cl.ids, &sink); err != nil {
		return err
	}
	key := cl.db.keyOf(cl.ids)
	user, ok := sink.Result.(map[string]any)
	if !ok {
		cl.db.seen.Delete(key)
		return nil
	}
	cl.found = &principal{user: user, json: sink.Found}
	if key != "" && len(sink.Found) <= principalSize {
		cl.db.seen.Put(key, cl.found)
	}
	return nil
}

// keyOf is what a user is remembered by: the values of his id, each with its
// length, so that no two ids have one key. It is empty for one that is not
// remembered.
func (db *DB) keyOf(ids map[string]any) string {
	if db.look == nil {
		return ""
	}
	var key []byte
	for _, f := range db.look.Unique.Fields {
		switch v := ids[f.Name].(type) {
		case string:
			key = append(strconv.AppendInt(key, int64(len(v)), 10), ':')
			key = append(key, v...)
		case int64:
			key = append(strconv.AppendInt(append(key, '#'), v, 10), ':')
		default:
			return ""
		}
	}
	return string(key)
}

// own returns a copy of a value as [Client.Rows] has it, down to where it can
// be changed.
func own(v any) any {
	switch v := v.(type) {
	case map[string]any:
		m := make(map[string]any, len(v))
		for name, x := range v {
			m[name] = own(x)
		}
		return m
	case []any:
		list := make([]any, len(v))
		for i, x := range v {
			list[i] = own(x)
		}
		return list
	case []byte:
		return bytes.Clone(v)
	default:
		return v
	}
}
