package golang

import (
	"fmt"
	"go/token"
	"strings"
	"unicode"
)

// initialisms are the words that Go writes in capitals, as staticcheck's ST1003 has them.
const initialisms = " ACL API ASCII CPU CSS DNS EOF GUID HTML HTTP HTTPS ID IP JSON QPS RAM RPC SLA SMTP SQL SSH TCP TLS TTL" +
	" UDP UI GID UID UUID URI URL UTF8 VM XML XMPP XSRF XSS SIP RTP AMQP DB TS "

// words splits a name at underscores and where its case changes.
func words(name string) []string {
	var list []string
	var word []rune
	flush := func() {
		if len(word) > 0 {
			list, word = append(list, string(word)), nil
		}
	}
	runes := []rune(name)
	for i, r := range runes {
		switch {
		case r == '_':
			flush()
			continue
		case i > 0 && unicode.IsUpper(r):
			next := i+1 < len(runes) && unicode.IsLower(runes[i+1])
			if !unicode.IsUpper(runes[i-1]) || next {
				flush()
			}
		}
		word = append(word, r)
	}
	flush()
	return list
}

// exported is a schema's name as Go exports it: imageUrl is ImageURL.
func exported(name string) string {
	var b strings.Builder
	for _, w := range words(name) {
		if up := strings.ToUpper(w); strings.Contains(initialisms, " "+up+" ") {
			b.WriteString(up)
		} else {
			r := []rune(w)
			b.WriteString(string(unicode.ToUpper(r[0])) + string(r[1:]))
		}
	}
	if b.Len() == 0 || !token.IsIdentifier(b.String()) {
		return "X" + b.String()
	}
	return b.String()
}

// member is an enum value's name: USER is User, in_progress is InProgress.
func member(value string) string {
	var b strings.Builder
	for w := range strings.SplitSeq(value, "_") {
		if strings.ToUpper(w) == w {
			w = strings.ToLower(w)
		}
		if w != "" {
			b.WriteString(exported(w))
		}
	}
	return b.String()
}

// parameter is a schema's name as that of a parameter: userId is userID.
func parameter(name string) string {
	all := words(name)
	p := strings.ToLower(all[0])
	if len(all) > 1 {
		p += exported(strings.Join(all[1:], "_"))
	}
	switch {
	case token.IsKeyword(p), strings.Contains(" ctx model gozen time string int int64 bool float64 byte k q ", " "+p+" "):
		return p + "_"
	case !token.IsIdentifier(p):
		return "x" + p
	}
	return p
}

// names gives each Go name to one thing of the schema.
type names map[string]string

// take gives a name to something of the schema, or says who has it.
func (n names) take(name, what string) error {
	if other, taken := n[name]; taken {
		return fmt.Errorf("%s and %s both get the Go name %s: give one of them another by @meta(\"go\", \"Name\")", other, what, name)
	}
	n[name] = what
	return nil
}
