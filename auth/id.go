package auth

import "github.com/gozen-dev/gozen/schema"

// IDs maps id to the id value of a row of m, the schema's auth model, keyed by
// field name. It reports false, and the caller must treat the request as
// anonymous, when the identity names nobody or its subject cannot be an id of
// m, as [schema.Model.ParseID] has it. A compound id needs a mapping of the
// host's own.
func IDs(m *schema.Model, id *Identity) (map[string]any, bool) {
	if m == nil || id == nil {
		return nil, false
	}
	return m.ParseID(id.Subject)
}
