package authjs

import (
	"net/http"
	"slices"
	"strings"
)

// v5 is the protocol of Auth.js 5.
type v5 struct{ h *Handler }

func (v5) route(method, path string) (route, bool) {
	parts := slices.DeleteFunc(strings.Split(path, "/"), func(s string) bool { return s == "" })
	if method != http.MethodGet && method != http.MethodPost || len(parts) == 0 || len(parts) > 2 {
		return route{}, false
	}
	r := route{action: parts[0]}
	if len(parts) == 2 {
		r.provider = parts[1]
	}
	switch r.action {
	case "signin", "callback", "webauthn-options":
		if r.provider == "undefined" { // what JavaScript makes of no provider
			r.provider = ""
		}
		return r, true
	case "providers", "session", "csrf", "signout", "verify-request", "error":
		return r, r.provider == ""
	default:
		return route{}, false
	}
}

func (p v5) unrouted(x *exchange) { p.malformed(x) }

func (p v5) admit(x *exchange) bool {
	known := x.route.provider == "" || p.h.provider(x.route.provider) != nil
	page := x.r.Method == http.MethodGet && x.route.action == "signin"
	if !known || page && x.route.provider != "" {
		x.refuse(broken, "")
		return false
	}
	return true
}

func (v5) unserved(x *exchange) { x.refuse(broken, "") }

func (v5) malformed(x *exchange) { x.json(http.StatusBadRequest, "Bad request.") }

func (v5) wrongMethod(x *exchange, _ string) { x.refuse(broken, "") }

func (v5) withoutProvider(x *exchange) { x.redirect(x.base + "/signin") }

// refusal leads to one of two pages, and to the status 200 for scripts, which
// read the error from the URL; cookies stay as they are.
func (p v5) refusal(x *exchange, f failure, code string) refusal {
	signIn, fail := x.base+"/signin", x.base+"/error"
	if page := p.h.config.Pages.SignIn; page != "" {
		signIn = x.origin + page
	}
	if page := p.h.config.Pages.Error; page != "" {
		fail = x.origin + page
	}
	onSignIn := func(code string) string { return withQuery(signIn, "error", code, p.encode) }
	onError := func(code string) string { return withQuery(fail, "error", code, p.encode) }
	switch f {
	case missingCSRF:
		return refusal{status: http.StatusOK, url: onSignIn("MissingCSRF")}
	case badCredentials:
		return refusal{status: http.StatusOK, url: withQuery(onSignIn("CredentialsSignin"), "code", or(code, "credentials"), p.encode)}
	case tooManyAttempts:
		return refusal{status: http.StatusTooManyRequests, url: withQuery(onSignIn("CredentialsSignin"), "code", "too_many_attempts", p.encode)}
	case tooManyLinks:
		return refusal{status: http.StatusTooManyRequests, url: onError("Configuration")}
	case accessDenied:
		return refusal{status: http.StatusOK, url: onError("AccessDenied")}
	case linkNotGood:
		return refusal{status: http.StatusOK, url: onError("Verification")}
	case oauthRefused:
		return refusal{status: http.StatusOK, url: onSignIn("OAuthCallbackError")}
	case notLinked:
		return refusal{status: http.StatusOK, url: onSignIn("OAuthAccountNotLinked")}
	case oauthProfile:
		return refusal{status: http.StatusOK, url: signIn}
	case broken, mailNotSent, linkWithoutToken, oauthNotStarted, oauthFailed, notCreated:
		return refusal{status: http.StatusOK, url: onError("Configuration")}
	default:
		panic("authjs: unknown failure")
	}
}

func (v5) kind(kind string) string { return kind }

func (v5) inline(string) bool { return false }

func (v5) errorCode(code string) string { return code }

func (v5) verifyPage(page, query string) string {
	switch {
	case query == "":
		return page
	case strings.Contains(page, "?"):
		return page + "&" + query
	default:
		return page + "?" + query
	}
}

func (v5) encode(value string) string { return formEncode(value) }

func (v5) jsonType() string { return "application/json" }

// anonymous is null: a v5 client takes an empty object for somebody.
func (v5) anonymous() any { return nil }

func (v5) claimsShown(_, after map[string]any) map[string]any { return after }

func (v5) configurationText() string {
	return "There was a problem with the server configuration. Check the server logs for more information."
}

func (v5) authorizeFailed() failure { return broken }
