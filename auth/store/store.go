// Package store lets people sign in who are rows of the schema's auth model.
//
//	users, err := store.New(db)
//	provider := authjs.Passwords(users, users.Cost())
//
// It reads with the system's rights, for one purpose and one row at a time:
// rules say what users see of each other, not who may try to sign in. The
// password's hash goes to the comparison and nowhere else.
package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/gozen-dev/gozen/auth/authjs"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
)

// reason stands in the log beside every look into the users' table.
const reason = "authjs: credentials"

// Users is an [authjs.Store] over the auth model of a database.
type Users struct {
	db *rt.DB
	shape
}

// shape is where an auth model has what signing in needs.
type shape struct {
	model                            *schema.Model
	id, email, password, name, image *schema.Field // name and image may be nil
}

var _ authjs.Store = (*Users)(nil)

// New returns the users of db's auth model, or an error that says what the
// schema lacks: the auth model needs one id field of type String, Int or
// BigInt, a unique String field email, and a String field with @password.
func New(db *rt.DB) (*Users, error) {
	sh, err := find(db.Schema())
	if err != nil {
		return nil, fmt.Errorf("sign-in with a password: %w", err)
	}
	return &Users{db: db, shape: *sh}, nil
}

func find(s *schema.Schema) (*shape, error) {
	m := s.AuthModel()
	if m == nil {
		return nil, errors.New("the schema has no auth model (a model User, or one with @@auth)")
	}
	sh := &shape{model: m, email: m.Field("email"), name: text(m.Field("name")), image: text(m.Field("image"))}
	if ids := m.IDFields(); len(ids) == 1 {
		sh.id = ids[0]
	}
	for _, f := range m.Fields {
		if f.Password != nil && f.Stored() {
			sh.password = f
		}
	}
	switch {
	case sh.id == nil || !idKind(sh.id.Type.Kind):
		return nil, fmt.Errorf("model %s has no single id of type String, Int or BigInt", m.Name)
	case text(sh.email) == nil || !sh.email.Unique:
		// An address that two rows share would sign in as either.
		return nil, fmt.Errorf("model %s has no field email String @unique", m.Name)
	case sh.password == nil:
		return nil, fmt.Errorf("model %s has no field with @password", m.Name)
	}
	return sh, nil
}

func idKind(k schema.Kind) bool { return k == schema.String || k == schema.Int || k == schema.BigInt }

// text returns f if it is a stored String, else nil.
func text(f *schema.Field) *schema.Field {
	if f == nil || f.Type.Kind != schema.String || f.Type.List || !f.Stored() {
		return nil
	}
	return f
}

// Cost returns the work factor of the hashes, 0 for the default.
func (u *Users) Cost() int { return u.password.Password.Cost }

// Model returns the name of the auth model.
func (u *Users) Model() string { return u.model.Name }

// UserByEmail returns the user with exactly this address, or nil, nil.
func (u *Users) UserByEmail(ctx context.Context, email string) (*authjs.UserRecord, error) {
	found, err := u.db.Unrestricted(reason).Rows(ctx, u.byEmail(email))
	if err != nil {
		return nil, fmt.Errorf("find %s: %w", u.model.Name, err)
	}
	row, ok := found.(map[string]any)
	if !ok {
		return nil, nil
	}
	return u.record(row)
}

func (u *Users) byEmail(email string) *query.Op {
	fields := []*schema.Field{u.id, u.email, u.password}
	for _, f := range []*schema.Field{u.name, u.image} {
		if f != nil {
			fields = append(fields, f)
		}
	}
	return &query.Op{
		Kind:   query.FindUnique,
		Model:  u.model,
		Where:  &query.Compare{Field: u.email, Op: query.Equals, Value: 0},
		Unique: &query.Unique{Fields: []*schema.Field{u.email}, Slots: []query.Slot{0}},
		Page:   query.NoPage(),
		Select: &query.Selection{Fields: fields},
		Limit:  query.NoSlot,
		Values: []any{email},
	}
}

func (u *Users) record(row map[string]any) (*authjs.UserRecord, error) {
	rec := &authjs.UserRecord{Email: member(row, u.email), Name: member(row, u.name), Image: member(row, u.image)}
	switch id := row[u.id.Name].(type) {
	case string:
		rec.ID = id
	case int64:
		rec.ID = strconv.FormatInt(id, 10)
	default:
		return nil, fmt.Errorf("%s.%s is not an id but a %T", u.model.Name, u.id.Name, id)
	}
	if hash := member(row, u.password); hash != nil {
		rec.PasswordHash = *hash
	}
	return rec, nil
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
