package gozen

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/gozen-dev/gozen/query"
)

// encoder turns generated structs for new rows, and nested writes with them,
// into the data of a request. How a struct is read is worked out once.
type encoder struct{ plans sync.Map } // of reflect.Type to []member

// member is one field of a struct for a new row.
type member struct {
	name  string
	index int
	// relation says that the field holds nested writes, of a to-many relation with many.
	relation, many bool
	// skip says that the zero value stands for nothing given: it cannot be meant.
	skip bool
}

// data is the data of a create.
func (e *encoder) data(row any) (*query.Object, error) { return e.object(reflect.ValueOf(row)) }

// object is the data of a row, which is a generated struct.
func (e *encoder) object(v reflect.Value) (*query.Object, error) {
	members, err := e.members(v.Type())
	if err != nil {
		return nil, err
	}
	o := &query.Object{Members: make([]query.Member, 0, len(members))}
	for _, m := range members {
		n, err := e.member(m, v.Field(m.index))
		if err != nil {
			return nil, err
		}
		if n != nil {
			o.Members = append(o.Members, query.Member{Name: m.name, Value: n})
		}
	}
	return o, nil
}

func (e *encoder) members(t reflect.Type) ([]member, error) {
	if known, ok := e.plans.Load(t); ok {
		return known.([]member), nil
	}
	if t.Kind() != reflect.Struct {
		return nil, usage("%s is no struct for a new row", t)
	}
	var members []member
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		tag, options, _ := strings.Cut(f.Tag.Get("gozen"), ",")
		m := member{name: name, index: i}
		switch {
		case name == "-":
			m.name, m.relation, m.many = tag, true, options == "many"
		default:
			kind := f.Type.Kind()
			m.skip = kind == reflect.Pointer || kind == reflect.Slice || strings.Contains(options, "default") ||
				strings.Contains(options, "nonzero")
		}
		members = append(members, m)
	}
	e.plans.Store(t, members)
	return members, nil
}

// member returns what a field of a new row says, nil for nothing.
func (e *encoder) member(m member, v reflect.Value) (query.Node, error) {
	if m.relation {
		p := nestedOf(v)
		if p == nil {
			return nil, nil
		}
		return e.writes(p, m.many)
	}
	if m.skip && v.IsZero() {
		return nil, nil
	}
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	return fieldNode(v)
}

// fieldNode is valueNode of what a struct's field holds.
func fieldNode(v reflect.Value) (query.Node, error) {
	switch v.Kind() {
	case reflect.String:
		return query.String(v.String()), nil
	case reflect.Int, reflect.Int64:
		return query.Number(strconv.FormatInt(v.Int(), 10)), nil
	case reflect.Bool:
		return query.Bool(v.Bool()), nil
	case reflect.Slice:
		return sliceNode(v)
	default:
		return valueNode(v.Interface())
	}
}

// sliceNode is a list, or Bytes or Json, which Go has as slices too.
func sliceNode(v reflect.Value) (query.Node, error) {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		return valueNode(v.Interface())
	}
	list := make(query.Array, v.Len())
	for i := range list {
		n, err := fieldNode(v.Index(i))
		if err != nil {
			return nil, err
		}
		list[i] = n
	}
	return list, nil
}

// nestedOf takes the part out of a Nested of whatever model.
func nestedOf(v reflect.Value) *Part {
	n, ok := reflect.TypeAssert[AnyNested](v.Convert(reflect.TypeFor[AnyNested]()))
	if !ok {
		return nil
	}
	return n.p
}

// changes is the data of an update.
func (e *encoder) changes(list []*Part) (*query.Object, error) {
	o := &query.Object{Members: make([]query.Member, 0, len(list))}
	for _, p := range list {
		if p == nil {
			continue
		}
		if p.err != nil {
			return nil, invalid(p.name, p.err)
		}
		if o.Get(p.name) != nil {
			return nil, usage("%q is assigned twice", p.name)
		}
		n := p.node
		if n == nil {
			var err error
			if n, err = e.writes(p, p.many); err != nil {
				return nil, err
			}
		}
		o.Members = append(o.Members, query.Member{Name: p.name, Value: n})
	}
	return o, nil
}

// usage is a mistake in the program.
func usage(format string, args ...any) *Error {
	return &Error{Kind: ErrUsage, Message: fmt.Sprintf(format, args...)}
}
