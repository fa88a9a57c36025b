package gozen

import (
	"encoding/json"
	"errors"
	"reflect"
	"time"

	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/query"
)

// Maybe makes a row that is not there nil instead of an error:
//
//	user, err := gozen.Maybe(c.User.FindFirst(ctx))
func Maybe[R any](row R, err error) (*R, error) {
	switch {
	case errors.Is(err, ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	default:
		return &row, nil
	}
}

// MustOne returns the row of a relation. It panics when there is none, and says
// why. Generated code calls it, as those below.
func MustOne[R any](model string, row *R, loaded bool) *R {
	if row == nil {
		NoRow(model, loaded)
	}
	return row
}

// NoRow panics, and says why a relation to a model has nothing to return.
func NoRow(model string, loaded bool) {
	if loaded {
		panic("gozen: relation to " + model + " has no row")
	}
	panic("gozen: relation to " + model + " was not loaded: add it to Include")
}

// LoadOne reads the row of a relation from JSON.
func LoadOne[R any](b []byte, row **R, loaded *bool) error {
	*loaded = true
	return json.Unmarshal(b, row)
}

// ScanDecimal reads a Decimal.
func ScanDecimal(s *Scan, name string, to *Decimal) {
	if d, ok := s.Decimal(name); ok {
		to.d = d
	}
}

// ScanNullDecimal reads an optional Decimal.
func ScanNullDecimal(s *Scan, name string, to **Decimal) {
	if d, ok := s.Decimal(name); ok {
		*to = &Decimal{d}
	}
}

// ScanNullEnum reads an optional enum's member.
func ScanNullEnum[E ~string](s *Scan, name string, to **E) {
	var text *string
	if s.NullText(name, &text); text != nil {
		*to = new(E(*text))
	}
}

// ScanList reads a list; one that was asked for is not nil.
func ScanList[V any](s *Scan, name string, to *[]V) {
	list, asked := s.List(name)
	if !asked {
		return
	}
	*to = make([]V, len(list))
	for i, x := range list {
		assign(reflect.ValueOf(&(*to)[i]).Elem(), x)
	}
}

// assign puts a logical value where a Go value of the right type is.
func assign(to reflect.Value, x any) {
	switch x := x.(type) {
	case nil:
	case int64:
		if to.Kind() == reflect.Float64 {
			to.SetFloat(float64(x))
			return
		}
		to.SetInt(x)
	case float64:
		to.SetFloat(x)
	case bool:
		to.SetBool(x)
	case string:
		if to.Kind() == reflect.Slice {
			to.SetBytes([]byte(x))
			return
		}
		to.SetString(x)
	case query.JSON:
		to.SetBytes([]byte(x))
	case []byte:
		to.SetBytes(x)
	case decimal.Decimal:
		if to.Kind() == reflect.Float64 {
			to.SetFloat(x.InexactFloat64())
			return
		}
		to.Set(reflect.ValueOf(Decimal{x}))
	case time.Time:
		to.Set(reflect.ValueOf(x))
	}
}

// holds reports whether assign can put x there.
func holds(to reflect.Value, x any) bool {
	switch x.(type) {
	case int64:
		return to.Kind() == reflect.Int || to.Kind() == reflect.Int64 || to.Kind() == reflect.Float64
	case float64:
		return to.Kind() == reflect.Float64
	case bool:
		return to.Kind() == reflect.Bool
	case string:
		return to.Kind() == reflect.String
	case []byte, query.JSON:
		return to.Kind() == reflect.Slice && to.Type().Elem().Kind() == reflect.Uint8
	case decimal.Decimal:
		return to.Kind() == reflect.Float64 || to.Type() == reflect.TypeFor[Decimal]()
	case time.Time:
		return to.Type() == reflect.TypeFor[time.Time]()
	default:
		return false
	}
}
