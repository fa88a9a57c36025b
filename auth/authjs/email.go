package authjs

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/gozen-dev/gozen/auth/session"
)

// DefaultLinkAge is how long a magic link is good for.
const DefaultLinkAge = 24 * time.Hour

// Email signs in with a link that is sent to an address: a magic link. A user
// is made for an address that is new.
type Email struct {
	// ID names the provider in URLs, "email" when empty, and Name on pages,
	// "Email" when empty.
	ID, Name string
	// Send sends a link; package mail has one for SMTP. Its error means that
	// nothing was sent: the link is taken back then.
	Send func(ctx context.Context, l MagicLink) error
	// MaxAge is how long a link is good for; [DefaultLinkAge] when zero.
	MaxAge time.Duration
	// Secret is what tokens are hashed with, the sessions' secret when empty.
	Secret string `json:"-"`
	// NewToken makes a link's token; 256 random bits when nil.
	NewToken func() (string, error)
	// Confirm shows a page with a button to who follows a link, and signs in when
	// it is pressed: mail scanners, which follow links, press none.
	Confirm bool
}

// MagicLink is a link to send.
type MagicLink struct {
	To  string // one address, in its normal form
	URL string
	// Site is the host to name in the message. Nothing else in one may come from
	// a request.
	Site    string
	Expires time.Time
}

func (e Email) describe() descriptor {
	return descriptor{id: or(e.ID, "email"), name: or(e.Name, "Email"), kind: kindEmail}
}

func (e Email) check() error {
	if e.Send == nil {
		return fmt.Errorf("authjs: the provider %q has no way to send mail", e.describe().id)
	}
	if e.MaxAge < 0 {
		return fmt.Errorf("authjs: the maximum age of the links of %q is negative", e.describe().id)
	}
	return nil
}

// startEmail sends a link. Its answer is the same for every address, known or
// not.
func (h *Handler) startEmail(x *exchange, e Email) {
	email, ok := normalAddress(x.fields["email"])
	if !ok {
		x.refuse(mailNotSent, "")
		return
	}
	if !h.mailLimiter.allow(h.clientIP(x.r), email) {
		h.config.Logger.Warn("auth: too many links", "provider", x.route.provider)
		x.refuse(tooManyLinks, "")
		return
	}
	user, err := h.byAddress(x.r.Context(), email)
	if err != nil {
		h.config.Logger.Error("auth: find user", "error", err)
		x.refuse(broken, "")
		return
	}
	account := Account{Provider: e.describe().id, Type: kindEmail, ProviderAccountID: email, UserID: user.ID}
	if !h.welcome(x, SignIn{User: user, Account: account, LinkRequested: true}) {
		return
	}
	if err := h.sendLink(x, e, email); err != nil {
		h.config.Logger.Error("auth: send link", "provider", x.route.provider, "error", err)
		x.refuse(mailNotSent, "")
		return
	}
	x.redirect(x.base + "/verify-request?provider=" + e.describe().id + "&type=email")
}

// byAddress returns the user with an address, or one without an id who has it.
func (h *Handler) byAddress(ctx context.Context, email string) (*User, error) {
	user, err := h.config.Store.UserByEmail(ctx, email)
	if err != nil || user != nil {
		return user, err
	}
	return &User{Email: &email}, nil
}

// sendLink stores a link before it sends it, and takes it back if it was not
// sent.
func (h *Handler) sendLink(x *exchange, e Email, email string) error {
	ctx, m := x.r.Context(), x.sessions()
	token, err := h.newLinkToken(e)
	if err != nil {
		return err
	}
	age := e.MaxAge
	if age == 0 {
		age = DefaultLinkAge
	}
	l := Link{Email: email, Hash: m.LinkHash(token, e.Secret), Expires: m.Now().Add(age)}
	if err := h.config.Store.CreateLink(ctx, l); err != nil {
		return err
	}
	query := "?callbackUrl=" + formEncode(x.target) + "&token=" + formEncode(token) + "&email=" + formEncode(email)
	_, site, _ := cutScheme(x.origin)

	err = e.Send(ctx, MagicLink{To: email, URL: x.base + "/callback/" + e.describe().id + query, Site: site, Expires: l.Expires})
	if err != nil {
		_, gone := h.config.Store.UseLink(context.WithoutCancel(ctx), l.Email, l.Hash)
		return errors.Join(err, gone)
	}
	return nil
}

func (h *Handler) newLinkToken(e Email) (string, error) {
	if e.NewToken != nil {
		return e.NewToken()
	}
	return h.config.Sessions.Random(32)
}

// followLink answers a GET of a link.
func (h *Handler) followLink(x *exchange, e Email) {
	q := x.r.URL.Query()
	switch {
	case q.Get("token") == "":
		x.refuse(linkWithoutToken, "")
	case e.Confirm:
		x.flush()
		x.showPage(http.StatusOK, confirmPage(x, e, q.Get("token"), q.Get("email")))
	default:
		h.finishEmail(x, e, q.Get("token"), q.Get("email"))
	}
}

// confirmLink answers the button of the page that followLink shows.
func (h *Handler) confirmLink(x *exchange, e Email) {
	switch {
	case !e.Confirm:
		h.protocol.unserved(x)
	case !x.verified:
		x.refuse(missingCSRF, "")
	default:
		h.finishEmail(x, e, x.fields["token"], x.fields["email"])
	}
}

// finishEmail signs in with a link's token. A token is used up by being shown,
// even too late.
func (h *Handler) finishEmail(x *exchange, e Email, token, email string) {
	normal, ok := normalAddress(email)
	if !ok || normal != email {
		x.refuse(linkNotGood, "")
		return
	}
	ctx := x.r.Context()
	l, err := h.config.Store.UseLink(ctx, email, x.sessions().LinkHash(token, e.Secret))
	if err != nil {
		h.config.Logger.Error("auth: use link", "error", err)
		x.refuse(broken, "")
		return
	}
	if l == nil || x.sessions().Now().After(l.Expires) || !session.Same(l.Email, email) {
		x.refuse(linkNotGood, "")
		return
	}
	user, err := h.byAddress(ctx, email)
	if err != nil {
		h.config.Logger.Error("auth: find user", "error", err)
		x.refuse(broken, "")
		return
	}
	h.enter(x, arrival{
		user:     user,
		account:  Account{Provider: e.describe().id, Type: kindEmail, ProviderAccountID: email, UserID: user.ID},
		verified: true,
	})
}
