package sqlite

import (
	"errors"
	"math"
	"strconv"

	"github.com/shopspring/decimal"
	"zombiezen.com/go/sqlite"

	"github.com/gozen-dev/gozen/internal/dialect"
)

// scale is how many digits after the point a product or quotient keeps: as
// many as a Decimal column has on PostgreSQL when the schema does not say.
const scale = 30

var (
	errOverflow  = errors.New("integer out of range")
	errByZero    = errors.New("division by zero")
	errNotNumber = errors.New("not a number")
)

// register gives a connection the collation and the functions that the dialect
// writes. A function's error goes to failed: the driver (1.4.2) loses it, and
// would let its text become the function's result. After one no function is
// called any more until the statement ends.
func register(c *sqlite.Conn, failed *error) error {
	if err := c.SetCollation("gozen_decimal", compareDecimals); err != nil {
		return err
	}
	if err := aggregates(c, func(err error) { *failed = err }); err != nil {
		return err
	}
	parsed := &documents{}
	for name, f := range map[string]struct {
		args int
		call func(args []sqlite.Value) (sqlite.Value, error)
	}{
		"gozen_add":       {2, arithmetic(addInts, decimal.Decimal.Add)},
		"gozen_sub":       {2, arithmetic(subInts, decimal.Decimal.Sub)},
		"gozen_mul":       {2, arithmetic(mulInts, func(a, b decimal.Decimal) decimal.Decimal { return a.Mul(b).Round(scale) })},
		"gozen_div":       {2, divide},
		"gozen_float":     {1, float},
		"gozen_json":      {1, parsed.canonical},
		"gozen_json_at":   {2, parsed.at},
		"gozen_json_as":   {2, parsed.as},
		"gozen_json_test": {3, parsed.test},
	} {
		impl := &sqlite.FunctionImpl{NArgs: f.args, Deterministic: true}
		impl.Scalar = func(_ sqlite.Context, args []sqlite.Value) (sqlite.Value, error) {
			if *failed != nil {
				return sqlite.Value{}, nil
			}
			for _, a := range args {
				if a.Type() == sqlite.TypeNull {
					return sqlite.Value{}, nil
				}
			}
			v, err := f.call(args)
			*failed = err
			return v, nil
		}
		if err := c.CreateFunction(name, impl); err != nil {
			return err
		}
	}
	return nil
}

// arithmetic makes a function that is of integers when both operands are, and
// of decimals otherwise.
func arithmetic(ints func(a, b int64) (int64, error), decimals func(a, b decimal.Decimal) decimal.Decimal) func([]sqlite.Value) (sqlite.Value, error) {
	return func(args []sqlite.Value) (sqlite.Value, error) {
		if integers(args) {
			n, err := ints(args[0].Int64(), args[1].Int64())
			return sqlite.IntegerValue(n), err
		}
		a, b, err := operands(args)
		if err != nil {
			return sqlite.Value{}, err
		}
		return decimalValue(decimals(a, b))
	}
}

func divide(args []sqlite.Value) (sqlite.Value, error) {
	if integers(args) {
		n, err := divInts(args[0].Int64(), args[1].Int64())
		return sqlite.IntegerValue(n), err
	}
	a, b, err := operands(args)
	if err != nil {
		return sqlite.Value{}, err
	}
	if b.IsZero() {
		return sqlite.Value{}, errByZero
	}
	return decimalValue(a.DivRound(b, scale))
}

func integers(args []sqlite.Value) bool {
	return args[0].Type() == sqlite.TypeInteger && args[1].Type() == sqlite.TypeInteger
}

func operands(args []sqlite.Value) (a, b decimal.Decimal, err error) {
	if a, err = operand(args[0]); err != nil {
		return a, b, err
	}
	b, err = operand(args[1])
	return a, b, err
}

func operand(v sqlite.Value) (decimal.Decimal, error) {
	n, ok := number(v.Text())
	if !ok {
		return decimal.Decimal{}, errNotNumber
	}
	s := "0" + n.whole + "." + n.fraction
	if n.negative {
		s = "-" + s
	}
	return decimal.NewFromString(s)
}

func decimalValue(d decimal.Decimal) (sqlite.Value, error) {
	s, err := dialect.DecimalText(d)
	return sqlite.TextValue(s), err
}

func addInts(a, b int64) (int64, error) {
	if n := a + b; (n > a) == (b > 0) {
		return n, nil
	}
	return 0, errOverflow
}

func subInts(a, b int64) (int64, error) {
	if n := a - b; (n < a) == (b > 0) {
		return n, nil
	}
	return 0, errOverflow
}

func mulInts(a, b int64) (int64, error) {
	if a == 0 || b == 0 {
		return 0, nil
	}
	if n := a * b; n/b == a && (a != math.MinInt64 || b != -1) && (b != math.MinInt64 || a != -1) {
		return n, nil
	}
	return 0, errOverflow
}

func divInts(a, b int64) (int64, error) {
	switch {
	case b == 0:
		return 0, errByZero
	case a == math.MinInt64 && b == -1:
		return 0, errOverflow
	}
	return a / b, nil
}

// float reads a number exactly as Go wrote it; SQLite may be off in the last digit.
func float(args []sqlite.Value) (sqlite.Value, error) {
	f, err := strconv.ParseFloat(args[0].Text(), 64)
	if err != nil {
		return sqlite.Value{}, errNotNumber
	}
	return sqlite.FloatValue(f), nil
}
