package pull

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

	atlas "ariga.io/atlas/sql/schema"

	"github.com/gozen-dev/gozen/internal/ddl"
)

// defaultOf returns what @default holds for a column, empty where it has none.
// On SQLite, where a DateTime is text, the default may tell the type.
func (b *builder) defaultOf(c *atlas.Column, typ *string) string {
	for _, a := range c.Attrs {
		if _, ok := a.(*atlas.GeneratedExpr); ok {
			return "dbgenerated()"
		}
	}
	if c.Default == nil {
		return ""
	}
	text := ddl.DefaultText(c.Default)
	if b.dialect == ddl.SQLite && *typ == "String" && text == ddl.SQLiteNow {
		*typ = "DateTime"
	}
	if out, ok := b.readDefault(text, *typ); ok {
		return out
	}
	if strings.HasSuffix(*typ, "[]") {
		b.note("the default %s of the list %s stays as it is: no schema can say it", text, c.Name)
		return ""
	}
	return "dbgenerated(" + quote(text) + ")"
}

// readDefault reads an expression of SQL as a value of the type, if it is one.
func (b *builder) readDefault(text, typ string) (string, bool) {
	if typ == "DateTime" && (strings.EqualFold(text, "CURRENT_TIMESTAMP") || strings.EqualFold(text, "now()") || text == ddl.SQLiteNow) {
		return "now()", true
	}
	value, quoted := literal(text)
	if element, ok := strings.CutSuffix(typ, "[]"); ok {
		if !quoted {
			return "", false
		}
		return b.readList(value, element)
	}
	return b.readValue(value, typ, quoted)
}

// readValue writes one value of a column.
func (b *builder) readValue(value, typ string, quoted bool) (string, bool) {
	switch typ {
	case "String":
		return quote(value), quoted
	case "Boolean":
		switch {
		case value == "true" || value == "1":
			return "true", true
		case value == "false" || value == "0":
			return "false", true
		}
		return "", false
	case "Int", "BigInt":
		return value, regexp.MustCompile(`^-?\d+$`).MatchString(value)
	case "Float", "Decimal":
		return value, regexp.MustCompile(`^-?\d+(\.\d+)?$`).MatchString(value)
	case "Json":
		return quote(value), quoted && json.Valid([]byte(value))
	case "DateTime":
		return instant(value)
	case "Bytes":
		return octets(value)
	}
	for _, e := range b.enums {
		if e.name == typ {
			return e.value(value)
		}
	}
	return "", false
}

// readList reads an array's text.
func (b *builder) readList(value, element string) (string, bool) {
	items, ok := elements(value)
	if !ok {
		return "", false
	}
	for i, item := range items {
		if element == "Boolean" {
			item = map[string]string{"t": "true", "f": "false"}[item]
		}
		if items[i], ok = b.readValue(item, element, true); !ok {
			return "", false
		}
	}
	return "[" + strings.Join(items, ", ") + "]", true
}

// elements divides the text of an array of one dimension, in which an element
// may stand in quotes and a backslash takes what follows as it is.
func elements(value string) ([]string, bool) {
	if len(value) < 2 || value[0] != '{' || value[len(value)-1] != '}' {
		return nil, false
	}
	var out []string
	var item strings.Builder
	quoted, some := false, false
	for i := 1; i < len(value); i++ {
		switch c := value[i]; {
		case c == '\\' && i+1 < len(value):
			i++
			item.WriteByte(value[i])
		case c == '"':
			quoted, some = !quoted, true
		case quoted:
			item.WriteByte(c)
		case c == '{':
			return nil, false
		case c == ',' || c == '}':
			if some || item.Len() > 0 {
				out = append(out, item.String())
			}
			some = false
			item.Reset()
		default:
			item.WriteByte(c)
		}
	}
	return out, !quoted
}

// literal returns the value of a literal, and whether it stood in quotes.
// PostgreSQL writes its type behind it.
func literal(text string) (string, bool) {
	if i := strings.LastIndex(text, "'::"); i >= 0 {
		text = text[:i+1]
	}
	escapes := strings.HasPrefix(text, "E'")
	inner := strings.TrimPrefix(text, "E")
	if len(inner) < 2 || inner[0] != '\'' || inner[len(inner)-1] != '\'' || strings.Contains(strings.ReplaceAll(inner[1:len(inner)-1], "''", ""), "'") {
		return text, false
	}
	inner = strings.ReplaceAll(inner[1:len(inner)-1], "''", "'")
	if escapes {
		inner = strings.ReplaceAll(inner, `\\`, `\`)
	}
	return inner, true
}

// instant writes a point in time as ZModel has it.
func instant(value string) (string, bool) {
	for _, layout := range []string{"2006-01-02 15:04:05.999999", time.RFC3339Nano, "2006-01-02"} {
		if t, err := time.Parse(layout, value); err == nil {
			return quote(t.UTC().Format("2006-01-02T15:04:05.999999Z07:00")), true
		}
	}
	return "", false
}

// octets writes PostgreSQL's \x… and SQLite's x'…' in base64.
func octets(value string) (string, bool) {
	digits, ok := strings.CutPrefix(value, `\x`)
	if !ok {
		lower := strings.ToLower(value)
		if !strings.HasPrefix(lower, "x'") || !strings.HasSuffix(lower, "'") {
			return "", false
		}
		digits = lower[2 : len(lower)-1]
	}
	raw, err := hex.DecodeString(digits)
	if err != nil {
		return "", false
	}
	return quote(base64.StdEncoding.EncodeToString(raw)), true
}

// columnNames returns the names of a key's columns.
func columnNames(cols []*atlas.Column) []string {
	out := make([]string, len(cols))
	for i, c := range cols {
		out[i] = c.Name
	}
	return out
}

// sameColumns reports whether two lists hold the same names, in any order.
func sameColumns(a, b []string) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(a, b)
}
