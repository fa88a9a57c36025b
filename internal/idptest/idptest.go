// Package idptest is an identity provider for tests: OpenID Connect with
// discovery, and OAuth 2 with a userinfo endpoint.
//
//	p := idptest.New(t, time.Now)
//	answer := p.Allow(t, authorizationURL) // what a user who agrees is sent back with
//
// Its members say how it misbehaves; they are to be set before it is asked.
package idptest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"
)

// Provider is a running identity provider.
type Provider struct {
	URL string // the issuer; endpoints are /authorize, /token and /userinfo

	// Claims stand over those of the ID token, UserInfo is what the userinfo
	// endpoint answers, and Tokens stands over what the token endpoint does.
	Claims, UserInfo, Tokens map[string]any
	// SignWith is another key than the published one, Alg another algorithm than
	// ES256: "none" leaves the signature out.
	SignWith *ecdsa.PrivateKey
	Alg      string
	// AnyCode takes codes that were never given.
	AnyCode bool
	// Redirect is where the userinfo endpoint redirects to.
	Redirect string

	now    func() time.Time
	key    *ecdsa.PrivateKey
	server *httptest.Server

	mu       sync.Mutex
	codes    map[string]url.Values // what was authorized, by code
	requests []string              // paths
	form     url.Values            // of the last token request
	basic    string                // its Authorization header
}

// New starts a provider, which ends with the test.
func New(t testing.TB, now func() time.Time) *Provider {
	t.Helper()
	p := &Provider{
		now: now, key: NewKey(t), codes: map[string]url.Values{}, Alg: "ES256",
		UserInfo: map[string]any{"id": 1234, "name": "Octo Cat", "email": "octo@example.com", "avatar_url": "https://example.com/o.png"},
	}
	p.server = httptest.NewServer(p.routes())
	p.URL = p.server.URL
	t.Cleanup(p.Close)
	return p
}

// Close stops the provider.
func (p *Provider) Close() { p.server.Close() }

// NewKey makes a key to sign with.
func NewKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// Requests returns the paths that were asked for.
func (p *Provider) Requests() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.requests)
}

// TokenRequest returns the form and the Authorization header of the last token
// request.
func (p *Provider) TokenRequest() (form url.Values, authorization string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.form, p.basic
}

// Allow is a user who signs in at the provider and agrees: it takes the
// authorization URL and returns the parameters of the answer.
func (p *Provider) Allow(t testing.TB, authorization string) url.Values {
	t.Helper()
	u, err := url.Parse(authorization)
	if err != nil || u.Path != "/authorize" {
		t.Fatalf("%s is no authorization URL: %v", authorization, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	code := fmt.Sprintf("code_%d", len(p.codes))
	p.codes[code] = u.Query()
	q := url.Values{"code": {code}}
	if s := u.Query().Get("state"); s != "" {
		q.Set("state", s)
	}
	return q
}

func (p *Provider) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]any{
			"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token",
			"userinfo_endpoint": p.URL + "/userinfo", "jwks_uri": p.URL + "/jwks", "id_token_signing_alg_values_supported": []string{"ES256"},
		})
	})
	mux.HandleFunc("GET /jwks", func(w http.ResponseWriter, _ *http.Request) {
		b64 := base64.RawURLEncoding
		point, _ := p.key.PublicKey.Bytes() // 4, x, y
		answer(w, map[string]any{"keys": []any{map[string]any{
			"kty": "EC", "crv": "P-256", "kid": "k1", "alg": "ES256", "use": "sig",
			"x": b64.EncodeToString(point[1:33]), "y": b64.EncodeToString(point[33:]),
		}}})
	})
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("GET /userinfo", p.showUser)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		p.requests = append(p.requests, r.URL.Path)
		p.mu.Unlock()
		mux.ServeHTTP(w, r)
	})
}

func (p *Provider) showUser(w http.ResponseWriter, r *http.Request) {
	switch {
	case p.Redirect != "":
		http.Redirect(w, r, p.Redirect, http.StatusFound)
	case r.Header.Get("Authorization") != "Bearer at":
		w.WriteHeader(http.StatusUnauthorized)
	default:
		answer(w, p.UserInfo)
	}
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // nobody to tell when the client has gone
}

func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = r.ParseForm()
	p.form, p.basic = r.PostForm, r.Header.Get("Authorization")
	asked, known := p.codes[r.PostForm.Get("code")]
	delete(p.codes, r.PostForm.Get("code"))
	if !p.AnyCode && (!known || !proves(r.PostForm.Get("code_verifier"), asked.Get("code_challenge"))) {
		w.WriteHeader(http.StatusBadRequest)
		answer(w, map[string]any{"error": "invalid_grant"})
		return
	}
	t := map[string]any{
		"access_token": "at", "token_type": "Bearer", "expires_in": 3600, "refresh_token": "rt", "scope": "read:user user:email",
		"id_token": p.idToken(asked.Get("nonce")), "not-before-policy": 0, "session_state": "ss-1",
	}
	maps.Copy(t, p.Tokens)
	answer(w, t)
}

// proves reports whether a verifier is that of a challenge (RFC 7636).
func proves(verifier, challenge string) bool {
	sum := sha256.Sum256([]byte(verifier))
	return challenge == "" || base64.RawURLEncoding.EncodeToString(sum[:]) == challenge
}

func (p *Provider) idToken(nonce string) string {
	claims := map[string]any{
		"sub": "oidc-sub-1", "name": "Olive Oidc", "email": "olive@example.com", "email_verified": true,
		"picture": "https://example.com/olive.png", "iss": p.URL, "aud": "cid-oidc", "iat": p.now().Unix(), "exp": p.now().Unix() + 3600,
	}
	if nonce != "" {
		claims["nonce"] = nonce
	}
	maps.Copy(claims, p.Claims)
	head, _ := json.Marshal(map[string]string{"alg": p.Alg, "kid": "k1"})
	body, _ := json.Marshal(claims)
	b64 := base64.RawURLEncoding
	text := b64.EncodeToString(head) + "." + b64.EncodeToString(body)
	if p.Alg == "none" {
		return text + "."
	}
	key := p.key
	if p.SignWith != nil {
		key = p.SignWith
	}
	sum := sha256.Sum256([]byte(text))
	r, s, _ := ecdsa.Sign(rand.Reader, key, sum[:])
	sig := make([]byte, 64)
	r.FillBytes(sig[:32])
	s.FillBytes(sig[32:])
	return text + "." + b64.EncodeToString(sig)
}
