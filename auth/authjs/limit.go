package authjs

import (
	"hash/maphash"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// Limit bounds attempts to sign in with credentials. Its zero value means the
// defaults. Counts are kept in memory: each process counts for itself.
type Limit struct {
	// Attempts is how many attempts may come at once from one address for one
	// account; 10 when zero, no limit at all when negative.
	Attempts int
	// PerAddress is how many may come at once from one address for all accounts;
	// 100 when zero.
	PerAddress int
	// Every is after how long one more is allowed; 30 seconds when zero. Of
	// PerAddress, as many more as it is larger than Attempts.
	Every time.Duration
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
	if l.Attempts == 0 {
		l.Attempts = 10
	}
	if l.PerAddress == 0 {
		l.PerAddress = 100
	}
	if l.Every <= 0 {
		l.Every = 30 * time.Second
	}
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
	all := max(l.limit.PerAddress, l.limit.Attempts)
	return l.take(l.key(address), span, span/time.Duration(all)) &&
		l.take(l.key(address, account), span, l.limit.Every)
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

// clientIP returns the address that attempts count for. Of an IPv6 address it
// is the network: its holder has all of it.
func (h *Handler) clientIP(r *http.Request) string {
	if h.config.ClientIP != nil {
		return h.config.ClientIP(r)
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	addr, err := netip.ParseAddr(host)
	if err != nil || !addr.Is6() || addr.Is4In6() {
		return host
	}
	network, err := addr.WithZone("").Prefix(64)
	if err != nil {
		return host
	}
	return network.String()
}
