package rt

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// Computed gives the value of a @computed field as an SQL expression over the
// row. It is called once, when the database is opened:
//
//	func(r rt.Row) rt.SQL {
//		return rt.Expr(`(SELECT count(*) FROM "Post" p WHERE p."authorId" = {})`, r.Field("id"))
//	}
//
// What a request gives and who asks stand in it as parameters, which each
// request binds: [Row.Arg] is an argument of the field, [Row.Auth] a member of
// the user.
//
// The text is SQL of the database that is used, and trusted: rules do not reach
// what it selects. What it takes of the row itself is NULL where the caller may
// not read it. It gives a value as the database stores the field's type: on
// SQLite a Boolean is 0 or 1, a DateTime text like 2024-05-01T00:00:00.000Z.
type Computed func(r Row) SQL

// Row stands for the row of which a field is computed, and for the request that
// asks for it.
type Row struct {
	schema *schema.Schema
	model  *schema.Model
	field  *schema.Field
}

// Field is a field of the row, stored in a column.
func (r Row) Field(name string) SQL {
	f := r.model.Field(name)
	if f == nil || !f.Stored() || f.Encrypted || f.Type.Kind == schema.Unsupported {
		return SQL{err: fmt.Errorf("%s has no stored field %q that can be computed with", r.model.Name, name)}
	}
	return SQL{text: []string{"", ""}, args: []plan.FormulaArg{{Field: f}}}
}

// Arg is the argument that a request gives for a parameter of the field. It is
// NULL where that is optional and not given. Values are bound as columns of their
// types hold them: on SQLite a list is a JSON array.
func (r Row) Arg(name string) SQL {
	i := slices.IndexFunc(r.field.Params, func(p *schema.Parameter) bool { return p.Name == name })
	if i < 0 {
		return SQL{err: fmt.Errorf("%s.%s has no parameter %q", r.model.Name, r.field.Name, name)}
	}
	return SQL{text: []string{"", ""}, args: []plan.FormulaArg{{Param: i, Type: r.field.Params[i].Type}}}
}

// Auth is a member of auth(), the user who asks: Auth("id"), or, of a related
// row, Auth("org", "plan"). It is NULL for anonymous callers, for a user without
// it, and for requests without rules that name no user.
func (r Row) Auth(path ...string) SQL {
	t := schema.ValueType{Name: r.schema.Auth}
	for _, name := range path {
		f := member(r.schema, t.Name, name)
		if f == nil || f.Encrypted || t.List {
			return SQL{err: fmt.Errorf("auth() has no member %q that can be computed with", strings.Join(path, "."))}
		}
		t = f.Type
	}
	switch t.Kind {
	case schema.Invalid, schema.ModelKind, schema.Custom, schema.Unsupported:
		return SQL{err: fmt.Errorf("auth() has no member %q that is a value", strings.Join(path, "."))}
	default:
		return SQL{text: []string{"", ""}, args: []plan.FormulaArg{{From: &plan.Auth{Path: path}, Type: t}}}
	}
}

// member is a field of the model or custom type called in.
func member(s *schema.Schema, in, name string) *schema.Field {
	if m := s.Model(in); m != nil {
		return m.Field(name)
	}
	if t := s.Type(in); t != nil {
		return t.Field(name)
	}
	return nil
}

// SQL is an SQL expression of text, fields and bound values. Make it with [Expr].
type SQL struct {
	text []string // one more than args
	args []plan.FormulaArg
	err  error
}

// Expr makes an expression. Each {} in format is replaced by an argument: an
// [SQL] by its text, anything else by a parameter that is bound to the value, a
// string, bool, int, int64, float64, decimal.Decimal, time.Time or []byte.
func Expr(format string, args ...any) SQL {
	pieces := strings.Split(format, "{}")
	if len(pieces) != len(args)+1 {
		return SQL{err: fmt.Errorf("%q has %d places for %d arguments", format, len(pieces)-1, len(args))}
	}
	out := SQL{text: pieces[:1:1]}
	for i, a := range args {
		x, ok := a.(SQL)
		if !ok {
			x = bound(a)
		}
		if x.err == nil && len(x.text) == 0 {
			x.err = errors.New("an empty SQL stands for nothing")
		}
		if x.err != nil {
			return x
		}
		last := len(out.text) - 1
		out.text[last] += x.text[0]
		out.text = append(out.text, x.text[1:]...)
		out.text[len(out.text)-1] += pieces[i+1]
		out.args = append(out.args, x.args...)
	}
	return out
}

// bound is a value as a parameter.
func bound(v any) SQL {
	var kind schema.Kind
	switch x := v.(type) {
	case string:
		kind = schema.String
	case bool:
		kind = schema.Boolean
	case int:
		v, kind = int64(x), schema.BigInt
	case int64:
		kind = schema.BigInt
	case float64:
		kind = schema.Float
	case decimal.Decimal:
		kind = schema.Decimal
	case time.Time:
		v, kind = x.UTC().Truncate(time.Millisecond), schema.DateTime
	case []byte:
		kind = schema.Bytes
	default:
		return SQL{err: fmt.Errorf("a value of type %T cannot be bound", v)}
	}
	arg := plan.FormulaArg{From: &plan.Constant{V: v}, Type: schema.ValueType{Kind: kind}}
	return SQL{text: []string{"", ""}, args: []plan.FormulaArg{arg}}
}

// formulas readies what computes the fields of s. A sub-model's inherited
// fields are computed as those of its base are.
func formulas(s *schema.Schema, computed map[string]Computed) (map[*schema.Field]*plan.Formula, error) {
	for name := range computed {
		m, f, _ := strings.Cut(name, ".")
		if m := s.Model(m); m == nil || m.Field(f) == nil || !m.Field(f).Computed {
			return nil, &query.Error{Reason: query.ConfigError, Message: "Options.Computed: the schema has no @computed field " + name}
		}
	}
	found := make(map[*schema.Field]*plan.Formula)
	for _, m := range s.Models {
		for _, f := range m.Fields {
			owner := m.Name
			if f.Base != "" {
				owner = f.Base
			}
			fn := computed[owner+"."+f.Name]
			if fn == nil || !f.Computed {
				continue
			}
			x := fn(Row{s, m, f})
			if x.err == nil && len(x.text) == 0 {
				x.err = errors.New("it gives no expression")
			}
			if x.err != nil {
				return nil, &query.Error{
					Reason: query.ConfigError, Model: m.Name, Cause: x.err,
					Message: fmt.Sprintf("Options.Computed[%q]: %v", owner+"."+f.Name, x.err),
				}
			}
			found[f] = &plan.Formula{Text: x.text, Args: x.args}
		}
	}
	return found, nil
}
