package authjs

import (
	"context"
	"fmt"
	"strings"

	"github.com/gozen-dev/gozen/internal/password"
)

// Store finds users. It reads with the system's rights: rules guard what users
// see of each other, not who may try to sign in.
type Store interface {
	// UserByEmail returns the user with exactly this address, or nil, nil.
	UserByEmail(ctx context.Context, email string) (*UserRecord, error)
}

// UserRecord is a user as a [Store] has them.
type UserRecord struct {
	ID                 string
	Email, Name, Image *string
	// PasswordHash is in bcrypt's form; empty for users without a password.
	PasswordHash string
}

// Passwords is the credentials provider for users with an e-mail address and a
// password. Its id is "credentials", its fields are email and password. Cost
// is what the stored hashes have, 0 for the default: a user that does not
// exist is refused as slowly as a wrong password.
func Passwords(store Store, cost int) Credentials {
	return Credentials{
		Fields: []Field{
			{Name: "email", Label: "Email", Type: "email"},
			{Name: "password", Label: "Password", Type: "password"},
		},
		Authorize: func(ctx context.Context, fields map[string]string) (*User, error) {
			return authorize(ctx, store, cost, fields)
		},
	}
}

func authorize(ctx context.Context, store Store, cost int, fields map[string]string) (*User, error) {
	email, plain := strings.TrimSpace(fields["email"]), fields["password"]
	if email == "" || plain == "" {
		return nil, nil
	}
	u, err := store.UserByEmail(ctx, email)
	if err != nil {
		return nil, fmt.Errorf("find user: %w", err)
	}
	if u == nil || u.PasswordHash == "" {
		password.CompareAbsent(plain, cost)
		return nil, nil
	}
	if !password.Compare(u.PasswordHash, plain) {
		return nil, nil
	}
	return &User{ID: u.ID, Name: u.Name, Email: u.Email, Image: u.Image}, nil
}
