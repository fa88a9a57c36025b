// Package store keeps who signs in, and how, in the tables of a schema.
//
//	people, err := store.New(db)
//	config.Store = people                       // accounts, sessions, magic links
//	passwords, err := people.Passwords()
//	provider := authjs.Passwords(passwords, passwords.Cost())
//
// The tables are those of Auth.js's Prisma adapters: the auth model, and models
// named Account, Session and VerificationToken (see docs/authjs.md). A schema
// needs only those that its ways to sign in use; [Store.Lacks] says which are
// missing. What a model has no field for is not stored.
//
// It reads and writes with the system's rights, for one purpose and one row at
// a time: rules say what users see of each other, not who may try to sign in.
// Give the three models no rule at all, and nobody else reaches them. A
// password's hash goes to the comparison and nowhere else.
package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/gozen-dev/gozen/auth/authjs"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
)

// reason stands in the log beside every look into these tables.
const reason = "authjs: sign-in"

// Store is an [authjs.Store] over the tables of a database.
type Store struct {
	db *rt.DB
	tx *rt.Client // in a transaction
	*tables
}

var _ authjs.Store = (*Store)(nil)

// New returns the store of db's tables, or an error that says what the schema
// lacks for any way to sign in: the auth model needs one id field of type
// String, Int or BigInt and a unique String field email.
func New(db *rt.DB) (*Store, error) {
	t, err := findTables(db.Schema())
	if err != nil {
		return nil, fmt.Errorf("sign-in: %w", err)
	}
	return &Store{db: db, tables: t}, nil
}

// Model returns the name of the auth model.
func (s *Store) Model() string { return s.user.model.Name }

// Transaction runs f with a store whose writes take effect together.
func (s *Store) Transaction(ctx context.Context, f func(authjs.Store) error) error {
	if s.tx != nil {
		return f(s)
	}
	return s.client().InTransaction(ctx, rt.TxOptions{}, func(c *rt.Client) error {
		return f(&Store{db: s.db, tx: c, tables: s.tables})
	})
}

func (s *Store) client() *rt.Client {
	if s.tx != nil {
		return s.tx
	}
	return s.db.Unrestricted(reason)
}

// run runs a request, written as clients write them, and returns its row, nil
// when there is none.
func (s *Store) run(ctx context.Context, m *schema.Model, kind query.Kind, args *query.Object) (map[string]any, error) {
	found, err := s.rows(ctx, m, kind, args)
	if err != nil {
		return nil, err
	}
	row, _ := found.(map[string]any)
	return row, nil
}

func (s *Store) rows(ctx context.Context, m *schema.Model, kind query.Kind, args *query.Object) (any, error) {
	op, err := query.Decode(s.db.Schema(), m, kind, args, query.Limits{AllowOmitOverride: true})
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", kind, m.Name, err)
	}
	found, err := s.client().Rows(ctx, op)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", kind, m.Name, err)
	}
	return found, nil
}

// missing reports whether a row to change was not there.
func missing(err error) bool {
	q, ok := errors.AsType[*query.Error](err)
	return ok && q.Reason == query.NotFound
}

// object makes a request's object of names and values in turn.
func object(pairs ...any) *query.Object {
	o := &query.Object{}
	for ; len(pairs) >= 2; pairs = pairs[2:] {
		with(o, pairs[0].(string), pairs[1].(query.Node))
	}
	return o
}

func where(name string, value query.Node) *query.Object { return object("where", object(name, value)) }

// with adds a member to an object.
func with(o *query.Object, name string, value query.Node) *query.Object {
	o.Members = append(o.Members, query.Member{Name: name, Value: value})
	return o
}

// only is a selection of some fields.
func only(fields ...*schema.Field) *query.Object {
	o := &query.Object{}
	for _, f := range fields {
		if f != nil {
			with(o, f.Name, query.Bool(true))
		}
	}
	return o
}

func date(t time.Time) query.Node { return query.Date(t) }

// idNode is a user's id as a request has it.
func idNode(f *schema.Field, id string) (query.Node, bool) {
	if f.Type.Kind == schema.String {
		return query.String(id), true
	}
	bits := 32
	if f.Type.Kind == schema.BigInt {
		bits = 64
	}
	n, err := strconv.ParseInt(id, 10, bits)
	if err != nil || strconv.FormatInt(n, 10) != id {
		return nil, false
	}
	if f.Type.Kind == schema.BigInt {
		return query.BigInt(id), true
	}
	return query.Number(id), true
}

func member(row map[string]any, f *schema.Field) *string {
	if f == nil {
		return nil
	}
	if s, ok := row[f.Name].(string); ok {
		return &s
	}
	return nil
}

func idText(row map[string]any, f *schema.Field) (string, error) {
	switch id := row[f.Name].(type) {
	case string:
		return id, nil
	case int64:
		return strconv.FormatInt(id, 10), nil
	default:
		return "", fmt.Errorf("%s is not an id but a %T", f.Name, id)
	}
}

func timeOf(row map[string]any, f *schema.Field) (time.Time, bool) {
	if f == nil {
		return time.Time{}, false
	}
	t, ok := row[f.Name].(time.Time)
	return t, ok
}
