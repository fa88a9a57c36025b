package query

// Isolation is how much a transaction sees of those beside it. The zero value
// is what the database does by itself.
type Isolation uint8

// The levels of isolation. PostgreSQL has them all, reading uncommitted rows as
// committed ones; SQLite has Serializable alone.
const (
	DefaultIsolation Isolation = iota
	ReadUncommitted
	ReadCommitted
	RepeatableRead
	Serializable
)

// String returns the level's name as clients write it.
func (i Isolation) String() string {
	switch i {
	case ReadUncommitted:
		return "ReadUncommitted"
	case ReadCommitted:
		return "ReadCommitted"
	case RepeatableRead:
		return "RepeatableRead"
	case Serializable:
		return "Serializable"
	default:
		return "Default"
	}
}

// ParseIsolation returns the level that a client names.
func ParseIsolation(name string) (Isolation, bool) {
	for i := ReadUncommitted; i <= Serializable; i++ {
		if i.String() == name {
			return i, true
		}
	}
	return DefaultIsolation, false
}
