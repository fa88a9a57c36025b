package oracle

import (
	"fmt"

	"github.com/gozen-dev/gozen/schema"
)

// caller is somebody who asks, and what they may do.
type caller struct {
	db  *Database
	who Who
}

// may reports whether the model's rules permit an operation on a row: some
// allow rule is true and no deny rule is.
func (c caller) may(r *row, op schema.Ops) bool {
	return c.who.Root || c.say(r, op, "", c.permitted(r.m, r, op, nil, no))
}

// say counts a decision, of a field if it has a name.
func (c caller) say(r *row, op schema.Ops, field string, may bool) bool {
	// A row that is not there is refused as well: to read, to update, to delete.
	if told := op&(schema.OpCreate|schema.OpPostUpdate) != 0 || op == schema.OpUpdate && field != ""; c.db.said.keep && (may || told) {
		c.db.said.note(fmt.Sprint(r.name(), " ", operation(op), " ", field, " ", may))
	}
	if may {
		c.db.said.permitted++
	} else {
		c.db.said.refused++
	}
	return may
}

// permitted decides by the rules of the row's model, or of a base of it. Worst is what stands for a missing
// member of auth() in an allow rule: false, unless a negated check() asks, and
// its contrary in a deny rule.
func (c caller) permitted(m *schema.Model, r *row, op schema.Ops, before map[string]any, worst truth) bool {
	allowed := false
	for _, rule := range m.Rules {
		if rule.Ops&op == 0 {
			continue
		}
		holds := c.holds(rule, m, r, op, before, worst)
		if !rule.Allow && holds {
			return false
		}
		allowed = allowed || rule.Allow && holds
	}
	return allowed
}

func (c caller) holds(rule *schema.Rule, m *schema.Model, r *row, op schema.Ops, before map[string]any, worst truth) bool {
	if !rule.Allow {
		worst = worst.not()
	}
	if rule.Cond == nil {
		return !rule.Allow
	}
	e := &scope{c: c, m: m, op: op, before: before, elements: []element{{row: r}}}
	return e.truth(rule.Cond, worst) == yes
}

// passes judges a row after an update. Without allow rules it passes unless a
// deny fires.
func (c caller) passes(r *row, before map[string]any) bool {
	if c.who.Root {
		return true
	}
	allows := false
	for _, rule := range r.m.Rules {
		if rule.Ops&schema.OpPostUpdate == 0 {
			continue
		}
		if rule.Allow {
			allows = true
		} else if c.holds(rule, r.m, r, schema.OpPostUpdate, before, no) {
			return c.say(r, schema.OpPostUpdate, "", false)
		}
	}
	return !allows || c.say(r, schema.OpPostUpdate, "", c.permitted(r.m, r, schema.OpPostUpdate, before, no))
}

// mayField reports whether the field's own rules permit an operation: without
// allow rules it is open.
func (c caller) mayField(r *row, f *schema.Field, op schema.Ops) bool {
	if c.who.Root {
		return true
	}
	ruled, guarded, allowed, m := false, false, false, c.db.level(r, f)
	for _, rule := range f.Rules {
		if rule.Ops&op == 0 {
			continue
		}
		holds := c.holds(rule, m, r, op, nil, no)
		if !rule.Allow && holds {
			return c.say(r, op, f.Name, false)
		}
		ruled = true
		guarded = guarded || rule.Allow
		allowed = allowed || rule.Allow && holds
	}
	return !ruled || c.say(r, op, f.Name, !guarded || allowed)
}
