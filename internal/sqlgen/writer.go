package sqlgen

import (
	"slices"
	"strconv"

	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/schema"
)

// keyword is SQL text. The type is not exported, so that outside this package
// too only constants become one.
type keyword string

// Fragment writes a part of a statement.
type Fragment func(w *Writer)

// Writer collects a statement's text and parameters. Text enters as constants
// ([Writer.Key]), as quoted names ([Writer.Name]) or as numbers; a value only
// ever as a parameter.
type Writer struct {
	dialect Dialect
	sql     []byte
	args    []Arg
	native  []string     // of args: the column type each is converted to
	byName  *plan.Source // whose columns are written behind the table's name
}

// Key writes constant SQL text.
func (w *Writer) Key(k keyword) { w.sql = append(w.sql, k...) }

// Name writes an identifier.
func (w *Writer) Name(name string) { w.sql = w.dialect.Quote(w.sql, name) }

// Number writes an integer, such as the number of a parameter.
func (w *Writer) Number(n int64) { w.sql = strconv.AppendInt(w.sql, n, 10) }

// list writes n parts with commas between them.
func (w *Writer) list(n int, part func(i int)) {
	for i := range n {
		if i > 0 {
			w.Key(", ")
		}
		part(i)
	}
}

func (w *Writer) statement(columns []schema.ValueType) *Statement {
	return &Statement{SQL: string(w.sql), Args: w.args, Columns: columns}
}

// bind returns the number of the parameter for a value. What is bound already
// is used again: fewer values to send, and the database sees that two
// conditions ask for the same.
func (w *Writer) bind(from plan.Value, t Type, e Encode) int {
	t.Optional = false
	arg := Arg{From: from, Type: t.ValueType, Encode: e}
	for i, a := range w.args {
		if a.Type == arg.Type && a.Encode == e && w.native[i] == t.Native && sameValue(a.From, from) {
			return i + 1
		}
	}
	w.args = append(w.args, arg)
	w.native = append(w.native, t.Native)
	return len(w.args)
}

func sameValue(a, b plan.Value) bool {
	switch a := a.(type) {
	case *plan.Cell:
		b, ok := b.(*plan.Cell)
		return ok && *a == *b
	case *plan.Cells:
		b, ok := b.(*plan.Cells)
		return ok && *a == *b
	case *plan.Auth:
		b, ok := b.(*plan.Auth)
		return ok && samePath(a.Path, b.Path)
	case *plan.Constant:
		b, ok := b.(*plan.Constant)
		return ok && sameConstant(a.V, b.V)
	default:
		// The rest are numbers, or pointers of which each stands for a value of its own.
		return a == b
	}
}

func samePath(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func sameConstant(a, b any) bool {
	switch a := a.(type) {
	case string, bool, int64, float64:
		return a == b
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, sameConstant)
	default:
		return false
	}
}
