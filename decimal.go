package gozen

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/shopspring/decimal"
)

// Decimal is an exact decimal number. Its zero value is 0.
type Decimal struct{ d decimal.Decimal }

// ParseDecimal reads a decimal number such as 12.50.
func ParseDecimal(s string) (Decimal, error) {
	d, err := decimal.NewFromString(s)
	if err != nil || len(s) > 1000 {
		return Decimal{}, fmt.Errorf("%.40q is no decimal number", s)
	}
	return Decimal{d}, nil
}

// NewDecimal returns n × 10^exp: NewDecimal(1250, -2) is 12.50.
func NewDecimal(n int64, exp int32) Decimal { return Decimal{decimal.New(n, exp)} }

// String returns the number without an exponent and without needless zeros.
func (d Decimal) String() string { return d.d.String() }

// Cmp compares two numbers: -1, 0 or 1.
func (d Decimal) Cmp(e Decimal) int { return d.d.Cmp(e.d) }

// Equal reports whether two numbers are the same, however they are written.
func (d Decimal) Equal(e Decimal) bool { return d.d.Equal(e.d) }

// Add returns d + e.
func (d Decimal) Add(e Decimal) Decimal { return Decimal{d.d.Add(e.d)} }

// Sub returns d - e.
func (d Decimal) Sub(e Decimal) Decimal { return Decimal{d.d.Sub(e.d)} }

// Mul returns d × e.
func (d Decimal) Mul(e Decimal) Decimal { return Decimal{d.d.Mul(e.d)} }

// Float64 returns the nearest float64.
func (d Decimal) Float64() float64 { return d.d.InexactFloat64() }

// MarshalJSON writes a string, so that no reader takes digits away.
func (d Decimal) MarshalJSON() ([]byte, error) { return json.Marshal(d.String()) }

// UnmarshalJSON reads a string or a number.
func (d *Decimal) UnmarshalJSON(b []byte) error {
	text := string(bytes.Trim(b, `"`))
	if text == "null" {
		return nil
	}
	v, err := ParseDecimal(text)
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// JSONValue is a JSON value as text. In a row, nil is NULL.
type JSONValue []byte

// MarshalJSON writes the value, null for NULL.
func (v JSONValue) MarshalJSON() ([]byte, error) {
	if v == nil {
		return []byte("null"), nil
	}
	return v, nil
}

// UnmarshalJSON keeps a copy of the text.
func (v *JSONValue) UnmarshalJSON(b []byte) error {
	if v == nil {
		return errors.New("a nil JSONValue")
	}
	*v = append((*v)[:0:0], b...)
	return nil
}
