package check

import (
	"slices"

	"github.com/gozen-dev/gozen/schema"
)

// checkStored refuses attributes about how a field is stored that the engine
// could not keep to.
func (c *checker) checkStored(k *container) {
	for _, m := range k.members {
		if m.base != nil {
			continue // the base says it
		}
		if a := m.attr("encrypted"); a != nil && m.typ.Kind == schema.String {
			switch {
			case m.typ.List:
				c.report(CodeEncryptedKey, a, "@encrypted is for a single String").Hint = "store the values as one text"
			case inKey(k.model, m.name()):
				c.report(CodeEncryptedKey, a, "@encrypted cannot be on a part of a key: equal texts are stored differently")
			}
		}
		if a := m.attr("deletedAt"); a != nil && m.typ.Kind == schema.DateTime {
			switch {
			case m.typ.List || !m.typ.Optional:
				c.report(CodeDeletedAt, a, "@deletedAt is for a DateTime?, which is null in rows that are not deleted")
			case k.model.Delegate != nil && k.model.Delegate.Base != "":
				c.report(CodeDeletedAt, a, "@deletedAt belongs into the base %s: its rows are deleted through it, too",
					k.model.Delegate.Base).Hint = "move the field into the outermost base"
			}
		}
	}
}

// inKey reports whether a field is part of an id, of a unique key or of a
// foreign key.
func inKey(m *schema.Model, name string) bool {
	if slices.Contains(m.ID, name) || slices.ContainsFunc(m.Uniques, func(u *schema.Key) bool { return slices.Contains(u.Fields, name) }) {
		return true
	}
	return slices.ContainsFunc(m.Fields, func(f *schema.Field) bool {
		return f.IsRelation() && slices.Contains(f.Relation.Fields, name)
	})
}
