package authjs

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// clientIP returns the address that attempts count for. Of an IPv6 address it
// is the network: its holder has all of it.
func (h *Handler) clientIP(r *http.Request) string {
	peer, ok := parseIP(r.RemoteAddr)
	if !ok {
		return r.RemoteAddr
	}
	client := h.behindProxies(peer, r.Header.Values("X-Forwarded-For"))
	if client.Is4() {
		return client.String()
	}
	network, err := client.Prefix(64)
	if err != nil {
		return client.String()
	}
	return network.String()
}

// behindProxies follows X-Forwarded-For from its end, where the proxies that we
// know have written, to the first address that is not one of theirs: what
// stands before it may be anybody's invention.
func (h *Handler) behindProxies(peer netip.Addr, headers []string) netip.Addr {
	hops := strings.Split(strings.Join(headers, ","), ",")
	for i := len(hops) - 1; i >= 0 && h.isProxy(peer); i-- {
		before, ok := parseIP(strings.TrimSpace(hops[i]))
		if !ok {
			break
		}
		peer = before
	}
	return peer
}

func (h *Handler) isProxy(a netip.Addr) bool {
	for _, p := range h.config.TrustedProxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// parseIP reads an address, with a port or without.
func parseIP(s string) (netip.Addr, bool) {
	if host, _, err := net.SplitHostPort(s); err == nil {
		s = host
	}
	addr, err := netip.ParseAddr(strings.Trim(s, "[]"))
	return addr.Unmap().WithZone(""), err == nil
}
