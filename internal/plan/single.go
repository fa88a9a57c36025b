package plan

// Single is a write of one row that one statement can do whole: it writes if
// the rules permit, and returns the row together with whether it may be read.
// It stands beside the steps that do the same, for databases that can.
type Single struct {
	Step Step // an Insert, Update or Delete
	// Target is the row written, in Returned and Readable.
	Target *Source
	// Given is the row to insert as a source of its own, and Permitted the
	// condition on it. Of an update or delete the Step's Where says all.
	Given     *Source
	Permitted Expr
	// Returned are the columns of the plan's Read; Readable is a further one.
	Returned []Expr
	Readable Expr
}
