package jsonapi

import (
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// coerce makes a value of type t of the text that a URL has. Dates and members
// of enums stay text, which query.Decode knows.
func coerce(t schema.ValueType, text string) (query.Node, error) {
	bad := func() (query.Node, error) {
		return nil, invalid("invalid-value", "invalid "+t.Kind.String()+" value: "+text)
	}
	switch t.Kind {
	case schema.Int:
		i, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return bad()
		}
		return query.Number(strconv.FormatInt(i, 10)), nil
	case schema.BigInt:
		i, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return bad()
		}
		return query.BigInt(strconv.FormatInt(i, 10)), nil
	case schema.Float:
		n, ok := numeral(text)
		if !ok {
			return bad()
		}
		return n, nil
	case schema.Decimal:
		n, ok := numeral(text)
		if !ok {
			return bad()
		}
		return query.Decimal(n), nil
	case schema.Boolean:
		if text != "true" && text != "false" {
			return bad()
		}
		return query.Bool(text == "true"), nil
	case schema.Bytes:
		b, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return bad()
		}
		return query.Bytes(b), nil
	case schema.JSON, schema.Custom:
		n, err := query.ParseJSON([]byte(text))
		if err != nil {
			return bad()
		}
		return n, nil
	default:
		return query.String(text), nil
	}
}

// numeral returns text when it is a number as JSON has them.
func numeral(text string) (query.Number, bool) {
	n, err := query.ParseJSON([]byte(text))
	if err != nil {
		return "", false
	}
	number, ok := n.(query.Number)
	return number, ok
}

// listed cuts a parameter at its commas. Empty pieces are nothing.
func listed(text string) []string {
	var parts []string
	for part := range strings.SplitSeq(text, ",") {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}
