package auth

import (
	"context"
	"net/http"
)

// contextKey is the key of an [Identity] in a context.
type contextKey struct{}

// Middleware returns a wrapper of handlers that recognises the holder of each
// request's session and puts the [Identity] into the request's context, where
// [FromContext] finds it:
//
//	http.ListenAndServe(address, auth.Middleware(sessions)(mux))
//
// A request without a valid session goes on, and is anonymous. A request whose
// session cannot be looked up is answered with 503: it must not go on as
// somebody, and neither as nobody.
//
// It finds out who asks and enforces nothing: rules do that, in the engine, for
// the client that is made of the identity.
func Middleware(a Authenticator) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			id, err := a.Authenticate(r)
			if err != nil {
				w.Header().Set("Cache-Control", "no-store")
				http.Error(w, "sessions cannot be looked up at the moment", http.StatusServiceUnavailable)
				return
			}
			next.ServeHTTP(w, r.WithContext(WithIdentity(r.Context(), id)))
		})
	}
}

// WithIdentity returns a context that holds id, which may be nil. It is for
// hosts with a middleware of their own, and for tests.
func WithIdentity(ctx context.Context, id *Identity) context.Context {
	return context.WithValue(ctx, contextKey{}, id)
}

// FromContext returns the identity that [Middleware] has found, or nil for
// anonymous requests.
func FromContext(ctx context.Context) *Identity {
	id, _ := ctx.Value(contextKey{}).(*Identity)
	return id
}
