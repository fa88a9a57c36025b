package authjs

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"time"

	"github.com/gozen-dev/gozen/auth/session"
)

// showSession answers who is signed in, and renews the session.
func (h *Handler) showSession(x *exchange) { h.answerSession(x, TriggerRead) }

// updateSession does the same with data from the page for the Token callback.
// Without one the data is ignored: claims are never taken from a browser.
func (h *Handler) updateSession(x *exchange) {
	if !x.verified {
		x.json(http.StatusBadRequest, h.protocol.anonymous())
		return
	}
	h.answerSession(x, TriggerUpdate)
}

func (h *Handler) answerSession(x *exchange, why Trigger) {
	x.flush()
	body := h.renew(x, why)
	if len(body) == 0 { // never {} to a v5 client
		x.json(http.StatusOK, h.protocol.anonymous())
		return
	}
	x.json(http.StatusOK, body)
}

// renew makes the session of x anew and returns what pages see of it, or nil
// for nobody. A broken session is cleared. When a callback fails the session
// stays, for a better time, but shows nobody.
func (h *Handler) renew(x *exchange, why Trigger) map[string]any {
	if h.config.Strategy == Database {
		return h.readRow(x, why)
	}
	ctx, m, log := x.r.Context(), x.sessions(), h.config.Logger
	id, err := m.Read(x.r)
	if err != nil {
		if !errors.Is(err, session.ErrAbsent) {
			log.Info("auth: session cleared", "reason", err)
			m.Clear(x.w, x.r)
		}
		return nil
	}
	claims, err := h.config.Callbacks.token(ctx, Token{Claims: maps.Clone(id.Claims), Trigger: why, Update: x.update})
	if err != nil {
		log.Error("auth: token callback", "error", err)
		return nil
	}
	if claims == nil {
		m.Clear(x.w, x.r)
		return nil
	}
	body := h.sessionBody(ctx, h.protocol.claimsShown(id.Claims, claims), claims, m.Now().Add(m.MaxAge()), why, x.update)
	if body == nil {
		return nil
	}
	if _, err := m.Write(x.w, x.r, claims); err != nil {
		log.Error("auth: write session", "error", err)
		return nil
	}
	tell(h.config.Events.Session, ctx, Shown{Body: body, Claims: claims, Trigger: why})
	return body
}

// sessionBody is what a page sees of a session, or nil when the host's
// callback fails.
func (h *Handler) sessionBody(ctx context.Context, shown, claims map[string]any, expires time.Time, why Trigger, update any) map[string]any {
	body, err := h.config.Callbacks.session(ctx, Shown{
		Body:   map[string]any{"user": shownUser(shown), "expires": expires.UTC().Format(javaScriptTime)},
		Claims: claims, Trigger: why, Update: update,
	})
	if err != nil {
		h.config.Logger.Error("auth: session callback", "error", err)
		return nil
	}
	return body
}

// javaScriptTime is the layout of Date.prototype.toISOString, in UTC.
const javaScriptTime = "2006-01-02T15:04:05.000Z"

// shownUser is session.user. Auth.js leaves the id out, and every application
// needs it.
func shownUser(claims map[string]any) map[string]any {
	user := map[string]any{}
	for shown, claim := range map[string]string{"name": "name", "email": "email", "image": "picture"} {
		if v, ok := claims[claim]; ok {
			user[shown] = v
		}
	}
	switch sub := claims["sub"].(type) {
	case string:
		user["id"] = sub
	case json.Number:
		user["id"] = sub.String()
	}
	return user
}

// newClaims is what a session says of a user who has just signed in.
func newClaims(u *User) map[string]any {
	claims := map[string]any{}
	for claim, v := range map[string]*string{"name": u.Name, "email": u.Email, "picture": u.Image} {
		if v != nil {
			claims[claim] = *v
		}
	}
	if u.ID != "" {
		claims["sub"] = u.ID
	}
	return claims
}
