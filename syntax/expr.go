package syntax

import "github.com/gozen-dev/gozen/diag"

// Expr is an expression. It is a closed sum: [StringLit], [NumberLit],
// [BoolLit], [NullLit], [This], [Ref], [Call], [Access], [Not], [Binary],
// [Predicate], [ListLit], [ObjectLit]. Parentheses leave no trace but a wider
// span.
type Expr interface {
	Node
	expr()
}

// at is the place of an expression.
type at struct{ span diag.Span }

// Span returns the expression's place.
func (a *at) Span() diag.Span { return a.span }

func (*at) expr() {}

func (a *at) setSpan(s diag.Span) { a.span = s }

// StringLit is a string; Value has its escapes resolved.
type StringLit struct {
	at
	Value string
}

// NumberLit is a number as written, sign included.
type NumberLit struct {
	at
	Text string
}

// BoolLit is true or false.
type BoolLit struct {
	at
	Value bool
}

// NullLit is null.
type NullLit struct{ at }

// This is the row of the model whose rule it stands in.
type This struct{ at }

// Ref is a bare name: a member, an enum value or a binding. Half of all
// expressions are such names, so it is kept small.
type Ref struct {
	Name       Name
	labels     *[]*Arg
	start, end uint32
}

// Labels are those of an index field, as in title(sort: Desc).
func (r *Ref) Labels() []*Arg {
	if r.labels == nil {
		return nil
	}
	return *r.labels
}

// Span returns the expression's place.
func (r *Ref) Span() diag.Span { return r.Name.At.With(int(r.start), int(r.end)) }

func (*Ref) expr() {}

func (r *Ref) setSpan(s diag.Span) { r.start, r.end = uint32(s.Start()), uint32(s.End()) }

// Call is a function call.
type Call struct {
	at
	Func Name
	Args []Expr
}

// Access is X.Member.
type Access struct {
	at
	X      Expr
	Member Name
}

// Not is !X.
type Not struct {
	at
	X Expr
}

// Binary is an operation of two operands. Grouped says that parentheses stand
// around it.
type Binary struct {
	at
	Op      string
	L, R    Expr
	opAt    uint32 // where Op begins
	Grouped bool
}

// Predicate is X?[Cond], X![Cond] or X^[Cond]; Binding may be empty.
type Predicate struct {
	at
	X       Expr
	Quant   string
	Binding Name
	Cond    Expr
}

// ListLit is [Items].
type ListLit struct {
	at
	Items []Expr
}

// ObjectLit is {Entries}.
type ObjectLit struct {
	at
	Entries []*Entry
}

// Entry is Key: Value of an object.
type Entry struct {
	Key   Name // the text of a quoted key without its quotes
	Value Expr
}
