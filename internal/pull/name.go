package pull

import (
	"strings"
	"unicode"
)

// names gives out names in one scope, each once.
type names map[string]bool

// give returns a name that is like want and that nobody has yet. Clients write
// the first letter of a model in lower case, so its case tells nothing apart.
func (n names) give(want string) string {
	name := want
	for n[lowerFirst(name)] {
		name += "_"
	}
	n[lowerFirst(name)] = true
	return name
}

// identifier makes a name of the database into one of ZModel: a letter, then
// letters, digits and underscores.
func identifier(name string) string {
	var b strings.Builder
	for _, r := range name {
		switch {
		case r < unicode.MaxASCII && unicode.IsLetter(r), b.Len() > 0 && (r == '_' || r >= '0' && r <= '9'):
			b.WriteRune(r)
		case b.Len() == 0 && r >= '0' && r <= '9':
			b.WriteString("n" + string(r))
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
	}
	if out := strings.TrimRight(b.String(), "_"); out != "" {
		return out
	}
	return "unnamed"
}

// modelName is [identifier] for models and enums, whose names must not be
// those of types or words that begin a declaration.
func modelName(name string) string {
	name = identifier(name)
	switch name {
	case "String", "Boolean", "Int", "BigInt", "Float", "Decimal", "DateTime", "Json", "Bytes", "Unsupported", "Any", "Null", "Object", "Void", "Undefined":
		return name + "_"
	}
	return name
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// plural is what many of something are called, as far as rules can tell.
func plural(s string) string {
	lower := strings.ToLower(s)
	switch {
	case strings.HasSuffix(lower, "child"):
		return s + "ren"
	case strings.HasSuffix(lower, "person"):
		return s[:len(s)-len("rson")] + "ople"
	case strings.HasSuffix(lower, "y") && len(s) > 1 && !strings.ContainsRune("aeiou", rune(lower[len(s)-2])):
		return s[:len(s)-1] + "ies"
	case strings.HasSuffix(lower, "x"), strings.HasSuffix(lower, "ch"), strings.HasSuffix(lower, "sh"), strings.HasSuffix(lower, "ss"):
		return s + "es"
	case strings.HasSuffix(lower, "s"):
		return s // users is a table's usual name
	default:
		return s + "s"
	}
}

// withoutID is what a foreign key's column says of the row that it points to:
// authorId and author_id are the author's.
func withoutID(column string) string {
	for _, suffix := range []string{"_id", "Id", "ID", "_fk"} {
		if rest, ok := strings.CutSuffix(column, suffix); ok && rest != "" {
			return strings.TrimRight(rest, "_")
		}
	}
	return ""
}

// quote writes a text as ZModel does.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(s) + `"`
}
