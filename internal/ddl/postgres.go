package ddl

import (
	"encoding/hex"
	"fmt"
	"strings"

	"ariga.io/atlas/sql/postgres"
	atlas "ariga.io/atlas/sql/schema"

	"github.com/gozen-dev/gozen/schema"
)

// postgresTypes are PostgreSQL's: those of Prisma unless an @db attribute
// says otherwise (native.go).
type postgresTypes struct {
	schema *schema.Schema
	enums  map[string]*atlas.EnumType // by ZModel name
}

func (p *postgresTypes) column(f *schema.Field) (atlas.Type, atlas.Expr, error) {
	t, err := p.element(f)
	if err != nil {
		return nil, nil, err
	}
	// A list of a custom type is one JSON document.
	if f.Type.List && f.Type.Kind != schema.Custom {
		name, err := postgres.FormatType(t)
		if err != nil {
			return nil, nil, err
		}
		t = &postgres.ArrayType{Type: t, T: name + "[]"}
	}
	def, err := p.defaultValue(f, t)
	return t, def, err
}

func (p *postgresTypes) element(f *schema.Field) (atlas.Type, error) {
	if f.Native != nil {
		return native(f.Native)
	}
	switch f.Type.Kind {
	case schema.String:
		return &atlas.StringType{T: postgres.TypeText}, nil
	case schema.Boolean:
		return &atlas.BoolType{T: postgres.TypeBoolean}, nil
	case schema.Int:
		return &atlas.IntegerType{T: postgres.TypeInteger}, nil
	case schema.BigInt:
		return &atlas.IntegerType{T: postgres.TypeBigInt}, nil
	case schema.Float:
		return &atlas.FloatType{T: postgres.TypeDouble, Precision: 53}, nil
	case schema.Decimal:
		return &atlas.DecimalType{T: postgres.TypeNumeric, Precision: 65, Scale: 30}, nil
	case schema.DateTime:
		return timeType(postgres.TypeTimestamp, 3), nil
	case schema.JSON, schema.Custom:
		return &atlas.JSONType{T: postgres.TypeJSONB}, nil
	case schema.Bytes:
		return &atlas.BinaryType{T: postgres.TypeBytea}, nil
	case schema.EnumKind:
		if e := p.enums[f.Type.Name]; e != nil {
			return e, nil
		}
		return nil, fmt.Errorf("no enum %s", f.Type.Name)
	case schema.Unsupported:
		return postgres.ParseType(f.Type.Name)
	case schema.Invalid, schema.ModelKind, schema.Null, schema.Any, schema.Object, schema.Void:
		return nil, fmt.Errorf("no column holds a %s", f.Type.Kind)
	default:
		panic("ddl: unknown kind " + f.Type.Kind.String())
	}
}

func timeType(name string, precision int) atlas.Type {
	return &atlas.TimeType{T: name, Precision: &precision}
}

func (p *postgresTypes) defaultValue(f *schema.Field, t atlas.Type) (atlas.Expr, error) {
	d := f.Default
	switch {
	case d == nil:
		return nil, nil
	case d.Func == "now":
		return &atlas.RawExpr{X: "CURRENT_TIMESTAMP"}, nil
	case d.Func == "dbgenerated" && d.SQL != "":
		return &atlas.RawExpr{X: d.SQL}, nil
	case d.Value == nil:
		return nil, nil
	}
	values, err := constants(p.schema, f)
	if err != nil {
		return nil, err
	}
	if _, ok := t.(*postgres.ArrayType); ok {
		return text(array(values)), nil
	}
	if f.Type.List {
		return text("[" + strings.Join(texts(values), ",") + "]"), nil
	}
	return literal(values[0], t), nil
}

// literal writes numbers and Booleans bare where the column is of their kind;
// for money or bits they are text to be read.
func literal(c constant, t atlas.Type) atlas.Expr {
	switch t.(type) {
	case *atlas.BoolType, *atlas.IntegerType, *atlas.FloatType, *atlas.DecimalType:
		return &atlas.Literal{V: c.text}
	default:
		return text(c.postgres())
	}
}

