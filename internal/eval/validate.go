package eval

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// Validator checks and transforms the data of writes as the attributes of a
// schema say. It is built once and safe for concurrent use.
type Validator struct {
	schema   *schema.Schema
	steps    map[*schema.Field][]step
	rules    map[*schema.Model][]*rule
	types    map[*schema.Type][]*rule
	patterns map[string]*regexp.Regexp
}

// rule is a @@validate with the fields that it mentions.
type rule struct {
	*schema.Validate
	mentions []string
}

// NewValidator compiles the validations of a schema. What cannot be compiled,
// such as a pattern with look-ahead, is a ConfigError.
func NewValidator(s *schema.Schema) (*Validator, error) {
	v := &Validator{
		schema: s, steps: map[*schema.Field][]step{}, rules: map[*schema.Model][]*rule{},
		types: map[*schema.Type][]*rule{}, patterns: map[string]*regexp.Regexp{},
	}
	for _, m := range s.Models {
		rules, err := v.compile(m.Fields, m.Validates)
		if err != nil {
			return nil, configError(m.Name, err)
		}
		v.rules[m] = rules
	}
	for _, t := range s.Types {
		rules, err := v.compile(t.Fields, t.Validates)
		if err != nil {
			return nil, configError(t.Name, err)
		}
		v.types[t] = rules
	}
	return v, nil
}

func configError(name string, err error) error {
	return &query.Error{Reason: query.ConfigError, Model: name, Message: fmt.Sprintf("%s: %v", name, err), Cause: err}
}

func (v *Validator) compile(fields []*schema.Field, validates []*schema.Validate) ([]*rule, error) {
	for _, f := range fields {
		steps, err := compileSteps(f)
		if err != nil {
			return nil, err
		}
		if len(steps) > 0 {
			v.steps[f] = steps
		}
	}
	var rules []*rule
	for _, x := range validates {
		r := &rule{Validate: x}
		var err error
		schema.Walk(x.Cond, func(e schema.Expr) bool {
			switch e := e.(type) {
			case *schema.Ref:
				if e.Root == schema.RootScope && e.Scope == 0 && len(e.Path) > 0 && !slices.Contains(r.mentions, e.Path[0]) {
					r.mentions = append(r.mentions, e.Path[0])
				}
			case *schema.Call:
				if perr := v.pattern(e); perr != nil && err == nil {
					err = fmt.Errorf("@@validate: %w", perr)
				}
			}
			return true
		})
		if err != nil {
			return nil, err
		}
		rules = append(rules, r)
	}
	return rules, nil
}

// pattern compiles the literal pattern of a call of regex().
func (v *Validator) pattern(c *schema.Call) error {
	if c.Func != "regex" || len(c.Args) < 2 {
		return nil
	}
	l, ok := c.Args[1].(*schema.Literal)
	if !ok {
		return nil
	}
	text, ok := l.Value.(string)
	if !ok {
		return nil
	}
	re, err := compilePattern(text)
	v.patterns[text] = re
	return err
}

// Validate checks all data of an op and returns its values with the
// transformations done, always as a copy, and everything that is wrong. Fields
// are checked where they are assigned: what an increment makes of a row is not
// known here.
func (v *Validator) Validate(op *query.Op, now time.Time) ([]any, []query.Issue) {
	w := &walk{v: v, values: slices.Clone(op.Values), now: now}
	w.data(op.Create, true)
	w.data(op.Update, false)
	w.rows(op.Rows)
	return w.values, w.issues
}

// walk is one run of Validate.
type walk struct {
	v      *Validator
	values []any
	issues []query.Issue
	now    time.Time
}

func (w *walk) data(d *query.Data, create bool) {
	if d == nil {
		return
	}
	faults := len(w.issues)
	for i := range d.Sets {
		if s := &d.Sets[i]; s.Op == query.Assign || s.Op == query.Push {
			w.assign(s.Field, s.Value, s.Op == query.Push, d.Path)
		}
	}
	// As with zod, rules over the whole are for data whose parts are right.
	if len(w.issues) == faults {
		w.rulesOf(d, create)
	}
	for _, r := range d.Relations {
		for _, n := range r.Writes {
			w.data(n.Create, true)
			w.data(n.Update, false)
			w.rows(n.Rows)
		}
	}
}

