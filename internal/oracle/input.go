package oracle

import (
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// prepare validates what is to be written and makes of it what is stored. It
// comes before everything else, also for what in the end is not written.
func (r *request) prepare() bool {
	op := *r.op
	op.Values = slices.Clone(op.Values)
	r.op = &op
	good := r.prepareData(op.Create, true, nil)
	good = r.prepareData(op.Update, false, nil) && good
	good = r.prepareRows(op.Rows, nil) && good
	if !good {
		r.invalid(op.Model)
	}
	return good
}

// prepareData prepares the data of a row. Implied are the fields that the row
// around it gives.
func (r *request) prepareData(d *query.Data, create bool, implied []string) bool {
	if d == nil {
		return true
	}
	good, known := true, map[string]any{}
	if create {
		given := slices.Clone(implied)
		for _, s := range d.Sets {
			given = append(given, s.Field.Name)
		}
		for _, w := range d.Relations {
			given = append(given, w.Field.Relation.Fields...)
		}
		known, good = r.defaults(d.Model, given)
	}
	for _, s := range d.Sets {
		switch s.Op {
		case query.Assign:
			good = r.prepareValue(s.Field, s.Value) && good
			known[s.Field.Name] = r.op.Values[s.Value]
		case query.Push:
			good = r.prepareValue(s.Field, s.Value) && good
		default: // what comes of it is seen in the row
		}
	}
	good = good && r.rulesHold(d.Model, known)
	for _, w := range d.Relations {
		back := r.db.s.Model(w.Field.Relation.Target).Field(w.Field.Relation.Opposite).Relation.Fields
		for _, n := range w.Writes {
			good = r.prepareData(n.Create, true, back) && good
			good = r.prepareData(n.Update, false, back) && good
			good = r.prepareRows(n.Rows, back) && good
		}
	}
	return good
}

func (r *request) prepareRows(rows *query.Rows, implied []string) bool {
	if rows == nil {
		return true
	}
	good := true
	for _, g := range rows.Groups {
		given := slices.Clone(implied)
		for _, f := range g.Fields {
			given = append(given, f.Name)
		}
		for _, base := range g.Base {
			known, fine := r.defaults(g.Model, given)
			for k, f := range g.Fields {
				fine = r.prepareValue(f, base+query.Slot(k)) && fine
				known[f.Name] = r.op.Values[base+query.Slot(k)]
			}
			good = good && fine && r.rulesHold(g.Model, known)
		}
	}
	return good
}

// defaults are what is known of the fields that a create leaves out, and whether
// they may be: what is taken from the user is judged like what is given.
func (r *request) defaults(m *schema.Model, given []string) (known map[string]any, good bool) {
	known, good = map[string]any{}, true
	for _, f := range m.Fields {
		switch {
		case !f.Stored() || f.UpdatedAt || slices.Contains(given, f.Name):
		case f.Default == nil && f.Type.Optional:
			known[f.Name] = nil
		case f.Default == nil:
		case len(f.Default.Auth) > 0:
			v, fine := fitted(f, r.ofUser(f))
			known[f.Name], good = v, good && fine && (v != nil || f.Type.Optional)
		case f.Default.Value != nil:
			if l, ok := f.Default.Value.(*schema.Literal); ok {
				known[f.Name] = literal(l)
			}
		}
	}
	return known, good
}

// ofUser is what the default of a field takes from the user.
func (r *request) ofUser(f *schema.Field) any {
	var user any
	if r.c.who.User != nil {
		user = r.c.who.User
	}
	return follow(user, f.Default.Auth).v
}

// prepareValue makes a value what is stored.
func (r *request) prepareValue(f *schema.Field, slot query.Slot) bool {
	v, good := fitted(f, r.op.Values[slot])
	r.op.Values[slot] = v
	return good
}

// fitted runs the attributes of a field in the order written, and hashes a
// password.
func fitted(f *schema.Field, v any) (_ any, good bool) {
	if v == nil {
		return nil, true
	}
	good = true
	for _, x := range f.Validations {
		switch text, _ := v.(string); x.Name {
		case "trim":
			v = strings.TrimSpace(text)
		case "lower":
			v = strings.ToLower(text)
		case "upper":
			v = strings.ToUpper(text)
		default:
			good = satisfies(x, v) && good
		}
	}
	if f.Password != nil {
		v = "$2b$" + v.(string)
	}
	return v, good
}
