package session

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gozen-dev/gozen/auth"
)

// readBearer reads the token of an Authorization header by the rules of
// Auth.js's getToken: the scheme is exactly "Bearer", and what follows is
// percent-decoded. Malformed text is no token (GHSA-xmf8-cvqr-rfgj).
func (m *Manager) readBearer(r *http.Request) (*auth.Identity, error) {
	scheme, rest, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	if !ok || scheme != "Bearer" {
		return nil, ErrAbsent
	}
	text, _, _ := strings.Cut(rest, " ")
	token, err := url.PathUnescape(text)
	if err != nil || token == "" {
		return nil, ErrInvalid
	}
	return m.identity(token)
}
