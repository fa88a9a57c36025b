package exec

import (
	"fmt"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// unbuilt refuses a schema that asks for what the engine does not do yet and
// could not leave undone without harm: to store as plain text what was to be
// encrypted, to delete what was to be kept.
func unbuilt(s *schema.Schema) error {
	for _, m := range s.Models {
		for _, f := range m.Fields {
			what := ""
			switch {
			case f.Computed:
				what = "@computed"
			default:
				continue
			}
			return &query.Error{
				Reason: query.ConfigError, Model: m.Name,
				Message: fmt.Sprintf("%s:%d: %s.%s: %s is not supported yet; take it out to serve this schema",
					f.Pos.File, f.Pos.Line, m.Name, f.Name, what),
			}
		}
	}
	return nil
}
