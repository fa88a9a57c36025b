package authjs

import (
	"context"
	"fmt"
	"strings"

	"github.com/gozen-dev/gozen/internal/password"
)

// Directory finds the passwords of users.
type Directory interface {
	// PasswordByEmail returns the user with exactly this address, or nil, nil.
	PasswordByEmail(ctx context.Context, email string) (*PasswordRecord, error)
}

// PasswordRecord is a user and their password as a [Directory] has them.
type PasswordRecord struct {
	User User
	// Hash is in bcrypt's form; empty for users without a password.
	Hash string
}

// Passwords is the credentials provider for users with an e-mail address and a
// password. Its id is "credentials", its fields are email and password. Cost
// is what the stored hashes have, 0 for the default: a user that does not
// exist is refused as slowly as a wrong password.
func Passwords(d Directory, cost int) Credentials {
	return Credentials{
		Name: "Password",
		Fields: []Field{
			{Name: "email", Label: "Email", Type: "email"},
			{Name: "password", Label: "Password", Type: "password"},
		},
		Authorize: func(ctx context.Context, fields map[string]string) (*User, error) {
			return authorize(ctx, d, cost, fields)
		},
	}
}

func authorize(ctx context.Context, d Directory, cost int, fields map[string]string) (*User, error) {
	email, plain := strings.TrimSpace(fields["email"]), fields["password"]
	if email == "" || plain == "" {
		return nil, nil
	}
	found, err := d.PasswordByEmail(ctx, email)
	if err != nil {
		return nil, fmt.Errorf("find user: %w", err)
	}
	if found == nil || found.Hash == "" {
		password.CompareAbsent(plain, cost)
		return nil, nil
	}
	if !password.Compare(found.Hash, plain) {
		return nil, nil
	}
	return &found.User, nil
}
