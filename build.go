package gozen

import (
	"time"

	"github.com/gozen-dev/gozen/query"
)

// The functions here make parts. They are the bodies of the fields' methods,
// which are many, since each exists once for every model: what they call is
// compiled once.

// compare is the condition {name: {op: v}}.
//
//go:noinline
func compare(name, op string, v any) *Part {
	n, err := valueNode(v)
	return &Part{node: object(name, object(op, n)), err: err}
}

// compareList is compare with the values of a list.
//
//go:noinline
func compareList(name, op string, n query.Node, err error) *Part {
	return &Part{node: object(name, object(op, n)), err: err}
}

// fold is compare, without a difference between upper and lower case.
//
//go:noinline
func fold(name, op string, v string) *Part {
	return &Part{node: object(name, &query.Object{Members: []query.Member{
		{Name: op, Value: query.String(v)}, {Name: "mode", Value: query.String("insensitive")},
	}})}
}

// text compares a String.
//
//go:noinline
func text(name, op, v string, folded bool) *Part {
	if folded {
		return fold(name, op, v)
	}
	return &Part{node: object(name, object(op, query.String(v)))}
}

// texts compares with a list.
//
//go:noinline
func texts(name, op string, list []string, folded bool) *Part {
	n := make(query.Array, len(list))
	for i, v := range list {
		n[i] = query.String(v)
	}
	o := &query.Object{Members: []query.Member{{Name: op, Value: n}}}
	if folded {
		o.Members = append(o.Members, query.Member{Name: "mode", Value: query.String("insensitive")})
	}
	return &Part{node: object(name, o)}
}

// instant compares a DateTime.
//
//go:noinline
func instant(name, op string, v time.Time) *Part {
	return &Part{node: object(name, object(op, query.Date(v)))}
}

// setTime assigns a DateTime.
//
//go:noinline
func setTime(name string, v time.Time) *Part { return &Part{name: name, node: query.Date(v)} }

// included is a relation with what is asked of its rows.
//
//go:noinline
func included(name string, many bool, q *Query) *Part {
	return &Part{name: name, many: many, state: q.state()}
}

// counted is the number of rows of a relation.
//
//go:noinline
func counted(name string, where []*Part) *Part {
	return &Part{name: name, count: true, where: where}
}

// plainly is a relation of whose rows nothing is asked.
//
//go:noinline
func plainly(name string, many bool) *Part { return &Part{name: name, many: many} }

// null is the condition that a field is NULL, or that it is not.
//
//go:noinline
func null(name string, is bool) *Part {
	if is {
		return &Part{node: object(name, query.Null{})}
	}
	return &Part{node: object(name, object("not", query.Null{}))}
}

// set is the assignment of a value.
//
//go:noinline
func set(name string, v any) *Part {
	n, err := valueNode(v)
	return &Part{name: name, node: n, err: err}
}

// setText assigns text.
//
//go:noinline
func setText(name, v string) *Part { return &Part{name: name, node: query.String(v)} }

// setNull assigns NULL.
//
//go:noinline
func setNull(name string) *Part { return &Part{name: name, node: query.Null{}} }

// change is an assignment by an operator: {op: v}.
//
//go:noinline
func change(name, op string, v any) *Part {
	n, err := valueNode(v)
	return &Part{name: name, node: object(op, n), err: err}
}

// order is the sort key {name: direction}.
//
//go:noinline
func order(name, direction string) *Part {
	return &Part{node: object(name, query.String(direction))}
}

// orderCount is the sort key {name: {_count: direction}}.
//
//go:noinline
func orderCount(name, direction string) *Part {
	return &Part{node: object(name, object("_count", query.String(direction)))}
}

// related is the condition {name: {quantifier: condition}}.
//
//go:noinline
func related(name, quantifier string, where []*Part) *Part {
	p := allOf(where)
	return &Part{node: object(name, object(quantifier, p.node)), err: p.err}
}

// allOf is the condition that all hold; with none it is true.
func allOf(parts []*Part) *Part {
	if len(parts) == 1 && parts[0] != nil {
		return parts[0]
	}
	list, err := nodes(parts)
	if len(list) == 0 {
		return &Part{node: &query.Object{}, err: err}
	}
	return &Part{node: object("AND", list), err: err}
}

// nodes returns the conditions that say something.
func nodes(parts []*Part) (list query.Array, err error) {
	list = make(query.Array, 0, len(parts))
	for _, p := range parts {
		if p == nil {
			continue
		}
		if err == nil {
			err = p.err
		}
		if p.node != nil {
			list = append(list, p.node)
		}
	}
	return list, err
}
