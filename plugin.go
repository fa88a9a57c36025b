package gozen

import (
	"context"
	"reflect"

	"github.com/gozen-dev/gozen/rt"
)

// Plugin is told of what clients ask for and of what becomes of it: one of
// [Hook], [BeforeWrite], [AfterWrite] and [AfterCommit], for [Config].
type Plugin interface{ plugin(db *DB) rt.Plugin }

type plugin func(db *DB) rt.Plugin

func (p plugin) plugin(db *DB) rt.Plugin { return p(db) }

// Hook is a plugin without types: it stands around all requests, HTTP's too,
// or is told of the rows of any model. [rt.Plugin] says what it can have.
func Hook(p rt.Plugin) Plugin { return plugin(func(*DB) rt.Plugin { return p }) }

// Write is one step of a write: rows of M that are created, updated or deleted
// together. A nested write has several.
type Write[M any] struct {
	Action rt.Action
	m      *rt.Mutation
	client *Client
}

// Old returns the rows as they were before an update or a delete, with all
// columns, whatever the caller may read.
func (w Write[M]) Old() ([]M, error) { return rowsOf[M](w.m.Old) }

// New returns the rows as they are after a create or an update, with all
// columns, whatever the caller may read. Before the write there are none.
func (w Write[M]) New() ([]M, error) { return rowsOf[M](w.m.New) }

// Client returns a client of the caller, in the same transaction, whose own
// writes run no plugins. The generated ClientOf gives it its types.
func (w Write[M]) Client() *Client { return w.client }

// BeforeWrite is told of rows before they are written, in the transaction: an
// error undoes the whole request and is returned.
func BeforeWrite[M any](of Model[M], f func(context.Context, Write[M]) error) Plugin {
	return watch(of, func(p *rt.Plugin, f func(context.Context, *rt.Mutation) error) { p.Before = f }, f)
}

// AfterWrite is told of rows when they are written, in the transaction: an
// error undoes the whole request and is returned.
func AfterWrite[M any](of Model[M], f func(context.Context, Write[M]) error) Plugin {
	return watch(of, func(p *rt.Plugin, f func(context.Context, *rt.Mutation) error) { p.After = f }, f)
}

// AfterCommit is told of rows when they are written for good.
func AfterCommit[M any](of Model[M], f func(context.Context, Write[M])) Plugin {
	return watch(of, func(p *rt.Plugin, f func(context.Context, *rt.Mutation) error) {
		p.AfterCommit = func(ctx context.Context, m *rt.Mutation) { _ = f(ctx, m) }
	}, func(ctx context.Context, w Write[M]) error {
		f(ctx, w)
		return nil
	})
}

// watch makes a plugin of a function that is told of the rows of one model.
func watch[M any](
	of Model[M], put func(*rt.Plugin, func(context.Context, *rt.Mutation) error), f func(context.Context, Write[M]) error,
) Plugin {
	return plugin(func(db *DB) rt.Plugin {
		var m M
		p := rt.Plugin{Name: of.GozenModel(m), Models: []string{of.GozenModel(m)}}
		put(&p, func(ctx context.Context, mutation *rt.Mutation) error {
			tx, _ := ctx.Value(txKey{db}).(*transaction)
			return f(ctx, Write[M]{Action: mutation.Action, m: mutation, client: &Client{db: db, tx: tx, bound: mutation.Client}})
		})
		return p
	})
}

// rowsOf makes generated rows of maps; M is a pointer to one.
func rowsOf[M any](list []map[string]any) ([]M, error) {
	rows := make([]M, len(list))
	for i, members := range list {
		if err := fill(reflect.ValueOf(&rows[i]).Elem(), members); err != nil {
			return nil, err
		}
	}
	return rows, nil
}
