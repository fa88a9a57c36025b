package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/auth"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
)

// asker is who --user names: a row of the auth model by its id, or the members
// of auth() as JSON.
func asker(ctx context.Context, db *rt.DB, text string) (map[string]any, error) {
	s := db.Schema()
	if strings.HasPrefix(text, "{") {
		n, err := query.ParseJSON([]byte(text))
		if err != nil {
			return nil, &usageError{fmt.Errorf("--user: %w", err)}
		}
		user, err := userValue(s, n, schema.ValueType{Kind: schema.ModelKind, Name: s.Auth})
		if err != nil {
			return nil, &usageError{fmt.Errorf("--user: %w", err)}
		}
		return user.(map[string]any), nil
	}
	m := s.AuthModel()
	ids, ok := auth.IDs(m, &auth.Identity{Subject: text})
	if !ok {
		return nil, &usageError{fmt.Errorf("--user: %q is no id of the auth model; write the members of auth() as a JSON object", text)}
	}
	user, err := db.Principal(ctx, ids)
	if err == nil && user == nil {
		err = fmt.Errorf("there is no %s with the id %s", m.Name, text)
	}
	return user, err
}

// userValue is a value of auth() as rules take it.
func userValue(s *schema.Schema, n query.Node, t schema.ValueType) (any, error) {
	switch n := n.(type) {
	case query.Null:
		return nil, nil
	case query.Array:
		t.List = false
		list := make([]any, len(n))
		for i, x := range n {
			v, err := userValue(s, x, t)
			if err != nil {
				return nil, err
			}
			list[i] = v
		}
		return list, nil
	case *query.Object:
		return userObject(s, n, t)
	case query.Bool:
		return bool(n), nil
	case query.Number:
		return userNumber(string(n), t.Kind)
	case query.String:
		if t.Kind == schema.DateTime {
			at, ok := query.ParseDateTime(string(n))
			if !ok {
				return nil, fmt.Errorf("%q is no date", string(n))
			}
			return at, nil
		}
		return string(n), nil
	default:
		return nil, fmt.Errorf("%T is no value", n)
	}
}

func userObject(s *schema.Schema, n *query.Object, t schema.ValueType) (any, error) {
	fields := func(string) *schema.Field { return nil }
	if m := s.Model(t.Name); m != nil {
		fields = m.Field
	} else if c := s.Type(t.Name); c != nil {
		fields = c.Field
	}
	object := make(map[string]any, len(n.Members))
	for _, m := range n.Members {
		f := fields(m.Name)
		if f == nil {
			return nil, fmt.Errorf("%s has no field %s", t.Name, m.Name)
		}
		v, err := userValue(s, m.Value, f.Type)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.Name, err)
		}
		object[m.Name] = v
	}
	return object, nil
}

func userNumber(text string, k schema.Kind) (any, error) {
	switch k {
	case schema.Int, schema.BigInt:
		return strconv.ParseInt(text, 10, 64)
	case schema.Float:
		return strconv.ParseFloat(text, 64)
	case schema.Decimal:
		return decimal.NewFromString(text)
	default:
		return nil, fmt.Errorf("%s is not expected to be a number", text)
	}
}
