package authjs

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Provider is a way to sign in. It is a closed sum: [Credentials], [Email] and
// [OAuth].
type Provider interface {
	describe() descriptor
	// check returns what is wrong with the provider's configuration.
	check() error
}

// descriptor is what clients are told of a provider.
type descriptor struct{ id, name, kind string }

// The kinds of providers, as Auth.js 5 names them.
const (
	kindCredentials = "credentials"
	kindEmail       = "email"
	kindOAuth       = "oauth"
	kindOIDC        = "oidc"
)

// Credentials signs in with what a form sends.
type Credentials struct {
	// ID names the provider in URLs; "credentials" when empty.
	ID string
	// Name is shown on the sign-in page; "Credentials" when empty.
	Name string
	// Fields lists the inputs of the built-in sign-in page. The first one that is
	// not a password names the account for which attempts are counted.
	Fields []Field
	// Authorize returns the user that fields prove, or nil when they prove none.
	// A [*CredentialsError] refuses with a code for the client; any other error
	// is logged, and the browser learns that sign-in failed, not why. fields has
	// what the form sent, without the protocol's own fields. For an unknown user
	// Authorize must take as long as for a wrong password.
	Authorize func(ctx context.Context, fields map[string]string) (*User, error)
}

// Field is one input of a credentials form.
type Field struct {
	Name        string // as Authorize gets it
	Label       string // as people see it; Name when empty
	Type        string // of the HTML input; "text" when empty
	Placeholder string
}

// CredentialsError refuses credentials with a code of the host's own, which
// Auth.js 5 clients get beside the error (next-auth 4 has no codes).
type CredentialsError struct {
	Code string
}

// Error says which code the refusal has.
func (e *CredentialsError) Error() string { return "credentials refused: " + e.Code }

func (c Credentials) describe() descriptor {
	return descriptor{id: or(c.ID, "credentials"), name: or(c.Name, "Credentials"), kind: kindCredentials}
}

func (c Credentials) check() error {
	if c.Authorize == nil {
		return fmt.Errorf("authjs: the provider %q has no authorize function", c.describe().id)
	}
	for _, f := range c.Fields {
		if !isName(f.Name) {
			return fmt.Errorf("authjs: %q cannot be the name of a field", f.Name)
		}
	}
	return nil
}

// account returns the value that names the account in a form, for counting.
func (c Credentials) account(fields map[string]string) string {
	for _, f := range c.Fields {
		if f.Type != "password" {
			return strings.ToLower(strings.TrimSpace(fields[f.Name]))
		}
	}
	return ""
}

func checkProviders(all []Provider) error {
	seen := map[string]bool{}
	for _, p := range all {
		if p == nil {
			return errors.New("authjs: a provider is nil")
		}
		id := p.describe().id
		if seen[id] {
			return fmt.Errorf("authjs: two providers have the id %q", id)
		}
		seen[id] = true
		// "undefined" is what clients send for none.
		if !isName(id) || id == "undefined" {
			return fmt.Errorf("authjs: %q cannot be the id of a provider", id)
		}
		if err := p.check(); err != nil {
			return err
		}
	}
	return nil
}

// isName reports whether s can stand in URLs and HTML ids as it is.
func isName(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_':
		default:
			return false
		}
	}
	return true
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
