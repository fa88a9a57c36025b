package sqlite

import (
	"strings"

	"github.com/shopspring/decimal"
)

// compareDecimals is the collation gozen_decimal: the order of two numbers in
// plain notation, found without computing. Text that is no number sorts after
// numbers, as text, so that the order is total whatever a column holds.
func compareDecimals(a, b string) int {
	x, xok := number(a)
	y, yok := number(b)
	switch {
	case !xok && !yok:
		return strings.Compare(a, b)
	case !xok:
		return 1
	case !yok:
		return -1
	case x.negative != y.negative:
		if x.negative {
			return -1
		}
		return 1
	case x.negative:
		x, y = y, x
	}
	return x.compareSize(y)
}

// plainNumber is a number in plain notation without the zeros at its ends.
type plainNumber struct {
	negative        bool
	whole, fraction string
}

func (x plainNumber) compareSize(y plainNumber) int {
	if n := len(x.whole) - len(y.whole); n != 0 {
		return n
	}
	if c := strings.Compare(x.whole, y.whole); c != 0 {
		return c
	}
	return strings.Compare(x.fraction, y.fraction)
}

func number(s string) (plainNumber, bool) {
	n, ok := parsePlain(s)
	if ok || !strings.ContainsAny(s, "eE") {
		return n, ok
	}
	// Another program's number with an exponent, unless it is one to fill memory with.
	d, err := decimal.NewFromString(s)
	if err != nil || d.Exponent() > 400 || d.Exponent() < -400 {
		return n, false
	}
	return parsePlain(d.String())
}

func parsePlain(s string) (n plainNumber, ok bool) {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		n.negative, s = s[0] == '-', s[1:]
	}
	n.whole, n.fraction, _ = strings.Cut(s, ".")
	if len(n.whole)+len(n.fraction) == 0 || !allDigits(n.whole) || !allDigits(n.fraction) {
		return n, false
	}
	n.whole, n.fraction = strings.TrimLeft(n.whole, "0"), strings.TrimRight(n.fraction, "0")
	if n.whole == "" && n.fraction == "" {
		n.negative = false
	}
	return n, true
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
