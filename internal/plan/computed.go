package plan

import "github.com/gozen-dev/gozen/schema"

// Formula is the SQL by which the host computes a @computed field: pieces of
// text, and between them fields of the row and values.
type Formula struct {
	Text []string // one more than Args
	Args []FormulaArg
}

// FormulaArg is a field of the row, or where Field is nil a value to bind.
type FormulaArg struct {
	Field *schema.Field
	Value any
	Type  schema.ValueType // of Value
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

// Of is the formula's value on a row, whose fields column gives.
func (f *Formula) Of(field *schema.Field, column func(*schema.Field) Expr) Expr {
	c := &Computed{Field: field, Text: f.Text, Args: make([]Expr, len(f.Args))}
	for i, a := range f.Args {
		if a.Field != nil {
			c.Args[i] = column(a.Field)
		} else {
			c.Args[i] = &Param{From: &Constant{V: a.Value}, Type: a.Type}
		}
	}
	return c
}
