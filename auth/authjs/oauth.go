package authjs

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// OAuth signs in with an account at another site: by OpenID Connect where only
// an Issuer is given, whose endpoints are then discovered, and by OAuth 2 where
// the endpoints are. [GitHub] and [Google] make the two most common ones.
type OAuth struct {
	// ID names the provider in URLs, Name on pages; Name may be empty.
	ID, Name string
	// ClientID and ClientSecret are what the provider has given to the site, which
	// has told it the redirect URL: <origin>/api/auth/callback/<id>.
	ClientID     string
	ClientSecret string `json:"-"`
	// Issuer is the provider's identifier, an https URL (http is for loopback
	// hosts alone). With endpoints it is what answers must name, if they do.
	Issuer string
	// AuthorizationURL, TokenURL and UserInfoURL are the endpoints of OAuth 2: all
	// of them, or none for OpenID Connect.
	AuthorizationURL, TokenURL, UserInfoURL string
	// Scopes is what is asked for; openid, profile and email when empty, with
	// OpenID Connect.
	Scopes []string
	// Params are further parameters of the authorization request.
	Params map[string]string
	// PostSecret sends the client secret in the body of token requests rather than
	// in a header, for providers that want it so.
	PostSecret bool
	// FormPost lets the provider answer with a form (response_mode form_post).
	FormPost bool
	// UserInfo reads the profile from the provider's userinfo endpoint rather than
	// from the ID token.
	UserInfo bool
	// Checks says how answers are bound to the browser that asked; all that the
	// provider's kind has when zero.
	Checks Checks
	// Profile makes a user of what the provider says. The default understands the
	// claims of OpenID Connect.
	Profile func(ctx context.Context, p Profile) (*ProfileUser, error)
	// AllowDangerousEmailAccountLinking links a new account to the user who has
	// its address, if provider and user have both verified it. Trust the provider
	// with every user before setting it.
	AllowDangerousEmailAccountLinking bool
}

// Checks is a set of the ways to bind a provider's answer to a browser. There
// is no way without any: who could bring an answer to another browser would
// sign that browser in as themselves.
type Checks uint8

// The checks.
const (
	CheckState Checks = 1 << iota // the answer repeats a random value
	CheckPKCE                     // the code is good for who has the verifier
	CheckNonce                    // the ID token repeats a random value
)

// Profile is what a provider says of who has just signed in there.
type Profile struct {
	// Claims are those of the ID token or the userinfo endpoint, numbers as
	// json.Number.
	Claims map[string]any
	// Get reads another JSON document of the provider with the access token.
	Get func(ctx context.Context, url string, into any) error
}

// ProfileUser is a user as an OAuth provider knows them.
type ProfileUser struct {
	// ID is the user's id at the provider. It must be there and must never be
	// given to another user.
	ID                 string
	Name, Email, Image *string
	// EmailVerified says that the provider knows the address to be the user's.
	EmailVerified bool
}

func (o OAuth) isOIDC() bool { return o.AuthorizationURL == "" }

func (o OAuth) describe() descriptor {
	d := descriptor{id: o.ID, name: or(o.Name, o.ID), kind: kindOAuth}
	if o.isOIDC() {
		d.kind = kindOIDC
	}
	return d
}

// checks returns the checks in force.
func (o OAuth) checks() Checks {
	switch {
	case o.Checks != 0:
		return o.Checks
	case o.isOIDC():
		return CheckState | CheckPKCE | CheckNonce
	default:
		return CheckState | CheckPKCE
	}
}

func (c Checks) has(one Checks) bool { return c&one != 0 }

func (o OAuth) scopes() string {
	if len(o.Scopes) == 0 && o.isOIDC() {
		return "openid profile email"
	}
	return strings.Join(o.Scopes, " ")
}

func (o OAuth) check() error {
	switch {
	case o.ClientID == "":
		return fmt.Errorf("authjs: the provider %q has no client id", o.ID)
	case o.isOIDC() && o.Issuer == "":
		return fmt.Errorf("authjs: the provider %q has neither an issuer nor endpoints", o.ID)
	case o.isOIDC() && (o.TokenURL != "" || o.UserInfoURL != ""), !o.isOIDC() && (o.TokenURL == "" || o.UserInfoURL == ""):
		return fmt.Errorf("authjs: the provider %q has some endpoints but not all", o.ID)
	case o.isOIDC() && !slices.Contains(strings.Fields(o.scopes()), "openid"):
		return fmt.Errorf("authjs: the provider %q does not ask for the scope openid", o.ID)
	case !o.checks().has(CheckState) && !o.checks().has(CheckPKCE), !o.isOIDC() && o.checks().has(CheckNonce):
		return fmt.Errorf("authjs: the provider %q needs the check state or pkce; nonce is for OpenID Connect", o.ID)
	case o.FormPost && !o.checks().has(CheckState):
		return fmt.Errorf("authjs: the provider %q answers with a form, which needs the check state", o.ID)
	}
	for _, u := range []string{o.Issuer, o.AuthorizationURL, o.TokenURL, o.UserInfoURL} {
		if u != "" && !isSafeURL(u) {
			return fmt.Errorf("authjs: %q of the provider %q is not an https URL", u, o.ID)
		}
	}
	for name := range o.Params {
		if isProtocolParam(name) {
			return fmt.Errorf("authjs: the parameter %q of the provider %q is the protocol's own", name, o.ID)
		}
	}
	return nil
}

// isSafeURL reports whether secrets may be sent to a URL: over TLS, or to this
// machine.
func isSafeURL(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && isLoopback(u.Host)
}

func isProtocolParam(name string) bool {
	switch name {
	case "client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "code_challenge",
		"code_challenge_method", "request", "request_uri", "client_secret":
		return true
	default:
		return false
	}
}

// isBrowserParam reports whether a page may choose a parameter of the
// authorization request. Auth.js passes everything on, redirect_uri and scope
// included.
func isBrowserParam(name string) bool {
	switch name {
	case "prompt", "login_hint", "ui_locales", "acr_values", "max_age", "display", "audience", "hd", "domain_hint", "kc_idp_hint":
		return true
	default:
		return false
	}
}
