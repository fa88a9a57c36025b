package gozen

import (
	"reflect"
	"slices"
	"time"

	"github.com/gozen-dev/gozen/schema"
)

// relatedStruct returns the struct of a relation's rows, or what is wrong.
func relatedStruct(t reflect.Type, f *schema.Field) (reflect.Type, string) {
	want, shape := reflect.Struct, "struct"
	switch {
	case f.Type.List:
		want, shape = reflect.Slice, "slice of structs"
	case f.Type.Optional:
		want, shape = reflect.Pointer, "pointer to a struct"
	}
	if t.Kind() != want && (f.Type.List || t.Kind() != reflect.Pointer) {
		return nil, "is a relation, and wants a " + shape + ", not " + t.String()
	}
	if t.Kind() != reflect.Struct {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil, "is a relation, and wants structs, not " + t.String()
	}
	return t, ""
}

// misfit says of which type a field would be, if it cannot be a t.
func misfit(t reflect.Type, f *schema.Field) string {
	if f.Type.List {
		if t.Kind() == reflect.Slice && fits(t.Elem(), f.Type.Kind) {
			return ""
		}
		return "[]" + fitting(f.Type.Kind)
	}
	sliced := f.Type.Kind == schema.Bytes || f.Type.Kind == schema.JSON
	absent := f.Type.Optional || f.Omit || slices.ContainsFunc(f.Rules, func(r *schema.Rule) bool { return r.Ops&schema.OpRead != 0 })
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	} else if absent && !sliced {
		return "*" + fitting(f.Type.Kind)
	}
	if fits(t, f.Type.Kind) {
		return ""
	}
	return fitting(f.Type.Kind)
}

// fits reports whether a t can hold values of a kind.
func fits(t reflect.Type, k schema.Kind) bool {
	switch k {
	case schema.Int:
		return t.Kind() == reflect.Int || t.Kind() == reflect.Int64
	case schema.BigInt:
		return t.Kind() == reflect.Int64
	case schema.Float:
		return t.Kind() == reflect.Float64
	case schema.Boolean:
		return t.Kind() == reflect.Bool
	case schema.DateTime:
		return t == reflect.TypeFor[time.Time]()
	case schema.Decimal:
		return t == reflect.TypeFor[Decimal]()
	case schema.Bytes, schema.JSON:
		return t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8
	case schema.Custom:
		return t.Kind() == reflect.Struct
	default:
		return t.Kind() == reflect.String
	}
}

// fitting is what a value of a kind is held in.
func fitting(k schema.Kind) string {
	switch k {
	case schema.Int:
		return "int"
	case schema.BigInt:
		return "int64"
	case schema.Float:
		return "float64"
	case schema.Boolean:
		return "bool"
	case schema.DateTime:
		return "time.Time"
	case schema.Decimal:
		return "gozen.Decimal"
	case schema.Bytes, schema.JSON:
		return "[]byte"
	case schema.Custom:
		return "a struct"
	default:
		return "string"
	}
}
