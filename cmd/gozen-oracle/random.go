package main

import "math/rand/v2"

// dice makes the choices. Its seed alone decides them.
type dice struct{ r *rand.Rand }

func newDice(seed, stream uint64) dice {
	return dice{rand.New(rand.NewPCG(seed, stream))} //nolint:gosec // a run must be repeatable from its seed
}

// n is a number from 0 to below limit.
func (d dice) n(limit int) int { return d.r.IntN(limit) }

// chance is true in so many of a hundred.
func (d dice) chance(percent int) bool { return d.n(100) < percent }

// among returns one of the options.
func among[T any](d dice, options ...T) T { return options[d.n(len(options))] }
