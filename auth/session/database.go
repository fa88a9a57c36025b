package session

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gozen-dev/gozen/auth"
)

// Record is a session that is a row of a database; the cookie holds its token.
type Record struct {
	UserID  string
	Expires time.Time
}

// Records finds the sessions of an Auth.js application with the database
// strategy. Package store has them over a schema's own tables.
type Records interface {
	// Session returns the session with exactly this token, expired or not, or
	// nil, nil. Tokens are opaque: applications make their own.
	Session(ctx context.Context, token string) (*Record, error)
}

// Database returns an authenticator of sessions that are rows: m says which
// cookie their token is in. Which strategy an application has is never guessed
// from a cookie, so that neither takes the other's tokens.
//
// It only reads. Sessions are extended and deleted where people sign in.
func (m *Manager) Database(r Records) auth.Authenticator { return &database{m, r} }

type database struct {
	manager *Manager
	records Records
}

// Authenticate implements [auth.Authenticator].
func (d *database) Authenticate(r *http.Request) (*auth.Identity, error) {
	token, err := d.manager.Token(r)
	if err != nil {
		return nil, nil //nolint:nilerr // a cookie that holds no token is nobody's
	}
	record, err := d.records.Session(r.Context(), token)
	if err != nil {
		return nil, fmt.Errorf("look up session: %w", err)
	}
	if record == nil || d.manager.Now().After(record.Expires) {
		return nil, nil
	}
	return &auth.Identity{Subject: record.UserID, Expires: record.Expires}, nil
}

// Token returns the token in r's cookies as it is, without opening it, or
// [ErrAbsent] or [ErrInvalid]. It is for sessions that are rows of a database.
func (m *Manager) Token(r *http.Request) (string, error) {
	token, err := m.token(cookieHeader(r))
	if err != nil {
		return "", err
	}
	if len(token) > MaxToken || !utf8.ValidString(token) || strings.ContainsRune(token, 0) {
		return "", ErrInvalid // no database holds such text
	}
	return token, nil
}

// NewToken returns a random token for a session that is a row: a UUID, as
// Auth.js has it.
func (m *Manager) NewToken() (string, error) { return m.uuid() }

// WriteToken sets the cookies of a session that is a row, like
// [Manager.Write] does for one that is not.
func (m *Manager) WriteToken(w http.ResponseWriter, r *http.Request, token string, expires time.Time) error {
	if token == "" {
		return errors.New("session: the token is empty")
	}
	return m.writeCookies(w, r, token, expires)
}
