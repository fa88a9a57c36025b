package authjs

import (
	"context"
	"errors"
	"net/http"
)

// listProviders names the ways to sign in, in the configured order.
func (h *Handler) listProviders(x *exchange) {
	list := orderedObject{}
	for _, p := range h.config.Providers {
		d := p.describe()
		list = append(list, member{d.id, shownProvider{
			ID: d.id, Name: d.name, Type: d.kind,
			SignInURL: x.base + "/signin/" + d.id, CallbackURL: x.base + "/callback/" + d.id,
		}})
	}
	x.json(http.StatusOK, list)
}

type shownProvider struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Type        string `json:"type"`
	SignInURL   string `json:"signinUrl"`
	CallbackURL string `json:"callbackUrl"`
}

// startSignIn leads to where a provider's sign-in begins.
func (h *Handler) startSignIn(x *exchange) {
	if !x.verified {
		x.refuse(missingCSRF, "")
		return
	}
	switch h.provider(x.route.provider).(type) {
	case nil:
		h.protocol.withoutProvider(x)
	case Credentials: // begins on the sign-in page, which posts to the callback
		x.redirect(x.base + "/signin")
	default:
		panic("authjs: unknown kind of provider")
	}
}

// finishSignIn signs in with what a form sent.
func (h *Handler) finishSignIn(x *exchange) {
	switch p := h.provider(x.route.provider).(type) {
	case nil:
		h.protocol.unserved(x)
	case Credentials:
		h.checkCredentials(x, p)
	default:
		panic("authjs: unknown kind of provider")
	}
}

func (h *Handler) checkCredentials(x *exchange, p Credentials) {
	if !x.verified {
		x.refuse(missingCSRF, "")
		return
	}
	fields := x.credentials()
	address, account := h.clientIP(x.r), p.account(fields)
	if !h.limiter.allow(address, account) {
		h.config.Logger.Warn("auth: too many attempts", "provider", x.route.provider)
		x.refuse(tooManyAttempts, "")
		return
	}
	user, err := p.Authorize(x.r.Context(), fields)
	coded := new(CredentialsError)
	switch {
	case errors.As(err, &coded):
		x.refuse(badCredentials, coded.Code)
	case err != nil:
		h.config.Logger.Error("auth: authorize", "provider", x.route.provider, "error", err)
		x.refuse(h.protocol.authorizeFailed(), "")
	case user == nil:
		x.refuse(badCredentials, "")
	default:
		h.limiter.forget(address, account)
		h.admitUser(x, SignIn{User: user, Account: Account{
			Provider: p.describe().id, Type: p.describe().kind, ProviderAccountID: user.ID,
		}})
	}
}

// admitUser lets in a user whom a provider has recognised, if the host agrees.
func (h *Handler) admitUser(x *exchange, s SignIn) {
	ctx := x.r.Context()
	verdict, err := h.config.Callbacks.signIn(ctx, s)
	switch {
	case err != nil:
		h.config.Logger.Error("auth: sign-in callback", "error", err)
		x.refuse(accessDenied, "")
		return
	case verdict.Redirect != "":
		x.redirect(x.allowed(verdict.Redirect))
		return
	case !verdict.Allow:
		x.refuse(accessDenied, "")
		return
	}
	if err := h.newSession(ctx, x, s); err != nil {
		h.config.Logger.Error("auth: new session", "error", err)
		x.refuse(broken, "")
		return
	}
	if tell := h.config.Events.SignIn; tell != nil {
		tell(ctx, s)
	}
	x.redirect(x.target)
}

// newSession replaces whatever session the browser had, so that nobody can
// prepare one for somebody else.
func (h *Handler) newSession(ctx context.Context, x *exchange, s SignIn) error {
	claims, err := h.config.Callbacks.token(ctx, Token{
		Claims: newClaims(s.User), Trigger: TriggerSignIn, User: s.User, Account: &s.Account,
	})
	if err != nil {
		return err
	}
	if err := x.renewCSRF(); err != nil {
		return err
	}
	if claims == nil {
		x.sessions().Clear(x.w, x.r)
		return nil
	}
	_, err = x.sessions().Write(x.w, x.r, claims)
	return err
}
