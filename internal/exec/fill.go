package exec

import (
	"fmt"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// Fill makes structs of a result that is Go values, as [Values] makes them.
func Fill(s *schema.Schema, op *query.Op, rows Rows, v any) error {
	rows.GozenPick(nil)
	list, err := entities(v)
	if err != nil {
		return err
	}
	return (&filler{schema: s}).fill(op.Model, op.Select, rows, list)
}

// entities are those of a list, of one, or of null.
func entities(v any) ([]map[string]any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case map[string]any:
		return []map[string]any{v}, nil
	case []any:
		list := make([]map[string]any, len(v))
		for i, x := range v {
			e, ok := x.(map[string]any)
			if !ok {
				return nil, fmt.Errorf("a result has a %T where an entity is expected", x)
			}
			list[i] = e
		}
		return list, nil
	default:
		return nil, fmt.Errorf("a result is a %T where entities are expected", v)
	}
}

type filler struct{ schema *schema.Schema }

func (f *filler) fill(m *schema.Model, sel *query.Selection, rows Rows, list []map[string]any) error {
	fields := slices.Clone(sel.Fields)
	for _, c := range sel.Calls {
		fields = append(fields, c.Field)
	}
	if err := scanAll(rows, fields, sel.Counts, list); err != nil {
		return err
	}
	for _, rel := range sel.Relations {
		err := f.below(rows, rel.Field.Name, list,
			func(e map[string]any) ([]map[string]any, error) { return entities(e[rel.Field.Name]) },
			func(below Rows, all []map[string]any) error {
				return f.fill(f.schema.Model(rel.Field.Relation.Target), rel.Select, below, all)
			})
		if err != nil {
			return err
		}
	}
	if !sel.Whole {
		return nil
	}
	return f.merges(m, rows, list)
}

// merges fills what models that extend m add to its rows.
func (f *filler) merges(m *schema.Model, rows Rows, list []map[string]any) error {
	for _, sub := range plan.SubsOf(f.schema, m) {
		own := plan.OwnFields(sub)
		if len(own) > 0 && !sub.Ignore {
			err := f.below(rows, sub.Name, list,
				func(e map[string]any) ([]map[string]any, error) {
					if _, is := e[own[0].Name]; is {
						return []map[string]any{e}, nil
					}
					return nil, nil
				},
				func(below Rows, all []map[string]any) error { return scanAll(below, own, nil, all) })
			if err != nil {
				return err
			}
		}
		if err := f.merges(sub, rows, list); err != nil {
			return err
		}
	}
	return nil
}

// below fills the collection of a member, and tells each row what is its own.
func (f *filler) below(
	rows Rows, name string, list []map[string]any,
	of func(map[string]any) ([]map[string]any, error), fill func(Rows, []map[string]any) error,
) error {
	below := rows.GozenRelate(0, name, nil, nil)
	if below == nil {
		return nil
	}
	var all []map[string]any
	own := make([][]int, len(list))
	for i, e := range list {
		related, err := of(e)
		if err != nil {
			return err
		}
		for _, x := range related {
			own[i] = append(own[i], len(all))
			all = append(all, x)
		}
	}
	if err := fill(below, all); err != nil {
		return err
	}
	for i := range list {
		rows.GozenRelate(i, name, below, own[i])
	}
	return nil
}

// scanAll appends entities to a collection.
func scanAll(rows Rows, fields []*schema.Field, counts []*query.RelationCount, list []map[string]any) error {
	s := &Scan{}
	for _, f := range fields {
		s.outputs = append(s.outputs, output{name: f.Name, column: len(s.outputs), t: f.Type})
	}
	for _, c := range counts {
		s.outputs = append(s.outputs, output{
			name: c.Field.Name, under: "_count", column: len(s.outputs), t: schema.ValueType{Kind: schema.Int},
		})
	}
	for _, e := range list {
		row := &valueRow{values: make([]any, len(s.outputs))}
		counted, _ := e["_count"].(map[string]any)
		for i, o := range s.outputs {
			if o.under != "" {
				row.values[i] = counted[o.name]
			} else {
				row.values[i] = e[o.name]
			}
		}
		s.row, s.next = row, 0
		rows.GozenScan(s)
		s.Fail(row.err)
		if err := s.done(); err != nil {
			return err
		}
	}
	return nil
}

// valueRow is a row of Go values. One of another type than is read is an error.
type valueRow struct {
	values []any
	err    error
}

var _ dialect.Row = (*valueRow)(nil)

func valueOf[T any](r *valueRow, col int) T {
	v, ok := r.values[col].(T)
	if !ok && r.err == nil {
		r.err = fmt.Errorf("a result has a %T where a %T is expected", r.values[col], v)
	}
	return v
}

// Null reports whether there is no value.
func (r *valueRow) Null(col int) bool { return r.values[col] == nil }

// Bool is a Boolean.
func (r *valueRow) Bool(col int) bool { return valueOf[bool](r, col) }

// Int64 is an Int or a BigInt.
func (r *valueRow) Int64(col int) int64 { return valueOf[int64](r, col) }

// Float64 is a Float.
func (r *valueRow) Float64(col int) float64 { return valueOf[float64](r, col) }

// Time is a DateTime.
func (r *valueRow) Time(col int) time.Time { return valueOf[time.Time](r, col) }

// TimeText is nothing: a value is no text.
func (r *valueRow) TimeText(int) []byte { return nil }

// Bytes is a value of Bytes.
func (r *valueRow) Bytes(col int) []byte { return valueOf[[]byte](r, col) }

// Text is the text of what has one.
func (r *valueRow) Text(col int) []byte {
	switch v := r.values[col].(type) {
	case query.JSON:
		return []byte(v)
	case decimal.Decimal:
		return []byte(v.String())
	default:
		return []byte(valueOf[string](r, col))
	}
}

// Value is the value as it is.
func (r *valueRow) Value(col int, _ schema.ValueType) (any, error) { return r.values[col], nil }
