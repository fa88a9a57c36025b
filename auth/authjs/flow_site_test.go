package authjs_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gozen-dev/gozen/auth/authjs"
	"github.com/gozen-dev/gozen/auth/session"
)

// siteOfFlow is the configuration that an exchange was recorded with, with a
// store that holds what the recorded one returned.
func siteOfFlow(t *testing.T, compat session.Compat, x flow, checks authjs.Checks) (*site, *idp, *memory) {
	t.Helper()
	s := newSite(compat)
	s.keep.Now = func() time.Time { return x.At }
	u, err := url.Parse(x.URL)
	if err != nil {
		t.Fatal(err)
	}
	s.config.Origin, s.keep.Secure = u.Scheme+"://"+u.Host, u.Scheme == "https"
	p := newIDP(t, s.keep.Now)
	email := authjs.Email{Send: func(context.Context, authjs.MagicLink) error { return nil }}
	oauth, oidc := p.oauth(), p.oidc()
	oauth.Checks, oidc.Checks = checks&^authjs.CheckNonce, checks
	group, _, _ := strings.Cut(x.ID, "-")
	switch group {
	case "D23":
		s.config.Callbacks.SignIn = verdict(authjs.Verdict{}, nil)
	case "D25":
		email.Secret, email.NewToken = "provider-secret", func() (string, error) { return "424242", nil }
	case "D32", "D33":
		s.config.Pages.NewUser = "/welcome?x=1"
	case "E6":
		oidc.Checks = checks
	case "E14":
		oauth.Issuer = p.URL
	case "E17":
		oauth.Profile = func(context.Context, authjs.Profile) (*authjs.ProfileUser, error) { return nil, errors.New("parse") }
	case "E18":
		oidc.UserInfo = true
	case "E20":
		oauth.FormPost, oauth.Scopes = true, []string{"a"}
	case "E22":
		oauth.Profile = func(context.Context, authjs.Profile) (*authjs.ProfileUser, error) { return &authjs.ProfileUser{}, nil }
	case "F6":
		oidc.AllowDangerousEmailAccountLinking = true
	}
	if checks == 0 { // of exchanges without OAuth
		oauth.Checks, oidc.Checks = 0, 0
	}
	s.config.Providers = append(s.config.Providers, email, oauth, oidc)
	store := storeOf(x)
	if x.ID[0] != 'E' {
		s.config.Store = store
		s.config.Strategy = authjs.Database
	} else {
		s.config.Providers = []authjs.Provider{oauth, oidc}
	}
	switch group {
	case "D27", "D28", "F9", "F10":
		s.config.Strategy = authjs.JWT
	}
	return s, p, store
}

// misbehave makes the provider answer as the recorded one did.
func (p *idp) misbehave(now time.Time, m *session.Manager, compat session.Compat, x flow) {
	p.AnyCode = !strings.HasPrefix(x.ID, "E12")
	nonce, _ := m.Check(session.ParseCookies(compat, x.Headers["cookie"]), session.Nonce, "mockoidc")
	p.Claims = map[string]any{"nonce": nonce}
	switch group, _, _ := strings.Cut(x.ID, "-"); group {
	case "E7":
		p.Claims["nonce"] = "another"
	case "E8":
		p.Claims["aud"] = "another"
	case "E9":
		p.Claims["iss"] = "http://another.example"
	case "E10":
		p.Claims["exp"] = now.Add(-time.Hour).Unix()
	case "E18":
		p.UserInfo = map[string]any{"sub": "oidc-sub-1"}
	case "F6":
		p.Claims["email_verified"] = false
	}
	a := x.Asked
	for name, v := range map[string]*string{"name": a.Name, "email": a.Email, "picture": a.Image, "sub": a.Account} {
		if v != nil {
			p.Claims[name] = *v
			if name == "picture" {
				name = "avatar_url"
			}
			p.UserInfo[name] = *v
		} else if a.Account != nil {
			delete(p.UserInfo, name)
		}
	}
	if a.Account != nil {
		p.UserInfo["id"] = json.Number(*a.Account)
		if strings.HasPrefix(*a.Account, "oidc") {
			delete(p.UserInfo, "id")
			p.UserInfo["picture"] = p.UserInfo["avatar_url"]
		}
	}
}

