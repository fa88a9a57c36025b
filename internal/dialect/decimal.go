package dialect

import (
	"errors"

	"github.com/shopspring/decimal"
)

// maxDigits is how many digits a Decimal may have on either side of its point:
// what PostgreSQL's numeric holds after it. Without a bound a short text such
// as 1e999999999 would become a gigabyte of zeros.
const maxDigits = 16383

var errDecimalRange = errors.New("decimal out of range")

// DecimalText returns a Decimal in plain notation without trailing zeros, so
// that equal values have equal text.
func DecimalText(d decimal.Decimal) (string, error) {
	if e := int64(d.Exponent()); e > maxDigits || e < -maxDigits || int64(d.NumDigits())+e > maxDigits {
		return "", errDecimalRange
	}
	return d.String(), nil
}
