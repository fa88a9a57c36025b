// Package sqlgen turns plans and tables into SQL text, once for each plan,
// together with what to bind on each run. What differs between databases is
// behind [Dialect]; nothing else in the package asks which database it is.
package sqlgen

import (
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/schema"
)

// Statement is compiled SQL text with its parameters and result columns. It is
// built once and shared by all runs.
type Statement struct {
	SQL     string
	Args    []Arg
	Columns []schema.ValueType // of the result, in order; empty when there is none
}

// Arg is one bound parameter: where its value comes from and how the database
// is to receive it.
type Arg struct {
	From   plan.Value
	Type   schema.ValueType
	Encode Encode
}

// Encode is a rewriting of a value on its way into a parameter.
type Encode uint8

// The encodings. Those of LIKE escape the needle's wildcards.
const (
	Plain    Encode = iota
	Contains        // %needle%
	Prefix          // needle%
	Suffix          // %needle
)

// Pattern returns the pattern of LIKE, with a backslash as its escape, that
// looks for a needle. Plain leaves the needle as it is.
func (e Encode) Pattern(needle string) string {
	if e == Plain {
		return needle
	}
	b := make([]byte, 0, len(needle)+8)
	if e != Prefix {
		b = append(b, '%')
	}
	for i := range len(needle) {
		switch c := needle[i]; c {
		case '%', '_', '\\':
			b = append(b, '\\', c)
		default:
			b = append(b, c)
		}
	}
	if e != Suffix {
		b = append(b, '%')
	}
	return string(b)
}
