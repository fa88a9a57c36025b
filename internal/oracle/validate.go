package oracle

import (
	"regexp"
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

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

func (r *request) invalid(m *schema.Model) {
	r.fail(query.Invalid(r.op.Kind, m.Name, []query.Issue{{Message: "does not validate"}}))
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

// revalidate looks at a row as it is stored in the end. Whether one is refused that
// did not validate on the way is open.
func (r *request) revalidate(c change) {
	switch {
	case r.misfits(c.row, c.written, c.computed):
		r.unfit(c.row)
	case c.misfit:
		r.open = true
	}
}

// misfits reports a row that a rule refuses which mentions what was written, or
// that holds what a field's attributes do not after arithmetic.
func (r *request) misfits(x *row, written []string, computed []*schema.Field) bool {
	for _, rule := range x.m.Validates {
		if slices.ContainsFunc(mentions(rule), func(name string) bool { return slices.Contains(written, name) }) && r.breaks(rule, x) {
			return true
		}
	}
	return slices.ContainsFunc(computed, func(f *schema.Field) bool {
		v := x.v[f.Name]
		return v != nil && slices.ContainsFunc(f.Validations, func(a *schema.Validation) bool { return !satisfies(a, v) })
	})
}
