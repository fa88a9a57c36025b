package oracle

import (
	"github.com/gozen-dev/gozen/query"
)

// request is one request under way.
type request struct {
	db *Database
	c  caller
	op *query.Op

	created []*row
	changed []change
}

// change is a row that an update wrote, with what it held before.
type change struct {
	row    *row
	before map[string]any
}

func (r *request) run() (any, error) {
	if r.op.Kind.Writes() {
		return r.write()
	}
	return r.read()
}
