package authjs

import (
	"bytes"
	"html/template"
	"net/http"
)

// pages holds the parsed templates of the built-in pages.
type pages struct{ layout *template.Template }

func newPages() *pages {
	return &pages{layout: template.Must(template.New("page").Parse(layout))}
}

// page is what a built-in page shows: everything is text, which the template
// escapes.
type page struct {
	Title, Heading, Message, Alert string
	Site                           string // its host
	Forms                          []form
	Link, LinkText                 string
	Style                          template.CSS
}

type form struct {
	Action, Button string
	Hidden         []hidden
	Inputs         []input
	Quiet          bool // one of several equals: not the page's main button
}

type hidden struct{ Name, Value string }

type input struct {
	ID, Name, Label, Type, Placeholder, Autocomplete string
	Required                                         bool
}

// showPage writes a page. Its policy allows our style and nothing else, so
// that nothing could run on it even if something were injected.
func (x *exchange) showPage(status int, p page) {
	p.Style = style
	_, p.Site, _ = cutScheme(x.origin)
	var b bytes.Buffer
	if err := x.h.pages.layout.Execute(&b, p); err != nil {
		x.h.config.Logger.Error("auth: built-in page", "error", err)
		x.text(http.StatusInternalServerError, "Internal Server Error")
		return
	}
	x.nocache()
	h := x.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src '"+styleHash+"'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	x.w.WriteHeader(status)
	_, _ = x.w.Write(b.Bytes())
}

func (h *Handler) showSignIn(x *exchange) {
	x.flush()
	code := x.r.URL.Query().Get("error")
	if to := h.config.Pages.SignIn; to != "" {
		to = withQuery(to, "callbackUrl", x.target, h.protocol.encode)
		if code != "" {
			to = withQuery(to, "error", code, h.protocol.encode)
		}
		x.found(to)
		return
	}
	p := page{Title: "Sign In", Heading: "Sign in"}
	if code != "" {
		p.Alert = signInMessage(code)
	}
	for _, provider := range h.config.Providers {
		switch provider := provider.(type) {
		case Credentials:
			if len(provider.Fields) > 0 {
				p.Forms = append(p.Forms, credentialsForm(x, provider))
			}
		case Email:
			p.Forms = append(p.Forms, emailForm(x, provider))
		case OAuth:
			p.Forms = append(p.Forms, oauthForm(x, provider))
		default:
			panic("authjs: unknown kind of provider")
		}
	}
	x.showPage(http.StatusOK, p)
}

// credentialsForm has no callbackUrl: the cookie holds it.
func credentialsForm(x *exchange, c Credentials) form {
	d := c.describe()
	f := form{
		Action: x.base + "/callback/" + d.id, Button: "Sign in with " + d.name,
		Hidden: []hidden{{"csrfToken", x.csrf}},
	}
	for _, field := range c.Fields {
		in := input{
			ID: "input-" + field.Name + "-for-" + d.id + "-provider", Name: field.Name,
			Label: field.Label, Type: field.Type, Placeholder: field.Placeholder,
		}
		if in.Label == "" {
			in.Label = in.Name
		}
		switch in.Type {
		case "":
			in.Type = "text"
		case "password":
			in.Autocomplete = "current-password"
		case "email":
			in.Autocomplete = "username"
		}
		f.Inputs = append(f.Inputs, in)
	}
	return f
}

// emailForm asks for an address.
func emailForm(x *exchange, e Email) form {
	d := e.describe()
	return form{
		Action: x.base + "/signin/" + d.id, Button: "Sign in with " + d.name,
		Hidden: []hidden{{"csrfToken", x.csrf}},
		Inputs: []input{{
			ID: "input-email-for-" + d.id + "-provider", Name: "email", Label: "Email", Type: "email",
			Placeholder: "email@example.com", Autocomplete: "email", Required: true,
		}},
	}
}

