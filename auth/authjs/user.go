package authjs

import "time"

// User is somebody as a provider or a [Store] knows them. Nil members stay out
// of the session.
type User struct {
	// ID is the user's id in the application, as text. Without one the session
	// names nobody and rules see an anonymous request.
	ID                 string
	Name, Email, Image *string
	// EmailVerified is when the user proved that the address is theirs; nil when
	// they have not.
	EmailVerified *time.Time
	// Extra is for callbacks; nothing of it enters the session by itself.
	Extra map[string]any
}

// Account is a user's account with a provider.
type Account struct {
	Provider          string // its id
	Type              string // "credentials", "email", "oauth" or "oidc"
	ProviderAccountID string // the user's id there
	UserID            string // the user's id here; empty while there is none
	Tokens            Tokens // of OAuth
}

// Tokens are what an OAuth provider gives for a code.
type Tokens struct {
	AccessToken, RefreshToken, IDToken string
	TokenType, Scope, SessionState     string
	// ExpiresAt is when the access token ends, in seconds since 1970; 0 when the
	// provider does not say.
	ExpiresAt int64
}
