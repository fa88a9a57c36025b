package eval

import (
	"strconv"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// typed checks the validations that a custom type's fields and rules make of
// a typed-JSON value. The value is stored as it is: transformations are not
// applied inside JSON.
func (w *walk) typed(t schema.ValueType, text query.JSON, path string) {
	n, err := query.ParseJSON([]byte(text))
	if err != nil {
		return
	}
	w.member(t, n, path)
}

func (w *walk) member(t schema.ValueType, n query.Node, path string) {
	if items, ok := n.(query.Array); ok && t.List {
		t.List = false
		for i, x := range items {
			w.member(t, x, path+"["+strconv.Itoa(i)+"]")
		}
		return
	}
	o, ok := n.(*query.Object)
	declared := w.v.schema.Type(t.Name)
	if !ok || t.Kind != schema.Custom || declared == nil {
		return
	}
	row := map[string]any{}
	faults := len(w.issues)
	for _, f := range declared.Fields {
		x := o.Get(f.Name)
		row[f.Name] = plain(x, f.Type)
		w.member(f.Type, x, path+"."+f.Name)
		value := row[f.Name]
		for _, s := range w.v.steps[f] {
			if value == nil {
				break
			}
			var complaint string
			if value, complaint = s(value); complaint != "" {
				w.issues = append(w.issues, query.Issue{Path: path + "." + f.Name, Message: complaint})
			}
		}
	}
	if len(w.issues) == faults {
		w.check(w.v.types[declared], row, path)
	}
}

// plain is the value of a member of JSON, as far as checks look at it.
func plain(n query.Node, t schema.ValueType) any {
	switch n := n.(type) {
	case query.Bool:
		return bool(n)
	case query.Number:
		return literal(&schema.Literal{Value: schema.Number(n)})
	case query.String:
		if v, err := constant(string(n), t.Kind); err == nil && t.Kind == schema.DateTime {
			return v
		}
		if v, err := numeric(string(n), schema.Decimal); err == nil && t.Kind == schema.Decimal {
			return v
		}
		return string(n)
	case query.Array:
		element := t
		element.List = false
		items := make([]any, len(n))
		for i, x := range n {
			items[i] = plain(x, element)
		}
		return items
	case *query.Object:
		row := map[string]any{}
		for _, m := range n.Members {
			row[m.Name] = plain(m.Value, schema.ValueType{})
		}
		return row
	default:
		return nil
	}
}
