package sqlite

import (
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/sqlgen"
)

// TextSearch panics: a schema for SQLite has no fields to search in.
func (d Dialect) TextSearch(*sqlgen.Writer, plan.TextQuery, sqlgen.Fragment, sqlgen.Fragment, sqlgen.Fragment) {
	panic("sqlite: there is no text search")
}

// TextRank panics, for the same reason.
func (d Dialect) TextRank(*sqlgen.Writer, plan.TextQuery, []sqlgen.Fragment, sqlgen.Fragment) {
	panic("sqlite: there is no text search")
}
