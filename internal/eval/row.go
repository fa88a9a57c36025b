package eval

import (
	"time"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// Row checks a stored row: the given fields by their attributes, and the
// model's @@validate rules as far as the row has what they mention. Path is
// where the data that wrote it stands in the request.
func (v *Validator) Row(m *schema.Model, row map[string]any, fields []*schema.Field, path string, now time.Time) []query.Issue {
	w := &walk{v: v, now: now}
	for _, f := range fields {
		value := row[f.Name]
		if value == nil {
			continue
		}
		for _, s := range v.steps[f] {
			if _, complaint := s(value); complaint != "" {
				w.issues = append(w.issues, query.Issue{Path: path + "." + f.Name, Message: complaint})
			}
		}
	}
	w.check(v.rules[m], row, path)
	return w.issues
}