// oauthForm is a button; the form has nothing to fill in.
func oauthForm(x *exchange, o OAuth) form {
	d := o.describe()
	return form{
		Action: x.base + "/signin/" + d.id, Button: "Sign in with " + d.name, Quiet: true,
		Hidden: []hidden{{"csrfToken", x.csrf}, {"callbackUrl", x.target}},
	}
}

// confirmPage is for who has followed a magic link. That it is a form keeps
// programs that only follow links from using it up.
func confirmPage(x *exchange, e Email, token, email string) page {
	return page{
		Title: "Sign In", Heading: "Sign in", Message: "Press the button to sign in to this site.",
		Forms: []form{{
			Action: x.base + "/callback/" + e.describe().id, Button: "Sign in",
			Hidden: []hidden{{"csrfToken", x.csrf}, {"token", token}, {"email", email}, {"callbackUrl", x.target}},
		}},
	}
}

func (h *Handler) showSignOut(x *exchange) {
	x.flush()
	if to := h.config.Pages.SignOut; to != "" {
		x.found(to)
		return
	}
	x.showPage(http.StatusOK, page{
		Title: "Sign Out", Heading: "Signout", Message: "Are you sure you want to sign out?",
		Forms: []form{{Action: x.base + "/signout", Button: "Sign out", Hidden: []hidden{{"csrfToken", x.csrf}}}},
	})
}

func (h *Handler) showError(x *exchange) {
	x.flush()
	code := x.r.URL.Query().Get("error")
	if h.protocol.inline(code) {
		x.found(withQuery(x.base+"/signin", "error", code, h.protocol.encode))
		return
	}
	if to := h.config.Pages.Error; to != "" {
		x.found(withQuery(to, "error", code, h.protocol.encode))
		return
	}
	code = h.protocol.errorCode(code)
	status := http.StatusOK
	switch code {
	case "Configuration":
		status = http.StatusInternalServerError
	case "AccessDenied", "Verification":
		status = http.StatusForbidden
	}
	x.showPage(status, errorPage(x, code))
}

func (h *Handler) showVerifyRequest(x *exchange) {
	x.flush()
	if to := h.config.Pages.VerifyRequest; to != "" {
		x.found(h.protocol.verifyPage(to, asciiOnly(x.r.URL.RawQuery)))
		return
	}
	x.showPage(http.StatusOK, page{
		Title: "Verify Request", Heading: "Check your email",
		Message: "A sign in link has been sent to your email address.",
		Link:    x.origin, LinkText: "Back to the site",
	})
}

// errorPage never shows the code itself: whoever makes a link chooses it.
func errorPage(x *exchange, code string) page {
	p := page{Title: "Error", Heading: "Error", Message: "Something went wrong.", Link: x.origin, LinkText: "Back to the site"}
	switch code {
	case "Configuration":
		p.Heading, p.Link = "Server error", ""
		p.Message = x.h.protocol.configurationText()
	case "AccessDenied":
		p.Heading, p.Message = "Access Denied", "You do not have permission to sign in."
		p.Link, p.LinkText = x.base+"/signin", "Sign in"
	case "Verification":
		p.Heading = "Unable to sign in"
		p.Message = "The sign in link is no longer valid. It may have been used already or it may have expired."
		p.Link, p.LinkText = x.base+"/signin", "Sign in"
	}
	return p
}

func signInMessage(code string) string {
	switch code {
	case "Signin", "OAuthSignin", "OAuthCallback", "OAuthCallbackError", "OAuthCreateAccount", "EmailCreateAccount", "Callback":
		return "Try signing in with a different account."
	case "OAuthAccountNotLinked":
		return "To confirm your identity, sign in with the same account you used originally."
	case "EmailSignin":
		return "The e-mail could not be sent."
	case "CredentialsSignin":
		return "Sign in failed. Check the details you provided are correct."
	case "SessionRequired":
		return "Please sign in to access this page."
	default:
		return "Unable to sign in."
	}
}
