package oracle

import (
	"regexp"
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
	good := r.prepareData(op.Create, true)
	good = r.prepareData(op.Update, false) && good
	good = r.prepareRows(op.Rows) && good
	if !good {
		r.invalid(op.Model)
	}
	return good
}

func (r *request) invalid(m *schema.Model) {
	r.fail(query.Invalid(r.op.Kind, m.Name, []query.Issue{{Message: "does not validate"}}))
}

func (r *request) prepareData(d *query.Data, create bool) bool {
	if d == nil {
		return true
	}
	good, known := true, map[string]any{}
	if create {
		known = defaults(d.Model)
	}
	for _, s := range d.Sets {
		delete(known, s.Field.Name)
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
		for _, n := range w.Writes {
			good = r.prepareData(n.Create, true) && good
			good = r.prepareData(n.Update, false) && good
			good = r.prepareRows(n.Rows) && good
		}
	}
	return good
}

func (r *request) prepareRows(rows *query.Rows) bool {
	if rows == nil {
		return true
	}
	good := true
	for _, g := range rows.Groups {
		for _, base := range g.Base {
			known, fine := defaults(g.Model), true
			for k, f := range g.Fields {
				fine = r.prepareValue(f, base+query.Slot(k)) && fine
				known[f.Name] = r.op.Values[base+query.Slot(k)]
			}
			good = good && fine && r.rulesHold(g.Model, known)
		}
	}
	return good
}

// defaults are what is known of the fields that a create leaves out.
func defaults(m *schema.Model) map[string]any {
	known := map[string]any{}
	for _, f := range m.Fields {
		switch {
		case !f.Stored() || f.UpdatedAt || inKey(m, f):
		case f.Default == nil && f.Type.Optional:
			known[f.Name] = nil
		case f.Default != nil && f.Default.Value != nil:
			if l, ok := f.Default.Value.(*schema.Literal); ok {
				known[f.Name] = literal(l)
			}
		}
	}
	return known
}

// inKey reports a field of a foreign key.
func inKey(m *schema.Model, f *schema.Field) bool {
	return slices.ContainsFunc(m.Fields, func(x *schema.Field) bool {
		return x.Relation != nil && slices.Contains(x.Relation.Fields, f.Name)
	})
}

// prepareValue runs the attributes of a field in the order written, and hashes
// a password.
func (r *request) prepareValue(f *schema.Field, slot query.Slot) bool {
	v, good := r.op.Values[slot], true
	if v == nil {
		return true
	}
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
	r.op.Values[slot] = v
	return good
}

// satisfies reports whether a value is as an attribute demands.
func satisfies(x *schema.Validation, v any) bool {
	text, _ := v.(string)
	arg := func(i int) any {
		if i >= len(x.Args) || x.Args[i] == nil {
			return nil
		}
		return literal(x.Args[i])
	}
	against := func(fine func(int) bool) bool {
		c, ok := compare(v, arg(0))
		return ok && fine(c)
	}
	switch x.Name {
	case "gt":
		return against(func(c int) bool { return c > 0 })
	case "gte":
		return against(func(c int) bool { return c >= 0 })
	case "lt":
		return against(func(c int) bool { return c < 0 })
	case "lte":
		return against(func(c int) bool { return c <= 0 })
	case "length":
		low, hasLow := arg(0).(int64)
		high, hasHigh := arg(1).(int64)
		n := int64(len([]rune(text)))
		return (!hasLow || n >= low) && (!hasHigh || n <= high)
	case "startsWith":
		return strings.HasPrefix(text, arg(0).(string))
	case "endsWith":
		return strings.HasSuffix(text, arg(0).(string))
	case "contains":
		return strings.Contains(text, arg(0).(string))
	case "email":
		return regexp.MustCompile(`^[a-z]+@[a-z]+\.[a-z]{2,}$`).MatchString(text)
	default:
		panic("oracle: unknown attribute @" + x.Name)
	}
}

// rulesHold asks the rules of @@validate that mention known fields only. What
// is unknown passes.
func (r *request) rulesHold(m *schema.Model, known map[string]any) bool {
	return !slices.ContainsFunc(m.Validates, func(x *schema.Validate) bool {
		return !slices.ContainsFunc(mentions(x), func(name string) bool { _, ok := known[name]; return !ok }) &&
			r.breaks(x, &row{m: m, v: known})
	})
}

func (r *request) breaks(x *schema.Validate, at *row) bool {
	s := &scope{c: r.c, m: at.m, elements: []element{{row: at}}}
	return s.truth(x.Cond, no) == no
}

func mentions(x *schema.Validate) []string {
	var list []string
	schema.Walk(x.Cond, func(e schema.Expr) bool {
		if ref, ok := e.(*schema.Ref); ok && ref.Root == schema.RootScope {
			list = append(list, ref.Path[0])
		}
		return true
	})
	return list
}

// unfit refuses a row for what it would hold. That tells something of what it
// held, whoever may see it.
func (r *request) unfit(x *row) {
	r.db.said.note(x.name() + " does not validate")
	r.invalid(x.m)
}

// revalidate looks at a row as it is stored: at the rules that mention what was
// written, and at the fields that arithmetic changed.
func (r *request) revalidate(x *row, written []string, computed []*schema.Field) {
	for _, rule := range x.m.Validates {
		if slices.ContainsFunc(mentions(rule), func(name string) bool { return slices.Contains(written, name) }) && r.breaks(rule, x) {
			r.unfit(x)
		}
	}
	for _, f := range computed {
		for _, a := range f.Validations {
			if v := x.v[f.Name]; v != nil && !satisfies(a, v) {
				r.unfit(x)
			}
		}
	}
}
