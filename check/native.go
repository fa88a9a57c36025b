package check

import (
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/schema"
)

// nativeType is what a database accepts for one @db attribute: field types, and
// how many arguments, at least and at most.
type nativeType struct {
	kinds    []schema.Kind
	min, max int
}

// native reads a @db attribute.
func (c *checker) native(m *member, f *schema.Field, ap applied, name string) {
	if f.Native != nil {
		c.report(CodeNative, ap.attr, "a field has one native type")
		return
	}
	f.Native = &schema.Native{Name: name}
	for _, a := range ap.attr.Args {
		f.Native.Args = append(f.Native.Args, m.from.file.tree.Text(a.Value))
	}
	p := c.source.provider
	if p == "" {
		return
	}
	t, ok := nativeFor(p, name)
	n := len(f.Native.Args)
	switch {
	case !ok:
		c.report(CodeNative, ap.attr, "%s has no native type %s", p, name)
	case !slices.Contains(t.kinds, m.typ.Kind):
		c.report(CodeNative, ap.attr, "native type %s of %s cannot hold a %s", name, p, describe(m.typ))
	case n < t.min || n > t.max:
		c.report(CodeNative, ap.attr, "native type %s of %s takes %s", name, p, count(t.min, t.max))
	default:
		c.checkNativeRange(ap, name)
		c.checkTextKey(m, ap, name)
	}
}

func count(least, most int) string {
	switch {
	case most == 0:
		return "no argument"
	case least == most:
		return "an argument"
	}
	return "fewer arguments"
}

// checkNativeRange checks lengths, precisions and scales.
func (c *checker) checkNativeRange(ap applied, name string) {
	least, most := 1, 1<<30
	switch name {
	case "Timestamp", "Timestamptz", "Time", "Timetz", "DateTime":
		least, most = 0, 6
	case "Decimal":
		most = 1000
	}
	var values []int
	for _, a := range ap.attr.Args {
		n, ok := integer(a.Value)
		if !ok {
			return // Max
		}
		values = append(values, n)
		low := least
		if len(values) == 2 {
			low = 0 // a scale
		}
		if n < low || n > most {
			c.report(CodeNative, a, "%d is out of range for %s", n, name)
		}
	}
	if len(values) == 2 && values[1] > values[0] {
		c.report(CodeNative, ap.attr, "the scale of %s cannot exceed its precision", name)
	}
}

// checkTextKey refuses MySQL's unbounded columns as keys.
func (c *checker) checkTextKey(m *member, ap applied, name string) {
	if c.source.provider != "mysql" || !strings.HasSuffix(name, "Text") && !strings.HasSuffix(name, "Blob") {
		return
	}
	for _, attr := range []string{"id", "unique"} {
		if a := m.attr(attr); a != nil && c.applied(m.from.file, a).value("length") == nil {
			c.report(CodeNative, ap.attr, "a key over a %s column needs a length", name).Hint = "@" + attr + "(length: 255)"
		}
	}
}

// nativeFor returns what a database accepts for @db.name. SQLite has no native
// types.
func nativeFor(provider, name string) (nativeType, bool) {
	switch provider {
	case "postgresql":
		return postgresNative(name)
	case "mysql":
		return mysqlNative(name)
	case "sqlserver":
		return sqlserverNative(name)
	case "cockroachdb":
		return cockroachNative(name)
	}
	return nativeType{}, false
}

func only(k ...schema.Kind) (nativeType, bool) { return nativeType{kinds: k}, true }

func upTo(n int, k ...schema.Kind) (nativeType, bool) { return nativeType{kinds: k, max: n}, true }

func one(k ...schema.Kind) (nativeType, bool) { return nativeType{kinds: k, min: 1, max: 1}, true }

