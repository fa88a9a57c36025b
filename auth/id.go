package auth

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gozen-dev/gozen/schema"
)

// IDs maps id to the id value of a row of m, the schema's auth model, keyed by
// field name. It reports false, and the caller must treat the request as
// anonymous, when the identity names nobody or its subject cannot be an id of
// m: a subject is always text, so that a number must be a canonical decimal in
// range ("7", never "07", "+7" or "7.0"), or two spellings would be one user.
//
// A compound id has no one text form; it needs a mapping of the host's own.
func IDs(m *schema.Model, id *Identity) (map[string]any, bool) {
	if m == nil || id == nil || id.Subject == "" || len(m.ID) != 1 {
		return nil, false
	}
	f := m.Field(m.ID[0])
	if f == nil || f.Type.List {
		return nil, false
	}
	v, ok := idValue(f.Type.Kind, id.Subject)
	if !ok {
		return nil, false
	}
	return map[string]any{f.Name: v}, true
}

func idValue(k schema.Kind, subject string) (any, bool) {
	switch k {
	case schema.String:
		// PostgreSQL has no text with NUL or broken UTF-8: such an id is nobody's.
		return subject, utf8.ValidString(subject) && !strings.ContainsRune(subject, 0)
	case schema.Int:
		return canonical(subject, 32)
	case schema.BigInt:
		return canonical(subject, 64)
	default:
		return nil, false
	}
}

// canonical parses the one spelling that an integer of so many bits prints as.
func canonical(s string, bits int) (any, bool) {
	n, err := strconv.ParseInt(s, 10, bits)
	if err != nil || strconv.FormatInt(n, 10) != s {
		return nil, false
	}
	return n, true
}
