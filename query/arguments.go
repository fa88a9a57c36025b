package query

import (
	"reflect"

	"github.com/gozen-dev/gozen/schema"
)

// FieldCall is a field that is computed of arguments, where the request gives them.
type FieldCall struct {
	Field *schema.Field
	// Args is the slot of the first argument. The others follow, in the order of
	// the field's parameters; one that was not given is nil.
	Args Slot
}

// argsKey is the member that holds the arguments of a field.
const argsKey = "args"

// called takes the arguments out of what is said of a field with parameters; rest is what else is.
func (d *decoder) called(f *schema.Field, n Node, p *path) (args Slot, rest *Object, ok bool) {
	o, ok := d.object(n, p)
	if !ok {
		return NoSlot, nil, false
	}
	rest = &Object{}
	for _, m := range o.Members {
		if m.Name != argsKey && !m.absent() {
			rest.Members = append(rest.Members, m)
		}
	}
	args, ok = d.fieldArguments(f, o.Get(argsKey), p.key(argsKey))
	return args, rest, ok
}

// onlyCalled decodes {args} and nothing besides.
func (d *decoder) onlyCalled(f *schema.Field, n Node, p *path) (FieldCall, bool) {
	args, rest, ok := d.called(f, n, p)
	if ok {
		before := len(d.issues)
		d.only(rest, p, argsKey)
		ok = len(d.issues) == before
	}
	return FieldCall{Field: f, Args: args}, ok
}

// fieldArguments decodes the arguments of a field, strictly, into slots of their own.
func (d *decoder) fieldArguments(f *schema.Field, n Node, p *path) (Slot, bool) {
	o, ok := d.object(n, p)
	if !ok {
		return NoSlot, false
	}
	before := len(d.issues)
	names := make([]string, len(f.Params))
	values := make([]any, len(f.Params))
	for i, param := range f.Params {
		names[i] = param.Name
		x := o.Get(param.Name)
		if x == nil && param.Type.Optional {
			continue
		}
		values[i], _ = d.fieldArgument(param.Type, x, p.key(param.Name))
	}
	d.only(o, p, names...)
	if len(d.issues) > before {
		return NoSlot, false
	}
	first := Slot(len(d.values))
	d.values = append(d.values, values...)
	return first, true
}

// fieldArgument decodes one. A list of a custom type is one Json value, as it is in a column.
func (d *decoder) fieldArgument(t schema.ValueType, n Node, p *path) (any, bool) {
	if _, null := n.(Null); t.Kind == schema.Custom && !(null && t.Optional) {
		return d.typed(t, n, p)
	}
	return d.argument(t, n, p)
}

// sameArguments reports whether a field was given the same arguments twice.
func (d *decoder) sameArguments(f *schema.Field, a, b Slot) bool {
	n := Slot(len(f.Params))
	return a == b || reflect.DeepEqual(d.values[a:a+n], d.values[b:b+n])
}

// hasParams reports whether a field is computed of arguments.
func hasParams(f *schema.Field) bool { return len(f.Params) > 0 }

// isPlain reports whether a field has a value without arguments.
func isPlain(f *schema.Field) bool { return isScalar(f) && !hasParams(f) }
