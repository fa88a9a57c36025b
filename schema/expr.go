package schema

// Expr is a typed expression of a rule, a validation or a default. It is a
// closed sum: [Literal], [List], [Ref], [Not], [Binary], [Predicate], [Call],
// [Check]. Expressions are data; packages policy and eval give them meaning.
type Expr interface {
	// Type is the expression's type.
	Type() ValueType
	expr()
}

// Literal is a constant. Value is nil (null), bool, string, or a number kept
// as the text that the schema has, in a [Number]. An enum value is a string
// with Kind EnumKind.
type Literal struct {
	Value any
	T     ValueType
}

// Number is a numeric literal's text, such as "-1" or "1.50".
type Number string

// List is an array literal.
type List struct {
	Items []Expr
	T     ValueType // List is true
}

// Root says where a [Ref] starts.
type Root uint8

// The roots of a reference.
const (
	// RootScope starts at the row or element of the scope that Ref.Scope counts.
	RootScope Root = iota
	// RootAuth starts at the current user.
	RootAuth
	// RootBefore starts at the row before the update: before() in v3.
	RootBefore
	// RootFuture starts at the row after the update: future() in v2.
	RootFuture
)

// Ref is a path of members from a root: id, this.owner.email, auth().org.id,
// before().state. With no Path it is the row, element or user itself.
//
// Scope counts from the outside: 0 is the row of the model whose rule it is
// (this, and a bare name outside predicates), 1 the element of the outermost
// enclosing [Predicate], and so on. Bare names, this and bindings are all
// resolved to it, so evaluators need no names.
type Ref struct {
	Root  Root
	Scope int
	Path  []string
	T     ValueType
}

// Not is logical negation.
type Not struct {
	X Expr
}

// Operator is a binary operator.
type Operator string

// The binary operators.
const (
	And Operator = "&&"
	Or  Operator = "||"
	Eq  Operator = "=="
	Ne  Operator = "!="
	Lt  Operator = "<"
	Le  Operator = "<="
	Gt  Operator = ">"
	Ge  Operator = ">="
	In  Operator = "in"
)

// Binary applies Op to two operands.
type Binary struct {
	Op   Operator
	L, R Expr
}

// Quantifier says how a [Predicate] ranges over its collection.
type Quantifier string

// The quantifiers, as ZModel writes them.
const (
	Some  Quantifier = "?"
	Every Quantifier = "!"
	None  Quantifier = "^"
)

// Predicate is a collection predicate: members?[role == ADMIN]. Cond is
// evaluated with one scope more than the predicate stands in.
type Predicate struct {
	Quant Quantifier
	Over  *Ref // a list: of rows, or of elements of the user value
	Cond  Expr
}

// Call is a function call: contains, startsWith, endsWith, has, hasSome,
// hasEvery, isEmpty, search, now, length, regex, isEmail, isUrl, isDateTime,
// isDate, isTime, isPhone, isUuid, currentModel, currentOperation, or a host's own.
type Call struct {
	Func string
	Args []Expr
	T    ValueType
}

// Check is check(rel[, op]): the related row passes its model's rules.
type Check struct {
	Rel *Ref // to-one relation
	Op  Ops  // exactly one operation; 0 means that of the enclosing rule
}

// Type returns the literal's type.
func (e *Literal) Type() ValueType { return e.T }

// Type returns the list's type.
func (e *List) Type() ValueType { return e.T }

// Type returns the type of the last member.
func (e *Ref) Type() ValueType { return e.T }

// Type returns Boolean.
func (e *Not) Type() ValueType { return ValueType{Kind: Boolean} }

// Type returns Boolean.
func (e *Binary) Type() ValueType { return ValueType{Kind: Boolean} }

// Type returns Boolean.
func (e *Predicate) Type() ValueType { return ValueType{Kind: Boolean} }

// Type returns the function's result type.
func (e *Call) Type() ValueType { return e.T }

// Type returns Boolean.
func (e *Check) Type() ValueType { return ValueType{Kind: Boolean} }

func (*Literal) expr()   {}
func (*List) expr()      {}
func (*Ref) expr()       {}
func (*Not) expr()       {}
func (*Binary) expr()    {}
func (*Predicate) expr() {}
func (*Call) expr()      {}
func (*Check) expr()     {}

// Walk calls f for e and everything below it, parents first, until f returns
// false for a node, whose operands are then skipped.
func Walk(e Expr, f func(Expr) bool) {
	if e == nil || !f(e) {
		return
	}
	switch e := e.(type) {
	case *Literal, *Ref:
	case *List:
		for _, x := range e.Items {
			Walk(x, f)
		}
	case *Not:
		Walk(e.X, f)
	case *Binary:
		Walk(e.L, f)
		Walk(e.R, f)
	case *Predicate:
		Walk(e.Over, f)
		Walk(e.Cond, f)
	case *Call:
		for _, x := range e.Args {
			Walk(x, f)
		}
	case *Check:
		Walk(e.Rel, f)
	default:
		panic("schema: unknown expression")
	}
}
