package server

import "github.com/gozen-dev/gozen/query"

// RefuseSecret refuses an operation that compares or sorts by a @password field.
// Who may do so can learn another's hash a character at a time, by startsWith,
// without ever being shown it; so that over HTTP a password may be written and
// nothing else. ZenStack lets it be searched.
func RefuseSecret(op *query.Op) error {
	return walk(op, func(u use) error {
		if u.field.Password == nil {
			return nil
		}
		return query.Invalid(op.Kind, op.Model.Name, []query.Issue{{Path: u.field.Name, Message: "a password can be neither compared nor sorted by"}})
	})
}
