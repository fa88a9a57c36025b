package rt

import (
	"context"
	"fmt"
	"slices"

	"github.com/gozen-dev/gozen/internal/exec"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// Plugin is told of what clients ask for and of what becomes of it, and may
// change both. Each of its parts may be nil; what no plugin has costs nothing.
//
// What a plugin does with a client that it was given runs no plugin again, but
// for what goes through next.
type Plugin struct {
	Name string

	// Query stands around every request of every client, those of the typed
	// one and of HTTP alike, each in a transaction on its own. It does not see
	// nested writes apart from the request that they are in.
	Query func(next Handler) Handler
	// Procedure stands around every call of a procedure.
	Procedure func(next ProcedureHandler) ProcedureHandler

	// Models names the models of which the parts below are told; empty means all.
	Models []string
	// Before is told of rows before they are created, updated or deleted, and
	// After when they have been, in the same transaction: an error of either
	// undoes the whole request and is returned. A request that lost a race in the
	// database is run again, and they are told again.
	Before, After func(ctx context.Context, m *Mutation) error
	// AfterCommit is told when it is done for good, and never of what was undone.
	AfterCommit func(ctx context.Context, m *Mutation)
}

// Query is a request on its way to the database.
type Query struct {
	// Client runs the request: the caller's, with the caller's authority. A
	// plugin may hand on another, of a transaction that it has begun.
	Client *Client
	// Op is shared: who changes it works on a copy.
	Op *query.Op
}

// Handler runs a request and gives its result as [Client.Rows] does.
type Handler func(ctx context.Context, q Query) (any, error)

// ProcedureHandler calls a procedure.
type ProcedureHandler func(ctx context.Context, c *Client, call *query.Call) (any, error)

// Action is what happens to a row.
type Action string

// The actions. What marks a row as deleted is a delete.
const (
	ActionCreate Action = "create"
	ActionUpdate Action = "update"
	ActionDelete Action = "delete"
)

// Mutation is one step of a write: rows of a model that are created, updated or
// deleted together. A nested write has several. What the database does by
// itself, such as a cascade, is in none.
type Mutation struct {
	Model  *schema.Model
	Action Action
	// Old are the rows before, of an update or a delete; New are those after,
	// of a create or an update, known to After and AfterCommit. They hold all
	// columns, whatever the caller may read: what comes of them is the plugin's
	// to answer for.
	Old, New []map[string]any
	// Client has the caller's authority, in Before and After inside of the
	// transaction, until the plugin returns.
	Client *Client
}

// User is the caller's auth(); nil is the anonymous user.
func (m *Mutation) User() map[string]any { return m.Client.who.User }

// Unrestricted is [DB.Unrestricted] where Client is.
func (m *Mutation) Unrestricted(reason string) *Client {
	c := m.Client.db.Unrestricted(reason)
	c.tx, c.who.Quiet = m.Client.tx, true
	return c
}

// plug puts the plugins around requests and calls. The watcher is nil where no
// plugin is told of rows.
func (db *DB) plug(s *schema.Schema, plugins []Plugin) (exec.Watcher, error) {
	db.call = runProcedure
	w := &watcher{db: db}
	for _, p := range plugins {
		for _, name := range p.Models {
			if s.Model(name) == nil {
				return nil, &query.Error{
					Reason: query.ConfigError, Message: fmt.Sprintf("Options.Plugins: plugin %q: the schema has no model %s", p.Name, name),
				}
			}
		}
		if p.Query != nil {
			if db.handler == nil {
				db.handler = runQuery
			}
			db.handler = p.Query(db.handler)
		}
		if p.Procedure != nil {
			db.call = p.Procedure(db.call)
		}
		if p.Before != nil || p.After != nil || p.AfterCommit != nil {
			w.plugins = append(w.plugins, p)
		}
	}
	if len(w.plugins) == 0 {
		return nil, nil
	}
	return w, nil
}

// runQuery is the innermost handler.
func runQuery(ctx context.Context, q Query) (any, error) {
	c := *q.Client
	c.who.Quiet = false // the request itself is one that plugins are told of
	var sink exec.Values
	if err := c.run(ctx, q.Op, &sink); err != nil {
		return nil, c.db.logged(ctx, err)
	}
	return sink.Result, nil
}

// quiet is the client for a plugin.
func (c *Client) quiet() *Client {
	q := *c
	q.who.Quiet = true
	return &q
}

// watcher tells plugins of rows. They stand around each other: before a step
// the last comes first, after it the first.
type watcher struct {
	db      *DB
	plugins []Plugin
}

func (p *Plugin) told(m *schema.Model) bool {
	return len(p.Models) == 0 || slices.Contains(p.Models, m.Name)
}

// Watches reports whether a plugin is told of the model's rows.
func (w *watcher) Watches(m *schema.Model) bool {
	return slices.ContainsFunc(w.plugins, func(p Plugin) bool { return p.told(m) })
}

// Before tells of a step that is to come.
func (w *watcher) Before(ctx context.Context, c *exec.Change) error {
	for _, p := range slices.Backward(w.plugins) {
		if p.Before != nil && p.told(c.Model) {
			if err := p.Before(ctx, w.mutation(c, c)); err != nil {
				return fmt.Errorf("plugin %q: %w", p.Name, err)
			}
		}
	}
	return nil
}

// After tells of a step that is done.
func (w *watcher) After(ctx context.Context, c *exec.Change) error {
	for _, p := range w.plugins {
		if p.After != nil && p.told(c.Model) {
			if err := p.After(ctx, w.mutation(c, c)); err != nil {
				return fmt.Errorf("plugin %q: %w", p.Name, err)
			}
		}
	}
	return nil
}

// Committed tells of steps that will stay.
func (w *watcher) Committed(ctx context.Context, changes []*exec.Change) {
	for _, c := range changes {
		for _, p := range w.plugins {
			if p.AfterCommit != nil && p.told(c.Model) {
				p.AfterCommit(ctx, w.mutation(c, nil))
			}
		}
	}
}

func (w *watcher) mutation(c *exec.Change, in session) *Mutation {
	client := (&Client{db: w.db, who: c.Who, tx: in}).quiet()
	return &Mutation{Model: c.Model, Action: action(c.Action), Old: c.Old, New: c.New, Client: client}
}

func action(a exec.Action) Action {
	switch a {
	case exec.Create:
		return ActionCreate
	case exec.Update:
		return ActionUpdate
	case exec.Delete:
		return ActionDelete
	default:
		panic("rt: unknown action")
	}
}
