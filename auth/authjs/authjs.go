// Package authjs serves the Auth.js endpoints, /api/auth/*, to unmodified
// next-auth/react clients of both majors, and signs people in.
//
//	h, err := authjs.New(authjs.Config{
//		Sessions:  sessions, // a *session.Manager
//		Origin:    "https://app.example.com",
//		Store:     users, // package store has one over a schema's own tables
//		Providers: []authjs.Provider{
//			authjs.Passwords(passwords, 0),
//			authjs.Email{Send: send}, // magic links
//			authjs.GitHub(id, secret),
//			authjs.OAuth{ID: "work", Issuer: "https://id.example.com", ClientID: id, ClientSecret: secret},
//		},
//	})
//	mux.Handle("/api/auth/", h)
//
// Which major is served is the session manager's [session.Compat]; what
// differs between them is decided in v4.go and v5.go and nowhere else. Answers
// equal those of the JavaScript packages but for the places, each with its
// reason in the tests, where those are unsafe: no text of an error reaches a
// browser, no redirect leaves the site, and no callback URL fails a request.
//
// Everything that leaves the server is built from the configured origin, never
// from headers. Without an origin only loopback hosts are served.
package authjs

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/gozen-dev/gozen/auth/session"
)

// DefaultBasePath is where next-auth/react looks for the endpoints.
const DefaultBasePath = "/api/auth"

// Config says how to sign people in. Sessions is required.
type Config struct {
	// Sessions keeps the sessions, and says which major of client is served.
	Sessions *session.Manager
	// Origin is the site's public origin, such as "https://app.example.com".
	// When it is empty the request's Host is taken, if it is a loopback host.
	Origin string
	// BasePath is the path of the endpoints, [DefaultBasePath] when empty.
	BasePath string
	// Pages replaces built-in pages.
	Pages Pages
	// Store keeps users, accounts, sessions and links. Magic links and sessions in
	// a database need one. Without one, OAuth says who somebody is at the provider,
	// and rules see nobody: an id of another site is no id here.
	Store Store
	// Strategy says where sessions are; in tokens, when zero.
	Strategy Strategy
	// UpdateAge is how old a session in a database gets before its end is moved;
	// [DefaultUpdateAge] when zero.
	UpdateAge time.Duration
	// Providers lists the ways to sign in, in the order in which they are shown.
	// Without any, clients still learn that nobody is signed in.
	Providers []Provider
	// Callbacks and Events are the host's own part in the protocol.
	Callbacks Callbacks
	Events    Events
	// Limit bounds attempts to guess credentials, MailLimit the links that are
	// asked for.
	Limit, MailLimit Limit
	// TrustedProxies are the peers whose X-Forwarded-For is believed, for the
	// address that attempts are counted for. Without them it is the peer's: behind
	// a proxy all visitors then share one.
	TrustedProxies []netip.Prefix
	// Transport is how providers are asked; [http.DefaultTransport] when nil.
	Transport http.RoundTripper
	// Logger gets what browsers are not told; nothing is logged when it is nil.
	// It never gets credentials, tokens or cookies.
	Logger *slog.Logger
}

// Pages holds paths of the site's own pages; a built-in page stands in for an
// empty one. Each must be a path on the origin.
type Pages struct {
	SignIn, SignOut, Error, VerifyRequest string
	// NewUser is where somebody goes after having signed in for the first time,
	// with the callback URL in the query. There is no built-in one.
	NewUser string
}

// Handler serves the endpoints. It is safe for use by several goroutines.
type Handler struct {
	config               Config
	protocol             protocol
	pages                *pages
	limiter, mailLimiter *limiter
	directory            *directory
}

