package oracle

import (
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// Failure is the error of a request that cannot be done. It has every reason
// that was found against it, the likely first one first: in which order they
// are met is the engine's business.
type Failure struct{ Reasons []*query.Error }

// Error returns the first reason's message.
func (f *Failure) Error() string { return f.Reasons[0].Message }

// request is one request under way.
type request struct {
	db *Database
	c  caller
	op *query.Op

	created   []*row
	misfit    map[*row]bool // new rows that did not validate when they were made
	changed   []change
	generated int    // ids
	joined    []link // made, or asked for although they were there
	reasons   []*query.Error
	open      bool
}

// change is a row that an update wrote, with what it held before.
type change struct {
	row    *row
	before map[string]any
	id     bool // among what was written

	misfit   bool // it did not validate then
	written  []string
	computed []*schema.Field // by arithmetic
}

// fail notes a reason why the request cannot be done. The work goes on, to find
// the others.
func (r *request) fail(err error) {
	switch err := err.(type) { //nolint:errorlint // it takes the wrappings apart itself
	case nil:
	case *query.Error:
		r.reasons = append(r.reasons, err)
	case interface{ Unwrap() []error }:
		for _, x := range err.Unwrap() {
			r.fail(x)
		}
	default:
		r.open = true
	}
}

// missing fails because there is no such row.
func (r *request) missing(m *schema.Model) { r.fail(query.Missing(m.Name)) }

// denied fails because a rule says no.
func (r *request) denied(m *schema.Model, why string) {
	r.fail(query.Rejected(m.Name, query.NoAccess, why))
}

// broken returns the reasons as an error.
func (r *request) broken() error {
	switch {
	case r.open:
		return ErrOpen
	case len(r.reasons) > 0:
		return &Failure{Reasons: r.reasons}
	default:
		return nil
	}
}

func (r *request) run() (any, error) {
	if r.op.Kind.Writes() {
		if !r.prepare() {
			return nil, r.broken()
		}
		return r.write()
	}
	return r.read()
}

// there reports whether a row is still stored, and not marked as deleted.
func (r *request) there(x *row) bool { return !x.deleted() && r.db.has(x) }
