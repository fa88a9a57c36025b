package ddl

import (
	"strings"

	"ariga.io/atlas/sql/postgres"
	atlas "ariga.io/atlas/sql/schema"
)

// widens reports whether every value of one type is kept by the other.
func (c *Changes) widens(from, to atlas.Type) bool {
	if c.dialect == SQLite {
		return widensSQLite(from, to)
	}
	if s, ok := from.(*postgres.SerialType); ok {
		from = s.IntegerType()
	}
	if s, ok := to.(*postgres.SerialType); ok {
		to = s.IntegerType()
	}
	switch to := to.(type) {
	case *atlas.StringType:
		return holdsText(from, to)
	case *atlas.IntegerType:
		f, ok := from.(*atlas.IntegerType)
		return ok && rank(f.T) <= rank(to.T)
	case *atlas.FloatType:
		f, ok := from.(*atlas.FloatType)
		return ok && rank(f.T) <= rank(to.T)
	case *atlas.DecimalType:
		return holdsNumber(from, to)
	case *atlas.TimeType:
		f, ok := from.(*atlas.TimeType)
		return ok && timeName(f) == timeName(to) && precision(f) <= precision(to)
	case *atlas.JSONType:
		f, ok := from.(*atlas.JSONType)
		return ok && f.T == to.T
	default:
		return false
	}
}

// widensSQLite knows Prisma's tables too, which have BOOLEAN, DECIMAL and JSONB
// columns. Their DATETIME is for [dates].
func widensSQLite(from, to atlas.Type) bool {
	switch to.(type) {
	case *atlas.IntegerType:
		_, ok := from.(*atlas.BoolType)
		return ok
	case *atlas.StringType:
		switch from.(type) {
		case *atlas.BoolType, *atlas.IntegerType, *atlas.FloatType, *atlas.DecimalType, *atlas.JSONType, *atlas.UUIDType:
			return true
		}
	}
	return false
}

// holdsText reports whether a text type keeps what from writes as text.
func holdsText(from atlas.Type, to *atlas.StringType) bool {
	if _, array := from.(*postgres.ArrayType); array {
		return false
	}
	if to.Size == 0 && to.T != postgres.TypeCharacter && to.T != postgres.TypeChar {
		return true
	}
	f, ok := from.(*atlas.StringType)
	return ok && f.T == to.T && f.Size > 0 && f.Size <= to.Size
}

func holdsNumber(from atlas.Type, to *atlas.DecimalType) bool {
	switch f := from.(type) {
	case *atlas.IntegerType:
		return to.Precision == 0 || to.Precision-to.Scale >= 19 // digits of a bigint
	case *atlas.DecimalType:
		if to.Precision == 0 {
			return true
		}
		return f.Precision > 0 && f.Scale <= to.Scale && f.Precision-f.Scale <= to.Precision-to.Scale
	default:
		return false
	}
}

// rank orders the sizes of integers and of floating point numbers.
func rank(name string) int {
	switch strings.ToLower(name) {
	case postgres.TypeSmallInt, postgres.TypeInt2, postgres.TypeReal, postgres.TypeFloat4:
		return 1
	case postgres.TypeInteger, postgres.TypeInt, postgres.TypeInt4:
		return 2
	default:
		return 3
	}
}

// timeName is a time type's name in the one form that Atlas compares.
func timeName(t *atlas.TimeType) string {
	s, err := postgres.FormatType(&atlas.TimeType{T: t.T})
	if err != nil {
		return t.T
	}
	return s
}

func precision(t *atlas.TimeType) int {
	if t.Precision == nil {
		return microseconds
	}
	return *t.Precision
}