// New checks c and returns a handler for it. Every mistake in a configuration
// is an error here, at start-up, and none later.
func New(c Config) (*Handler, error) {
	if c.Sessions == nil {
		return nil, errors.New("authjs: sessions are required")
	}
	c.BasePath = strings.TrimSuffix(c.BasePath, "/")
	if c.BasePath == "" {
		c.BasePath = DefaultBasePath
	}
	if c.Origin != "" {
		origin, err := parseOrigin(c.Origin)
		if err != nil {
			return nil, err
		}
		c.Origin = origin
	}
	if err := checkPaths(c.BasePath, c.Pages); err != nil {
		return nil, err
	}
	if err := checkProviders(c.Providers); err != nil {
		return nil, err
	}
	if err := checkStore(c); err != nil {
		return nil, err
	}
	if c.UpdateAge == 0 {
		c.UpdateAge = DefaultUpdateAge
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Sessions.WeakSecret() {
		c.Logger.Warn("auth: a secret is shorter than 32 bytes")
	}
	c.Providers = slices.Clone(c.Providers)
	now := c.Sessions.Now
	h := &Handler{
		config: c, pages: newPages(), directory: newDirectory(c.Transport, now),
		limiter: newLimiter(c.Limit.or(credentialLimit), now), mailLimiter: newLimiter(c.MailLimit.or(linkLimit), now),
	}
	h.protocol = v5{h}
	if c.Sessions.Compat() == session.V4 {
		h.protocol = v4{h}
	}
	return h, nil
}

func checkPaths(base string, p Pages) error {
	for name, path := range map[string]string{
		"base path": base, "sign-in page": p.SignIn, "sign-out page": p.SignOut, "error page": p.Error,
		"verify-request page": p.VerifyRequest, "new-user page": p.NewUser,
	} {
		if path != "" && !isPath(path) {
			return fmt.Errorf("authjs: the %s %q is not a path that starts with one slash", name, path)
		}
	}
	return nil
}

// checkStore asks the store for what the configuration needs of it.
func checkStore(c Config) error {
	need := func(n Need, what string) error {
		if c.Store == nil {
			return fmt.Errorf("authjs: %s need a store", what)
		}
		if err := c.Store.Lacks(n); err != nil {
			return fmt.Errorf("authjs: %s: %w", what, err)
		}
		return nil
	}
	if c.UpdateAge < 0 {
		return errors.New("authjs: the update age is negative")
	}
	if c.Strategy == Database {
		if err := need(NeedSessions, "sessions in a database"); err != nil {
			return err
		}
	}
	for _, p := range c.Providers {
		switch p.(type) {
		case Email:
			if err := need(NeedLinks, "magic links"); err != nil {
				return err
			}
		case OAuth:
			if c.Store == nil && c.Strategy == JWT {
				continue
			}
			if err := need(NeedAccounts, "accounts of other sites"); err != nil {
				return err
			}
		}
	}
	return nil
}

// provider returns the configured provider with this id, or nil.
func (h *Handler) provider(id string) Provider {
	for _, p := range h.config.Providers {
		if p.describe().id == id {
			return p
		}
	}
	return nil
}

// ServeHTTP answers one request under the base path.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := &exchange{h: h, w: w, r: r}
	rest, ok := strings.CutPrefix(r.URL.EscapedPath(), h.config.BasePath+"/")
	if !ok {
		rest = ""
	}
	if x.route, ok = h.protocol.route(r.Method, rest); !ok {
		h.protocol.unrouted(x)
		return
	}
	if err := x.readBody(); err != nil {
		x.refuseBody(err)
		return
	}
	if !x.findOrigin() {
		h.config.Logger.Error("auth: no origin is configured and the host is not a loopback host")
		x.misconfigured()
		return
	}
	if err := x.begin(); err != nil {
		h.config.Logger.Error("auth: csrf token", "error", err)
		x.misconfigured()
		return
	}
	if h.protocol.admit(x) {
		h.serve(x)
	}
}

// serve is the table of endpoints.
func (h *Handler) serve(x *exchange) {
	switch x.r.Method + " " + x.route.action {
	case "GET providers":
		h.listProviders(x)
	case "GET csrf":
		x.flush()
		x.json(http.StatusOK, map[string]string{"csrfToken": x.csrf})
	case "GET session":
		h.showSession(x)
	case "POST session":
		h.updateSession(x)
	case "GET signin":
		h.showSignIn(x)
	case "POST signin":
		h.startSignIn(x)
	case "GET callback", "POST callback":
		h.callBack(x)
	case "GET signout":
		h.showSignOut(x)
	case "POST signout":
		h.signOut(x)
	case "GET error":
		h.showError(x)
	case "GET verify-request":
		h.showVerifyRequest(x)
	case "POST _log":
		// Client errors of next-auth 4, from anybody. What they say is not ours to
		// repeat in a log, so that nobody can write there.
		x.nocache()
	default:
		h.protocol.unserved(x)
	}
}
