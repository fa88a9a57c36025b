package authjs

import (
	"encoding/json"
	"net/http"

	"github.com/gozen-dev/gozen/auth/session"
)

// route is what a request asks for.
type route struct {
	action   string
	provider string // its id; empty when there is none
}

// exchange is one request and its answer.
type exchange struct {
	h      *Handler
	w      http.ResponseWriter
	r      *http.Request
	route  route
	origin string // scheme://host[:port]
	base   string // origin and base path

	fields map[string]string // of the body
	update any               // the body's data

	cookies  session.Cookies
	csrf     string // the token that forms send back
	verified bool   // this request has sent it
	target   string // where to go in the end
	pending  []cookie
}

// cookie is one to set with the answer, unless the answer carries none.
type cookie struct {
	purpose session.Purpose
	value   string
}

func (x *exchange) sessions() *session.Manager { return x.h.config.Sessions }

// begin does what comes before every action: the csrf token and the target.
func (x *exchange) begin() error {
	x.cookies = x.sessions().Cookies(x.r)
	sent := x.cookies.Get(x.sessions().CookieName(session.CSRF))
	token, trusted := x.sessions().TrustCSRF(sent)
	x.csrf = token
	x.verified = x.r.Method == http.MethodPost && x.sessions().VerifyCSRF(sent, x.fields["csrfToken"])
	if !trusted {
		if err := x.renewCSRF(); err != nil {
			return err
		}
	}
	x.chooseTarget()
	return nil
}

// renewCSRF makes a new csrf token. Besides the first one, a sign-in and a
// sign-out get one: a token seen before does not work after.
func (x *exchange) renewCSRF() error {
	token, value, err := x.sessions().NewCSRF()
	if err != nil {
		return err
	}
	x.csrf = token
	x.pending = append(x.pending, cookie{session.CSRF, value})
	return nil
}

// flush sets the pending cookies. Answers that carry none do not call it.
func (x *exchange) flush() {
	for _, c := range x.pending {
		x.sessions().Set(x.w, c.purpose, c.value)
	}
	x.pending = nil
}

// nocache keeps answers that belong to one browser out of caches.
func (x *exchange) nocache() {
	h := x.w.Header()
	h.Set("Cache-Control", "private, no-cache, no-store")
	h.Set("Pragma", "no-cache")
	h.Set("Expires", "0")
	h.Set("X-Content-Type-Options", "nosniff")
}

func (x *exchange) json(status int, body any) {
	text, err := json.Marshal(body)
	if err != nil { // a callback's answer that is no JSON
		x.h.config.Logger.Error("auth: encode answer", "error", err)
		status, text = http.StatusInternalServerError, []byte("null")
	}
	x.nocache()
	x.w.Header().Set("Content-Type", x.h.protocol.jsonType())
	x.w.WriteHeader(status)
	_, _ = x.w.Write(text)
}

func (x *exchange) text(status int, body string) {
	x.nocache()
	x.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	x.w.WriteHeader(status)
	_, _ = x.w.Write([]byte(body))
}

// wantsJSON reports whether the request came from a script: Auth.js 5 clients
// send a header, next-auth 4 clients a field (which must be text).
func (x *exchange) wantsJSON() bool {
	return len(x.r.Header.Values("X-Auth-Return-Redirect")) > 0 || x.fields["json"] == "true"
}

// redirect sends the browser to a URL, as the end of something that went well.
func (x *exchange) redirect(to string) {
	x.flush()
	if !x.wantsJSON() {
		x.found(to)
		return
	}
	if x.sessions().Compat() == session.V5 {
		x.w.Header().Set("Location", to)
	}
	x.json(http.StatusOK, map[string]string{"url": to})
}

func (x *exchange) found(to string) {
	x.nocache()
	x.w.Header().Set("Location", to)
	x.w.WriteHeader(http.StatusFound)
}
