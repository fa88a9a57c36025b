package authjs

import "strings"

// maxAddress is the longest e-mail address, in bytes (RFC 5321).
const maxAddress = 254

// normalAddress returns the one form of an address that accounts go by, and
// false for what is not a single plain address. Mail goes to this form and to
// nothing else, so that what is looked up is what gets the mail.
//
// It is stricter than Auth.js, which folds compatibility characters and then
// case: only ASCII is taken. Folding makes one address of two (a Kelvin sign
// becomes k; a dotted capital I becomes i in Go and not in JavaScript), and one
// of them is somebody else's. International domains are written in Punycode.
func normalAddress(s string) (string, bool) {
	s = strings.Map(lowerASCII, strings.Trim(s, " \t\r\n"))
	local, domain, ok := strings.Cut(s, "@")
	if !ok || len(s) > maxAddress || !isLocalPart(local) || !isDomain(domain) {
		return "", false
	}
	return s, true
}

// lowerASCII leaves other letters as they are, which are refused then: a
// Kelvin sign must not become a k before anybody looks.
func lowerASCII(r rune) rune {
	if 'A' <= r && r <= 'Z' {
		return r + 'a' - 'A'
	}
	return r
}

// isLocalPart allows the characters of an unquoted local part (RFC 5321,
// section 4.1.2).
func isLocalPart(s string) bool {
	if len(s) > 64 || strings.HasPrefix(s, ".") || strings.HasSuffix(s, ".") || strings.Contains(s, "..") {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', strings.IndexByte("!#$%&'*+-/=?^_`{|}~.", c) >= 0:
		default:
			return false
		}
	}
	return s != ""
}

func isDomain(s string) bool {
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for i := range len(label) {
			switch c := label[i]; {
			case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-':
			default:
				return false
			}
		}
	}
	return true
}
