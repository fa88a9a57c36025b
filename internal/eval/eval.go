// Package eval gives typed expressions a meaning on values in memory: for
// validation of input, for defaults, and wherever a rule can be decided
// without the database.
//
// Values are those of query.Op.Values: nil, bool, int64, float64, string,
// decimal.Decimal, time.Time, []byte, query.JSON and []any of these. A row, a
// user or an element of a list is a map[string]any. Truth has three values, as
// in SQL: true, false, and nil for unknown.
package eval

import (
	"slices"
	"time"

	"github.com/gozen-dev/gozen/internal/pattern"
	"github.com/gozen-dev/gozen/schema"
)

// Env is what an expression is evaluated in. A part that is not set is NULL,
// or unknown.
type Env struct {
	Schema *schema.Schema
	// Scopes are the row whose rule it is and the elements of the predicates
	// around the expression, outermost first.
	Scopes []any
	Auth   any // the current user
	Before any // the row before an update
	Future any // the row after it
	Now    time.Time

	Model     string // for currentModel
	Operation string // for currentOperation

	// Validation says that NULL is an ordinary value of == and != and that
	// functions of NULL are false, as rules of input have it.
	Validation bool
	// Check decides check(): whether row passes the rules of its model. Nil
	// leaves it unknown.
	Check func(c *schema.Check, row any) any
	// Call evaluates functions of the host. Nil leaves them unknown.
	Call func(c *schema.Call, args []any) any

	patterns map[string]*pattern.Pattern
}

// Eval returns the value of an expression.
func Eval(e schema.Expr, env *Env) any {
	switch e := e.(type) {
	case *schema.Literal:
		return literal(e)
	case *schema.List:
		items := make([]any, len(e.Items))
		for i, x := range e.Items {
			items[i] = Eval(x, env)
		}
		return items
	case *schema.Ref:
		return env.ref(e)
	case *schema.Not:
		return not(Eval(e.X, env))
	case *schema.Binary:
		return env.binary(e)
	case *schema.Predicate:
		return env.predicate(e)
	case *schema.Call:
		return env.call(e)
	case *schema.Check:
		row := env.ref(e.Rel)
		if row == nil || env.Check == nil {
			return nil
		}
		return env.Check(e, row)
	default:
		panic("eval: unknown expression")
	}
}

// ref follows a path of members. What is missing on the way makes it NULL.
func (env *Env) ref(r *schema.Ref) any {
	var v any
	switch r.Root {
	case schema.RootScope:
		if r.Scope < len(env.Scopes) {
			v = env.Scopes[r.Scope]
		}
	case schema.RootAuth:
		v = env.Auth
	case schema.RootBefore:
		v = env.Before
	case schema.RootFuture:
		v = env.Future
	default:
		panic("eval: unknown root")
	}
	for _, name := range r.Path {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[name]
	}
	if m, ok := v.(map[string]any); ok && m == nil {
		return nil
	}
	return v
}

func not(v any) any {
	if b, ok := v.(bool); ok {
		return !b
	}
	return nil
}

func (env *Env) binary(e *schema.Binary) any {
	switch e.Op {
	case schema.And, schema.Or:
		return env.logical(e)
	case schema.Eq:
		return env.equal(e.L, e.R)
	case schema.Ne:
		return not(env.equal(e.L, e.R))
	case schema.In:
		return env.in(Eval(e.L, env), Eval(e.R, env))
	case schema.Lt, schema.Le, schema.Gt, schema.Ge:
		return ordered(e.Op, Eval(e.L, env), Eval(e.R, env))
	default:
		panic("eval: unknown operator")
	}
}

// logical is Kleene's: what decides alone decides, whatever the other is.
func (env *Env) logical(e *schema.Binary) any {
	decides := e.Op == schema.Or
	l, lok := Eval(e.L, env).(bool)
	if lok && l == decides {
		return decides
	}
	r, rok := Eval(e.R, env).(bool)
	if rok && r == decides {
		return decides
	}
	if lok && rok {
		return !decides
	}
	return nil
}

// equal compares. With the literal null it asks whether there is a value; rows
// are compared by their ids.
func (env *Env) equal(l, r schema.Expr) any {
	a, b := Eval(l, env), Eval(r, env)
	if isNull(l) || isNull(r) || env.Validation && (a == nil || b == nil) {
		return a == nil && b == nil
	}
	if a == nil || b == nil {
		return nil
	}
	if t := l.Type(); t.Kind == schema.ModelKind {
		return env.sameRow(t.Name, a, b)
	}
	return equal(a, b)
}

func isNull(e schema.Expr) bool {
	l, ok := e.(*schema.Literal)
	return ok && l.Value == nil
}

func (env *Env) sameRow(model string, a, b any) any {
	x, ok1 := a.(map[string]any)
	y, ok2 := b.(map[string]any)
	if !ok1 || !ok2 || env.Schema == nil || env.Schema.Model(model) == nil {
		return nil
	}
	same := any(true)
	for _, id := range env.Schema.Model(model).ID {
		if x[id] == nil || y[id] == nil {
			same = nil
		} else if equal(x[id], y[id]) != true {
			return equal(x[id], y[id])
		}
	}
	return same
}

// in is SQL's: an element that is NULL, or not comparable, might be the one.
func (env *Env) in(x, list any) any {
	items, ok := list.([]any)
	if !ok {
		return nil
	}
	if len(items) == 0 {
		return false
	}
	if x == nil {
		return nil
	}
	result := any(false)
	for _, y := range items {
		switch elementsEqual(x, y) {
		case true:
			return true
		case nil:
			result = nil
		}
	}
	return result
}

// predicate ranges over the elements of a list. Only an element that makes the
// condition true counts as matching: to be every element it must be true of
// each, not merely not false.
func (env *Env) predicate(p *schema.Predicate) any {
	items, ok := env.ref(p.Over).([]any)
	if !ok {
		return nil
	}
	inner := *env
	inner.Scopes = append(slices.Clone(env.Scopes), nil)
	for _, x := range items {
		inner.Scopes[len(inner.Scopes)-1] = x
		match := Eval(p.Cond, &inner) == true
		switch {
		case p.Quant == schema.Some && match:
			return true
		case p.Quant == schema.Every && !match, p.Quant == schema.None && match:
			return false
		}
	}
	return p.Quant != schema.Some
}
