package gozen

import (
	"context"
	"errors"
	"reflect"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
)

// Procedure is the body of a procedure of the schema. Generated code makes one
// of a typed function by [Body].
type Procedure func(ctx context.Context, c *Client, args map[string]any) (any, error)

// Body is a procedure whose arguments are the struct A and whose result is an R.
func Body[A, R any](f func(ctx context.Context, c *Client, in A) (R, error)) Procedure {
	return func(ctx context.Context, c *Client, args map[string]any) (any, error) {
		var in A
		if err := fill(reflect.ValueOf(&in).Elem(), args); err != nil {
			return nil, err
		}
		out, err := f(ctx, c, in)
		if err != nil {
			return nil, err
		}
		return outward(reflect.ValueOf(&out).Elem()), nil
	}
}

// Void is the result of a procedure that has none.
type Void struct{}

// Call calls a procedure with the client's rights. Its arguments, a struct, are
// validated as the schema says.
func Call[R any](ctx context.Context, c *Client, name string, args any) (R, error) {
	var out R
	v, err := c.call(ctx, name, reflect.ValueOf(args))
	if err == nil && v != nil {
		err = fill(reflect.ValueOf(&out).Elem(), v)
	}
	return out, err
}

func (c *Client) call(ctx context.Context, name string, args reflect.Value) (any, error) {
	bound, err := c.raw(ctx)
	if err != nil {
		return nil, err
	}
	s := c.db.rt.Schema()
	p := s.Procedure(name)
	if p == nil {
		return nil, usage("the schema has no procedure %q: run gozen generate", name)
	}
	n, err := structNode(args)
	if err != nil {
		return nil, usage("%s: %v", name, err)
	}
	call, err := query.DecodeCall(s, p, n, limits())
	if err != nil {
		return nil, failedCall(name, err)
	}
	v, err := bound.Procedure(ctx, call)
	return v, failedCall(name, err)
}

// failedCall turns what is the engine's into an Error. A body's own error stays as it is.
func failedCall(name string, err error) error {
	q, ok := errors.AsType[*query.Error](err)
	if own, made := errors.AsType[*Error](err); !ok || made && own != nil {
		return err
	}
	e := &Error{Kind: kindOf(q), Op: name, Message: q.Message, cause: q}
	for _, is := range q.Issues {
		e.Issues = append(e.Issues, Issue{Path: is.Path, Message: is.Message})
	}
	return e
}

// bodies makes the engine's procedures. What a body is given is a client of the
// caller, in the caller's transaction.
func (db *DB) bodies(list map[string]Procedure) map[string]rt.Procedure {
	out := make(map[string]rt.Procedure, len(list))
	for name, body := range list {
		if body == nil {
			continue
		}
		out[name] = func(ctx context.Context, bound *rt.Client, args map[string]any) (any, error) {
			tx, _ := ctx.Value(txKey{db}).(*transaction)
			return body(ctx, &Client{db: db, tx: tx, bound: bound}, args)
		}
	}
	return out
}
