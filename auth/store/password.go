package store

import (
	"context"
	"fmt"

	"github.com/gozen-dev/gozen/auth/authjs"
	"github.com/gozen-dev/gozen/query"
)

// Passwords is an [authjs.Directory] over the passwords of the auth model.
type Passwords struct{ store *Store }

var _ authjs.Directory = (*Passwords)(nil)

// Passwords returns the passwords of the auth model, or an error when it has
// none: it needs a String field with @password.
func (s *Store) Passwords() (*Passwords, error) {
	if s.user.password == nil {
		return nil, fmt.Errorf("sign-in with a password: model %s has no field with @password", s.user.model.Name)
	}
	return &Passwords{s}, nil
}

// Cost returns the work factor of the hashes, 0 for the default.
func (p *Passwords) Cost() int { return p.store.user.password.Password.Cost }

// PasswordByEmail returns the user with exactly this address, or nil, nil.
func (p *Passwords) PasswordByEmail(ctx context.Context, email string) (*authjs.PasswordRecord, error) {
	s := p.store
	selected := with(s.selected(), s.user.password.Name, query.Bool(true))
	row, err := s.run(ctx, s.user.model, query.FindUnique, with(where(s.user.email.Name, query.String(email)), "select", selected))
	if err != nil || row == nil {
		return nil, err
	}
	u, err := s.userOf(row)
	if err != nil {
		return nil, err
	}
	rec := &authjs.PasswordRecord{User: *u}
	if hash := member(row, s.user.password); hash != nil {
		rec.Hash = *hash
	}
	return rec, nil
}
