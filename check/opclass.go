package check

import (
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/syntax"
)

// checkOperatorClass refuses an operator class that the kind of index, or the
// type of the column, does not have. One given as raw("…") is the author's own.
func (c *checker) checkOperatorClass(r *syntax.Ref, index string, m *member) {
	for _, l := range r.Labels() {
		class, ok := l.Value.(*syntax.Ref)
		if !ok || l.Name() != "ops" {
			continue
		}
		want, kinds := operatorClass(class.Name.Text)
		switch {
		case want == "":
			continue // no class of ours: reported where names are resolved
		case c.source.provider != "" && c.source.provider != "postgresql" && c.source.provider != "cockroachdb":
			c.report(CodeOperatorClass, l, "provider %s has no operator classes", c.source.provider).Hint = "remove ops"
		case index == "" || !slices.Contains(strings.Fields(want), index):
			c.report(CodeOperatorClass, l, "operator class %s needs an index of type %s",
				class.Name.Text, strings.ReplaceAll(want, " ", " or ")).Hint = "add type: " + strings.Fields(want)[0] + " to the index"
		case class.Name.Text == "ArrayOps" && !m.typ.List:
			c.report(CodeOperatorClass, l, "operator class ArrayOps needs a list, not %s", describe(m.typ)).Hint = "remove ops"
		case class.Name.Text != "ArrayOps" && (m.typ.List || !slices.Contains(kinds, m.typ.Kind)):
			c.report(CodeOperatorClass, l, "operator class %s cannot be used on a column of type %s",
				class.Name.Text, describe(m.typ)).Hint = "remove ops, or choose the class of the column's type"
		}
	}
}

// operatorClass returns the kinds of index that have a class, and the types of
// columns that it is for.
func operatorClass(name string) (indexes string, kinds []schema.Kind) {
	switch name {
	case "ArrayOps":
		return "Gin", nil
	case "JsonbOps", "JsonbPathOps":
		return "Gin", []schema.Kind{schema.JSON, schema.Custom}
	case "InetOps":
		return "Gist SpGist", []schema.Kind{schema.String}
	case "TextOps":
		return "SpGist", []schema.Kind{schema.String}
	}
	for _, suffix := range []string{"MinMaxMultiOps", "MinMaxOps", "BloomOps", "InclusionOps"} {
		if family, ok := strings.CutSuffix(name, suffix); ok {
			return "Brin", brinKinds(family)
		}
	}
	return "", nil
}

// brinKinds returns the types of columns that a family of classes is for.
func brinKinds(family string) []schema.Kind {
	switch family {
	case "Bytea":
		return []schema.Kind{schema.Bytes}
	case "Date", "Timestamp", "TimestampTz", "Time", "TimeTz":
		return []schema.Kind{schema.DateTime}
	case "Float4", "Float8":
		return []schema.Kind{schema.Float}
	case "Int2", "Int4", "Oid":
		return []schema.Kind{schema.Int}
	case "Int8":
		return []schema.Kind{schema.BigInt}
	case "Numeric":
		return []schema.Kind{schema.Decimal}
	}
	return []schema.Kind{schema.String} // Bit VarBit Bpchar Text Uuid Inet
}
