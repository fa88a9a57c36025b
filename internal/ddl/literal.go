package ddl

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/gozen-dev/gozen/schema"
)

// constant is a default's value in the form that every database takes as the
// text of a literal: numbers and Booleans bare, all else as the text inside quotes.
type constant struct {
	kind  schema.Kind
	text  string
	bytes []byte    // of Bytes
	time  time.Time // of DateTime
}

// constants returns the values of a default: those of a list, or the one.
func constants(s *schema.Schema, f *schema.Field) ([]constant, error) {
	items := []schema.Expr{f.Default.Value}
	if l, ok := f.Default.Value.(*schema.List); ok {
		items = l.Items
	}
	out := make([]constant, len(items))
	for i, x := range items {
		l, ok := x.(*schema.Literal)
		if !ok {
			return nil, fmt.Errorf("default is not a literal")
		}
		c, err := toConstant(s, f.Type, l)
		if err != nil {
			return nil, fmt.Errorf("default: %w", err)
		}
		out[i] = c
	}
	return out, nil
}

func toConstant(s *schema.Schema, t schema.ValueType, l *schema.Literal) (constant, error) {
	c := constant{kind: t.Kind}
	switch v := l.Value.(type) {
	case bool:
		c.text = strconv.FormatBool(v)
	case schema.Number:
		c.text = string(v)
	case string:
		c.text = v
	default:
		return c, fmt.Errorf("value %v", v)
	}
	return c, c.read(s, t)
}

// read checks that the text has the form of the field's type.
func (c *constant) read(s *schema.Schema, t schema.ValueType) error {
	var err error
	switch c.kind {
	case schema.Bytes:
		c.bytes, err = base64.StdEncoding.DecodeString(c.text)
	case schema.DateTime:
		c.time, err = parseTime(c.text)
	case schema.EnumKind:
		c.text, err = stored(s, t.Name, c.text)
	case schema.JSON, schema.Custom:
		if !json.Valid([]byte(c.text)) {
			err = fmt.Errorf("%q is not JSON", c.text)
		}
	case schema.Boolean:
		_, err = strconv.ParseBool(c.text)
	case schema.Int, schema.BigInt:
		_, err = strconv.ParseInt(c.text, 10, 64)
	case schema.Float, schema.Decimal:
		_, err = strconv.ParseFloat(c.text, 64)
	case schema.String:
		if strings.ContainsRune(c.text, 0) {
			err = fmt.Errorf("text with a zero byte")
		}
	case schema.Invalid, schema.ModelKind, schema.Unsupported, schema.Null, schema.Any, schema.Object, schema.Void:
		err = fmt.Errorf("no literal is a %s", c.kind)
	}
	return err
}

// stored returns what a row holds for the member of an enum.
func stored(s *schema.Schema, enum, member string) (string, error) {
	if e := s.Enum(enum); e != nil {
		if v := e.Value(member); v != nil {
			return v.DBName, nil
		}
	}
	return "", fmt.Errorf("enum %s has no %s", enum, member)
}

// parseTime reads an instant as far as it is written: a date alone is midnight.
func parseTime(text string) (time.Time, error) {
	layouts := []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02", "2006-01", "2006"}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is not an instant", text)
}

// quoted writes text as a string literal of standard SQL.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
