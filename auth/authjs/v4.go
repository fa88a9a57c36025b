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

func (v4) wrongMethod(x *exchange, kind string) {
	x.text(http.StatusInternalServerError, "Error: Callback for provider type "+kind+" not supported")
}

func (v4) withoutProvider(x *exchange) { x.refuse(missingCSRF, "") }

// refusal leads to the error page, which leads to the sign-in page for the
// errors that are shown there.
func (v4) refusal(x *exchange, f failure, _ string) refusal {
	if f == missingCSRF {
		page := "/signin"
		if x.route.action == "signout" {
			page = "/signout"
		}
		return refusal{http.StatusOK, x.base + page + "?csrf=true", true}
	}
	if f == oauthProfile {
		return refusal{http.StatusOK, x.base + "/signin", true}
	}
	code, status := v4Error(x, f)
	if code == "CredentialsSignin" {
		code += "&provider=" + session.EncodeURIComponent(x.route.provider)
	}
	return refusal{status, x.base + "/error?error=" + code, true}
}

// v4Error returns the code of a failure and the status for scripts.
func v4Error(x *exchange, f failure) (string, int) {
	switch f {
	case badCredentials:
		return "CredentialsSignin", http.StatusUnauthorized
	case tooManyAttempts:
		return "CredentialsSignin", http.StatusTooManyRequests
	case accessDenied:
		if x.route.action == "callback" && x.r.Method == http.MethodPost {
			return "AccessDenied", http.StatusForbidden
		}
		return "AccessDenied", http.StatusOK
	case broken:
		return "Configuration", http.StatusInternalServerError
	case mailNotSent:
		return "EmailSignin", http.StatusOK
	case tooManyLinks:
		return "EmailSignin", http.StatusTooManyRequests
	case linkWithoutToken:
		return "configuration", http.StatusOK
	case linkNotGood:
		return "Verification", http.StatusOK
	case oauthNotStarted:
		return "OAuthSignin", http.StatusOK
	case oauthFailed:
		return "OAuthCallback", http.StatusOK
	case oauthRefused:
		return "Callback", http.StatusOK
	case notLinked:
		return "OAuthAccountNotLinked", http.StatusOK
	case notCreated:
		return "OAuthCreateAccount", http.StatusOK
	case missingCSRF, oauthProfile: // have URLs of their own
		fallthrough
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

// kind knows OpenID Connect as a way of OAuth.
func (v4) kind(kind string) string {
	if kind == kindOIDC {
		return kindOAuth
	}
	return kind
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
