package authjs

import (
	"net/http"
	"strings"

	"github.com/gozen-dev/gozen/auth/session"
)

// v4 is the protocol of next-auth 4.
type v4 struct{ h *Handler }

// route takes the first two parts of the path, whatever they are.
func (v4) route(_, path string) (route, bool) {
	parts := strings.Split(path, "/")
	r := route{action: parts[0]}
	if len(parts) > 1 {
		r.provider = parts[1]
	}
	return r, r.action != ""
}

func (p v4) unrouted(x *exchange) {
	p.h.config.Logger.Error("auth: the request has no action")
	x.json(http.StatusInternalServerError, map[string]string{"message": p.configurationText()})
}

func (v4) admit(*exchange) bool { return true }

func (v4) unserved(x *exchange) {
	x.text(http.StatusBadRequest, "Error: This action with HTTP "+x.r.Method+" is not supported by NextAuth.js")
}

func (v4) malformed(x *exchange) { x.text(http.StatusBadRequest, "Invalid JSON") }

func (p v4) callback(x *exchange) {
	provider := p.h.provider(x.route.provider)
	if provider == nil {
		p.unserved(x)
		return
	}
	x.text(http.StatusInternalServerError, "Error: Callback for provider type "+provider.describe().kind+" not supported")
}

func (v4) withoutProvider(x *exchange) { x.refuse(missingCSRF, "") }

func (v4) refusal(x *exchange, f failure, _ string) refusal {
	fail := x.base + "/error?error="
	credentials := fail + "CredentialsSignin&provider=" + session.EncodeURIComponent(x.route.provider)
	switch f {
	case missingCSRF:
		page := "/signin"
		if x.route.action == "signout" {
			page = "/signout"
		}
		return refusal{http.StatusOK, x.base + page + "?csrf=true", true}
	case badCredentials:
		return refusal{http.StatusUnauthorized, credentials, true}
	case tooManyAttempts:
		return refusal{http.StatusTooManyRequests, credentials, true}
	case accessDenied:
		return refusal{http.StatusForbidden, fail + "AccessDenied", true}
	case broken:
		return refusal{http.StatusInternalServerError, fail + "Configuration", true}
	default:
		panic("authjs: unknown failure")
	}
}

func (v4) inline(code string) bool {
	switch code {
	case "Signin", "OAuthSignin", "OAuthCallback", "OAuthCreateAccount", "EmailCreateAccount", "Callback",
		"OAuthAccountNotLinked", "EmailSignin", "CredentialsSignin", "SessionRequired":
		return true
	default:
		return false
	}
}

// errorCode ignores case.
func (v4) errorCode(code string) string {
	for _, known := range []string{"Configuration", "AccessDenied", "Verification"} {
		if strings.EqualFold(code, known) {
			return known
		}
	}
	return code
}

func (v4) verifyPage(page, _ string) string { return page }

func (v4) encode(value string) string { return session.EncodeURIComponent(value) }

func (v4) jsonType() string { return "application/json; charset=utf-8" }

// anonymous is an object without members: a v4 client counts them.
func (v4) anonymous() any { return struct{}{} }

func (v4) claimsShown(before, _ map[string]any) map[string]any { return before }

func (v4) configurationText() string {
	return "There is a problem with the server configuration. Check the server logs for more information."
}

// authorizeFailed is the failure of a wrong password: next-auth 4 would show
// the error's text instead, and knows no third thing.
func (v4) authorizeFailed() failure { return badCredentials }
