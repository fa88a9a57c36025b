package authjs

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/gozen-dev/gozen/auth/session"
)

// failed is a failure with what the log gets of it.
type failed struct {
	why failure
	err error
}

// Error is for the log alone.
func (f *failed) Error() string { return f.err.Error() }

func failing(why failure, text string) error { return &failed{why, errors.New(text)} }

// finishOAuth signs in with what a provider answers. Whatever comes of it, the
// check cookies are used up.
func (h *Handler) finishOAuth(x *exchange, o OAuth) {
	x.sessions().ClearChecks(x.w, x.r)
	g, err := h.recognise(x, o)
	if err != nil {
		why := oauthFailed
		if f := new(failed); errors.As(err, &f) {
			why = f.why
		}
		h.config.Logger.Warn("auth: answer of a provider", "provider", o.ID, "error", err)
		x.refuse(why, "")
		return
	}
	g.user.Email = normalOrNone(g.user.Email)
	h.enter(x, arrival{
		user:     &User{Name: g.user.Name, Email: g.user.Email, Image: g.user.Image},
		account:  Account{Provider: o.ID, Type: h.protocol.kind(o.describe().kind), ProviderAccountID: g.user.ID, Tokens: g.tokens},
		profile:  g.profile,
		verified: g.user.EmailVerified && g.user.Email != nil,
		linking:  o.AllowDangerousEmailAccountLinking,
	})
}

// normalOrNone returns an address in its normal form, the one that accounts go
// by; another would find nobody, or somebody else.
func normalOrNone(email *string) *string {
	if email == nil {
		return nil
	}
	normal, ok := normalAddress(*email)
	if !ok {
		return nil
	}
	return &normal
}

// recognise checks a provider's answer and finds out whom it is about.
func (h *Handler) recognise(x *exchange, o OAuth) (*grant, error) {
	params := x.answerParams(o)
	if params == nil {
		return nil, failing(oauthFailed, "the answer came by another method than was asked for")
	}
	if o.checks().has(CheckState) {
		state, err := x.sessions().Check(x.cookies, session.State, o.ID)
		if err != nil {
			return nil, &failed{oauthFailed, err}
		}
		if !session.Same(state, params("state")) {
			return nil, failing(oauthFailed, "the state is not ours")
		}
	}
	if params("error") != "" { // its text is the provider's or anybody's: not for the log
		return nil, failing(oauthRefused, "the provider refused")
	}
	if iss := params("iss"); iss != "" && o.Issuer != "" && iss != o.Issuer {
		return nil, failing(oauthFailed, "the answer is another issuer's") // RFC 9207
	}
	verifier, err := x.secretOf(o, CheckPKCE, session.PKCE)
	if err != nil {
		return nil, err
	}
	nonce, err := x.secretOf(o, CheckNonce, session.Nonce)
	if err != nil {
		return nil, err
	}
	if params("code") == "" {
		return nil, failing(oauthFailed, "the answer has no code")
	}
	ctx := x.r.Context()
	g, err := h.redeem(ctx, x, o, params("code"), verifier, nonce)
	if err != nil {
		return nil, err
	}
	return g, h.readProfile(x, o, g)
}

// answerParams returns the parameters of an answer, or nil if it did not come
// the way that was asked for.
func (x *exchange) answerParams(o OAuth) func(string) string {
	switch {
	case o.FormPost && x.r.Method == http.MethodPost:
		return func(name string) string { return x.fields[name] }
	case !o.FormPost && x.r.Method == http.MethodGet:
		q, err := url.ParseQuery(x.r.URL.RawQuery)
		if err != nil {
			return nil
		}
		return q.Get
	default:
		return nil
	}
}

// secretOf returns what a check's cookie holds, if the check is asked for.
func (x *exchange) secretOf(o OAuth, c Checks, p session.Purpose) (string, error) {
	if !o.checks().has(c) {
		return "", nil
	}
	secret, err := x.sessions().Check(x.cookies, p, o.ID)
	if err != nil {
		return "", &failed{oauthFailed, err}
	}
	return secret, nil
}

func (h *Handler) readProfile(x *exchange, o OAuth, g *grant) (err error) {
	read := o.Profile
	if read == nil {
		read = standardProfile
	}
	ctx := x.r.Context()
	g.user, err = read(ctx, Profile{
		Claims: g.profile,
		Get: func(ctx context.Context, url string, into any) error {
			return h.getJSON(ctx, url, g.tokens.AccessToken, into)
		},
	})
	if err != nil {
		return &failed{oauthProfile, err}
	}
	if g.user == nil || g.user.ID == "" {
		return failing(oauthProfile, "the profile has no id")
	}
	return nil
}