func postgresNative(name string) (nativeType, bool) {
	switch name {
	case "Text", "Uuid", "Xml", "Inet", "Citext":
		return only(schema.String)
	case "Char", "VarChar", "Bit", "VarBit":
		return upTo(1, schema.String)
	case "Boolean":
		return only(schema.Boolean)
	case "Integer", "SmallInt", "Oid":
		return only(schema.Int)
	case "BigInt":
		return only(schema.BigInt)
	case "DoublePrecision", "Real":
		return only(schema.Float)
	case "Decimal":
		return upTo(2, schema.Decimal)
	case "Money":
		return only(schema.Decimal)
	case "Timestamp", "Timestamptz", "Time", "Timetz":
		return upTo(1, schema.DateTime)
	case "Date":
		return only(schema.DateTime)
	case "Json", "JsonB":
		return only(schema.JSON, schema.Custom)
	case "ByteA":
		return only(schema.Bytes)
	}
	return nativeType{}, false
}

func mysqlNative(name string) (nativeType, bool) {
	switch name {
	case "Text", "TinyText", "MediumText", "LongText":
		return only(schema.String)
	case "Char", "VarChar":
		return one(schema.String)
	case "Bit":
		return one(schema.Boolean, schema.Bytes)
	case "TinyInt", "UnsignedTinyInt":
		return upTo(1, schema.Int, schema.Boolean)
	case "Int", "SmallInt", "UnsignedInt", "UnsignedSmallInt", "MediumInt", "UnsignedMediumInt", "Year":
		return only(schema.Int)
	case "BigInt", "UnsignedBigInt":
		return only(schema.BigInt)
	case "Float", "Double":
		return only(schema.Float)
	case "Decimal":
		return upTo(2, schema.Decimal)
	case "Timestamp", "Time", "DateTime":
		return upTo(1, schema.DateTime)
	case "Date":
		return only(schema.DateTime)
	case "Json":
		return only(schema.JSON, schema.Custom)
	case "LongBlob", "TinyBlob", "Blob", "MediumBlob":
		return only(schema.Bytes)
	case "Binary", "VarBinary":
		return one(schema.Bytes)
	}
	return nativeType{}, false
}

func sqlserverNative(name string) (nativeType, bool) {
	switch name {
	case "Text", "Xml", "NText", "UniqueIdentifier":
		return only(schema.String)
	case "Char", "VarChar", "NChar", "NVarChar":
		return upTo(1, schema.String)
	case "Bit":
		return only(schema.Boolean, schema.Int)
	case "TinyInt", "Int", "SmallInt":
		return only(schema.Int)
	case "BigInt":
		return only(schema.BigInt)
	case "Real", "Money", "SmallMoney":
		return only(schema.Float)
	case "Float":
		return upTo(1, schema.Float)
	case "Decimal":
		return upTo(2, schema.Decimal)
	case "Date", "Time", "DateTime", "DateTime2", "SmallDateTime", "DateTimeOffset":
		return only(schema.DateTime)
	case "Binary", "VarBinary":
		return upTo(1, schema.Bytes)
	case "Image":
		return only(schema.Bytes)
	}
	return nativeType{}, false
}

func cockroachNative(name string) (nativeType, bool) {
	switch name {
	case "Char", "Bit", "VarBit", "String":
		return upTo(1, schema.String)
	case "Uuid", "Inet", "CatalogSingleChar":
		return only(schema.String)
	case "Bool":
		return only(schema.Boolean)
	case "Oid", "Int2", "Int4":
		return only(schema.Int)
	case "Int8":
		return only(schema.BigInt)
	case "Float4", "Float8":
		return only(schema.Float)
	case "Decimal":
		return upTo(2, schema.Decimal)
	case "Timestamp", "Timestamptz", "Time", "Timetz":
		return upTo(1, schema.DateTime)
	case "Date":
		return only(schema.DateTime)
	case "JsonB":
		return only(schema.JSON, schema.Custom)
	case "Bytes":
		return only(schema.Bytes)
	}
	return nativeType{}, false
}
