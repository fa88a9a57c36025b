package authjs

import (
	"fmt"
	"net"
	"net/netip"
	"strings"
)

// parseOrigin checks a configured origin and returns it in its one spelling:
// lower case, without the scheme's own port.
func parseOrigin(s string) (string, error) {
	origin, rest, ok := splitURL(strings.TrimSuffix(s, "/"))
	if !ok || rest != "" {
		return "", fmt.Errorf("authjs: the origin %q is not like https://host or http://host:port", s)
	}
	return origin, nil
}

// findOrigin sets the origin of everything that x sends out. Without a
// configured one, the Host header is believed for loopback hosts alone: any
// other could be forged to send links and redirects elsewhere.
func (x *exchange) findOrigin() bool {
	x.origin = x.h.config.Origin
	if x.origin == "" {
		scheme := "http://"
		if x.r.TLS != nil {
			scheme = "https://"
		}
		origin, rest, ok := splitURL(scheme + x.r.Host)
		if !ok || rest != "" || !isLoopback(origin[len(scheme):]) {
			return false
		}
		x.origin = origin
	}
	x.base = x.origin + x.h.config.BasePath
	return true
}

func isLoopback(hostport string) bool {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && addr.IsLoopback()
}

// splitURL splits an absolute http or https URL into its origin, in its one
// spelling, and what follows. It refuses what browsers and parsers read in
// different ways: user information, backslashes, spaces, control characters,
// odd numbers of slashes.
func splitURL(s string) (origin, rest string, ok bool) {
	scheme, after, ok := cutScheme(s)
	if !ok || !isPlain(after) {
		return "", "", false
	}
	end := strings.IndexAny(after, "/?#")
	if end < 0 {
		end = len(after)
	}
	host, rest := strings.ToLower(after[:end]), after[end:]
	host, ok = cutPort(scheme, host)
	return scheme + host, rest, ok
}

func cutScheme(s string) (scheme, rest string, ok bool) {
	for _, scheme := range []string{"https://", "http://"} {
		if len(s) >= len(scheme) && strings.EqualFold(s[:len(scheme)], scheme) {
			return scheme, s[len(scheme):], true
		}
	}
	return "", "", false
}

// cutPort drops the scheme's own port and checks the rest of the authority.
func cutPort(scheme, host string) (string, bool) {
	name, port := host, ""
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		name, port = host[:i], host[i+1:]
		if !isPort(port) {
			return "", false
		}
	}
	if !isHost(name) {
		return "", false
	}
	if scheme == "https://" && port == "443" || scheme == "http://" && port == "80" {
		return name, true
	}
	return host, true
}

func isPort(s string) bool {
	if s == "" || len(s) > 5 || s[0] == '0' {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return len(s) < 5 || s <= "65535"
}

func isHost(s string) bool {
	if inner, ok := strings.CutPrefix(s, "["); ok {
		addr, err := netip.ParseAddr(strings.TrimSuffix(inner, "]"))
		return err == nil && addr.Is6() && strings.HasSuffix(s, "]")
	}
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == '.', c == '_':
		default:
			return false
		}
	}
	return s != ""
}
