package golang

import (
	"fmt"
	"strings"

	"github.com/gozen-dev/gozen/schema"
)

// descriptor returns the type of a field's descriptor and its literal.
func (x *model) descriptor(f *field) (typ, literal string) {
	m := "*model." + x.Go
	if f.IsRelation() {
		kind := "ToOne"
		switch {
		case f.Type.List:
			kind = "ToMany"
		case f.Type.Optional:
			kind = "NullToOne"
		}
		return of(kind, m+", *model."+f.target.Go, f.Name)
	}
	if f.Type.List {
		return of("List", m+", "+outside(f), f.Name)
	}
	kind, args := descriptorKind(f), m
	if k := f.Type.Kind; k == schema.EnumKind || k == schema.Custom {
		args += ", " + outside(f)
	}
	if f.Type.Optional {
		kind = "Null" + kind
	}
	return of(kind, args, f.Name)
}

func descriptorKind(f *field) string {
	switch f.Type.Kind {
	case schema.Boolean:
		return "Bool"
	case schema.Int:
		return "Int"
	case schema.BigInt:
		return "BigInt"
	case schema.Float:
		return "Float"
	case schema.Decimal:
		return "DecimalField"
	case schema.DateTime:
		return "Time"
	case schema.JSON:
		return "JSON"
	case schema.Bytes:
		return "Bytes"
	case schema.EnumKind:
		return "Enum"
	case schema.Custom:
		return "Typed"
	default:
		return "String"
	}
}

// of is a descriptor's type and literal. That of an optional field has the
// required one inside, but for relations.
func of(kind, args, name string) (typ, literal string) {
	typ = "gozen." + kind + "[" + args + "]"
	inner, optional := strings.CutPrefix(kind, "Null")
	if !optional || inner == "ToOne" {
		return typ, fmt.Sprintf("&%s{Name: %q}", typ, name)
	}
	embedded := inner
	switch inner {
	case "Int":
		embedded, inner, args = "Number", "Number", args+", int"
	case "BigInt":
		embedded, inner, args = "Number", "Number", args+", int64"
	case "Float":
		embedded, inner, args = "Number", "Number", args+", float64"
	case "DecimalField":
		embedded, inner, args = "Number", "Number", args+", gozen.Decimal"
	}
	return typ, fmt.Sprintf("&%s{%s: gozen.%s[%s]{Name: %q}}", typ, embedded, inner, args, name)
}
