package rpc

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
)

// asksCheck reports whether an operation is the question that [handler.check]
// answers. It has no place in a transaction.
func asksCheck(name string) (operation, bool) {
	return operation{method: http.MethodGet, refused: onlyGet, status: http.StatusOK}, name == "check"
}

// inexact is a header that goes with an answer of check that may turn out to be
// too generous. In ZenStack's protocol the answer is true or false.
const inexact = "Gozen-Check"

// check answers whether the caller may ever do an operation, as the hooks of
// ZenStack 2 ask it:
//
//	GET /post/check?q={"operation":"update","where":{"published":true}}
func (h *handler) check(w http.ResponseWriter, r *http.Request, m *schema.Model, args query.Node) (rt.Document, error) {
	operation, rows, err := h.question(m, args)
	if err != nil {
		return rt.Document{}, err
	}
	return h.run(r, func(ctx context.Context, c *rt.Client) (rt.Document, error) {
		v, err := c.Check(ctx, operation, rows)
		if err == nil && !v.Exact {
			w.Header().Set(inexact, "inexact")
		}
		return rt.Document{Data: strconv.AppendBool(nil, v.Allowed)}, err
	})
}

// question reads what is asked of check.
func (h *handler) question(m *schema.Model, args query.Node) (schema.Ops, *query.Op, error) {
	o, _ := args.(*query.Object)
	if o == nil {
		o = &query.Object{}
	}
	where := &query.Object{}
	for _, member := range o.Members {
		if member.Name != "operation" {
			where.Members = append(where.Members, member)
		}
	}
	rows, err := h.decode(m, query.Exists, where)
	if e, ok := errors.AsType[*query.Error](err); ok {
		e.Message = strings.Replace(e.Message, "Invalid exists args", "Invalid check args", 1)
	}
	if err != nil {
		return 0, nil, err
	}
	name, _ := o.Get("operation").(query.String)
	operation := map[query.String]schema.Ops{
		"create": schema.OpCreate, "read": schema.OpRead, "update": schema.OpUpdate, "delete": schema.OpDelete,
	}[name]
	if operation == 0 {
		const what = "Invalid option: expected one of \"create\"|\"read\"|\"update\"|\"delete\""
		return 0, nil, &query.Error{
			Reason: query.InvalidInput, Model: m.Name, Issues: []query.Issue{{Path: "operation", Message: what}},
			Message: "Invalid check args for model \"" + m.Name + "\": Validation error: " + what + " at \"operation\"",
		}
	}
	return operation, rows, nil
}
