package eval

import (
	"slices"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// NoUser is the complaint about a field whose default is taken from auth() when
// there is nothing to take.
const NoUser = "Required: its default is taken from the signed-in user, and there is none"

// initial is what a new row holds in the fields that are not given, as far as
// that is known before it is stored: constants, members of auth(), and NULL where
// there is no default. The rest is checked when it is stored.
func (w *walk) initial(m *schema.Model, given map[string]bool, path string) map[string]any {
	row := map[string]any{}
	for _, f := range m.Fields {
		switch {
		case !f.Stored() || f.UpdatedAt || given[f.Name]:
		case f.Default == nil && f.Type.Optional:
			row[f.Name] = nil
		case f.Default == nil:
		case f.Default.Auth != nil:
			v := w.auth(f.Default.Auth)
			if v == nil && !f.Type.Optional {
				w.issues = append(w.issues, query.Issue{Path: path + "." + f.Name, Message: NoUser})
			}
			row[f.Name] = w.value(f, v, false, path)
		case f.Default.Value != nil:
			if v, err := Constant(f.Default.Value, f.Type); err == nil {
				row[f.Name] = v
			}
		}
	}
	return row
}

// keysGiven names the fields that the data of a new row gives, and those that
// relations give: the one that it is nested in, and those nested in it.
func keysGiven(d *query.Data, via *schema.Field) map[string]bool {
	given := impliedKeys(d.Model, via)
	for _, s := range d.Sets {
		given[s.Field.Name] = true
	}
	for _, r := range d.Relations {
		if r.Field.Relation.Owner() {
			for _, name := range r.Field.Relation.Fields {
				given[name] = true
			}
		}
	}
	return given
}

// impliedKeys names the fields of m in which a row that is nested in a relation
// holds the key of the row around it.
func impliedKeys(m *schema.Model, via *schema.Field) map[string]bool {
	names := map[string]bool{}
	if via == nil || via.Relation.Join != nil || via.Relation.Owner() {
		return names
	}
	i := slices.IndexFunc(m.Fields, func(f *schema.Field) bool { return f.Name == via.Relation.Opposite })
	for _, name := range m.Fields[i].Relation.Fields {
		names[name] = true
	}
	return names
}
