package query

// Limits bounds what a request may ask for; 0 is no bound.
type Limits struct {
	// Nesting is how deep relations and logical operators may nest.
	Nesting int
	// In is the greatest length of a list of values: in, notIn, hasSome, hasEvery.
	In int
	// Batch is the greatest number of rows of a createMany, of members of a
	// nested write's list, and of conditions of one AND, OR or NOT.
	Batch int
	// Values is the greatest number of values of a request, each a parameter of
	// a statement. A list counts once; rows of a createMany do not count.
	Values int
	// Take is the greatest take.
	Take int
	// AllowOmitOverride lets select and omit bring back fields that the schema omits.
	AllowOmitOverride bool
	// FoldAlways knows mode "insensitive" on every database, not only where Prisma has it.
	FoldAlways bool
	// ShowOmitted brings those fields back by itself.
	ShowOmitted bool
}

// DefaultLimits returns the bounds for remote callers.
func DefaultLimits() Limits {
	return Limits{Nesting: 16, In: 10_000, Batch: 1_000, Values: 10_000, Take: 1_000}
}
