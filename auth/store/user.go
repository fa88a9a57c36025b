package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/gozen-dev/gozen/auth/authjs"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// UserByID returns the user with an id, or nil, nil. Text that is no id of the
// auth model is nobody's.
func (s *Store) UserByID(ctx context.Context, id string) (*authjs.User, error) {
	n, ok := idNode(s.user.id, id)
	if !ok {
		return nil, nil
	}
	return s.findUser(ctx, where(s.user.id.Name, n))
}

// UserByEmail returns the user with exactly this address, or nil, nil.
func (s *Store) UserByEmail(ctx context.Context, email string) (*authjs.User, error) {
	return s.findUser(ctx, where(s.user.email.Name, query.String(email)))
}

// UserByAccount returns the user who has an account with a provider, or nil,
// nil.
func (s *Store) UserByAccount(ctx context.Context, provider, number string) (*authjs.User, error) {
	a := s.account
	args := with(s.accountKey(provider, number), "select", s.withOwner(only(a.user), a.owner))
	row, err := s.run(ctx, a.model, query.FindUnique, args)
	if err != nil || row == nil {
		return nil, err
	}
	id, err := idText(row, a.user)
	if err != nil {
		return nil, err
	}
	return s.ownerOf(ctx, row, a.owner, id)
}

// withOwner adds the user to a selection, by a relation if there is one.
func (t *tables) withOwner(selected *query.Object, owner *schema.Field) *query.Object {
	if owner != nil {
		with(selected, owner.Name, object("select", t.selected()))
	}
	return selected
}

// ownerOf returns the user that came with a row, or reads them.
func (s *Store) ownerOf(ctx context.Context, row map[string]any, owner *schema.Field, id string) (*authjs.User, error) {
	if owner == nil {
		return s.UserByID(ctx, id)
	}
	user, ok := row[owner.Name].(map[string]any)
	if !ok {
		return nil, nil
	}
	return s.userOf(user)
}

func (s *Store) accountKey(provider, number string) *query.Object {
	a := s.account
	return where(a.key, object(a.provider.Name, query.String(provider), a.number.Name, query.String(number)))
}

func (s *Store) findUser(ctx context.Context, args *query.Object) (*authjs.User, error) {
	row, err := s.run(ctx, s.user.model, query.FindUnique, with(args, "select", s.selected()))
	if err != nil || row == nil {
		return nil, err
	}
	return s.userOf(row)
}

func (t *tables) selected() *query.Object {
	return only(t.user.id, t.user.email, t.user.name, t.user.image, t.user.emailVerified)
}

func (t *tables) userOf(row map[string]any) (*authjs.User, error) {
	id, err := idText(row, t.user.id)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.user.model.Name, err)
	}
	u := &authjs.User{ID: id, Email: member(row, t.user.email), Name: member(row, t.user.name), Image: member(row, t.user.image)}
	if at, ok := timeOf(row, t.user.emailVerified); ok {
		u.EmailVerified = &at
	}
	return u, nil
}

// CreateUser stores a user and returns what is stored. The id is the store's.
func (s *Store) CreateUser(ctx context.Context, u *authjs.User) (*authjs.User, error) {
	data := object()
	for _, m := range []struct {
		field *schema.Field
		value *string
	}{{s.user.email, u.Email}, {s.user.name, u.Name}, {s.user.image, u.Image}} {
		if m.field != nil && m.value != nil {
			with(data, m.field.Name, query.String(*m.value))
		}
	}
	if f := s.user.name; f != nil && u.Name == nil && !f.Type.Optional && f.Default == nil {
		with(data, f.Name, query.String("")) // a name that is required, of somebody who has not told it
	}
	if s.user.emailVerified != nil && u.EmailVerified != nil {
		with(data, s.user.emailVerified.Name, date(*u.EmailVerified))
	}
	row, err := s.run(ctx, s.user.model, query.Create, object("data", data, "select", s.selected()))
	if err != nil {
		return nil, err
	}
	return s.userOf(row)
}

// VerifyEmail stores when a user proved to have the address.
func (s *Store) VerifyEmail(ctx context.Context, id string, at time.Time) (*authjs.User, error) {
	n, ok := idNode(s.user.id, id)
	if !ok || s.user.emailVerified == nil {
		return nil, errors.New("store: no such user, or no field for when the address was verified")
	}
	args := with(where(s.user.id.Name, n), "data", object(s.user.emailVerified.Name, date(at)))
	row, err := s.run(ctx, s.user.model, query.Update, with(args, "select", s.selected()))
	if err != nil {
		return nil, err
	}
	return s.userOf(row)
}

// LinkAccount stores an account. Tokens for which the model has no field are
// left out.
func (s *Store) LinkAccount(ctx context.Context, a *authjs.Account) error {
	id, ok := idNode(s.account.user, a.UserID)
	if !ok {
		return fmt.Errorf("store: %q is no user's id", a.UserID)
	}
	data := object(
		s.account.user.Name, id, s.account.kind.Name, query.String(a.Type),
		s.account.provider.Name, query.String(a.Provider), s.account.number.Name, query.String(a.ProviderAccountID),
	)
	t := a.Tokens
	for _, m := range []struct{ name, value string }{
		{"access_token", t.AccessToken},
		{"refresh_token", t.RefreshToken},
		{"id_token", t.IDToken},
		{"token_type", t.TokenType},
		{"scope", t.Scope},
		{"session_state", t.SessionState},
	} {
		if m.value != "" && text(s.account.model.Field(m.name)) != nil {
			with(data, m.name, query.String(m.value))
		}
	}
	if f := s.account.model.Field("expires_at"); f != nil && t.ExpiresAt > 0 {
		if n, ok := idNode(f, strconv.FormatInt(t.ExpiresAt, 10)); ok && idKind(f.Type.Kind) {
			with(data, f.Name, n)
		}
	}
	_, err := s.run(ctx, s.account.model, query.Create, object("data", data, "select", only(s.account.provider)))
	return err
}

// DropCredentials takes from a user every way to be signed in again but the
// address: password, accounts and sessions.
func (s *Store) DropCredentials(ctx context.Context, id string) error {
	if err := s.dropPassword(ctx, id); err != nil {
		return err
	}
	if s.Lacks(authjs.NeedAccounts) == nil {
		if err := s.deleteOf(ctx, s.account.model, s.account.user, id); err != nil {
			return err
		}
	}
	if s.Lacks(authjs.NeedSessions) == nil {
		return s.DeleteSessions(ctx, id)
	}
	return nil
}

func (s *Store) dropPassword(ctx context.Context, id string) error {
	f := s.user.password
	if f == nil {
		return nil
	}
	n, ok := idNode(s.user.id, id)
	if !ok {
		return fmt.Errorf("store: %q is no user's id", id)
	}
	to := query.Node(query.Null{})
	if !f.Type.Optional {
		to = query.String(rand.Text()) // that nobody knows
	}
	_, err := s.run(ctx, s.user.model, query.Update, with(with(where(s.user.id.Name, n), "data", object(f.Name, to)), "select", only(s.user.id)))
	return err
}

// deleteOf deletes the rows of a model that are a user's.
func (s *Store) deleteOf(ctx context.Context, m *schema.Model, user *schema.Field, id string) error {
	n, ok := idNode(user, id)
	if !ok {
		return fmt.Errorf("store: %q is no user's id", id)
	}
	_, err := s.rows(ctx, m, query.DeleteMany, where(user.Name, n))
	return err
}
