package authjs

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"github.com/gozen-dev/gozen/auth/session"
)

// grant is what a provider gives for a code.
type grant struct {
	tokens  Tokens
	profile map[string]any
	user    *ProfileUser
}

// redeem exchanges a code for tokens and reads who they are of.
func (h *Handler) redeem(ctx context.Context, x *exchange, o OAuth, code, verifier, nonce string) (*grant, error) {
	where, err := h.directory.of(ctx, o)
	if err != nil {
		return nil, err
	}
	g := &grant{}
	if g.tokens, err = h.requestTokens(ctx, where.token, o, url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {x.redirectURI(o)}, "code_verifier": {verifier},
	}); err != nil {
		return nil, fmt.Errorf("token request: %w", err)
	}
	if o.isOIDC() {
		if g.profile, err = h.verify(ctx, where.provider, o, g.tokens.IDToken, nonce); err != nil {
			return nil, fmt.Errorf("id token: %w", err)
		}
	}
	if o.isOIDC() && !o.UserInfo {
		return g, nil
	}
	subject := g.profile["sub"]
	g.profile = nil
	if err := h.getJSON(ctx, where.userInfo, g.tokens.AccessToken, &g.profile); err != nil {
		return nil, fmt.Errorf("userinfo: %w", err)
	}
	if o.isOIDC() && g.profile["sub"] != subject {
		return nil, errors.New("userinfo is about somebody else")
	}
	return g, nil
}

// verify checks an ID token (OpenID Connect Core, section 3.1.3.7): signature,
// issuer, audience, times, authorized party and nonce.
func (h *Handler) verify(ctx context.Context, p *oidc.Provider, o OAuth, raw, nonce string) (map[string]any, error) {
	// The verifier wants exp to be in the future by our clock; clocks differ.
	now := func() time.Time { return h.config.Sessions.Now().Add(-clockSkew) }
	ctx = oidc.ClientContext(ctx, h.directory.client)
	token, err := p.Verifier(&oidc.Config{ClientID: o.ClientID, Now: now}).Verify(ctx, raw)
	if err != nil {
		return nil, err
	}
	if o.checks().has(CheckNonce) && !session.Same(token.Nonce, nonce) {
		return nil, errors.New("the nonce is not ours")
	}
	var text json.RawMessage
	if err := token.Claims(&text); err != nil {
		return nil, err
	}
	var claims map[string]any
	if err := decodeJSON(bytes.NewReader(text), &claims); err != nil {
		return nil, err
	}
	if party, ok := claims["azp"]; ok && party != o.ClientID {
		return nil, errors.New("the token was made for another client")
	}
	return claims, nil
}

// clockSkew is by how much a provider's clock may be before ours.
const clockSkew = 15 * time.Second

// requestTokens asks the token endpoint (RFC 6749, section 4.1.3).
func (h *Handler) requestTokens(ctx context.Context, to string, o OAuth, form url.Values) (Tokens, error) {
	if form.Get("code_verifier") == "" {
		form.Del("code_verifier")
	}
	if o.PostSecret || o.ClientSecret == "" {
		form.Set("client_id", o.ClientID)
	}
	if o.PostSecret {
		form.Set("client_secret", o.ClientSecret)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to, strings.NewReader(form.Encode()))
	if err != nil {
		return Tokens{}, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if !o.PostSecret && o.ClientSecret != "" {
		r.SetBasicAuth(url.QueryEscape(o.ClientID), url.QueryEscape(o.ClientSecret))
	}
	var answer struct {
		AccessToken  string      `json:"access_token"`
		RefreshToken string      `json:"refresh_token"`
		IDToken      string      `json:"id_token"`
		TokenType    string      `json:"token_type"`
		Scope        string      `json:"scope"`
		SessionState string      `json:"session_state"`
		ExpiresIn    json.Number `json:"expires_in"`
		Error        string      `json:"error"`
	}
	if err := h.askJSON(r, &answer); err != nil {
		return Tokens{}, err
	}
	if answer.Error != "" || answer.AccessToken == "" { // GitHub refuses with 200
		return Tokens{}, fmt.Errorf("the provider gave no token (%s)", strconv.Quote(answer.Error))
	}
	t := Tokens{
		AccessToken: answer.AccessToken, RefreshToken: answer.RefreshToken, IDToken: answer.IDToken,
		TokenType: strings.ToLower(answer.TokenType), Scope: answer.Scope, SessionState: answer.SessionState,
	}
	if n, err := answer.ExpiresIn.Float64(); err == nil && n > 0 && n < 1<<40 {
		t.ExpiresAt = h.config.Sessions.Now().Unix() + int64(n)
	}
	return t, nil
}

// getJSON reads a document with an access token.
func (h *Handler) getJSON(ctx context.Context, from, accessToken string, into any) error {
	if from == "" {
		return errors.New("the provider has no such endpoint")
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, from, nil)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+accessToken)
	return h.askJSON(r, into)
}

func (h *Handler) askJSON(r *http.Request, into any) error {
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", "gozen")
	res, err := h.directory.client.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("the provider answers with the status %d", res.StatusCode)
	}
	return decodeJSON(res.Body, into)
}

// decodeJSON reads one JSON value, numbers as they are.
func decodeJSON(r io.Reader, into any) error {
	d := json.NewDecoder(r)
	d.UseNumber()
	return d.Decode(into)
}
