package authjs

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
)

// GitHub signs in with an account at GitHub.
func GitHub(clientID, clientSecret string) OAuth {
	return OAuth{ //nolint:gosec // the endpoints are no credentials
		ID: "github", Name: "GitHub", ClientID: clientID, ClientSecret: clientSecret,
		AuthorizationURL: "https://github.com/login/oauth/authorize",
		TokenURL:         "https://github.com/login/oauth/access_token",
		UserInfoURL:      "https://api.github.com/user",
		Scopes:           []string{"read:user", "user:email"},
		Profile:          gitHubProfile,
	}
}

// Google signs in with an account at Google.
func Google(clientID, clientSecret string) OAuth {
	return OAuth{
		ID: "google", Name: "Google", ClientID: clientID, ClientSecret: clientSecret, Issuer: "https://accounts.google.com",
	}
}

// gitHubProfile takes the address from the list of addresses: the profile's
// may be any text that the user likes to show.
func gitHubProfile(ctx context.Context, p Profile) (*ProfileUser, error) {
	id, ok := p.Claims["id"].(json.Number)
	if !ok {
		return nil, fmt.Errorf("the profile has no id")
	}
	u := &ProfileUser{ID: id.String(), Name: claim(p.Claims, "name", "login"), Image: claim(p.Claims, "avatar_url")}
	var addresses []struct {
		Email    string `json:"email"`
		Primary  bool   `json:"primary"`
		Verified bool   `json:"verified"`
	}
	if err := p.Get(ctx, "https://api.github.com/user/emails", &addresses); err != nil {
		return nil, fmt.Errorf("read addresses: %w", err)
	}
	for _, a := range addresses {
		if a.Primary && a.Verified {
			u.Email, u.EmailVerified = &a.Email, true
		}
	}
	return u, nil
}

// standardProfile reads the claims of OpenID Connect.
func standardProfile(_ context.Context, p Profile) (*ProfileUser, error) {
	u := &ProfileUser{
		Name: claim(p.Claims, "name", "nickname", "preferred_username"), Email: claim(p.Claims, "email"), Image: claim(p.Claims, "picture"),
	}
	for _, name := range []string{"sub", "id"} {
		switch id := p.Claims[name].(type) {
		case string:
			u.ID = or(u.ID, id)
		case json.Number:
			u.ID = or(u.ID, id.String())
		}
	}
	switch v := p.Claims["email_verified"].(type) {
	case bool:
		u.EmailVerified = v
	case string: // as some providers write it
		u.EmailVerified = v == "true"
	}
	return u, nil
}

// claim returns the first of some claims that is text and not empty.
func claim(claims map[string]any, names ...string) *string {
	for _, name := range names {
		if s, ok := claims[name].(string); ok && strings.TrimSpace(s) != "" {
			return &s
		}
	}
	return nil
}
