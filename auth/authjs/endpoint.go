package authjs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

const (
	// providerTimeout is how long a provider has for one answer, and
	// maxProviderBody how long that may be, in bytes.
	providerTimeout = 10 * time.Second
	maxProviderBody = 1 << 20
	// discoveryAge is how long discovered endpoints are used.
	discoveryAge = time.Hour
)

// endpoints is where a provider is asked.
type endpoints struct {
	authorize, token, userInfo string
	provider                   *oidc.Provider // nil with OAuth 2
}

// directory discovers the endpoints of issuers, and remembers them.
type directory struct {
	client *http.Client
	now    func() time.Time

	mu    sync.Mutex
	known map[string]discovered
}

type discovered struct {
	endpoints endpoints
	until     time.Time
}

func newDirectory(transport http.RoundTripper, now func() time.Time) *directory {
	if transport == nil {
		transport = http.DefaultTransport
	}
	return &directory{
		client: &http.Client{
			Transport: bounded{transport}, Timeout: providerTimeout,
			// A redirect could lead to hosts that only this server can reach.
			CheckRedirect: func(*http.Request, []*http.Request) error {
				return errors.New("the provider redirects, which is not followed")
			},
		},
		now: now, known: map[string]discovered{},
	}
}

// bounded cuts answers that are too long.
type bounded struct{ next http.RoundTripper }

// RoundTrip implements [http.RoundTripper].
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := b.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	res.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(res.Body, maxProviderBody), res.Body}
	return res, nil
}

// of returns where o is asked.
func (d *directory) of(ctx context.Context, o OAuth) (endpoints, error) {
	if !o.isOIDC() {
		return endpoints{authorize: o.AuthorizationURL, token: o.TokenURL, userInfo: o.UserInfoURL}, nil
	}
	d.mu.Lock()
	kept, ok := d.known[o.Issuer]
	d.mu.Unlock()
	if ok && d.now().Before(kept.until) {
		return kept.endpoints, nil
	}
	found, err := d.discover(ctx, o.Issuer)
	if err != nil {
		return endpoints{}, fmt.Errorf("discover %s: %w", o.Issuer, err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.known[o.Issuer] = discovered{found, d.now().Add(discoveryAge)}
	return found, nil
}

func (d *directory) discover(ctx context.Context, issuer string) (endpoints, error) {
	// The provider keeps the context for reading keys later: it must not end with
	// the request.
	p, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), d.client), issuer)
	if err != nil {
		return endpoints{}, err
	}
	e := endpoints{authorize: p.Endpoint().AuthURL, token: p.Endpoint().TokenURL, userInfo: p.UserInfoEndpoint(), provider: p}
	var keys struct {
		URL string `json:"jwks_uri"`
	}
	if err := p.Claims(&keys); err != nil {
		return endpoints{}, err
	}
	for _, u := range []string{e.authorize, e.token, keys.URL} {
		if !isSafeURL(u) {
			return endpoints{}, fmt.Errorf("the endpoint %q is not an https URL", u)
		}
	}
	if e.userInfo != "" && !isSafeURL(e.userInfo) {
		return endpoints{}, fmt.Errorf("the endpoint %q is not an https URL", e.userInfo)
	}
	return e, nil
}
