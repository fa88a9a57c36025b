package rt

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/internal/wire"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// encode makes a document of a Go value that the host gave for type t.
func encode(s *schema.Schema, v any, t schema.ValueType) (Document, error) {
	if doc, ok := v.(Document); ok {
		return doc, nil
	}
	if t.Kind == schema.Void {
		return Document{Data: []byte("null"), Types: []byte(`["undefined"]`)}, nil
	}
	e := &encoder{schema: s}
	if err := e.value(v, t, ""); err != nil {
		return Document{}, err
	}
	return Document{Data: e.data, Types: e.types}, nil
}

// encodeResult makes a document of the result of a request, as a plugin has left it.
func encodeResult(s *schema.Schema, op *query.Op, v any, prefix string) (Document, error) {
	e := &encoder{schema: s}
	t := schema.ValueType{Kind: schema.ModelKind, Name: op.Model.Name}
	switch op.Kind {
	case query.Count:
		t = schema.ValueType{Kind: schema.Int}
	case query.Aggregate, query.GroupBy:
		e.functions = make(map[string]schema.ValueType, len(op.Aggregates))
		for _, a := range op.Aggregates {
			if a.Field != nil {
				e.functions[a.Of.String()+"."+a.Field.Name] = a.Of.Type(a.Field)
			}
		}
	default: // an entity, several of them, or a value that needs no type
	}
	if err := e.value(v, t, prefix); err != nil {
		return Document{}, err
	}
	return Document{Data: e.data, Types: e.types}, nil
}

type encoder struct {
	schema      *schema.Schema
	functions   map[string]schema.ValueType // types of an aggregate's members, like _sum.n
	data, types []byte
}

// value appends a value of type t, as far as it is one: what it is in Go decides.
func (e *encoder) value(v any, t schema.ValueType, path string) error {
	switch v := v.(type) {
	case nil:
		e.data = append(e.data, "null"...)
		return nil
	case map[string]any:
		return e.object(v, t, path)
	case []byte:
		return e.leaf(v, schema.Bytes, path)
	case query.JSON:
		e.data = append(e.data, v...)
		return nil
	case json.RawMessage:
		e.data = append(e.data, v...)
		return nil
	case time.Time:
		return e.leaf(v, schema.DateTime, path)
	case decimal.Decimal:
		return e.leaf(v, schema.Decimal, path)
	case string:
		return e.leaf(v, schema.String, path)
	case bool:
		return e.leaf(v, schema.Boolean, path)
	case float64:
		return e.leaf(v, schema.Float, path)
	case int:
		return e.value(int64(v), t, path)
	case int64:
		if t.Kind == schema.BigInt {
			return e.leaf(v, schema.BigInt, path)
		}
		return e.leaf(v, schema.Int, path)
	default:
		return e.other(v, t, path)
	}
}

// other appends a list of whatever kind, and what only package json knows.
func (e *encoder) other(v any, t schema.ValueType, path string) error {
	if list := reflect.ValueOf(v); list.Kind() == reflect.Slice {
		t.List = false
		e.data = append(e.data, '[')
		for i := range list.Len() {
			if i > 0 {
				e.data = append(e.data, ',')
			}
			if err := e.value(list.Index(i).Interface(), t, below(path, strconv.Itoa(i))); err != nil {
				return err
			}
		}
		e.data = append(e.data, ']')
		return nil
	}
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode a result: %w", err)
	}
	e.data = append(e.data, text...)
	return nil
}

// leaf appends a scalar with its annotation.
func (e *encoder) leaf(v any, k schema.Kind, path string) error {
	t := schema.ValueType{Kind: k}
	e.data = wire.AppendValue(e.data, v, t)
	switch tag := wire.Tag(t); {
	case tag == "":
	case path == "":
		e.types = []byte(tag)
	default:
		if len(e.types) > 0 {
			e.types = append(e.types, ',')
		}
		e.types = append(wire.AppendString(e.types, path), ':')
		e.types = append(e.types, tag...)
	}
	return nil
}

// object appends a map: the members that its type declares in their order, then others.
func (e *encoder) object(v map[string]any, t schema.ValueType, path string) error {
	var declared []*schema.Field
	if m := e.schema.Model(t.Name); m != nil && t.Kind == schema.ModelKind {
		declared = m.Fields
	} else if c := e.schema.Type(t.Name); c != nil && t.Kind == schema.Custom {
		declared = c.Fields
	}
	e.data = append(e.data, '{')
	first := true
	member := func(name string, t schema.ValueType) error {
		if !first {
			e.data = append(e.data, ',')
		}
		first = false
		e.data = append(wire.AppendString(e.data, name), ':')
		return e.value(v[name], t, below(path, name))
	}
	rest := maps.Clone(v)
	for _, f := range declared {
		if _, ok := v[f.Name]; !ok {
			continue
		}
		delete(rest, f.Name)
		if err := member(f.Name, f.Type); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(rest)) {
		if err := member(name, e.undeclared(t, name)); err != nil {
			return err
		}
	}
	e.data = append(e.data, '}')
	return nil
}

// undeclared is the type of a member that the type of its object does not
// declare: what a model that extends it adds, or an aggregate.
func (e *encoder) undeclared(t schema.ValueType, name string) schema.ValueType {
	if f, ok := e.functions[t.Name+"."+name]; ok && t.Kind == schema.Object {
		return f
	}
	if m := e.schema.Model(t.Name); m != nil && t.Kind == schema.ModelKind {
		if f := e.added(m, name); f != nil {
			return f.Type
		}
	}
	return schema.ValueType{Kind: schema.Object, Name: name}
}

func (e *encoder) added(m *schema.Model, name string) *schema.Field {
	if m.Delegate == nil {
		return nil
	}
	for _, n := range m.Delegate.Subs {
		sub := e.schema.Model(n)
		if f := sub.Field(name); f != nil {
			return f
		}
		if f := e.added(sub, name); f != nil {
			return f
		}
	}
	return nil
}

// below is the path of a member. Superjson escapes the dots of names.
func below(path, name string) string {
	if path == "" {
		return escaped(name)
	}
	return path + "." + escaped(name)
}

func escaped(name string) string {
	var b []byte
	for i := range len(name) {
		if name[i] == '.' || name[i] == '\\' {
			b = append(b, '\\')
		}
		b = append(b, name[i])
	}
	return string(b)
}
