package query

import "github.com/gozen-dev/gozen/schema"

// Function is a function over the values that a field has in a group of rows.
// Its zero value is none: the field itself.
type Function uint8

// The functions. They pass over NULL; where nothing else is there, CountOf is 0
// and the others are NULL. CountOf without a field counts rows.
const (
	NoFunction Function = iota
	CountOf
	AvgOf
	SumOf
	MinOf
	MaxOf
)

// String returns the key by which clients ask for the function.
func (fn Function) String() string {
	return [...]string{"", "_count", "_avg", "_sum", "_min", "_max"}[fn]
}

// parseFunction returns the function that clients call name.
func parseFunction(name string) (fn Function, ok bool) {
	for fn = CountOf; fn <= MaxOf; fn++ {
		if fn.String() == name {
			return fn, true
		}
	}
	return NoFunction, false
}

// Type returns the type of the function's value for field f: that of the field,
// but for counts and for averages, which of anything but Decimals are Floats.
func (fn Function) Type(f *schema.Field) schema.ValueType {
	switch fn {
	case NoFunction:
		return f.Type
	case CountOf:
		return schema.ValueType{Kind: schema.Int}
	case AvgOf:
		if f.Type.Kind == schema.Decimal {
			return schema.ValueType{Kind: schema.Decimal, Optional: true}
		}
		return schema.ValueType{Kind: schema.Float, Optional: true}
	default:
		t := f.Type
		t.Optional = true
		return t
	}
}

// takes reports whether the function is of fields like f.
func (fn Function) takes(f *schema.Field) bool {
	switch fn {
	case CountOf:
		return isScalar(f)
	case AvgOf, SumOf:
		return f.Type.Kind.Numeric() && !f.Type.List
	default:
		return isScalar(f) && orderable(f) && !f.Encrypted
	}
}

// Aggregation is one thing that aggregate and groupBy compute.
type Aggregation struct {
	Of    Function
	Field *schema.Field // nil with CountOf: all rows
	Args  Slot          // of Field, as [FieldCall] has it
	// Plain says that the number of all rows is the _count itself rather than
	// its member _all.
	Plain bool
}

// aggregates decodes what is to be computed: a select for each function. It
// lists what they name in one order, whatever that of the request.
func (d *decoder) aggregates(m *schema.Model, o *Object, p *path) []Aggregation {
	var list []Aggregation
	for fn := CountOf; fn <= MaxOf; fn++ {
		if n := o.Get(fn.String()); n != nil {
			list = d.aggregated(list, m, fn, n, p.key(fn.String()))
		}
	}
	return list
}

func (d *decoder) aggregated(list []Aggregation, m *schema.Model, fn Function, n Node, p *path) []Aggregation {
	if yes, ok := n.(Bool); ok && fn == CountOf {
		if yes {
			list = append(list, Aggregation{Of: CountOf, Plain: true})
		}
		return list
	}
	o, ok := d.object(n, p)
	if !ok {
		return list
	}
	var extra []string
	if fn == CountOf {
		extra = []string{"_all"}
		if d.bool(o.Get("_all"), p.key("_all")) {
			list = append(list, Aggregation{Of: CountOf})
		}
	}
	for _, f := range m.Fields {
		x, q := o.Get(f.Name), p.key(f.Name)
		if x == nil || !d.visible(f) || !fn.takes(f) {
			continue
		}
		a := Aggregation{Of: fn, Field: f}
		if hasParams(f) {
			call, ok := d.onlyCalled(f, x, q)
			if !ok {
				continue
			}
			a.Args = call.Args
		} else if !d.bool(x, q) {
			continue
		}
		// All but a number of rows tells values.
		if fn == CountOf || d.mayShow(f, q) {
			list = append(list, a)
		}
	}
	d.unknownFields(m, o, p, fn.takes, extra...)
	return list
}
