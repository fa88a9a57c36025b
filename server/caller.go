package server

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"

	"github.com/gozen-dev/gozen/auth"
	"github.com/gozen-dev/gozen/rt"
)

// Callers finds out who asks. A request is anonymous unless its session is
// valid, names an id of the auth model, and a row with that id exists: what a
// session claims beside the id may be as old as the session, so that rules see
// the row.
type Callers struct {
	DB *rt.DB
	// Auth recognises sessions; nil makes every request anonymous.
	Auth   auth.Authenticator
	Logger *slog.Logger
}

// Client returns the enforced client of who sent r. Its first request finds the
// row, see [rt.DB.SignedIn]. An error means that the caller could not be found
// out; the request must fail then, never go on as anonymous, because rules may deny
// somebody what they allow nobody.
func (c *Callers) Client(r *http.Request) (*rt.Client, error) {
	id, err := c.identity(r)
	if err != nil {
		return nil, err
	}
	if err := admit(r, id); err != nil {
		return nil, err
	}
	if id == nil {
		return c.DB.As(nil), nil
	}
	client, ok := c.DB.SignedIn(id.Subject, c.gone)
	if !ok {
		c.anonymous(r.Context(), "the session names nobody that the auth model can hold")
	}
	return client, nil
}

func (c *Callers) gone(ctx context.Context) { c.anonymous(ctx, "the session's user does not exist") }

// Principal names who sent r, by the session alone: a user by the session's
// subject, an anonymous caller by the address that the request comes from. It is
// for counting and keeping apart, not for deciding what somebody may do.
func (c *Callers) Principal(r *http.Request) (string, error) {
	id, err := c.identity(r)
	if err != nil {
		return "", err
	}
	return principalOf(r, id).String(), nil
}

func principalOf(r *http.Request, id *auth.Identity) principal {
	if id != nil && id.Subject != "" {
		return principal{"user", id.Subject}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	return principal{"address", host}
}

func (c *Callers) identity(r *http.Request) (*auth.Identity, error) {
	if c.Auth == nil {
		return nil, nil
	}
	id, err := c.Auth.Authenticate(r)
	if err != nil {
		return nil, fmt.Errorf("authenticate: %w", err)
	}
	return id, nil
}

func (c *Callers) anonymous(ctx context.Context, why string) {
	c.Logger.LogAttrs(ctx, slog.LevelWarn, "treated as anonymous", marked(ctx), slog.String("why", why))
}
