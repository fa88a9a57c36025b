package server

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/gozen-dev/gozen/auth"
)

// SignedIn returns middleware for handlers that use a generated client: it puts
// the client of who sent a request into the request's context, where the
// generated FromContext finds it.
//
//	http.ListenAndServe(address, server.SignedIn(sessions, db.SignedIn, log)(mux))
//
// Bind, the generated SignedIn, returns the context for the id that a session
// names, which is empty for requests without a session. A request whose sender
// cannot be found out fails; it must not go on as nobody, because rules may deny
// somebody what they allow nobody.
func SignedIn(a auth.Authenticator, bind func(ctx context.Context, id string) (context.Context, error), log *slog.Logger) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			who, err := a.Authenticate(r)
			if err != nil {
				Fail(w, r, log, fmt.Errorf("authenticate: %w", err))
				return
			}
			subject := ""
			if who != nil {
				subject = who.Subject
			}
			ctx, err := bind(auth.WithIdentity(r.Context(), who), subject)
			if err != nil {
				Fail(w, r, log, fmt.Errorf("load user: %w", err))
				return
			}
			next.ServeHTTP(w, r.WithContext(ctx))
		})
	}
}
