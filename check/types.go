package check

import (
	"regexp"

	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/syntax"
)

// typ is the type of an expression during checking: the type that the schema
// will hold, and what else the rules of the language ask about. The zero typ is
// Invalid: the expression has been reported already.
type typ struct {
	schema.ValueType
	target   *container // of a model or custom type
	enum     *enum
	nullable bool // may be compared with null
	field    bool // a bare reference to a field, or this: see ZE06
	this     bool
	free     bool // may be compared with every model: this of a declaration that is no model
	auth     bool // reached from auth(): members of custom types resolve
	before   bool // the old row itself
}

// base maps a kind to the one that the typing rules know: they tell integers
// from fractions, but not their widths, and let Json and Bytes pass everywhere.
func base(k schema.Kind) schema.Kind {
	switch k {
	case schema.BigInt:
		return schema.Int
	case schema.Decimal:
		return schema.Float
	case schema.JSON, schema.Bytes:
		return schema.Any
	}
	return k
}

// scalar reports whether k is neither a model, an enum nor a custom type.
func scalar(k schema.Kind) bool {
	return k != schema.ModelKind && k != schema.EnumKind && k != schema.Custom
}

// assignable reports whether a value of type src can be passed where dest is
// wanted. Lit is the expression: text of a date may stand for a DateTime.
func assignable(dest schema.ValueType, src typ, lit syntax.Expr) bool {
	if dest.Kind == schema.Any && !dest.List {
		return true
	}
	if src.Kind == schema.Any && !dest.List && !src.List {
		return true
	}
	if dest.List != src.List {
		return false
	}
	if !scalar(src.Kind) {
		return dest.Kind == schema.Any
	}
	if s, ok := lit.(*syntax.StringLit); ok && dest.Kind == schema.DateTime && dateText.MatchString(s.Value) {
		return true
	}
	return fits(base(dest.Kind), base(src.Kind))
}

// fits is assignability of base kinds.
func fits(dest, src schema.Kind) bool {
	return dest == src || dest == schema.Any || src == schema.Any || dest == schema.Float && src == schema.Int
}

// dateText is the ISO prefix form that the language takes for a date.
var dateText = regexp.MustCompile(
	`^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$`)

// describe names a type for a message.
func describe(t schema.ValueType) string {
	name := t.Name
	switch t.Kind {
	case schema.Null:
		return "null"
	case schema.Any:
		name = "Any"
	case schema.ModelKind, schema.EnumKind, schema.Custom:
	default:
		name = t.Kind.String()
	}
	if t.List {
		name += "[]"
	}
	return name
}
