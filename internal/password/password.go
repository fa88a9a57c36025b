// Package password hashes and checks passwords with bcrypt, in the form that
// bcryptjs and ZenStack write and read ($2a$, $2b$, $2y$).
//
//	hash, err := password.Hash("correct horse", 0)
//	ok := password.Compare(hash, "correct horse")
//
// It promises three things. [Hash] never shortens a password: what bcrypt
// would cut off is [ErrTooLong]. [Compare] never panics and never runs for
// longer than [MaxCost] allows, whatever text the database holds. And
// [CompareAbsent] lets a caller that found no user spend the time that a wrong
// password would have cost, so that an answer's delay tells nothing.
package password

import (
	"errors"
	"fmt"

	"golang.org/x/crypto/bcrypt"
)

const (
	// DefaultCost is bcrypt's work factor where none is given, as in ZenStack.
	DefaultCost = 12
	// MaxCost is the highest work factor that is written or followed. Each step
	// doubles the time: a stored cost of 31 would hold a processor for days.
	MaxCost = 16
	// MaxBytes is the length of the longest password, in bytes of UTF-8.
	MaxBytes = 72
)

// ErrTooLong says that a password is longer than [MaxBytes].
var ErrTooLong = errors.New("password is longer than 72 bytes")

// Hash returns the bcrypt hash of plain. Cost 0 means [DefaultCost].
func Hash(plain string, cost int) (string, error) {
	if cost == 0 {
		cost = DefaultCost
	}
	if cost < bcrypt.MinCost || cost > MaxCost {
		return "", fmt.Errorf("bcrypt cost %d is not between %d and %d", cost, bcrypt.MinCost, MaxCost)
	}
	if len(plain) > MaxBytes {
		return "", ErrTooLong
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(plain), cost)
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return string(hash), nil
}

// Compare reports whether hash was made from plain. A malformed hash, a
// foreign format and a cost above [MaxCost] match nothing. As in bcryptjs,
// bytes of plain after the 72nd do not count: older hashes were made that way.
func Compare(hash, plain string) bool {
	if !known(hash) {
		return false
	}
	return bcrypt.CompareHashAndPassword([]byte(hash), []byte(plain)) == nil
}

// CompareAbsent takes as long as a [Compare] of plain with a hash of this cost
// that does not match. Call it where there is no hash to compare with. Cost 0
// means [DefaultCost].
func CompareAbsent(plain string, cost int) {
	if cost < bcrypt.MinCost || cost > MaxCost {
		cost = DefaultCost
	}
	Compare(fmt.Sprintf("$2b$%02d$%s", cost, absent), plain)
}

// absent is a salt and a digest that no known password has: only its shape and
// the cost in front of it matter.
const absent = "abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234"

// known reports whether hash has one of the three prefixes that stand for the
// same algorithm and a cost that we are ready to pay. "$2x$" marks hashes of a
// broken implementation.
func known(hash string) bool {
	if len(hash) != 60 {
		return false
	}
	switch hash[:4] {
	case "$2a$", "$2b$", "$2y$":
	default:
		return false
	}
	cost, err := bcrypt.Cost([]byte(hash))
	return err == nil && cost <= MaxCost
}
