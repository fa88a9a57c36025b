package plan

import (
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// Formula is the SQL by which the host computes a @computed field: pieces of
// text, and between them fields of the row, arguments and values.
type Formula struct {
	Text []string // one more than Args
	Args []FormulaArg
}

// FormulaArg is a field of the row; or a value, which From gives; or where
// neither is set the argument of the computed field's parameter number Param.
type FormulaArg struct {
	Field *schema.Field
	From  Value // *Constant or *Auth
	Param int
	Type  schema.ValueType // of a value or an argument
}

// Computed is the value of a @computed field: the formula's text with Args in
// it. A plan as it was asked for has a [Column] in its place; package policy
// puts the formula there, so that it computes from what the caller may read.
type Computed struct {
	Field *schema.Field
	Text  []string
	Args  []Expr
}

func (*Computed) expr() {}

// Of is the formula's value on a row, whose fields column gives. The arguments
// stand in the slots from args on.
func (f *Formula) Of(field *schema.Field, args Slot, column func(*schema.Field) Expr) Expr {
	c := &Computed{Field: field, Text: f.Text, Args: make([]Expr, len(f.Args))}
	for i, a := range f.Args {
		switch {
		case a.Field != nil:
			c.Args[i] = column(a.Field)
		case a.From != nil:
			c.Args[i] = &Param{From: a.From, Type: a.Type}
		default:
			c.Args[i] = &Param{From: args + Slot(a.Param), Type: a.Type}
		}
	}
	return c
}

// called is the column of a field with the arguments that the request gives it.
func called(src *Source, f *schema.Field, args query.Slot) *Column {
	c := &Column{Source: src, Field: f}
	if len(f.Params) > 0 {
		c.Args = Slot(args)
	}
	return c
}
