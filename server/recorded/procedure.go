package recorded

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
)

// Procedures are the bodies that the recording had, of the procedures that s
// declares. One of them it left out.
func Procedures(s *schema.Schema) map[string]rt.Procedure {
	rows := func(ctx context.Context, c *rt.Client, model string, k query.Kind, args string) (any, error) {
		return rowsOf(ctx, c, s, model, k, args)
	}
	all := map[string]rt.Procedure{
		"greet": func(_ context.Context, _ *rt.Client, args map[string]any) (any, error) {
			return "hello " + args["name"].(string), nil
		},
		"noArgs": func(context.Context, *rt.Client, map[string]any) (any, error) { return 42, nil },
		"postSummary": func(ctx context.Context, c *rt.Client, args map[string]any) (any, error) {
			where := "{}"
			if id, ok := args["authorId"]; ok {
				where = fmt.Sprintf(`{"authorId":%d}`, id)
			}
			total, err := rows(ctx, c, "Post", query.Count, `{"where":`+where+`}`)
			if err != nil {
				return nil, err
			}
			published, err := rows(ctx, c, "Post", query.Count, `{"where":{"AND":[`+where+`,{"published":true}]}}`)
			return map[string]any{"published": published, "total": total}, err
		},
		"echoDate": func(_ context.Context, _ *rt.Client, args map[string]any) (any, error) { return args["at"], nil },
		"listPosts": func(ctx context.Context, c *rt.Client, _ map[string]any) (any, error) {
			return rows(ctx, c, "Post", query.FindMany, `{"orderBy":{"id":"asc"}}`)
		},
		"boom":    func(context.Context, *rt.Client, map[string]any) (any, error) { return nil, errors.New("kaboom") },
		"nothing": func(context.Context, *rt.Client, map[string]any) (any, error) { return nil, nil },
		"signUp": func(ctx context.Context, c *rt.Client, args map[string]any) (any, error) {
			data := map[string]any{"id": 100, "email": args["email"], "createdAt": "2024-05-01T00:00:00.000Z", "updatedAt": "2024-05-01T00:00:00.000Z"}
			if name, ok := args["name"]; ok {
				data["name"] = name
			}
			text, err := json.Marshal(map[string]any{"data": data})
			if err != nil {
				return nil, err
			}
			return rows(ctx, c, "User", query.Create, string(text))
		},
		"failNotFound": func(ctx context.Context, c *rt.Client, _ map[string]any) (any, error) {
			return rows(ctx, c, "User", query.FindUniqueOrThrow, `{"where":{"id":-1}}`)
		},
	}
	bodies := map[string]rt.Procedure{}
	for _, p := range s.Procedures {
		if body := all[p.Name]; body != nil {
			bodies[p.Name] = body
		}
	}
	return bodies
}

// rowsOf runs a request and gives its rows.
func rowsOf(ctx context.Context, c *rt.Client, s *schema.Schema, model string, k query.Kind, args string) (any, error) {
	n, err := query.ParseJSON([]byte(args))
	if err != nil {
		return nil, err
	}
	op, err := query.Decode(s, s.Model(model), k, n, query.DefaultLimits())
	if err != nil {
		return nil, err
	}
	return c.Rows(ctx, op)
}