func (w *walk) rows(rows *query.Rows) {
	if rows == nil {
		return
	}
	for g := range rows.Groups {
		group := &rows.Groups[g]
		for r, base := range group.Base {
			path := rows.Path + "[" + strconv.Itoa(rows.Index[g][r]) + "]"
			faults := len(w.issues)
			for i, f := range group.Fields {
				w.assign(f, base+query.Slot(i), false, path)
			}
			if len(w.issues) == faults && len(w.v.rules[group.Model]) > 0 {
				row := w.defaults(group.Model)
				for i, f := range group.Fields {
					row[f.Name] = w.values[base+query.Slot(i)]
				}
				w.check(w.v.rules[group.Model], row, path)
			}
		}
	}
}

// assign checks and transforms one value. What is pushed onto a list is checked
// by element only: how long the list becomes is not known here.
func (w *walk) assign(f *schema.Field, slot query.Slot, push bool, path string) {
	value := w.values[slot]
	if value == nil {
		return
	}
	if text, ok := value.(query.JSON); ok && f.Type.Kind == schema.Custom {
		w.typed(f.Type, text, path+"."+f.Name)
	}
	for i, s := range w.v.steps[f] {
		if push && f.Validations[i].Name == "length" {
			continue
		}
		var complaint string
		if value, complaint = s(value); complaint != "" {
			w.issues = append(w.issues, query.Issue{Path: path + "." + f.Name, Message: complaint})
		}
	}
	w.values[slot] = value
}

// rulesOf checks the @@validate rules of a model against data.
func (w *walk) rulesOf(d *query.Data, create bool) {
	rules := w.v.rules[d.Model]
	if len(rules) == 0 {
		return
	}
	row := map[string]any{}
	if create {
		row = w.defaults(d.Model)
	}
	for i := range d.Sets {
		s := &d.Sets[i]
		if s.Op == query.Assign {
			row[s.Field.Name] = w.values[s.Value]
		} else {
			delete(row, s.Field.Name)
		}
	}
	w.check(rules, row, d.Path)
}

// defaults is what a new row holds in the fields that a create leaves out, as
// far as that is known before: constants, and NULL where there is no default.
// Foreign keys may still come from a relation.
func (w *walk) defaults(m *schema.Model) map[string]any {
	row := map[string]any{}
	for _, f := range m.Fields {
		switch {
		case !f.Stored() || f.UpdatedAt:
		case f.Default != nil && f.Default.Value != nil:
			if v, err := Constant(f.Default.Value, f.Type); err == nil {
				row[f.Name] = v
			}
		case f.Default == nil && f.Type.Optional && !foreignKey(m, f):
			row[f.Name] = nil
		}
	}
	return row
}

func foreignKey(m *schema.Model, f *schema.Field) bool {
	return slices.ContainsFunc(m.Fields, func(r *schema.Field) bool {
		return r.IsRelation() && slices.Contains(r.Relation.Fields, f.Name)
	})
}

// check evaluates rules over a row. A rule that mentions a field of which
// nothing is known is left to who sees the stored row. A rule fails when it is
// false; unknown passes, as in a database's CHECK.
func (w *walk) check(rules []*rule, row map[string]any, path string) {
	env := &Env{
		Schema: w.v.schema, Scopes: []any{row}, Now: w.now, Validation: true, patterns: w.v.patterns,
	}
	for _, r := range rules {
		if slices.ContainsFunc(r.mentions, func(f string) bool { _, known := row[f]; return !known }) {
			continue
		}
		if Eval(r.Cond, env) != false {
			continue
		}
		is := query.Issue{Path: path, Message: r.Message}
		if is.Message == "" {
			is.Message = "Invalid input"
		}
		for _, name := range r.Path {
			is.Path += "." + name
		}
		w.issues = append(w.issues, is)
	}
}
