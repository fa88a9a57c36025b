package authjs_test

import (
	"net/http"
	"net/netip"
	"testing"
	"time"

	"github.com/gozen-dev/gozen/auth/authjs"
	"github.com/gozen-dev/gozen/auth/session"
)

// TestWhoIsCountedBehindAProxy makes two attempts where one is allowed: the
// second is refused if both count for one visitor.
func TestWhoIsCountedBehindAProxy(t *testing.T) {
	t.Parallel()
	const proxy, outside = "10.0.0.1:80", "203.0.113.7:80"
	cases := []struct {
		name, peer, first, second string
		same                      bool
	}{
		{"one visitor is one", proxy, "192.0.2.1", "192.0.2.1", true},
		{"two visitors of a proxy are two", proxy, "192.0.2.1", "192.0.2.2", false},
		{"what a visitor writes before does not count", proxy, "1.1.1.1, 192.0.2.1", "2.2.2.2, 192.0.2.1", true},
		{"nor in a header of its own", proxy, "1.1.1.1\n192.0.2.1", "2.2.2.2\n192.0.2.1", true},
		{"proxies behind proxies are followed", proxy, "192.0.2.1, 10.0.0.2", "192.0.2.2, 10.0.0.2", false},
		{"text that is no address counts for the proxy", proxy, "192.0.2.1, x", "192.0.2.2, y", true},
		{"addresses may have ports", proxy, "192.0.2.1:5", "192.0.2.1:6", true},
		{"a network is one visitor", proxy, "2001:db8::1", "2001:db8::2", true},
		{"who is no proxy may write what they like", outside, "192.0.2.1", "192.0.2.2", true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(session.V5)
			s.config.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
			s.config.Limit = authjs.Limit{Attempts: 1, PerAddress: 1, Every: time.Hour}
			b := open(t, s)
			last := 0
			for _, forwarded := range []string{c.first, c.second} {
				b.address = c.peer
				b.forwarded = forwarded
				last = b.signIn("ada", "nope").Code
			}
			if same := last == http.StatusTooManyRequests; same != c.same {
				t.Errorf("counted as one is %t", same)
			}
		})
	}
}
