package session

import (
	"crypto/sha256"
)

// A session's token comes with each request of its holder, and to open it costs
// more than most of what a single read does. What a token held when it was opened
// it holds for ever: nobody can make another text that opens to something else
// under the same digest, the keys never change, and no token is called back but
// by its time, which is looked at each time. So the claims of tokens that opened are
// remembered; what did not open is not, and costs what it costs.

const (
	// openedTokens is how many tokens are remembered at least.
	openedTokens = 1024
	// openedSize is the longest token that is remembered, in bytes.
	openedSize = 4 << 10
)

// digest stands for a token. A lookup by the token's own text would compare it
// with others, and take longer the more of it is right.
type digest [sha256.Size]byte

// opened is what a session's token holds. It is shared and never changes.
type opened struct {
	claims  map[string]any
	subject string
	times   times
}

// opening opens a session's token, whatever its time.
func (m *Manager) opening(token string) (*opened, error) {
	var room [1 << 10]byte // for most tokens, which are then not copied to the heap
	key := digest(sha256.Sum256(append(room[:0], token...)))
	if o, ok := m.opened.Get(key); ok {
		return o, nil
	}
	claims, err := m.unseal(m.keys, token)
	if err != nil {
		return nil, err
	}
	o := &opened{claims: claims, subject: subject(claims), times: timesOf(claims)}
	if len(token) <= openedSize {
		m.opened.Put(key, o)
	}
	return o, nil
}
