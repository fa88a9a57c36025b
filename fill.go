package gozen

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"github.com/gozen-dev/gozen/query"
)

// fill puts a value as the engine has it, with maps for entities, into a Go
// value of the type that is generated for it.
func fill(to reflect.Value, v any) error {
	if v == nil {
		return nil
	}
	if to.Kind() == reflect.Pointer {
		to.Set(reflect.New(to.Type().Elem()))
		to = to.Elem()
	}
	switch x := v.(type) {
	case map[string]any:
		return fillStruct(to, x)
	case []any:
		to.Set(reflect.MakeSlice(to.Type(), len(x), len(x)))
		for i := range x {
			if err := fill(to.Index(i), x[i]); err != nil {
				return err
			}
		}
		return nil
	case query.JSON:
		if !holds(to, x) {
			return json.Unmarshal([]byte(x), to.Addr().Interface())
		}
	default:
		if !holds(to, v) {
			return usage("a %T is no %s", v, to.Type())
		}
	}
	assign(to, v)
	return nil
}

func fillStruct(to reflect.Value, members map[string]any) error {
	if to.Kind() != reflect.Struct {
		return usage("an entity is no %s", to.Type())
	}
	if row, loaded := to.FieldByName("Row"), to.FieldByName("Loaded"); row.IsValid() && loaded.IsValid() {
		loaded.SetBool(true)
		return fill(row, members)
	}
	for i := range to.NumField() {
		name, _, _ := strings.Cut(to.Type().Field(i).Tag.Get("json"), ",")
		if v, ok := members[name]; ok && name != "-" {
			if err := fill(to.Field(i), v); err != nil {
				return err
			}
		}
	}
	return nil
}

// outward is the way back: a Go value as the engine has it. Relations that were
// not loaded are left out.
func outward(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return outward(v.Elem())
	case reflect.Slice:
		switch x := v.Interface().(type) {
		case JSONValue:
			return query.JSON(x)
		case []byte:
			return x
		}
		list := make([]any, v.Len())
		for i := range list {
			list[i] = outward(v.Index(i))
		}
		return list
	case reflect.Struct:
		return outwardStruct(v)
	default:
		return logical(v)
	}
}

func outwardStruct(v reflect.Value) any {
	switch v.Interface().(type) {
	case Void:
		return nil
	case Decimal, time.Time:
		return logical(v)
	}
	if row, loaded := v.FieldByName("Row"), v.FieldByName("Loaded"); row.IsValid() && loaded.IsValid() {
		return outward(row)
	}
	members := map[string]any{}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || !f.IsExported() || options == "omitzero" && v.Field(i).IsZero() {
			continue
		}
		members[name] = outward(v.Field(i))
	}
	return members
}
