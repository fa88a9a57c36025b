// Package session reads and writes Auth.js sessions: encrypted tokens in
// cookies, as next-auth 4 ([V4]) and Auth.js 5 ([V5]) make them. All of
// Gozen's sign-in cryptography is here, but for bcrypt.
//
//	m, err := session.New(session.Config{Compat: session.V5, Secrets: []string{secret}, Secure: true})
//	id, err := m.Authenticate(r)       // who holds the session of this request
//	expires, err := m.Write(w, r, map[string]any{"sub": userID})
//	m.Clear(w, r)
//
// Tokens are JWEs (RFC 7516) with a key derived from the secret (RFC 5869).
// The algorithm is ours to choose, never the token's: alg is dir, enc is what
// the major uses, zip and crit are refused. Encrypted always means
// authenticated, and a token that does not open says nothing about why.
//
// Recorded tokens of both JavaScript libraries, good and bad, are in testdata.
package session

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gozen-dev/gozen/auth"
	"github.com/gozen-dev/gozen/internal/recent"
)

// Compat says which major of the JavaScript client is served. Nothing in a
// request tells them apart and their tokens, cookie names and answers differ,
// so it has no default.
type Compat uint8

// The majors.
const (
	// V4 is next-auth 4.
	V4 Compat = 4
	// V5 is Auth.js 5, which is next-auth 5.
	V5 Compat = 5
)

// String returns "v4" or "v5".
func (c Compat) String() string { return fmt.Sprintf("v%d", uint8(c)) }

// The outcomes of reading a session other than success. All of them mean
// anonymous; they are apart because a broken session is to be cleared and an
// absent one is not.
var (
	// ErrAbsent says that the request holds no session.
	ErrAbsent = errors.New("no session")
	// ErrExpired says that the session was good once.
	ErrExpired = errors.New("session expired")
	// ErrInvalid says that the token is not one of ours. It never says why.
	ErrInvalid = errors.New("invalid session")
)

// DefaultMaxAge is how long a session lasts where nothing else is said.
const DefaultMaxAge = 30 * 24 * time.Hour

// MinSecret is the length, in bytes, under which a secret is weak.
const MinSecret = 32

// Config says how sessions are kept. Compat and Secrets are required.
type Config struct {
	Compat Compat
	// Secrets holds the secrets, as text exactly as the JavaScript side has it.
	// The first one makes tokens, every one opens them: put a new secret in
	// front to rotate.
	Secrets []string `json:"-"`
	// Secure is for sites on https: cookies get the Secure attribute and the
	// names that browsers protect (__Secure-, __Host-).
	Secure bool
	// MaxAge is how long a session lasts after it was last written;
	// [DefaultMaxAge] when zero.
	MaxAge time.Duration
	// CookieName replaces the whole name of the session cookie.
	CookieName string
	// CookieDomain widens the session cookie, and no other, to a domain.
	CookieDomain string
	// Bearer makes [Manager.Authenticate] accept the token in an Authorization
	// header when the request has no session cookie. It is for API routes.
	Bearer bool
	// Now is the clock; time.Now when nil.
	Now func() time.Time
	// Rand is the source of randomness; crypto/rand when nil.
	Rand io.Reader
}

// Format prints a Config without its secrets.
func (c Config) Format(s fmt.State, _ rune) {
	_, _ = fmt.Fprintf(s, "session.Config{%s, %d secrets}", c.Compat, len(c.Secrets))
}

// Manager reads and writes the sessions of one configuration. It is safe for
// use by several goroutines, and says the same of a request whatever it was
// asked before.
type Manager struct {
	config Config
	keys   []keys // of the session cookie, one per secret: derived once, used on each request
	name   string // of the session cookie
	joined string // what csrf hashes take for the secret
	opened *recent.Cache[digest, *opened]
}

var _ auth.Authenticator = (*Manager)(nil)

// New checks c and derives its keys.
func New(c Config) (*Manager, error) {
	if c.Compat != V4 && c.Compat != V5 {
		return nil, errors.New("session: compat must be V4 or V5")
	}
	if len(c.Secrets) == 0 {
		return nil, errors.New("session: a secret is required")
	}
	if slices.Contains(c.Secrets, "") {
		return nil, errors.New("session: a secret is empty")
	}
	if c.MaxAge < 0 {
		return nil, errors.New("session: the maximum age is negative")
	}
	if err := checkCookie(c.CookieName, c.CookieDomain); err != nil {
		return nil, err
	}
	m := &Manager{config: withDefaults(c), joined: strings.Join(c.Secrets, ","), opened: recent.New[digest, *opened](openedTokens)}
	m.config.Secrets = append([]string(nil), c.Secrets...)
	m.name = m.CookieName(Session)
	var err error
	m.keys, err = m.derive(m.Salt(Session))
	return m, err
}

func withDefaults(c Config) Config {
	if c.MaxAge == 0 {
		c.MaxAge = DefaultMaxAge
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Rand == nil {
		c.Rand = rand.Reader
	}
	return c
}

// Format prints a Manager without its keys, whatever the verb.
func (m *Manager) Format(s fmt.State, _ rune) {
	_, _ = fmt.Fprintf(s, "session.Manager{%s}", m.config.Compat)
}

// Compat returns the major that m serves.
func (m *Manager) Compat() Compat { return m.config.Compat }

// Now returns the time on m's clock.
func (m *Manager) Now() time.Time { return m.config.Now() }

// MaxAge returns how long a session lasts.
func (m *Manager) MaxAge() time.Duration { return m.config.MaxAge }

// WeakSecret reports whether a secret is shorter than [MinSecret].
func (m *Manager) WeakSecret() bool {
	for _, s := range m.config.Secrets {
		if len(s) < MinSecret {
			return true
		}
	}
	return false
}

// Read returns the holder of the session in r's cookies, or [ErrAbsent],
// [ErrExpired] or [ErrInvalid].
func (m *Manager) Read(r *http.Request) (*auth.Identity, error) {
	token, err := m.token(cookieHeader(r))
	if err != nil {
		return nil, err
	}
	return m.identity(token)
}

// Authenticate implements [auth.Authenticator]: it is [Manager.Read], with the
// Authorization header if the Config says so, and anonymous for every outcome
// but success.
func (m *Manager) Authenticate(r *http.Request) (*auth.Identity, error) {
	id, err := m.Read(r)
	if errors.Is(err, ErrAbsent) && m.config.Bearer {
		id, err = m.readBearer(r)
	}
	if err != nil {
		return nil, nil //nolint:nilerr // a session that does not open is nobody's
	}
	return id, nil
}

func (m *Manager) identity(token string) (*auth.Identity, error) {
	o, err := m.opening(token)
	if err != nil {
		return nil, err
	}
	expires, err := o.times.check(m.Now())
	if err != nil {
		return nil, err
	}
	return &auth.Identity{Subject: o.subject, Claims: recent.OwnMap(o.claims), Expires: expires}, nil
}
