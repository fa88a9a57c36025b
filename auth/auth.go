// Package auth says who asks.
//
// An [Authenticator] turns a request into an [Identity]: what a session says
// of its holder, and no more. [IDs] turns that into the id of a row of the
// schema's auth model, and the engine that loads the row makes the [User] that
// rules see as auth().
//
// Nothing here trusts what a client sends: a nil *Identity and a nil *User
// mean anonymous, and every doubt ends there. Package session recognises
// Auth.js sessions; package authjs signs people in.
package auth

import (
	"net/http"
	"time"
)

// User is the value of auth() in rules. A nil *User is anonymous.
type User struct {
	// ID holds the auth model's id fields, each of its own Go type: string for
	// String, int64 for Int and BigInt. It has every id field of the model.
	ID map[string]any
	// Fields holds the other fields that rules use, filled by the engine from
	// the user's row: nested maps for to-one relations, []any for lists.
	Fields map[string]any
}

// Identity is what a valid session says about its holder. A nil *Identity is
// anonymous; so is one that [IDs] cannot map to a user.
type Identity struct {
	// Subject names the user: the token's sub, or a session row's user id.
	// Empty when the session names nobody.
	Subject string
	// Claims is everything the session holds, numbers as json.Number. Claims
	// may be as old as the session; rules do not see them.
	Claims map[string]any
	// Expires is when the session ends.
	Expires time.Time
}

// Authenticator recognises the holder of a session in a request. It returns
// nil, nil for anonymous requests, and those include the ones with an expired,
// damaged or forged session. An error means that it could not find out (its
// store is down); the request must then fail, never go on as somebody.
//
// Authenticate only reads: it neither extends sessions nor writes cookies. It
// must be safe for use by several goroutines.
type Authenticator interface {
	Authenticate(r *http.Request) (*Identity, error)
}
