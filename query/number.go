package query

import (
	"math"
	"strconv"
	"strings"
)

// maxDigits bounds the digits of a number in plain notation: what databases
// can declare. Without it eleven bytes, 1e1000000000, would fill the memory of
// whoever prints them.
const maxDigits = 1000

// numeral is a decimal number taken apart: 0.digits × 10^point. Digits have no
// zeros at either end; zero has no digits.
type numeral struct {
	negative bool
	digits   string
	point    int
}

// parseNumeral reads a number as JSON or JavaScript writes it in decimal.
func parseNumeral(s string) (numeral, bool) {
	var x numeral
	if s != "" && (s[0] == '-' || s[0] == '+') {
		x.negative, s = s[0] == '-', s[1:]
	}
	mantissa, exponent := s, 0
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		n, err := strconv.ParseInt(s[i+1:], 10, 32)
		if err != nil {
			return x, false
		}
		mantissa, exponent = s[:i], int(n)
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	if whole == "" && fraction == "" || !allDigits(whole) || !allDigits(fraction) {
		return x, false
	}
	x.digits = whole + fraction
	x.point = len(whole) + exponent
	trimmed := strings.TrimLeft(x.digits, "0")
	x.point -= len(x.digits) - len(trimmed)
	x.digits = strings.TrimRight(trimmed, "0")
	if x.digits == "" {
		return numeral{}, true
	}
	return x, true
}

// bounded reports whether the number has at most maxDigits on either side of
// the point.
func (x numeral) bounded() bool {
	return x.point <= maxDigits && len(x.digits)-x.point <= maxDigits
}

func allDigits(s string) bool {
	for i := range len(s) {
		if !digit(s[i]) {
			return false
		}
	}
	return true
}

// integer reports whether the number has no fraction.
func (x numeral) integer() bool { return len(x.digits) <= x.point }

// int64 returns an integer's value; it is not ok outside the range.
func (x numeral) int64() (int64, bool) {
	if !x.integer() || x.point > 19 {
		return 0, false
	}
	n, err := strconv.ParseInt(string(x.appendPlain(nil)), 10, 64)
	return n, err == nil
}

// append appends the number as JavaScript prints it: plain from 1e-6 up to
// below 1e21, else with an exponent.
func (x numeral) append(dst []byte) []byte {
	e := x.point - 1
	if x.digits == "" || -7 < e && e < 21 {
		return x.appendPlain(dst)
	}
	if x.negative {
		dst = append(dst, '-')
	}
	dst = append(dst, x.digits[0])
	if len(x.digits) > 1 {
		dst = append(dst, '.')
		dst = append(dst, x.digits[1:]...)
	}
	dst = append(dst, 'e')
	if e > 0 {
		dst = append(dst, '+')
	}
	return strconv.AppendInt(dst, int64(e), 10)
}

func (x numeral) appendPlain(dst []byte) []byte {
	if x.digits == "" {
		return append(dst, '0')
	}
	if x.negative {
		dst = append(dst, '-')
	}
	if x.point <= 0 {
		dst = append(dst, "0."...)
		return append(zeros(dst, -x.point), x.digits...)
	}
	if x.integer() {
		dst = append(dst, x.digits...)
		return zeros(dst, x.point-len(x.digits))
	}
	dst = append(dst, x.digits[:x.point]...)
	dst = append(dst, '.')
	return append(dst, x.digits[x.point:]...)
}

func zeros(dst []byte, n int) []byte {
	for range n {
		dst = append(dst, '0')
	}
	return dst
}

// AppendNumber appends a decimal number's text as JavaScript and decimal.js
// print it: no needless zeros, an exponent below 1e-6 and from 1e21 on. Text
// that is no number is appended as it is.
func AppendNumber(dst []byte, text string) []byte {
	x, ok := parseNumeral(text)
	if !ok {
		return append(dst, text...)
	}
	return x.append(dst)
}

// float returns a number's value as a double; it is not ok when that is not finite.
func float(s string) (float64, bool) {
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil && !math.IsInf(f, 0) && !math.IsNaN(f)
}
