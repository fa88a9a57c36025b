package authjs

import (
	"context"
	"time"
)

// Store keeps users, their accounts, their sessions, and the tokens of magic
// links: what Auth.js calls an adapter. It works with the system's rights, for
// one purpose and one row at a time: rules guard what users see of each other,
// not who may try to sign in. Package store has it over a schema's own tables.
//
// What is not found is nil, nil. A Store is safe for use by several goroutines.
type Store interface {
	// Lacks returns nil when the store has all that a need needs, else an error
	// that says what it lacks. [New] asks, so that nothing is missing later.
	Lacks(n Need) error
	// Transaction runs f with a store whose writes take effect together, or not
	// at all when f returns an error.
	Transaction(ctx context.Context, f func(Store) error) error
	userStore
	sessionStore
	linkStore
}

// userStore keeps users and accounts.
type userStore interface {
	UserByID(ctx context.Context, id string) (*User, error)
	// UserByEmail finds the user with exactly this address.
	UserByEmail(ctx context.Context, email string) (*User, error)
	UserByAccount(ctx context.Context, provider, providerAccountID string) (*User, error)
	// CreateUser stores u, whose ID is empty, and returns what is stored.
	CreateUser(ctx context.Context, u *User) (*User, error)
	// VerifyEmail stores when the user proved to have the address.
	VerifyEmail(ctx context.Context, id string, at time.Time) (*User, error)
	// DropCredentials takes from a user every other way to be signed in:
	// password, accounts and sessions.
	DropCredentials(ctx context.Context, id string) error
	LinkAccount(ctx context.Context, a *Account) error
}

// sessionStore keeps sessions that are rows. A missing session is no error for
// the methods that change one.
type sessionStore interface {
	CreateSession(ctx context.Context, s *StoredSession) error
	// SessionAndUser finds a session, expired or not, and its user.
	SessionAndUser(ctx context.Context, token string) (*StoredSession, *User, error)
	ExtendSession(ctx context.Context, token string, expires time.Time) error
	// DeleteSession returns the session that was there, or nil.
	DeleteSession(ctx context.Context, token string) (*StoredSession, error)
	// SessionsOf lists a user's sessions, and DeleteSessions ends them all.
	SessionsOf(ctx context.Context, userID string) ([]StoredSession, error)
	DeleteSessions(ctx context.Context, userID string) error
}

// linkStore keeps the hashes of magic links' tokens.
type linkStore interface {
	CreateLink(ctx context.Context, l Link) error
	// UseLink takes the link away and returns it. Of several calls at once, one
	// gets it.
	UseLink(ctx context.Context, email, hash string) (*Link, error)
}

// Need is something that a configuration wants of a [Store].
type Need uint8

// The needs.
const (
	// NeedAccounts is for OAuth: users can be made and have accounts.
	NeedAccounts Need = iota
	// NeedLinks is for magic links: users can be made, and verified.
	NeedLinks
	// NeedSessions is for sessions that are rows.
	NeedSessions
)

// StoredSession is a session that is a row.
type StoredSession struct {
	Token, UserID string
	Expires       time.Time
}

// Link is a magic link as it is stored: not the token but its hash.
type Link struct {
	Email, Hash string
	Expires     time.Time
}
