package sqlite

import (
	"errors"
	"math/big"

	"github.com/shopspring/decimal"
	"zombiezen.com/go/sqlite"
)

var errWindow = errors.New("a sum over a window")

// total adds up the values of a group: gozen_sum, and gozen_avg of decimals. It
// is of integers until a value comes that is none. A sum too great for an
// integer may yet come back, so it is judged at the end.
type total struct {
	failed  func(error)
	average bool
	count   int64
	small   int64    // … of the integers
	great   *big.Int // instead, once small has overflowed
	decimal decimal.Decimal
	text    bool // there were decimals
}

// aggregates gives a connection the functions of groups.
func aggregates(c *sqlite.Conn, failed func(error)) error {
	for name, average := range map[string]bool{"gozen_sum": false, "gozen_avg": true} {
		if err := c.CreateFunction(name, &sqlite.FunctionImpl{
			NArgs: 1, Deterministic: true,
			MakeAggregate: func(sqlite.Context) (sqlite.AggregateFunction, error) {
				return &total{failed: failed, average: average}, nil
			},
		}); err != nil {
			return err
		}
	}
	return nil
}

// Step adds the value of a row.
func (t *total) Step(_ sqlite.Context, args []sqlite.Value) error {
	switch args[0].Type() {
	case sqlite.TypeNull:
		return nil
	case sqlite.TypeInteger:
		t.addInt(args[0].Int64())
	default:
		x, err := operand(args[0])
		if err != nil {
			t.failed(err)
			return nil
		}
		t.decimal, t.text = t.decimal.Add(x), true
	}
	t.count++
	return nil
}

func (t *total) addInt(n int64) {
	if t.great != nil {
		t.great.Add(t.great, big.NewInt(n))
		return
	}
	sum, err := addInts(t.small, n)
	if err != nil {
		t.great = big.NewInt(t.small)
		t.great.Add(t.great, big.NewInt(n))
		return
	}
	t.small = sum
}

// WindowValue gives the sum or average, NULL of nothing.
func (t *total) WindowValue(sqlite.Context) (sqlite.Value, error) {
	v, err := t.value()
	if err != nil {
		t.failed(err)
		return sqlite.Value{}, nil
	}
	return v, nil
}

func (t *total) value() (sqlite.Value, error) {
	ints := big.NewInt(t.small)
	if t.great != nil {
		ints = t.great
	}
	switch {
	case t.count == 0:
		return sqlite.Value{}, nil
	case !t.text && !t.average && !ints.IsInt64():
		return sqlite.Value{}, errOverflow
	case !t.text && !t.average:
		return sqlite.IntegerValue(ints.Int64()), nil
	}
	sum := t.decimal.Add(decimal.NewFromBigInt(ints, 0))
	if t.average {
		sum = sum.DivRound(decimal.NewFromInt(t.count), scale)
	}
	return decimalValue(sum)
}

// WindowInverse fails: no statement uses the functions over a window.
func (t *total) WindowInverse(sqlite.Context, []sqlite.Value) error {
	t.failed(errWindow)
	return nil
}

// Finalize has nothing to let go of.
func (t *total) Finalize(sqlite.Context) {}
