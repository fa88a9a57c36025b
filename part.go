package gozen

import "github.com/gozen-dev/gozen/query"

// Part is a part of a request without its model: what a [Pred], an [Order], a
// [Change] … hold. Generated code hands it from one to the other.
type Part struct {
	name   string     // the field's, where it stands under one
	node   query.Node // of a condition, an order, a key: an object; of a change: the value
	err    error      // what cannot be said in JSON
	all    bool       // of a condition: every row is meant
	many   bool       // of a relation: to-many
	state  *state     // of an included relation: what is asked of it
	count  bool       // of an included relation: only its number
	where  []*Part    // what is counted
	writes []write    // nested writes
}

// The parts of a query that belong to a model, which is M, a pointer to its
// row. They have no methods: functions such as [Or] and [NullsLast] work on them.
type (
	// Pred is a condition on a row.
	Pred[M any] struct{ p *Part }
	// Order is a sort key.
	Order[M any] struct{ p *Part }
	// Change is an assignment in an update.
	Change[M any] struct{ p *Part }
	// Key names one row by a unique key. The zero Key is the one row of a to-one relation.
	Key[M any] struct{ p *Part }
	// Nested is what to do with the rows of a relation.
	Nested[M any] struct{ p *Part }
)

// AnyKey is a [Key] whose model generated code has made sure of.
type AnyKey struct{ p *Part }

// AnyNested is a [Nested] whose model generated code has made sure of.
type AnyNested struct{ p *Part }

// Include is a relation to read with a row, or its number of rows: the
// relation's descriptor, its With or its Count.
type Include[M any] interface{ include(M) *Part }

// Column is a field of a model, whatever its type.
type Column[M any] interface{ column(M) string }

// TypedColumn is a field of a model with values of type V.
type TypedColumn[M, V any] interface {
	Column[M]
	value(M) V
}

// Model is the descriptors of a model.
type Model[M any] interface{ GozenModel(M) string }

// QueryOf is a generated query on the model M.
type QueryOf[M any] interface {
	// GozenQuery returns what the query holds, and the name of its model.
	GozenQuery(M) (*Query, string)
}

// Parts takes the model off the parts of a query.
//
//go:noinline
func Parts[T ~struct{ p *Part }](list []T) []*Part {
	parts := make([]*Part, len(list))
	for i, x := range list {
		parts[i] = struct{ p *Part }(x).p
	}
	return parts
}

// Includes takes the model off the relations to read.
//
//go:noinline
func Includes[M any](list []Include[M]) []*Part {
	parts := make([]*Part, len(list))
	for i, x := range list {
		var m M
		parts[i] = x.include(m)
	}
	return parts
}

// Columns takes the model off a list of fields.
//
//go:noinline
func Columns[M any](list []Column[M]) []string {
	names := make([]string, len(list))
	for i, x := range list {
		var m M
		names[i] = x.column(m)
	}
	return names
}

// NewKey makes the key of fields and their values. Name is the key's own name
// when it has several fields.
//
//go:noinline
func NewKey[M any](name string, fields []string, values ...any) Key[M] {
	return Key[M]{keyPart(name, fields, values)}
}

//go:noinline
func keyPart(name string, fields []string, values []any) *Part {
	p := &Part{name: name}
	o := &query.Object{Members: make([]query.Member, len(fields))}
	for i, f := range fields {
		n, err := valueNode(values[i])
		o.Members[i] = query.Member{Name: f, Value: n}
		p.fail(err)
	}
	p.node = o
	if name != "" {
		p.node = object(name, o)
	}
	return p
}

func (p *Part) fail(err error) {
	if p.err == nil {
		p.err = err
	}
}

// object returns an object with one member.
func object(name string, value query.Node) *query.Object {
	o := &struct {
		query.Object
		one [1]query.Member
	}{one: [1]query.Member{{Name: name, Value: value}}}
	o.Members = o.one[:]
	return &o.Object
}
