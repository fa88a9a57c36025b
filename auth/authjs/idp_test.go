package authjs_test

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
	"sync"
	"testing"
	"time"

	"github.com/gozen-dev/gozen/auth/authjs"
	"github.com/gozen-dev/gozen/auth/session"
)

// idp is an identity provider: OAuth 2 with a userinfo endpoint, and OpenID
// Connect with discovery. Its members say how it misbehaves.
type idp struct {
	*httptest.Server
	now func() time.Time
	key *ecdsa.PrivateKey

	mu       sync.Mutex
	codes    map[string]url.Values // what was authorized, by code
	requests []string              // paths
	form     url.Values            // of the last token request
	basic    string                // its Authorization header

	claims   map[string]any // of the ID token, over the right ones
	userInfo map[string]any
	signWith *ecdsa.PrivateKey // another key than the published one
	alg      string
	anyCode  bool // takes codes that it has not given
	tokens   map[string]any
	redirect string // where the userinfo endpoint redirects to
}

func newIDP(t testing.TB, now func() time.Time) *idp {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p := &idp{now: now, key: key, codes: map[string]url.Values{}, alg: "ES256"}
	p.Server = httptest.NewServer(p.routes())
	t.Cleanup(p.Close)
	p.userInfo = map[string]any{"id": 1234, "name": "Octo Cat", "email": "octo@example.com", "avatar_url": "https://example.com/o.png"}
	return p
}

func (p *idp) routes() http.Handler {
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
	mux.HandleFunc("GET /userinfo", func(w http.ResponseWriter, r *http.Request) {
		if p.redirect != "" {
			http.Redirect(w, r, p.redirect, http.StatusFound)
			return
		}
		if r.Header.Get("Authorization") != "Bearer at" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		answer(w, p.userInfo)
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		p.requests = append(p.requests, r.URL.Path)
		p.mu.Unlock()
		mux.ServeHTTP(w, r)
	})
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

// allow is a user who signs in at the provider and agrees: it takes the
// authorization URL and returns the answer's parameters.
func (p *idp) allow(t testing.TB, authorization string) url.Values {
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

func (p *idp) token(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = r.ParseForm()
	p.form, p.basic = r.PostForm, r.Header.Get("Authorization")
	asked, ok := p.codes[r.PostForm.Get("code")]
	delete(p.codes, r.PostForm.Get("code"))
	challenge := asked.Get("code_challenge")
	if !p.anyCode && (!ok || challenge != "" && session.ChallengeOf(r.PostForm.Get("code_verifier")) != challenge) {
		w.WriteHeader(http.StatusBadRequest)
		answer(w, map[string]any{"error": "invalid_grant"})
		return
	}
	t := map[string]any{
		"access_token": "at", "token_type": "Bearer", "expires_in": 3600, "refresh_token": "rt", "scope": "read:user user:email",
		"id_token": p.idToken(asked.Get("nonce")), "not-before-policy": 0, "session_state": "ss-1",
	}
	maps.Copy(t, p.tokens)
	answer(w, t)
}

func (p *idp) idToken(nonce string) string {
	claims := map[string]any{
		"sub": "oidc-sub-1", "name": "Olive Oidc", "email": "olive@example.com", "email_verified": true,
		"picture": "https://example.com/olive.png", "iss": p.URL, "aud": "cid-oidc", "iat": p.now().Unix(), "exp": p.now().Unix() + 3600,
	}
	if nonce != "" {
		claims["nonce"] = nonce
	}
	maps.Copy(claims, p.claims)
	head, _ := json.Marshal(map[string]string{"alg": p.alg, "kid": "k1"})
	body, _ := json.Marshal(claims)
	b64 := base64.RawURLEncoding
	text := b64.EncodeToString(head) + "." + b64.EncodeToString(body)
	if p.alg == "none" {
		return text + "."
	}
	key := p.key
	if p.signWith != nil {
		key = p.signWith
	}
	sum := sha256.Sum256([]byte(text))
	r, q, _ := ecdsa.Sign(rand.Reader, key, sum[:])
	sig := make([]byte, 64)
	r.FillBytes(sig[:32])
	q.FillBytes(sig[32:])
	return text + "." + b64.EncodeToString(sig)
}

// oauth and oidc are the providers of the recordings at p.
func (p *idp) oauth() authjs.OAuth {
	return authjs.OAuth{
		ID: "mockoauth", Name: "Mock OAuth", ClientID: "cid-oauth", ClientSecret: "csecret",
		AuthorizationURL: p.URL + "/authorize", TokenURL: p.URL + "/token", UserInfoURL: p.URL + "/userinfo",
		Scopes: []string{"read:user", "user:email"}, Profile: mockProfile,
	}
}

func (p *idp) oidc() authjs.OAuth {
	return authjs.OAuth{ID: "mockoidc", Name: "Mock OIDC", ClientID: "cid-oidc", ClientSecret: "csecret", Issuer: p.URL}
}
