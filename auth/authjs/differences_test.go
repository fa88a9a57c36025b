package authjs_test

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/auth/session"
)

// change is how our answer differs from a recorded one.
type change func(*recorded)

// differences lists, by exchange, what we do otherwise, and why.
func differences(compat session.Compat) map[string]change {
	if compat == session.V5 {
		return map[string]change{
			"A1":     onlyCredentials, // the other two providers need OAuth
			"A24":    withoutSubject,  // a made-up id would name a user who is nobody
			"A60-12": notFound,        // the base path ends at a slash
			"C24":    renewed,         // somebody has proved who they are: a new csrf token
		}
	}
	return map[string]change{
		"A1": onlyCredentials,
		"A60-10": func(x *recorded) { // HEAD: it is the server that leaves the body out
			x.Answer = "Error: This action with HTTP HEAD is not supported by NextAuth.js"
		},
		"A11": to(http.StatusUnauthorized, "CredentialsSignin&provider=credentials"), // no error's text in a URL
		"C21": func(x *recorded) { // a callback's redirect is made absolute and checked
			x.Answer = map[string]any{"url": "http://localhost:3000/denied"}
		},
		"C22": func(x *recorded) { // or it would be an open redirect
			x.Answer = map[string]any{"url": "http://localhost:3000"}
		},
		"C23": to(http.StatusForbidden, "AccessDenied"), // no error's text in a URL
		"C25": func(x *recorded) { // scripts need JSON, and cookies
			to(http.StatusInternalServerError, "Configuration")(x)
			x.SetCookie = append(x.SetCookie, setCookie{
				Name: "next-auth.callback-url", Value: "http%3A%2F%2Flocalhost%3A3000%2Fdash", Attributes: []string{"HttpOnly", "Path=/", "SameSite=Lax"},
			})
		},
		"C32": func(x *recorded) { // a custom cookie keeps the attributes that protect it
			x.SetCookie[2].Attributes = append(x.SetCookie[2].Attributes, "HttpOnly", "Path=/", "SameSite=Lax")
			slices.Sort(x.SetCookie[2].Attributes)
		},
		"N8": func(x *recorded) { // no error's text in a URL
			x.Answer = map[string]any{"url": "http://localhost:3104/api/auth/error?error=CredentialsSignin&provider=credentials"}
		},
		"N15": func(x *recorded) { // JSON behind every router, not only the older one
			x.Answer = map[string]any{}
			x.AnswerHeaders["content-type"] = "application/json"
		},
		"C34b": func(x *recorded) { // the token ends when its cookie does
			for _, c := range x.SetCookie {
				if c.Claims != nil {
					c.Claims["exp"] = "1h0m0s"
				}
			}
		},
	}
}

func onlyCredentials(x *recorded) {
	list := x.Answer.(map[string]any)
	delete(list, "mockoauth")
	delete(list, "mockoidc")
}

func withoutSubject(x *recorded) {
	for _, c := range x.SetCookie {
		delete(c.Claims, "sub")
	}
}

func notFound(x *recorded) {
	x.Status, x.Answer = http.StatusBadRequest, "Bad request."
	delete(x.AnswerHeaders, "cache-control")
}

func renewed(x *recorded) { x.SetCookie = append(x.SetCookie, csrfCookie(session.V5, false)) }

// to leads to next-auth 4's error page.
func to(status int, code string) change {
	return func(x *recorded) {
		x.Status = status
		x.Answer = map[string]any{"url": "http://localhost:3000/api/auth/error?error=" + code}
		x.AnswerHeaders = map[string]string{"content-type": "application/json"}
	}
}

// alwaysDiffers applies what we do otherwise in every exchange.
func alwaysDiffers(compat session.Compat, x *recorded) {
	withID(x)
	page(x)
	if finished(*x) {
		secure := slices.ContainsFunc(x.SetCookie, func(c setCookie) bool { return strings.HasPrefix(c.Name, "__Secure-") })
		x.SetCookie = append(x.SetCookie, csrfCookie(compat, secure))
	}
}

// withID adds the id that session.user has for us: applications and rules
// need it.
func withID(x *recorded) {
	body, ok := x.Answer.(map[string]any)
	if !ok {
		return
	}
	user, ok := body["user"].(map[string]any)
	if !ok {
		return
	}
	for _, c := range x.SetCookie {
		if sub, ok := c.Claims["sub"]; ok {
			user["id"] = sub
		}
	}
}

// page says how our built-in pages differ from the recorded ones: each has a
// heading, and the link of an error page is not broken.
func page(x *recorded) {
	body, ok := x.Answer.(map[string]any)
	if !ok || body["html"] != true {
		return
	}
	if body["title"] == "Sign In" {
		body["heading"] = "Sign in"
	}
	for i, link := range body["links"].([]any) {
		if link, _, broken := strings.Cut(link.(string), "/error?"); broken {
			body["links"].([]any)[i] = link + "/signin"
		}
	}
}

// finished reports whether somebody signed in or out: the csrf token is a new
// one then.
func finished(x recorded) bool {
	if x.Method != http.MethodPost {
		return false
	}
	if strings.HasSuffix(x.URL, "/signout") {
		target := x.AnswerHeaders["location"]
		if body, ok := x.Answer.(map[string]any); ok {
			target = body["url"].(string)
		}
		return !strings.Contains(strings.ToLower(target), "csrf")
	}
	signedIn := slices.ContainsFunc(x.SetCookie, func(c setCookie) bool { return strings.Contains(c.Name, "session-token") })
	return signedIn && strings.Contains(x.URL, "/callback/")
}

func csrfCookie(compat session.Compat, secure bool) setCookie {
	c := setCookie{Name: "authjs.csrf-token", Value: "<csrf>", Attributes: []string{"HttpOnly", "Path=/", "SameSite=Lax"}}
	if compat == session.V4 {
		c.Name = "next-auth.csrf-token"
	}
	if secure {
		c.Name, c.Attributes = "__Host-"+c.Name, append(c.Attributes, "Secure")
	}
	return c
}
