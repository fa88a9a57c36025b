package session

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"strings"
)

// csrfSize is the length of a csrf token's random part, in bytes.
const csrfSize = 32

// NewCSRF makes a csrf token and the value of the cookie that goes with it:
// the token and its hash with the secret, so that only we can make cookies,
// and only pages of the site, which can ask for the token, can send it back
// (double submit).
func (m *Manager) NewCSRF() (token, cookie string, err error) {
	token, err = m.Random(csrfSize)
	if err != nil {
		return "", "", err
	}
	return token, token + "|" + m.csrfHash(token), nil
}

// TrustCSRF returns the token of a csrf cookie that we made. Parts after the
// second do not count, as in Auth.js; other than there, the token must look
// like one of ours.
func (m *Manager) TrustCSRF(cookie string) (token string, ok bool) {
	parts := strings.SplitN(cookie, "|", 3)
	if len(parts) < 2 || !isToken(parts[0]) {
		return "", false
	}
	if subtle.ConstantTimeCompare([]byte(m.csrfHash(parts[0])), []byte(parts[1])) != 1 {
		return "", false
	}
	return parts[0], true
}

// VerifyCSRF reports whether the token that a form sent is that of its cookie.
func (m *Manager) VerifyCSRF(cookie, sent string) bool {
	token, ok := m.TrustCSRF(cookie)
	return ok && subtle.ConstantTimeCompare([]byte(token), []byte(sent)) == 1
}

func (m *Manager) csrfHash(token string) string {
	sum := sha256.Sum256([]byte(token + m.joined))
	return hex.EncodeToString(sum[:])
}

func isToken(s string) bool {
	if len(s) != 2*csrfSize {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
