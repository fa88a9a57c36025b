package rt

import (
	"errors"
	"fmt"
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
// The text is SQL of the database that is used, and trusted: rules do not reach
// what it selects. What it takes of the row itself is NULL where the caller may
// not read it. It gives a value as the database stores the field's type: on
// SQLite a Boolean is 0 or 1, a DateTime text like 2024-05-01T00:00:00.000Z.
type Computed func(r Row) SQL

// Row stands for the row of which a field is computed.
type Row struct{ model *schema.Model }

// Field is a field of the row, stored in a column.
func (r Row) Field(name string) SQL {
	f := r.model.Field(name)
	if f == nil || !f.Stored() || f.Encrypted || f.Type.Kind == schema.Unsupported {
		return SQL{err: fmt.Errorf("%s has no stored field %q that can be computed with", r.model.Name, name)}
	}
	return SQL{text: []string{"", ""}, args: []plan.FormulaArg{{Field: f}}}
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
	arg := plan.FormulaArg{Value: v}
	switch v := v.(type) {
	case string:
		arg.Type.Kind = schema.String
	case bool:
		arg.Type.Kind = schema.Boolean
	case int:
		arg.Value, arg.Type.Kind = int64(v), schema.BigInt
	case int64:
		arg.Type.Kind = schema.BigInt
	case float64:
		arg.Type.Kind = schema.Float
	case decimal.Decimal:
		arg.Type.Kind = schema.Decimal
	case time.Time:
		arg.Value, arg.Type.Kind = v.UTC().Truncate(time.Millisecond), schema.DateTime
	case []byte:
		arg.Type.Kind = schema.Bytes
	default:
		return SQL{err: fmt.Errorf("a value of type %T cannot be bound", v)}
	}
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
			x := fn(Row{m})
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
