package authjs_test

import (
	"testing"
	"time"

	"github.com/gozen-dev/gozen/auth/authjs"
	"github.com/gozen-dev/gozen/internal/idptest"
)

// idp is an identity provider with the two configurations of the recordings.
type idp struct{ *idptest.Provider }

func newIDP(t testing.TB, now func() time.Time) *idp { return &idp{idptest.New(t, now)} }

func (p *idp) oauth() authjs.OAuth {
	return authjs.OAuth{
		ID: "mockoauth", Name: "Mock OAuth", ClientID: "cid-oauth", ClientSecret: "csecret",
		AuthorizationURL: p.URL + "/authorize", TokenURL: p.URL + "/token", UserInfoURL: p.URL + "/userinfo",
		Scopes: []string{"read:user", "user:email"}, Profile: mockProfile,
	}
}

func (p *idp) oidc() authjs.OAuth {
	return authjs.OAuth{ID: "mockoidc", Name: "Mock OIDC", ClientID: "cid-oidc", ClientSecret: "csecret", Issuer: p.URL}
}
