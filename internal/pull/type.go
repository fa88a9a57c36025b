package pull

import (
	"regexp"
	"strings"

	"ariga.io/atlas/sql/postgres"
	atlas "ariga.io/atlas/sql/schema"

	"github.com/gozen-dev/gozen/internal/ddl"
)

// columnType returns the type of a column's field, without what makes it
// optional, and the @db attribute that it needs.
func (b *builder) columnType(m *model, c *atlas.Column) (typ, native string) {
	if b.dialect == ddl.SQLite {
		return b.sqliteType(c)
	}
	list := ""
	t := c.Type.Type
	if a, ok := t.(*postgres.ArrayType); ok {
		t, list = a.Type, "[]"
		if !c.Type.Null {
			b.note("%s.%s is a list that is never NULL, which no schema can say", m.name, c.Name)
		}
	}
	typ, native = b.postgresType(t)
	if strings.HasPrefix(typ, "Unsupported") {
		b.note("%s.%s has a type that is not known: %s", m.name, c.Name, ddl.TypeText(t))
	}
	return typ + list, native
}

// sqliteType goes by what is declared. Only the five plain types are Gozen's
// own; the others are Prisma's, and those that people write.
func (b *builder) sqliteType(c *atlas.Column) (typ, native string) {
	declared := strings.ToUpper(c.Type.Raw)
	switch c.Type.Type.(type) {
	case *atlas.BoolType:
		return "Boolean", ""
	case *atlas.IntegerType:
		if strings.Contains(declared, "BIG") {
			return "BigInt", ""
		}
		return "Int", ""
	case *atlas.FloatType:
		return "Float", ""
	case *atlas.DecimalType:
		return "Decimal", ""
	case *atlas.BinaryType:
		return "Bytes", ""
	case *atlas.TimeType:
		return "DateTime", ""
	case *atlas.JSONType:
		return "Json", ""
	case *atlas.StringType, *atlas.UUIDType:
		return "String", ""
	default:
		return "Unsupported(" + quote(c.Type.Raw) + ")", ""
	}
}

// postgresType goes by the name that PostgreSQL gives the type.
func (b *builder) postgresType(t atlas.Type) (typ, native string) {
	if e, ok := t.(*atlas.EnumType); ok {
		for _, known := range b.enums {
			if known.typ == e || known.typ.T == e.T {
				return known.name, ""
			}
		}
	}
	text := strings.TrimSuffix(ddl.TypeText(t), " without time zone")
	parts := regexp.MustCompile(`^([a-z ]+?)\s*(?:\((\d+)(?:,\s*(\d+))?\))?$`).FindStringSubmatch(text)
	if parts == nil {
		return "Unsupported(" + quote(text) + ")", ""
	}
	if text == "numeric(65,30)" {
		return "Decimal", ""
	}
	if text == "timestamp(3)" {
		return "DateTime", ""
	}
	found, ok := postgresTypes()[parts[1]]
	if !ok {
		return "Unsupported(" + quote(text) + ")", ""
	}
	if found.native == "" {
		return found.typ, ""
	}
	native = "@db." + found.native
	switch {
	case parts[3] != "":
		native += "(" + parts[2] + ", " + parts[3] + ")"
	case parts[2] != "":
		native += "(" + parts[2] + ")"
	}
	return found.typ, native
}

type nativeType struct{ typ, native string }

// postgresTypes are the types that are not told by their arguments alone.
func postgresTypes() map[string]nativeType {
	return map[string]nativeType{
		"text": {"String", ""}, "character varying": {"String", "VarChar"}, "varchar": {"String", "VarChar"},
		"character": {"String", "Char"}, "char": {"String", "Char"}, "uuid": {"String", "Uuid"}, "xml": {"String", "Xml"},
		"inet": {"String", "Inet"}, "citext": {"String", "Citext"}, "bit": {"String", "Bit"}, "bit varying": {"String", "VarBit"},
		"boolean": {"Boolean", ""}, "integer": {"Int", ""}, "serial": {"Int", ""}, "oid": {"Int", "Oid"},
		"smallint": {"Int", "SmallInt"}, "smallserial": {"Int", "SmallInt"}, "bigint": {"BigInt", ""}, "bigserial": {"BigInt", ""},
		"real": {"Float", "Real"}, "double precision": {"Float", ""}, "numeric": {"Decimal", "Decimal"}, "money": {"Decimal", "Money"},
		"timestamp": {"DateTime", "Timestamp"}, "timestamptz": {"DateTime", "Timestamptz"}, "timestamp with time zone": {"DateTime", "Timestamptz"},
		"date": {"DateTime", "Date"}, "time": {"DateTime", "Time"}, "timetz": {"DateTime", "Timetz"}, "time with time zone": {"DateTime", "Timetz"},
		"json": {"Json", "Json"}, "jsonb": {"Json", ""}, "bytea": {"Bytes", ""},
	}
}
