package schema

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// ParseID returns the id that text is of a row of m, keyed by the field's name.
// It reports false when text is no id of m: a number must be a canonical decimal
// in range ("7", never "07", "+7" or "7.0"), or two spellings would be one row. A
// compound id has no one text form.
func (m *Model) ParseID(text string) (map[string]any, bool) {
	if text == "" || len(m.ID) != 1 {
		return nil, false
	}
	f := m.Field(m.ID[0])
	if f == nil || f.Type.List {
		return nil, false
	}
	v, ok := idValue(f.Type.Kind, text)
	if !ok {
		return nil, false
	}
	return map[string]any{f.Name: v}, true
}

func idValue(k Kind, subject string) (any, bool) {
	switch k {
	case String:
		// PostgreSQL has no text with NUL or broken UTF-8: such an id is nobody's.
		return subject, utf8.ValidString(subject) && !strings.ContainsRune(subject, 0)
	case Int:
		return canonical(subject, 32)
	case BigInt:
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
