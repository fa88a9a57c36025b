package check

import (
	"strings"
	"unicode"

	"github.com/gozen-dev/gozen/schema"
)

// lintSecrets warns about fields that people who are not signed in can read and
// that are called like something nobody should.
func (c *checker) lintSecrets(k *container) {
	for _, m := range k.members {
		f := m.out
		if !f.Stored() || f.Omit || f.Ignore || !textual(m.typ) || !secretName(m.name()) || !c.publicField(k, m) {
			continue
		}
		c.warn(CodeSecret, m.decl.Name, "%s.%s looks secret, but everybody can read it, signed in or not",
			k.name(), m.name()).Hint = "add @omit, or @deny('read', auth() == null)"
	}
}

// textual reports whether a value of the type can hold a secret: a count or a
// date of one is none.
func textual(t schema.ValueType) bool {
	switch t.Kind {
	case schema.String, schema.Bytes, schema.JSON:
		return true
	}
	return false
}

// publicField reports whether the rules may let somebody who is not signed in
// read m.
func (c *checker) publicField(k *container, m *member) bool {
	ruled, allowed, override := false, false, false
	for _, r := range k.rules {
		if r.member != m || r.Ops&schema.OpRead == 0 {
			continue
		}
		j := &judge{c: c, scopes: []*container{k}, ops: schema.OpRead, deny: !r.Allow, nobody: true}
		v := j.of(r.Cond)
		if !r.Allow && v.always() {
			return false
		}
		if r.Allow {
			ruled = true
			allowed = allowed || !v.never()
			override = override || r.Override && !v.never()
		}
	}
	if ruled && !allowed {
		return false
	}
	return override || c.mayPass(k, schema.OpRead, true)
}

// secretName reports whether a name speaks of something secret: one of its
// words does, and the last does not say that it is only about it (tokenType).
func secretName(name string) bool {
	words := wordsOf(name)
	if len(words) == 0 {
		return false
	}
	switch words[len(words)-1] {
	case "type", "kind", "name", "label", "hint", "url", "status", "policy", "scope", "id", "count":
		return false
	}
	for i, w := range words {
		switch w {
		case "password", "passwords", "passwd", "pwd", "passphrase", "passcode", "secret", "secrets",
			"token", "tokens", "credential", "credentials", "apikey", "apikeys", "salt", "otp", "totp",
			"cvv", "cvc", "ssn", "pin":
			return true
		case "key", "keys":
			if i > 0 && (words[i-1] == "api" || words[i-1] == "private" || words[i-1] == "access" || words[i-1] == "signing") {
				return true
			}
		case "code", "codes":
			if i > 0 && (words[i-1] == "recovery" || words[i-1] == "backup" || words[i-1] == "reset") {
				return true
			}
		}
	}
	return false
}

// wordsOf parts a name at underscores and where small letters meet capitals.
func wordsOf(name string) []string {
	var words []string
	var word strings.Builder
	end := func() {
		if word.Len() > 0 {
			words = append(words, strings.ToLower(word.String()))
			word.Reset()
		}
	}
	small := false
	for _, c := range name {
		if c == '_' || unicode.IsUpper(c) && small {
			end()
		}
		if c != '_' {
			word.WriteRune(c)
		}
		small = unicode.IsLower(c) || unicode.IsDigit(c)
	}
	end()
	return words
}
