package ddl

import (
	"fmt"
	"strconv"

	"ariga.io/atlas/sql/postgres"
	atlas "ariga.io/atlas/sql/schema"

	"github.com/gozen-dev/gozen/schema"
)

// microseconds is the precision of times that name none.
const microseconds = 6

// native returns PostgreSQL's type for an @db attribute.
func native(n *schema.Native) (atlas.Type, error) {
	args, err := numbers(n)
	if err != nil {
		return nil, err
	}
	arg := func(i, otherwise int) int {
		if i < len(args) {
			return args[i]
		}
		return otherwise
	}
	switch n.Name {
	case "Text":
		return &atlas.StringType{T: postgres.TypeText}, nil
	case "Char":
		return &atlas.StringType{T: postgres.TypeCharacter, Size: arg(0, 1)}, nil
	case "VarChar":
		return &atlas.StringType{T: postgres.TypeCharVar, Size: arg(0, 0)}, nil
	case "Bit":
		return &postgres.BitType{T: postgres.TypeBit, Len: int64(arg(0, 1))}, nil
	case "VarBit":
		return &postgres.BitType{T: postgres.TypeBitVar, Len: int64(arg(0, 0))}, nil
	case "Decimal":
		return &atlas.DecimalType{T: postgres.TypeNumeric, Precision: arg(0, 65), Scale: arg(1, scale(args))}, nil
	case "Timestamp":
		return timeType(postgres.TypeTimestamp, arg(0, microseconds)), nil
	case "Timestamptz":
		return timeType(postgres.TypeTimestampTZ, arg(0, microseconds)), nil
	case "Time":
		return timeType(postgres.TypeTime, arg(0, microseconds)), nil
	case "Timetz":
		return timeType(postgres.TypeTimeTZ, arg(0, microseconds)), nil
	}
	return plainNative(n.Name)
}

// scale is what Decimal has when its arguments do not say: Prisma's 30 with
// no argument at all, PostgreSQL's 0 when only the precision is given.
func scale(args []int) int {
	if len(args) == 0 {
		return 30
	}
	return 0
}

// plainNative returns the types that take no argument.
func plainNative(name string) (atlas.Type, error) {
	types := map[string]atlas.Type{
		"Uuid":            &atlas.UUIDType{T: postgres.TypeUUID},
		"Xml":             &postgres.XMLType{T: postgres.TypeXML},
		"Inet":            &postgres.NetworkType{T: postgres.TypeInet},
		"Citext":          &postgres.UserDefinedType{T: "citext"},
		"Boolean":         &atlas.BoolType{T: postgres.TypeBoolean},
		"SmallInt":        &atlas.IntegerType{T: postgres.TypeSmallInt},
		"Integer":         &atlas.IntegerType{T: postgres.TypeInteger},
		"Int":             &atlas.IntegerType{T: postgres.TypeInteger},
		"BigInt":          &atlas.IntegerType{T: postgres.TypeBigInt},
		"Oid":             &postgres.OIDType{T: "oid"},
		"Real":            &atlas.FloatType{T: postgres.TypeReal, Precision: 24},
		"DoublePrecision": &atlas.FloatType{T: postgres.TypeDouble, Precision: 53},
		"Money":           &postgres.CurrencyType{T: postgres.TypeMoney},
		"Date":            &atlas.TimeType{T: postgres.TypeDate},
		"Json":            &atlas.JSONType{T: postgres.TypeJSON},
		"JsonB":           &atlas.JSONType{T: postgres.TypeJSONB},
		"ByteA":           &atlas.BinaryType{T: postgres.TypeBytea},
	}
	t, ok := types[name]
	if !ok {
		return nil, fmt.Errorf("PostgreSQL has no @db.%s", name)
	}
	return t, nil
}

func numbers(n *schema.Native) ([]int, error) {
	out := make([]int, len(n.Args))
	for i, a := range n.Args {
		v, err := strconv.Atoi(a)
		if err != nil || v < 0 {
			return nil, fmt.Errorf("@db.%s: %q is not a size", n.Name, a)
		}
		out[i] = v
	}
	return out, nil
}
