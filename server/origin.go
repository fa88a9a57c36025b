package server

import (
	"fmt"
	"log/slog"
	"net/http"
)

// SameOrigin refuses writes that a browser sends for another site's page: with
// a session cookie they would be the user's own. It goes by Sec-Fetch-Site and,
// where a browser has none, by Origin, which must match Host or be one of those
// trusted: the site's public origin behind a proxy, and those of [CrossOrigin].
// Requests without both headers come from programs, which hold no one's cookies
// by accident.
func SameOrigin(h http.Handler, trusted []string, log *slog.Logger) (http.Handler, error) {
	p := http.NewCrossOriginProtection()
	for _, origin := range trusted {
		if err := p.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("trusted origin: %w", err)
		}
	}
	p.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		Fail(w, r, log, Refuse(http.StatusForbidden, "cross-origin request refused"))
	}))
	return p.Handler(h), nil
}
