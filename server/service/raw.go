package service

import (
	"context"
	"strconv"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
)

// raw runs a statement of the caller's own.
func (h *Handler) raw(ctx context.Context, b *body) (rt.Document, error) {
	if err := b.only("kind", "sql", "text", "values"); err != nil {
		return rt.Document{}, err
	}
	kind, err := text(b.members, "kind")
	if err != nil {
		return rt.Document{}, err
	}
	q, err := statement(b.members)
	if err != nil {
		return rt.Document{}, err
	}
	c, err := h.client(&b.asking)
	if err != nil {
		return rt.Document{}, err
	}
	if b.allowRaw && b.enforce {
		c = c.DangerouslyAllowRawSQL(b.why())
	}
	switch kind {
	case "query":
		return c.QueryRaw(ctx, q)
	case "execute":
		n, err := c.ExecuteRaw(ctx, q)
		return rt.Document{Data: strconv.AppendInt(nil, n, 10)}, err
	default:
		return rt.Document{}, bad(`"kind" is query or execute`)
	}
}

// statement reads "sql", the parts between values, or "text", which has
// placeholders of its own.
func statement(o *query.Object) (q rt.RawSQL, err error) {
	if q.Values, err = values(o); err != nil {
		return q, err
	}
	if o.Get("sql") == nil {
		whole, err := text(o, "text")
		if err == nil && whole == "" {
			err = bad(`"sql" or "text" must hold a statement`)
		}
		q.Parts = []string{whole}
		return q, err
	}
	parts, ok := o.Get("sql").(query.Array)
	if !ok || o.Get("text") != nil || len(parts) != len(q.Values)+1 {
		return q, bad(`"sql" must be a list with one part more than there are values`)
	}
	for _, part := range parts {
		s, ok := part.(query.String)
		if !ok {
			return q, bad(`"sql" must be a list of strings`)
		}
		q.Parts = append(q.Parts, string(s))
	}
	return q, nil
}

func values(o *query.Object) ([]any, error) {
	n := o.Get("values")
	if n == nil {
		return nil, nil
	}
	list, ok := n.(query.Array)
	if !ok {
		return nil, bad(`"values" must be a list`)
	}
	return boundAll(list)
}

func boundAll(list query.Array) (_ []any, err error) {
	out := make([]any, len(list))
	for i, v := range list {
		if out[i], err = bound(v); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// bound is a value as it is bound: an object as Json, an array as a list.
func bound(n query.Node) (any, error) {
	switch n := n.(type) {
	case *query.Object:
		v, err := query.JSONOf(n)
		if err != nil {
			return nil, bad("values: " + err.Error())
		}
		return v, nil
	case query.Array:
		return boundAll(n)
	default:
		return query.Logical(n), nil
	}
}
