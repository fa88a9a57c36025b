package session

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"time"
)

// A check cookie binds a sign-in to the browser that began it, and to the
// provider that it began with: it holds a state, a code verifier or a nonce,
// sealed for its purpose. What was made for one provider does not pass with
// another (GHSA-x445-f3h2-j279).

// SetCheck sets p's check cookie for a provider: good for a quarter of an
// hour. CrossSite is for providers that answer with a form, which browsers
// send without cookies unless they are marked so.
func (m *Manager) SetCheck(w http.ResponseWriter, p Purpose, provider, value string, crossSite bool) error {
	sealed, err := m.Seal(m.Salt(p), map[string]any{"value": value, "provider": provider}, checkAge)
	if err != nil {
		return err
	}
	c := m.cookie(p, m.CookieName(p), sealed)
	c.MaxAge = int(p.maxAge() / time.Second)
	c.Expires = m.Now().Add(checkAge)
	if crossSite {
		c.SameSite, c.Secure = http.SameSiteNoneMode, true
	}
	http.SetCookie(w, c)
	return nil
}

// Check returns what p's check cookie holds for a provider, or [ErrAbsent],
// [ErrExpired] or [ErrInvalid].
func (m *Manager) Check(c Cookies, p Purpose, provider string) (string, error) {
	claims, err := m.Open(m.Salt(p), c.Get(m.CookieName(p)))
	if err != nil {
		return "", err
	}
	value, _ := claims["value"].(string)
	if value == "" || claims["provider"] != provider {
		return "", ErrInvalid
	}
	return value, nil
}

// Drop deletes p's cookie in the browser that gets w.
func (m *Manager) Drop(w http.ResponseWriter, p Purpose) { m.drop(w, p, m.CookieName(p)) }

// ClearChecks deletes the check cookies that r has: each is good for one
// answer of its provider, whatever came of it.
func (m *Manager) ClearChecks(w http.ResponseWriter, r *http.Request) {
	c := m.Cookies(r)
	for _, p := range []Purpose{State, PKCE, Nonce} {
		if c.Get(m.CookieName(p)) != "" {
			m.drop(w, p, m.CookieName(p))
		}
	}
}

// Random returns so many random bytes, in hexadecimal.
func (m *Manager) Random(bytes int) (string, error) {
	b, err := m.random(bytes)
	if err != nil {
		return "", err
	}
	return hex.EncodeToString(b), nil
}

// NewVerifier returns a random code verifier or state, of 256 bits (RFC 7636,
// section 4.1).
func (m *Manager) NewVerifier() (string, error) {
	b, err := m.random(32)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// ChallengeOf returns the code challenge of a verifier, for the method S256.
func ChallengeOf(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// Same compares in constant time. Nothing is the same as the empty text.
func Same(a, b string) bool {
	return a != "" && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}

// LinkHash returns what is stored of a magic link's token: its hash with a
// secret, or with the manager's where that is empty. Who reads the table
// cannot sign in with it.
func (m *Manager) LinkHash(token, secret string) string {
	if secret == "" {
		secret = m.joined
	}
	sum := sha256.Sum256([]byte(token + secret))
	return hex.EncodeToString(sum[:])
}

func (m *Manager) random(n int) ([]byte, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(m.config.Rand, b); err != nil {
		return nil, fmt.Errorf("session: read randomness: %w", err)
	}
	return b, nil
}
