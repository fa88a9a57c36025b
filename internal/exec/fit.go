package exec

import (
	"fmt"

	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/schema"
)

// checkMarks refuses @deletedAt where rows could not be marked by it, or where
// only some of a hierarchy's rows could.
func checkMarks(s *schema.Schema) error {
	for _, m := range s.Models {
		for _, f := range m.Fields {
			if !f.DeletedAt {
				continue
			}
			if err := checkMark(m, f); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkMark(m *schema.Model, f *schema.Field) error {
	switch {
	case f.Type.Kind != schema.DateTime || f.Type.List || !f.Type.Optional:
		return configError(m, f, "@deletedAt is for a DateTime?, which is null in rows that are not deleted")
	case m.DeletedAt() != f:
		return configError(m, f, "a model has one @deletedAt field, and "+m.DeletedAt().Name+" is that already")
	case m.Delegate != nil && m.Delegate.Base != "" && f.Base == "":
		return configError(m, f, "@deletedAt belongs into the base "+m.Delegate.Base+": its rows are deleted through it, too")
	default:
		return nil
	}
}

// checkComputed refuses a schema with a field that nothing computes.
func checkComputed(s *schema.Schema, computed map[*schema.Field]*plan.Formula) error {
	for _, m := range s.Models {
		for _, f := range m.Fields {
			if f.Computed && f.Base == "" && computed[f] == nil {
				return configError(m, f, fmt.Sprintf(
					"@computed has no implementation: give one as rt.Options.Computed[%q]", m.Name+"."+f.Name))
			}
		}
	}
	return nil
}
