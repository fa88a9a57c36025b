package authjs

import (
	"errors"
	"net/http"
)

// listProviders names the ways to sign in, in the configured order.
func (h *Handler) listProviders(x *exchange) {
	list := orderedObject{}
	for _, p := range h.config.Providers {
		d := p.describe()
		list = append(list, member{d.id, shownProvider{
			ID: d.id, Name: d.name, Type: h.protocol.kind(d.kind),
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
	switch p := h.provider(x.route.provider).(type) {
	case nil:
		h.protocol.withoutProvider(x)
	case Credentials: // begins on the sign-in page, which posts to the callback
		x.redirect(x.base + "/signin")
	case Email:
		h.startEmail(x, p)
	case OAuth:
		h.startOAuth(x, p)
	default:
		panic("authjs: unknown kind of provider")
	}
}

// callBack ends a sign-in: with what a form sent, or what a link or an answer
// of a provider has in its query.
func (h *Handler) callBack(x *exchange) {
	get := x.r.Method == http.MethodGet
	switch p := h.provider(x.route.provider).(type) {
	case nil:
		h.protocol.unserved(x)
	case Credentials:
		if get {
			h.protocol.wrongMethod(x, kindCredentials)
			return
		}
		h.checkCredentials(x, p)
	case Email:
		if get {
			h.followLink(x, p)
			return
		}
		h.confirmLink(x, p)
	case OAuth:
		h.finishOAuth(x, p)
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
		h.letIn(x, user, Account{Provider: p.describe().id, Type: kindCredentials, ProviderAccountID: user.ID, UserID: user.ID})
	}
}

// letIn lets in a user who has proved to be one, if the host agrees.
func (h *Handler) letIn(x *exchange, user *User, account Account) {
	if !h.welcome(x, SignIn{User: user, Account: account}) {
		return
	}
	here, err := h.present(x)
	if err != nil {
		h.config.Logger.Error("auth: who is signed in", "error", err)
		x.refuse(broken, "")
		return
	}
	h.admit(x, arrival{user: user, account: account}, here)
}
