package sqlite

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"

	"zombiezen.com/go/sqlite"

	"github.com/gozen-dev/gozen/query"
)

// documents keeps the JSON values read last by a connection: the operators of
// one row read the same column, and those of all rows the same argument. Nobody
// changes what it gives.
type documents struct {
	last [4]document
	next int
}

type document struct {
	text  string
	value any
	ok    bool
}

// maxKept bounds the length of a text that is kept, and with it the memory.
const maxKept = 1 << 16

// parse reads a JSON text as Go's values, numbers as their text.
func (d *documents) parse(text string) (v any, ok bool) {
	for i := range d.last {
		if d.last[i].ok && d.last[i].text == text {
			return d.last[i].value, true
		}
	}
	if v, ok = parseJSON(text); ok && len(text) <= maxKept {
		d.last[d.next] = document{text, v, true}
		d.next = (d.next + 1) % len(d.last)
	}
	return v, ok
}

// canonical returns a text that is the same for equal JSON values: members in
// order, no space, numbers by value. What is not JSON stays as it is.
func (d *documents) canonical(args []sqlite.Value) (sqlite.Value, error) {
	text := args[0].Text()
	v, ok := d.parse(text)
	if !ok {
		return sqlite.TextValue(text), nil
	}
	return sqlite.TextValue(canonicalText(v)), nil
}

func parseJSON(text string) (v any, ok bool) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return nil, false
	}
	_, err := d.Token()
	return v, err == io.EOF
}

func canonicalText(v any) string {
	var b bytes.Buffer
	writeCanonical(&b, v)
	return b.String()
}

func writeCanonical(b *bytes.Buffer, v any) {
	switch v := v.(type) {
	case nil:
		b.WriteString("null")
	case bool:
		b.WriteString(strconv.FormatBool(v))
	case json.Number:
		b.Write(query.AppendNumber(b.AvailableBuffer(), string(v)))
	case string:
		b.Write(appendQuoted(b.AvailableBuffer(), v))
	case []any:
		b.WriteByte('[')
		for i, x := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			writeCanonical(b, x)
		}
		b.WriteByte(']')
	case map[string]any:
		writeMembers(b, v)
	}
}

func writeMembers(b *bytes.Buffer, m map[string]any) {
	names := make([]string, 0, len(m))
	for k := range m {
		names = append(names, k)
	}
	slices.Sort(names)
	b.WriteByte('{')
	for i, k := range names {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(appendQuoted(b.AvailableBuffer(), k))
		b.WriteByte(':')
		writeCanonical(b, m[k])
	}
	b.WriteByte('}')
}

// appendQuoted appends s as a JSON string.
func appendQuoted(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < ' ':
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}