// postgres returns the text from which PostgreSQL reads the value.
func (c constant) postgres() string {
	switch c.kind {
	case schema.DateTime:
		return c.time.Format("2006-01-02 15:04:05.999999")
	case schema.Bytes:
		return `\x` + hex.EncodeToString(c.bytes)
	default:
		return c.text
	}
}

func texts(values []constant) []string {
	out := make([]string, len(values))
	for i, c := range values {
		out[i] = c.postgres()
	}
	return out
}

// text is a string literal. Where Atlas could take the text for something
// quoted or escaped already, it gets an expression that it copies as it is.
func text(s string) atlas.Expr {
	if strings.Contains(s, `\`) {
		// Without E'' a backslash is a character like others, unless the server
		// has standard_conforming_strings off.
		return &atlas.RawExpr{X: "E" + quoted(strings.ReplaceAll(s, `\`, `\\`))}
	}
	if strings.Contains(s, "'") {
		return &atlas.RawExpr{X: quoted(s)}
	}
	return &atlas.Literal{V: quoted(s)}
}

// array writes an array's text form as PostgreSQL itself would: an element has
// quotes only where it needs them.
func array(values []constant) string {
	escape := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	items := texts(values)
	for i, s := range items {
		if s == "" || strings.EqualFold(s, "null") || strings.ContainsAny(s, "\"\\{}, \t\n\r\v\f") {
			items[i] = `"` + escape.Replace(s) + `"`
		}
	}
	return "{" + strings.Join(items, ",") + "}"
}

// autoincrement makes c a serial, as Prisma does.
func (p *postgresTypes) autoincrement(_ *atlas.Table, c *atlas.Column) error {
	i, ok := c.Type.Type.(*atlas.IntegerType)
	if !ok {
		return fmt.Errorf("PostgreSQL counts only in integers")
	}
	serial := map[string]string{
		postgres.TypeSmallInt: postgres.TypeSmallSerial,
		postgres.TypeInteger:  postgres.TypeSerial,
		postgres.TypeBigInt:   postgres.TypeBigSerial,
	}
	c.SetType(&postgres.SerialType{T: serial[i.T]})
	return nil
}

func (p *postgresTypes) enum(e *schema.Enum, in *atlas.Schema) *atlas.EnumType {
	t := &atlas.EnumType{T: e.DBName, Schema: in}
	for _, v := range e.Values {
		t.Values = append(t.Values, v.DBName)
	}
	p.enums[e.Name] = t
	return t
}

// refine gives the index its method and its operator classes.
func (p *postgresTypes) refine(idx *atlas.Index, x *schema.Index) error {
	if x.Type != "" && x.Type != "BTree" {
		idx.AddAttrs(&postgres.IndexType{T: strings.ToUpper(x.Type)})
	}
	for i, f := range x.Fields {
		if f.Ops == "" {
			continue
		}
		name, err := operatorClass(f.Ops)
		if err != nil {
			return err
		}
		idx.Parts[i].AddAttrs(&postgres.IndexOpClass{Name: name})
	}
	return nil
}

// operatorClass turns Prisma's name of an operator class, JsonbPathOps, into
// PostgreSQL's, jsonb_path_ops. What raw() gives is taken as it is.
func operatorClass(name string) (string, error) {
	var b strings.Builder
	for i, r := range name {
		switch {
		case r >= 'A' && r <= 'Z':
			if i > 0 {
				b.WriteByte('_')
			}
			b.WriteRune(r + 'a' - 'A')
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' || r == '.':
			b.WriteRune(r)
		default:
			return "", fmt.Errorf("operator class %q", name)
		}
	}
	return b.String(), nil
}

func (p *postgresTypes) oneSpace() bool { return false }
