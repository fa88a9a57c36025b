package oracle

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/schema"
)

// Twice names the field of which a computed field is two times the value: that of
// twice_x is x. The oracle knows no other computed fields. It is empty for others.
func Twice(name string) string {
	if of, ok := strings.CutPrefix(name, "twice_"); ok {
		return of
	}
	return ""
}

// value is what a row has in a field, stored or computed, as rules see it: of plain
// values. To a caller a hidden value is NULL before anything is computed of it.
func (r *row) value(name string) any {
	of := Twice(name)
	if of == "" {
		return r.v[name]
	}
	n, ok := number(r.v[of])
	if !ok {
		return nil
	}
	return as(schema.Int, n.Mul(decimal.NewFromInt(2)))
}
