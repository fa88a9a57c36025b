package server

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// What pages of other origins may do and see.
const (
	corsMethods = "GET, POST, PUT, PATCH, DELETE"
	corsHeaders = "Accept, Authorization, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID, Traceparent, Tracestate"
	corsExposed = "ETag, Idempotency-Replayed, Location, Retry-After, X-Request-Id"
	corsMaxAge  = "600"
)

// CrossOrigin lets pages of these origins, such as https://app.example.com, call
// h with their user's cookies and read its answers (CORS). Each is named: there
// is no "any". [SameOrigin] must trust them too, or it refuses their writes.
func CrossOrigin(h http.Handler, origins []string) (http.Handler, error) {
	for _, o := range origins {
		if err := checkOrigin(o); err != nil {
			return nil, err
		}
	}
	if len(origins) == 0 {
		return h, nil
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head := w.Header()
		head.Add("Vary", "Origin")
		origin := r.Header.Get("Origin")
		if !slices.Contains(origins, origin) {
			h.ServeHTTP(w, r)
			return
		}
		head.Set("Access-Control-Allow-Origin", origin)
		head.Set("Access-Control-Allow-Credentials", "true")
		if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
			head.Set("Access-Control-Allow-Methods", corsMethods)
			head.Set("Access-Control-Allow-Headers", corsHeaders)
			head.Set("Access-Control-Max-Age", corsMaxAge)
			w.WriteHeader(http.StatusNoContent)
			return
		}
		head.Set("Access-Control-Expose-Headers", corsExposed)
		h.ServeHTTP(w, r)
	}), nil
}

// checkOrigin refuses what no browser sends as its page's origin.
func checkOrigin(o string) error {
	u, err := url.Parse(o)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || u.Scheme+"://"+u.Host != o || o != strings.ToLower(o) {
		return fmt.Errorf("%q is not an origin like https://app.example.com", o)
	}
	return nil
}
