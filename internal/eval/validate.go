package eval

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/gozen-dev/gozen/internal/pattern"
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
	patterns map[string]*pattern.Pattern
	// whole are the models of which a new row is more than its given fields: there
	// are rules over it, or defaults out of auth().
	whole map[*schema.Model]bool
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
		types: map[*schema.Type][]*rule{}, patterns: map[string]*pattern.Pattern{}, whole: map[*schema.Model]bool{},
	}
	for _, m := range s.Models {
		rules, err := v.compile(m.Fields, m.Validates)
		if err != nil {
			return nil, configError(m.Name, err)
		}
		v.rules[m] = rules
		v.whole[m] = len(rules) > 0 || slices.ContainsFunc(m.Fields, func(f *schema.Field) bool {
			return f.Default != nil && f.Default.Auth != nil
		})
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
	p, err := pattern.Compile(text)
	v.patterns[text] = p
	return err
}

// Validate checks all data of an op and returns its values with the
// transformations done, always as a copy, and everything that is wrong. Fields
// are checked where they are assigned: what an increment makes of a row is not
// known here. Auth gives the member of auth() at a path, nil for none: what a
// default takes from there is checked as if the request had written it.
func (v *Validator) Validate(op *query.Op, now time.Time, auth func(path []string) any) ([]any, []query.Issue) {
	w := &walk{v: v, values: slices.Clone(op.Values), now: now, auth: auth}
	w.data(op.Create, true, nil)
	w.data(op.Update, false, nil)
	w.rows(op.Rows, nil)
	return w.values, w.issues
}

// Transform is a value of the field with the transformations of its attributes
// done, as [Validator.Validate] does them.
func (v *Validator) Transform(f *schema.Field, value any) any {
	if value == nil {
		return nil
	}
	for _, s := range v.steps[f] {
		value, _ = s(value)
	}
	return value
}

// walk is one run of Validate.
type walk struct {
	v      *Validator
	values []any
	issues []query.Issue
	now    time.Time
	auth   func(path []string) any
}

// data checks the data of a row. Via is the relation that it is nested in, nil
// at the top.
func (w *walk) data(d *query.Data, create bool, via *schema.Field) {
	if d == nil {
		return
	}
	faults := len(w.issues)
	for i := range d.Sets {
		if s := &d.Sets[i]; s.Op == query.Assign || s.Op == query.Push {
			w.assign(s.Field, s.Value, s.Op == query.Push, d.Path)
		}
	}
	var row map[string]any
	switch {
	case !w.v.whole[d.Model]:
	case create:
		row = w.initial(d.Model, keysGiven(d, via), d.Path)
	default:
		row = map[string]any{}
	}
	// As with zod, rules over the whole are for data whose parts are right.
	if len(w.issues) == faults {
		w.rulesOf(d, row)
	}
	for _, r := range d.Relations {
		for _, n := range r.Writes {
			w.data(n.Create, true, r.Field)
			w.data(n.Update, false, r.Field)
			w.rows(n.Rows, r.Field)
		}
	}
}

func (w *walk) rows(rows *query.Rows, via *schema.Field) {
	if rows == nil {
		return
	}
	for g := range rows.Groups {
		group := &rows.Groups[g]
		var given map[string]bool
		if w.v.whole[group.Model] {
			given = impliedKeys(group.Model, via)
			for _, f := range group.Fields {
				given[f.Name] = true
			}
		}
		for r, base := range group.Base {
			path := rows.Path + "[" + strconv.Itoa(rows.Index[g][r]) + "]"
			faults := len(w.issues)
			for i, f := range group.Fields {
				w.assign(f, base+query.Slot(i), false, path)
			}
			if given == nil {
				continue
			}
			row := w.initial(group.Model, given, path)
			if len(w.issues) == faults && len(w.v.rules[group.Model]) > 0 {
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
	w.values[slot] = w.value(f, w.values[slot], push, path)
}

func (w *walk) value(f *schema.Field, value any, push bool, path string) any {
	if value == nil {
		return nil
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
	return value
}

// rulesOf checks the @@validate rules of a model against data, with what is
// known of the row beside it.
func (w *walk) rulesOf(d *query.Data, row map[string]any) {
	rules := w.v.rules[d.Model]
	if len(rules) == 0 {
		return
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
