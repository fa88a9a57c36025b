package session

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	// MaxChunks is the most cookies that one session is spread over.
	MaxChunks = 12
	// MaxToken is the longest token that is opened, in bytes.
	MaxToken = 64 << 10
)

// ErrTooLarge says that the claims do not fit into [MaxChunks] cookies.
var ErrTooLarge = errors.New("session: the claims are too large for cookies")

// chunkSize is how much of a token fits into one cookie: browsers allow 4096
// bytes, and each major reserves its own amount for name and attributes.
func (c Compat) chunkSize() int {
	if c == V4 {
		return 4096 - 163
	}
	return 4096 - 160
}

// token puts the session token of a Cookie header together. Auth.js takes every cookie whose
// name starts with the session cookie's, so that a sibling domain can break a
// login by setting one more; we take the bare cookie if it is there, else
// chunks 0, 1, … up to the first gap, and ignore all others.
func (m *Manager) token(header string) (string, error) {
	if v := firstCookie(m.config.Compat, header, m.name); v != "" {
		return v, nil
	}
	c := ParseCookies(m.config.Compat, header)
	var b strings.Builder
	for n := 0; ; n++ {
		v := c.Get(chunkName(m.name, n))
		if v == "" {
			break
		}
		if n == MaxChunks {
			return "", ErrInvalid
		}
		b.WriteString(v)
	}
	if b.Len() == 0 && m.strayChunk(c) {
		return "", ErrInvalid
	}
	if b.Len() == 0 {
		return "", ErrAbsent
	}
	return b.String(), nil
}

// strayChunk reports whether some chunk is there: the rest of a session that
// has lost its beginning is to be cleared like any broken one.
func (m *Manager) strayChunk(c Cookies) bool {
	for _, name := range c.Names() {
		if m.isSession(name) && c.Get(name) != "" {
			return true
		}
	}
	return false
}

// isSession reports whether name is the session cookie's or one of its
// chunks': ^name(\.(0|[1-9][0-9]*))?$
func (m *Manager) isSession(name string) bool {
	rest, ok := strings.CutPrefix(name, m.name)
	if !ok || rest == "" {
		return ok
	}
	digits, ok := strings.CutPrefix(rest, ".")
	if !ok {
		return false
	}
	n, err := strconv.Atoi(digits)
	return err == nil && n >= 0 && strconv.Itoa(n) == digits
}

func chunkName(name string, n int) string { return name + "." + strconv.Itoa(n) }

// Write makes a new session of claims, sets its cookies on w, deletes those of
// r's session that are not overwritten, and returns when the session ends. The
// claims iat, exp and jti are always new. w's header must not have been sent.
func (m *Manager) Write(w http.ResponseWriter, r *http.Request, claims map[string]any) (time.Time, error) {
	now := m.Now()
	token, err := m.seal(m.keys, claims, now, m.config.MaxAge)
	if err != nil {
		return time.Time{}, err
	}
	expires := now.Add(m.config.MaxAge)
	if err := m.writeCookies(w, r, token, expires); err != nil {
		return time.Time{}, err
	}
	return expires, nil
}

func (m *Manager) writeCookies(w http.ResponseWriter, r *http.Request, token string, expires time.Time) error {
	names, values, err := m.split(token)
	if err != nil {
		return err
	}
	m.clearBut(w, r, names)
	for i, name := range names {
		c := m.cookie(Session, name, values[i])
		c.Expires = expires
		http.SetCookie(w, c)
	}
	return nil
}

// Clear deletes the session cookies that r has, in the browser that gets w.
func (m *Manager) Clear(w http.ResponseWriter, r *http.Request) { m.clearBut(w, r, nil) }

func (m *Manager) clearBut(w http.ResponseWriter, r *http.Request, keep []string) {
	kept := map[string]bool{}
	for _, name := range keep {
		kept[name] = true
	}
	for _, name := range m.Cookies(r).Names() {
		if m.isSession(name) && !kept[name] {
			m.drop(w, Session, name)
		}
	}
}

// split cuts a token into cookies.
func (m *Manager) split(token string) (names, values []string, err error) {
	name, size := m.name, m.config.Compat.chunkSize()
	if len(token) <= size {
		return []string{name}, []string{token}, nil
	}
	if len(token) > MaxChunks*size {
		return nil, nil, ErrTooLarge
	}
	for n := 0; token != ""; n++ {
		cut := min(size, len(token))
		names, values = append(names, chunkName(name, n)), append(values, token[:cut])
		token = token[cut:]
	}
	return names, values, nil
}
