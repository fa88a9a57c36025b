package authjs

import (
	"hash/maphash"
	"sync"
	"time"
)

// Limit bounds attempts: to sign in with credentials, or to have a link sent.
// Members that are zero mean the defaults. Counts are kept in memory: each
// process counts for itself.
type Limit struct {
	// Attempts is how many attempts may come at once from one address for one
	// account; 10 when zero, 5 for links. No limit at all when negative.
	Attempts int
	// PerAddress is how many may come at once from one address for all accounts;
	// 100 when zero, 20 for links.
	PerAddress int
	// PerAccount is how many may come at once for one account from all addresses;
	// 100 when zero, 10 for links. It bounds guessing from many addresses, and
	// what one mailbox can be flooded with; who spends it keeps the account's owner
	// waiting, so that it is larger than Attempts.
	PerAccount int
	// Every is after how long one more is allowed; 30 seconds when zero, 2 minutes
	// for links. Of PerAddress and PerAccount, as many more as they are larger than
	// Attempts.
	Every time.Duration
}

func credentialLimit() Limit {
	return Limit{Attempts: 10, PerAddress: 100, PerAccount: 100, Every: 30 * time.Second}
}

func linkLimit() Limit {
	return Limit{Attempts: 5, PerAddress: 20, PerAccount: 10, Every: 2 * time.Minute}
}

// or returns l with the members of another where it has none.
func (l Limit) or(other func() Limit) Limit {
	o := other()
	if l.Attempts != 0 {
		o.Attempts = l.Attempts
	}
	if l.PerAddress != 0 {
		o.PerAddress = l.PerAddress
	}
	if l.PerAccount != 0 {
		o.PerAccount = l.PerAccount
	}
	if l.Every > 0 {
		o.Every = l.Every
	}
	return o
}

// maxCounted is how many counts are remembered before the oldest are given up.
const maxCounted = 20000

// limiter holds token buckets (a generic cell rate algorithm, so that a bucket
// is one time). They are kept in two generations: when the young one is full
// it becomes the old one and the old one is forgotten, which bounds memory and
// loses the counts that were used the longest time ago.
type limiter struct {
	limit Limit
	now   func() time.Time
	seed  maphash.Seed

	mu         sync.Mutex
	young, old map[uint64]time.Time // when the bucket is full again
}

func newLimiter(l Limit, now func() time.Time) *limiter {
	return &limiter{limit: l, now: now, seed: maphash.MakeSeed(), young: map[uint64]time.Time{}}
}

// allow counts an attempt and reports whether it may be made.
func (l *limiter) allow(address, account string) bool {
	if l.limit.Attempts < 0 {
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	span := time.Duration(l.limit.Attempts) * l.limit.Every
	step := func(all int) time.Duration { return span / time.Duration(max(all, l.limit.Attempts)) }
	return l.take(l.key(address), span, step(l.limit.PerAddress)) &&
		l.take(l.key(address, account), span, l.limit.Every) &&
		l.take(l.key("", account, ""), span, step(l.limit.PerAccount))
}

// forget gives an account its attempts back: somebody has proved it theirs.
func (l *limiter) forget(address, account string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.young, l.key(address, account))
	delete(l.old, l.key(address, account))
}

// take takes one from a bucket that refills by one each step and is empty when
// it needs span to be full.
func (l *limiter) take(key uint64, span, step time.Duration) bool {
	now := l.now()
	full, ok := l.young[key]
	if !ok {
		full = l.old[key]
	}
	if full.Before(now) {
		full = now
	}
	if full = full.Add(step); full.Sub(now) > span {
		return false
	}
	if len(l.young) >= maxCounted {
		l.young, l.old = map[uint64]time.Time{}, l.young
	}
	l.young[key] = full
	return true
}

func (l *limiter) key(parts ...string) uint64 {
	var h maphash.Hash
	h.SetSeed(l.seed)
	for _, p := range parts {
		_, _ = h.WriteString(p)
		_ = h.WriteByte(0)
	}
	return h.Sum64()
}
