package authjs

import (
	"errors"
	"net/http"
)

// failure is why a request did not do what it was for. Browsers are told this
// much and no more.
type failure uint8

const (
	missingCSRF failure = iota
	badCredentials
	tooManyAttempts
	accessDenied
	broken           // our side: a callback or a store failed
	mailNotSent      // or the address is none
	tooManyLinks     // were asked for
	linkWithoutToken // of the magic kind
	linkNotGood      // used, expired, or made up
	oauthNotStarted  // the provider's endpoints were not found
	oauthFailed      // a check, the token or the user's profile
	oauthRefused     // the provider said no
	oauthProfile     // what it said of the user is of no use
	notLinked        // the account, or its address, is another user's
	notCreated       // the user, by the store
)

// refusal is the answer to a failure in one protocol.
type refusal struct {
	status  int // for scripts; a browser is redirected
	url     string
	cookies bool
}

// refuse answers a failure. Code is a provider's own word for it.
func (x *exchange) refuse(f failure, code string) {
	r := x.h.protocol.refusal(x, f, code)
	if r.cookies {
		x.flush()
	}
	if x.wantsJSON() {
		x.json(r.status, map[string]string{"url": r.url})
		return
	}
	x.found(r.url)
}

// refuseBody answers a body that could not be read.
func (x *exchange) refuseBody(err error) {
	if errors.Is(err, errTooLarge) {
		x.json(http.StatusRequestEntityTooLarge, map[string]string{"message": err.Error()})
		return
	}
	x.h.protocol.malformed(x)
}

// misconfigured answers when the site is not set up to answer: in JSON where a
// script asks, with a page where a person does.
func (x *exchange) misconfigured() {
	switch x.route.action {
	case "signin", "signout", "error", "verify-request":
		if x.r.Method == http.MethodGet {
			x.showPage(http.StatusInternalServerError, errorPage(x, "Configuration"))
			return
		}
	}
	x.json(http.StatusInternalServerError, map[string]string{"message": x.h.protocol.configurationText()})
}
