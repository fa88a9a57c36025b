package ddl

import (
	"encoding/hex"
	"fmt"
	"strings"

	atlas "ariga.io/atlas/sql/schema"
	"ariga.io/atlas/sql/sqlite"

	"github.com/gozen-dev/gozen/schema"
)

// sqliteTypes are SQLite's. A column's declared type decides by its affinity
// what becomes of a value, so only the five plain ones are used: a DECIMAL
// column would turn exact decimals into floating point numbers.
type sqliteTypes struct{ schema *schema.Schema }

// SQLiteNow is the present in the form that every DateTime is stored in.
const SQLiteNow = `strftime('%Y-%m-%dT%H:%M:%fZ', 'now')`

func (q sqliteTypes) column(f *schema.Field) (atlas.Type, atlas.Expr, error) {
	if f.Type.List && f.Type.Kind != schema.Custom {
		return nil, nil, fmt.Errorf("SQLite has no lists of %s", f.Type.Kind)
	}
	t, err := q.columnType(f.Type)
	if err != nil {
		return nil, nil, err
	}
	def, err := q.defaultValue(f)
	return t, def, err
}

func (q sqliteTypes) columnType(t schema.ValueType) (atlas.Type, error) {
	switch t.Kind {
	case schema.String, schema.DateTime, schema.Decimal, schema.JSON, schema.Custom, schema.EnumKind:
		return &atlas.StringType{T: sqlite.TypeText}, nil
	case schema.Boolean, schema.Int, schema.BigInt:
		return &atlas.IntegerType{T: sqlite.TypeInteger}, nil
	case schema.Float:
		return &atlas.FloatType{T: sqlite.TypeReal}, nil
	case schema.Bytes:
		return &atlas.BinaryType{T: sqlite.TypeBlob}, nil
	case schema.Unsupported:
		return sqlite.ParseType(t.Name)
	case schema.Invalid, schema.ModelKind, schema.Null, schema.Any, schema.Object, schema.Void:
		return nil, fmt.Errorf("no column holds a %s", t.Kind)
	default:
		panic("ddl: unknown kind " + t.Kind.String())
	}
}

func (q sqliteTypes) defaultValue(f *schema.Field) (atlas.Expr, error) {
	d := f.Default
	switch {
	case d == nil:
		return nil, nil
	case d.Func == "now":
		return &atlas.RawExpr{X: SQLiteNow}, nil
	case d.Func == "dbgenerated" && d.SQL != "":
		return &atlas.RawExpr{X: d.SQL}, nil
	case d.Value == nil || f.Type.List:
		return nil, nil
	}
	values, err := constants(q.schema, f)
	if err != nil {
		return nil, err
	}
	return q.literal(values[0]), nil
}

func (q sqliteTypes) literal(c constant) atlas.Expr {
	switch c.kind {
	case schema.Boolean:
		if c.text == "true" {
			return &atlas.Literal{V: "1"}
		}
		return &atlas.Literal{V: "0"}
	case schema.Int, schema.BigInt, schema.Float:
		return &atlas.Literal{V: c.text}
	case schema.DateTime:
		return &atlas.Literal{V: quoted(c.time.Format("2006-01-02T15:04:05.000Z"))}
	case schema.Bytes:
		return &atlas.RawExpr{X: "x'" + hex.EncodeToString(c.bytes) + "'"}
	default:
		if strings.ContainsAny(c.text, `'\"`) {
			return &atlas.RawExpr{X: quoted(c.text)} // Atlas would quote a Literal by rules of its own
		}
		return &atlas.Literal{V: quoted(c.text)}
	}
}

// autoincrement makes c the primary key at once: SQLite counts nowhere else.
func (q sqliteTypes) autoincrement(t *atlas.Table, c *atlas.Column) error {
	if _, ok := c.Type.Type.(*atlas.IntegerType); !ok || t.PrimaryKey != nil {
		return fmt.Errorf("SQLite counts only in an integer that alone is the id")
	}
	c.AddAttrs(&sqlite.AutoIncrement{})
	t.SetPrimaryKey(atlas.NewPrimaryKey(c).AddAttrs(&sqlite.AutoIncrement{}))
	return nil
}

func (q sqliteTypes) enum(*schema.Enum, *atlas.Schema) *atlas.EnumType { return nil }

// refine does nothing: SQLite has one kind of index, and no @@index of another
// is worth a refusal.
func (q sqliteTypes) refine(*atlas.Index, *schema.Index) error { return nil }

func (q sqliteTypes) oneSpace() bool { return true }
