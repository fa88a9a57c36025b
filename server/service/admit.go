package service

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"

	"github.com/gozen-dev/gozen/server"
)

// admit refuses who has not the key, and every browser: a key that has got into
// a page is everybody's.
func (h *Handler) admit(r *http.Request) error {
	for name := range r.Header {
		if name == "Origin" || strings.HasPrefix(name, "Sec-Fetch-") {
			return server.Refuse(http.StatusForbidden, "the service endpoint is not for browsers")
		}
	}
	shown, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	// Sums are of one length, so that the comparison does not tell the key's.
	sum := sha256.Sum256([]byte(shown))
	if !ok || subtle.ConstantTimeCompare(sum[:], h.key[:]) != 1 {
		return server.Refuse(http.StatusUnauthorized, "the service key is missing or wrong")
	}
	return nil
}
