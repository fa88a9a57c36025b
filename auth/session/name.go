package session

import (
	"errors"
	"net/http"
	"strings"
	"time"
)

// Purpose is what a cookie is for.
type Purpose uint8

// The cookies of Auth.js.
const (
	// Session holds the session token, in chunks when it is long.
	Session Purpose = iota
	// CallbackURL holds where to go after sign-in and sign-out.
	CallbackURL
	// CSRF holds the double-submit token and its hash.
	CSRF
	// PKCE holds an OAuth code verifier.
	PKCE
	// State holds an OAuth state.
	State
	// Nonce holds an OpenID Connect nonce.
	Nonce
	// Challenge holds a WebAuthn challenge.
	Challenge
)

// checkAge is how long a browser has to come back from a provider.
const checkAge = 15 * time.Minute

func (p Purpose) suffix() string {
	switch p {
	case Session:
		return "session-token"
	case CallbackURL:
		return "callback-url"
	case CSRF:
		return "csrf-token"
	case PKCE:
		return "pkce.code_verifier"
	case State:
		return "state"
	case Nonce:
		return "nonce"
	case Challenge:
		return "challenge"
	default:
		panic("session: unknown purpose")
	}
}

// maxAge is the Max-Age attribute; zero means a cookie without one.
func (p Purpose) maxAge() time.Duration {
	switch p {
	case PKCE, State, Challenge:
		return checkAge
	default:
		return 0
	}
}

// CookieName returns the name of p's cookie.
func (m *Manager) CookieName(p Purpose) string {
	if p == Session && m.config.CookieName != "" {
		return m.config.CookieName
	}
	name := "authjs." + p.suffix()
	if m.config.Compat == V4 {
		name = "next-auth." + p.suffix()
	}
	if !m.config.Secure {
		return name
	}
	if p == CSRF {
		// __Host- keeps sibling domains from planting a token of their own.
		return "__Host-" + name
	}
	return "__Secure-" + name
}

// Salt returns the salt of the key that seals p's cookie. It is the cookie's
// name, so that a token made for one purpose does not open for another
// (CVE-2023-48309); only next-auth 4's session token has none.
func (m *Manager) Salt(p Purpose) string {
	if p == Session && m.config.Compat == V4 {
		return ""
	}
	return m.CookieName(p)
}

// cookie returns p's cookie with the attributes that all of them have.
func (m *Manager) cookie(p Purpose, name, value string) *http.Cookie {
	c := &http.Cookie{
		Name: name, Value: EncodeURIComponent(value), Path: "/",
		HttpOnly: true, Secure: m.config.Secure, SameSite: http.SameSiteLaxMode,
	}
	if p == Session {
		c.Domain = m.config.CookieDomain
	}
	return c
}

// Set sets p's cookie, which is one of those that hold a single short value.
// Sessions are written by [Manager.Write].
func (m *Manager) Set(w http.ResponseWriter, p Purpose, value string) {
	c := m.cookie(p, m.CookieName(p), value)
	c.MaxAge = int(p.maxAge() / time.Second)
	http.SetCookie(w, c)
}

// drop deletes one cookie in the browser.
func (m *Manager) drop(w http.ResponseWriter, p Purpose, name string) {
	c := m.cookie(p, name, "")
	c.MaxAge = -1
	http.SetCookie(w, c)
}

func checkCookie(name, domain string) error {
	if name != "" && (&http.Cookie{Name: name}).Valid() != nil {
		return errors.New("session: the cookie name is not valid")
	}
	if strings.HasPrefix(name, "__Host-") && domain != "" {
		return errors.New("session: a __Host- cookie must not have a domain")
	}
	if domain != "" && (&http.Cookie{Name: "n", Domain: domain}).Valid() != nil {
		return errors.New("session: the cookie domain is not valid")
	}
	return nil
}
