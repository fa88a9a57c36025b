package postgres

import (
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/schema"
)

// typeName writes the type that a value has in a statement: that of its column
// without a length, which only the column itself is to enforce. A single Int is
// a bigint, so that one out of the column's range is not found, rather than an
// error; elements of a list column must be of exactly its type.
func (d Dialect) typeName(w *sqlgen.Writer, t sqlgen.Type) {
	switch t.Kind {
	case schema.String, schema.Null, schema.Invalid:
		textType(w, t.Native)
	case schema.Int, schema.BigInt:
		intType(w, t)
	case schema.Float:
		if t.Native == "Real" {
			w.Key("real")
		} else {
			w.Key("double precision")
		}
	case schema.Decimal:
		if t.Native == "Money" {
			w.Key("money")
		} else {
			w.Key("numeric")
		}
	case schema.Boolean:
		w.Key("boolean")
	case schema.DateTime:
		timeType(w, t.Native)
	case schema.Bytes:
		w.Key("bytea")
	case schema.JSON, schema.Custom, schema.Any, schema.Object:
		if t.Native == "Json" {
			w.Key("json")
		} else {
			w.Key("jsonb")
		}
	case schema.EnumKind:
		d.enumType(w, t.Name)
	default:
		panic("postgres: no column holds a " + t.Kind.String())
	}
	// A list of a custom type is one Json value.
	if t.List && t.Kind != schema.Custom {
		w.Key("[]")
	}
}

func textType(w *sqlgen.Writer, native string) {
	switch native {
	case "Uuid":
		w.Key("uuid")
	case "VarChar":
		w.Key("varchar")
	case "Char":
		w.Key("bpchar")
	case "Citext":
		w.Key("citext")
	case "Inet":
		w.Key("inet")
	case "Bit", "VarBit":
		w.Key("varbit")
	case "Xml":
		w.Key("xml")
	default:
		w.Key("text")
	}
}

func intType(w *sqlgen.Writer, t sqlgen.Type) {
	switch {
	case t.Native == "Oid":
		w.Key("oid")
	case !t.List || t.Kind == schema.BigInt:
		w.Key("bigint")
	case t.Native == "SmallInt":
		w.Key("smallint")
	default:
		w.Key("integer")
	}
}

func timeType(w *sqlgen.Writer, native string) {
	switch native {
	case "Timestamptz":
		w.Key("timestamptz")
	case "Date":
		w.Key("date")
	case "Time":
		w.Key("time")
	case "Timetz":
		w.Key("timetz")
	default:
		w.Key("timestamp")
	}
}

func (d Dialect) enumType(w *sqlgen.Writer, name string) {
	e := d.catalog.Enum(name)
	if e == nil {
		panic("postgres: no enum " + name)
	}
	table := e.DBName
	if table == "" {
		table = e.Name
	}
	d.Table(w, e.Schema, table)
}
