package gozen

import (
	"reflect"
	"strings"
	"time"
)

// authOf returns the members of auth() that user gives, nil for nobody. Nobody
// is also a struct in which nothing is set, or one without its id: the fields
// that are no pointers. A forgotten id must not be a user who is called "".
func authOf(user any) map[string]any {
	switch user := user.(type) {
	case nil:
		return nil
	case map[string]any:
		return user
	}
	v := reflect.ValueOf(user)
	for _, f := range v.Fields() {
		if f.Kind() != reflect.Pointer && f.Kind() != reflect.Slice && f.IsZero() {
			return nil
		}
	}
	members := map[string]any{}
	if gather(members, v); len(members) == 0 {
		return nil
	}
	return members
}

// gather adds the fields of a generated Auth struct that were given.
func gather(members map[string]any, v reflect.Value) {
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		f := v.Field(i)
		if f.Kind() == reflect.Pointer || f.Kind() == reflect.Slice || f.Kind() == reflect.Map {
			if f.IsNil() {
				continue
			}
		}
		members[name] = logical(reflect.Indirect(f))
	}
}

// logical is a value as the engine has it.
func logical(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Int, reflect.Int64:
		return v.Int()
	case reflect.String:
		return v.String()
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return v.Bytes()
		}
		list := make([]any, v.Len())
		for i := range list {
			list[i] = logical(reflect.Indirect(v.Index(i)))
		}
		return list
	default:
	}
	switch x := v.Interface().(type) {
	case Decimal:
		return x.d
	case time.Time:
		return x.UTC().Truncate(time.Millisecond)
	default:
		if v.Kind() == reflect.Struct {
			members := map[string]any{}
			gather(members, v)
			return members
		}
		return x
	}
}
