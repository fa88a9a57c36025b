package gozen

import (
	"encoding/json"
	"reflect"
)

// structRows collects rows in a slice of structs.
type structRows struct {
	form *form
	list reflect.Value // a slice
}

func newStructRows(f *form) *structRows {
	return &structRows{f, reflect.New(reflect.SliceOf(f.t)).Elem()}
}

// GozenScan appends the row at hand.
func (r *structRows) GozenScan(s *Scan) {
	n := r.list.Len()
	r.list.Grow(1)
	r.list.SetLen(n + 1)
	row := r.list.Index(n)
	row.SetZero()
	for _, f := range r.form.fields {
		to := row.FieldByIndex(f.index)
		if scanInto(s, f.field.Name, to); f.field.Type.List && to.IsNil() {
			to.Set(reflect.MakeSlice(to.Type(), 0, 0))
		}
	}
	for _, f := range r.form.counts {
		var n int
		s.Int(f.field.Name, &n)
		row.FieldByIndex(r.form.count).FieldByIndex(f.index).SetInt(int64(n))
	}
}

// scanInto reads a field into a variable that fits.
func scanInto(s *Scan, name string, to reflect.Value) {
	v := s.Value(name)
	if v == nil {
		return
	}
	if to.Kind() == reflect.Pointer {
		to.Set(reflect.New(to.Type().Elem()))
		to = to.Elem()
	}
	switch x := v.(type) {
	case []any:
		to.Set(reflect.MakeSlice(to.Type(), len(x), len(x)))
		for i := range x {
			assign(to.Index(i), x[i])
		}
	case string:
		if to.Kind() == reflect.Struct {
			s.Fail(json.Unmarshal([]byte(x), to.Addr().Interface()))
			return
		}
		assign(to, x)
	default:
		assign(to, v)
	}
}

// GozenRelate gives row i its related rows. Without any it returns an empty
// collection for them.
func (r *structRows) GozenRelate(i int, name string, from Rows, rows []int) Rows {
	for _, f := range r.form.below {
		if f.field.Name != name {
			continue
		}
		if below, ok := from.(*structRows); ok {
			below.into(r.list.Index(i).FieldByIndex(f.index), rows)
		}
		return newStructRows(f.form)
	}
	return nil
}

// into puts rows where a row has its related ones.
func (r *structRows) into(to reflect.Value, rows []int) {
	switch {
	case to.Kind() == reflect.Slice:
		to.Set(r.pick(to.Type(), rows))
	case len(rows) == 0:
	case to.Kind() == reflect.Pointer:
		to.Set(reflect.New(r.form.t))
		to.Elem().Set(r.list.Index(rows[0]))
	default:
		to.Set(r.list.Index(rows[0]))
	}
}

// GozenPick keeps these rows.
func (r *structRows) GozenPick(rows []int) { r.list.Set(r.pick(r.list.Type(), rows)) }

func (r *structRows) pick(t reflect.Type, rows []int) reflect.Value {
	list := reflect.MakeSlice(t, len(rows), len(rows))
	for i, row := range rows {
		list.Index(i).Set(r.list.Index(row))
	}
	return list
}