// row is a recorded row of any table.
type row struct {
	ID, Name, Email, Image            *string
	EmailVerified                     *time.Time
	SessionToken, UserID              string
	Identifier, Token                 string
	Provider, ProviderAccountID, Type string
	Expires                           time.Time
}

func (r row) user() *authjs.User {
	return &authjs.User{ID: *r.ID, Name: r.Name, Email: r.Email, Image: r.Image, EmailVerified: r.EmailVerified}
}

// storeOf returns a store in which the recorded reads find what was recorded.
func storeOf(x flow) *memory {
	m := newMemory()
	for _, call := range x.Store {
		var found, key row
		var both struct{ Session, User row }
		switch call.Method {
		case "getUser", "getUserByEmail", "getUserByAccount":
			if !unmarshal(call.Returns, &found) {
				continue
			}
			m.users[*found.ID] = found.user()
			if call.Method == "getUserByAccount" && unmarshal(call.Args[0], &key) {
				m.accounts[key.Provider+"/"+key.ProviderAccountID] = authjs.Account{UserID: *found.ID}
			}
		case "getSessionAndUser":
			if unmarshal(call.Returns, &both) {
				m.users[*both.User.ID] = both.User.user()
				m.sessions[both.Session.SessionToken] = authjs.StoredSession{Token: both.Session.SessionToken, UserID: both.Session.UserID, Expires: both.Session.Expires}
			}
		case "deleteSession":
			if unmarshal(call.Returns, &found) {
				m.sessions[found.SessionToken] = authjs.StoredSession{Token: found.SessionToken, UserID: found.UserID, Expires: found.Expires}
			}
		case "useVerificationToken":
			if unmarshal(call.Returns, &found) {
				m.links[found.Identifier+"/"+found.Token] = authjs.Link{Email: found.Identifier, Hash: found.Token, Expires: found.Expires}
			}
		case "createUser":
			if unmarshal(call.Returns, &found) {
				m.nextID = *found.ID
			}
		}
	}
	if x.ID == "F13-2" {
		m.createFails = errors.New("db down")
	}
	return m
}

// unmarshal reads recorded JSON, and reports whether there was any.
func unmarshal(text json.RawMessage, into any) bool {
	return len(text) > 0 && string(text) != "null" && json.Unmarshal(text, into) == nil
}

// writesOf writes the recorded writes as a memory lists them.
func writesOf(x flow) []string {
	var list []string
	for _, call := range x.Store {
		var arg, returned row
		if json.Unmarshal(call.Args[0], &arg) != nil {
			_ = json.Unmarshal(call.Args[0], &arg.SessionToken)
		}
		_ = json.Unmarshal(call.Returns, &returned)
		switch call.Method {
		case "createUser":
			if arg.Email != nil && *arg.Email == "__undefined__" {
				arg.Email = nil
			}
			list = append(list, fmt.Sprintf("createUser %s verified=%t", value(arg.Email), arg.EmailVerified != nil))
		case "updateUser":
			list = append(list, "updateUser "+*arg.ID)
		case "linkAccount":
			list = append(list, fmt.Sprintf("linkAccount %s %s %s/%s", arg.UserID, arg.Type, arg.Provider, arg.ProviderAccountID))
		case "createSession":
			list = append(list, "createSession "+arg.UserID)
		case "updateSession", "deleteSession":
			list = append(list, call.Method+" "+returned.UserID)
		case "createVerificationToken":
			list = append(list, "createVerificationToken "+arg.Identifier)
		}
	}
	return list
}
