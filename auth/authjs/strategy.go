package authjs

import (
	"context"
	"errors"
	"time"

	"github.com/gozen-dev/gozen/auth/session"
)

// Strategy says where sessions are.
type Strategy uint8

// The strategies.
const (
	// JWT keeps a session in an encrypted token, in the browser's cookie. It costs
	// no look-up and cannot be taken back: it ends when it expires.
	JWT Strategy = iota
	// Database keeps a session in a row of the Store; the cookie names it. Unlike
	// in Auth.js, credentials sign in with it too.
	Database
)

// DefaultUpdateAge is how old a session in a row gets before its end is moved.
const DefaultUpdateAge = 24 * time.Hour

// visitor is who is signed in in the browser that makes a request.
type visitor struct {
	user   *User
	stored *StoredSession // with Database
}

// present returns who is signed in, or nil. A session that does not open, or
// whose user is gone, is nobody's.
func (h *Handler) present(x *exchange) (*visitor, error) {
	if h.config.Store == nil {
		return nil, nil
	}
	ctx := x.r.Context()
	if h.config.Strategy == Database {
		token, err := x.sessions().Token(x.r)
		if err != nil {
			return nil, nil //nolint:nilerr // no session is no visitor
		}
		s, u, err := h.config.Store.SessionAndUser(ctx, token)
		if err != nil || s == nil || u == nil || x.sessions().Now().After(s.Expires) {
			return nil, err
		}
		return &visitor{u, s}, nil
	}
	id, err := x.sessions().Read(x.r)
	if err != nil || id.Subject == "" {
		return nil, nil //nolint:nilerr // no session is no visitor
	}
	u, err := h.config.Store.UserByID(ctx, id.Subject)
	if err != nil || u == nil {
		return nil, err
	}
	return &visitor{user: u}, nil
}

// admit gives an arrival a session and sends them on their way.
func (h *Handler) admit(x *exchange, a arrival, here *visitor) {
	ctx := x.r.Context()
	if err := h.newSession(ctx, x, a, here); err != nil {
		h.config.Logger.Error("auth: new session", "error", err)
		x.refuse(broken, "")
		return
	}
	tell(h.config.Events.SignIn, ctx, SignIn{User: a.user, Account: a.account, Profile: a.profile, IsNewUser: a.isNew})
	if page := h.config.Pages.NewUser; page != "" && a.isNew {
		x.redirect(withQuery(page, "callbackUrl", x.target, h.protocol.encode))
		return
	}
	x.redirect(x.target)
}

// newSession replaces whatever session the browser had, so that nobody can
// prepare one for somebody else. Only who adds an account while being signed
// in stays in the session that they have.
func (h *Handler) newSession(ctx context.Context, x *exchange, a arrival, here *visitor) error {
	if h.config.Strategy == Database {
		return h.newRow(ctx, x, a, here)
	}
	trigger := TriggerSignIn
	if a.isNew {
		trigger = TriggerSignUp
	}
	claims, err := h.config.Callbacks.token(ctx, Token{
		Claims: newClaims(a.user), Trigger: trigger, User: a.user, Account: &a.account, Profile: a.profile,
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

// newRow is newSession for sessions that are rows. The one that the browser
// had is deleted: nothing will ever show it again.
func (h *Handler) newRow(ctx context.Context, x *exchange, a arrival, here *visitor) error {
	if err := x.renewCSRF(); err != nil {
		return err
	}
	adding := a.account.Type == kindOAuth || a.account.Type == kindOIDC
	if here != nil && adding && here.user.ID == a.user.ID {
		return x.sessions().WriteToken(x.w, x.r, here.stored.Token, here.stored.Expires)
	}
	if a.user.ID == "" {
		return errors.New("the provider's user has no id, and a session in a row needs one")
	}
	token, err := x.sessions().NewToken()
	if err != nil {
		return err
	}
	s := StoredSession{Token: token, UserID: a.user.ID, Expires: x.sessions().Now().Add(x.sessions().MaxAge())}
	if err := h.config.Store.CreateSession(ctx, &s); err != nil {
		return err
	}
	if here != nil {
		if _, err := h.config.Store.DeleteSession(ctx, here.stored.Token); err != nil {
			return err
		}
	}
	return x.sessions().WriteToken(x.w, x.r, token, s.Expires)
}

// readRow is [Handler.renew] for sessions that are rows: it moves the end of
// one that has become old enough, and clears one that is gone. A store that
// does not answer shows nobody, and leaves the session for a better time.
func (h *Handler) readRow(x *exchange, why Trigger) map[string]any {
	ctx, m, log := x.r.Context(), x.sessions(), h.config.Logger
	token, err := m.Token(x.r)
	if errors.Is(err, session.ErrAbsent) {
		return nil
	}
	var s *StoredSession
	var u *User
	if err == nil {
		if s, u, err = h.config.Store.SessionAndUser(ctx, token); err != nil {
			log.Error("auth: look up session", "error", err)
			return nil
		}
	}
	now := m.Now()
	if s == nil || u == nil || now.After(s.Expires) {
		h.endRow(ctx, s)
		m.Clear(x.w, x.r)
		return nil
	}
	until := now.Add(m.MaxAge())
	if !s.Expires.Add(h.config.UpdateAge - m.MaxAge()).After(now) {
		if err := h.config.Store.ExtendSession(ctx, token, until); err != nil {
			log.Error("auth: extend session", "error", err)
			return nil
		}
	}
	claims := newClaims(u)
	body := h.sessionBody(ctx, claims, claims, s.Expires, why, x.update)
	if body == nil {
		return nil
	}
	if err := m.WriteToken(x.w, x.r, token, until); err != nil {
		log.Error("auth: write session", "error", err)
		return nil
	}
	tell(h.config.Events.Session, ctx, Shown{Body: body, Claims: claims, Trigger: why})
	return body
}

// endRow deletes an expired session, if there is one.
func (h *Handler) endRow(ctx context.Context, s *StoredSession) {
	if s == nil {
		return
	}
	if _, err := h.config.Store.DeleteSession(ctx, s.Token); err != nil {
		h.config.Logger.Error("auth: delete session", "error", err)
	}
}

// SessionsOf lists the sessions of a user, with the Database strategy: tokens
// are not among what it returns. It is for a page that shows people where they
// are signed in.
func (h *Handler) SessionsOf(ctx context.Context, userID string) ([]time.Time, error) {
	if h.config.Strategy != Database {
		return nil, errNoRows
	}
	all, err := h.config.Store.SessionsOf(ctx, userID)
	ends := make([]time.Time, 0, len(all))
	for _, s := range all {
		if s.Expires.After(h.config.Sessions.Now()) {
			ends = append(ends, s.Expires)
		}
	}
	return ends, err
}

// SignOutEverywhere ends all sessions of a user, with the Database strategy.
func (h *Handler) SignOutEverywhere(ctx context.Context, userID string) error {
	if h.config.Strategy != Database {
		return errNoRows
	}
	return h.config.Store.DeleteSessions(ctx, userID)
}

var errNoRows = errors.New("authjs: sessions are tokens in browsers: only sessions in a database can be listed and ended")
