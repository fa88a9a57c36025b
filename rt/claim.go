package rt

import (
	"context"
	"fmt"
	"sync"

	"github.com/gozen-dev/gozen/internal/exec"
	"github.com/gozen-dev/gozen/internal/recent"
	"github.com/gozen-dev/gozen/query"
)

// principals is how many users are remembered as they were found last, and
// principalSize how long the rows of one may be, in bytes.
const (
	principals    = 4096
	principalSize = 2 << 10
)

// SignedIn returns a client that can do what the rules let the user with this id
// do, as the auth model's row is when the client's first request runs: a
// session names a user, and what he is stands in his row alone. Where there is
// no such row, the client is anonymous, of which gone is told unless it is nil.
// It reports false, with the client of nobody, for what is no id of the auth
// model, see [schema.Model.ParseID].
//
// The row is read once. A first request that reads has it read in its own round
// trip: the request is made for the user as the row was when somebody last
// looked, and its result counts only if the row is found to be the same, before
// it and in the same trip. Nothing is decided by what is remembered.
func (db *DB) SignedIn(id string, gone func(context.Context)) (*Client, bool) {
	cl := &claim{db: db, id: id, gone: gone}
	if cl.guess, _ = db.seen.Get(id); cl.guess != nil {
		cl.look = cl.guess.look
	} else if cl.look = db.lookBy(id); cl.look == nil {
		return db.As(nil), false
	}
	return &Client{db: db, who: exec.Who{Claimed: true}, claim: cl}, true
}

// claim is what a session says of who asks, and what there was to it.
type claim struct {
	db    *DB
	id    string
	look  *query.Op  // for the row
	guess *principal // as somebody has found him before; nil where nobody has
	gone  func(context.Context)

	mu      sync.Mutex
	settled bool
	found   *principal // nil for nobody
}

// principal is a user as he was found. It is shared and never changes.
type principal struct {
	look *query.Op
	user map[string]any
	same *exec.Supposition // that he is found so again
}

// read runs a request that reads as that of the user who is remembered. Done is
// false if the user is another by now, or is not remembered.
func (cl *claim) read(ctx context.Context, op *query.Op, who exec.Who, sink exec.Sink) (done bool, err error) {
	p := cl.guess
	if p == nil || cl.known() {
		return false, nil
	}
	who.User, who.Claimed = p.user, false
	held, err := cl.db.engine.Suppose(ctx, p.same, op, who, sink)
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
	return recent.OwnMap(cl.found.user), nil
}

func (cl *claim) load(ctx context.Context) error {
	var sink exec.Finding
	if err := cl.db.principal(ctx, cl.look, &sink); err != nil {
		return err
	}
	user, ok := sink.Result.(map[string]any)
	if !ok {
		cl.db.seen.Delete(cl.id)
		return nil
	}
	same, err := cl.db.engine.Supposing(cl.look, sink.Found)
	if err != nil {
		return err
	}
	cl.found = &principal{look: cl.look, user: user, same: same}
	if len(sink.Found) <= principalSize {
		cl.db.seen.Put(cl.id, cl.found)
	}
	return nil
}
