package authjs

import (
	"net/url"

	"github.com/gozen-dev/gozen/auth/session"
)

// startOAuth sends the browser to the provider, with cookies that bind what
// comes back to this browser.
func (h *Handler) startOAuth(x *exchange, o OAuth) {
	to, err := h.authorization(x, o)
	if err != nil {
		h.config.Logger.Error("auth: authorization request", "provider", o.ID, "error", err)
		x.refuse(oauthNotStarted, "")
		return
	}
	x.redirect(to)
}

func (h *Handler) authorization(x *exchange, o OAuth) (string, error) {
	where, err := h.directory.of(x.r.Context(), o)
	if err != nil {
		return "", err
	}
	to, err := url.Parse(where.authorize)
	if err != nil {
		return "", err
	}
	q := to.Query()
	for name, values := range x.r.URL.Query() {
		if isBrowserParam(name) {
			q[name] = values[:1]
		}
	}
	for name, value := range o.Params {
		q.Set(name, value)
	}
	q.Set("response_type", "code")
	q.Set("client_id", o.ClientID)
	q.Set("redirect_uri", x.redirectURI(o))
	if scopes := o.scopes(); scopes != "" {
		q.Set("scope", scopes)
	}
	if o.FormPost {
		q.Set("response_mode", "form_post")
	}
	if err := x.bind(o, q); err != nil {
		return "", err
	}
	to.RawQuery = q.Encode()
	return to.String(), nil
}

func (x *exchange) redirectURI(o OAuth) string { return x.base + "/callback/" + o.ID }

// bind makes the checks: their secrets go into cookies, what the provider
// repeats or proves goes into its parameters.
func (x *exchange) bind(o OAuth, q url.Values) error {
	for _, c := range []struct {
		check   Checks
		purpose session.Purpose
		tell    func(secret string)
	}{
		{CheckState, session.State, func(s string) { q.Set("state", s) }},
		{CheckPKCE, session.PKCE, func(s string) {
			q.Set("code_challenge", session.ChallengeOf(s))
			q.Set("code_challenge_method", "S256")
		}},
		{CheckNonce, session.Nonce, func(s string) { q.Set("nonce", s) }},
	} {
		if !o.checks().has(c.check) {
			continue
		}
		secret, err := x.sessions().NewVerifier()
		if err != nil {
			return err
		}
		if err := x.sessions().SetCheck(x.w, c.purpose, o.ID, secret, o.FormPost); err != nil {
			return err
		}
		c.tell(secret)
	}
	return nil
}
