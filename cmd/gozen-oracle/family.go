package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// families counts cases by what of the query API and the language they use.
type families map[string]int

func (f families) add(name string) { f[name]++ }

// String lists the families with their numbers.
func (f families) String() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(f)) {
		fmt.Fprintf(&b, "  %8d %s\n", f[name], name)
	}
	return b.String()
}

// kindOf counts a request by what its model has.
func (a *asker) kindOf(m *schema.Model, kind query.Kind) {
	fields := func(has func(*schema.Field) bool) bool { return slices.ContainsFunc(m.Fields, has) }
	rules := func(rules []*schema.Rule, op schema.Ops) bool {
		return slices.ContainsFunc(rules, func(r *schema.Rule) bool { return r.Ops&op != 0 })
	}
	updates := kind == query.Update || kind == query.UpdateMany || kind == query.UpdateManyAndReturn || kind == query.Upsert
	for name, is := range map[string]bool{
		"delegate base":            abstract(m),
		"delegate sub-model":       m.Delegate != nil && !abstract(m),
		"compound id":              len(m.ID) > 1,
		"explicit many-to-many":    len(m.ID) > 1 && isKey(m, m.Field(m.ID[0])),
		"read rule on a field":     fields(func(f *schema.Field) bool { return rules(f.Rules, schema.OpRead) }),
		"update rule on a field":   updates && fields(func(f *schema.Field) bool { return rules(f.Rules, schema.OpUpdate) }),
		"post-update rule":         updates && rules(m.Rules, schema.OpPostUpdate),
		"validated model, written": kind.Writes() && (len(m.Validates) > 0 || fields(func(f *schema.Field) bool { return len(f.Validations) > 0 })),
		"default out of auth()":    creates(kind) && fields(func(f *schema.Field) bool { return f.Default != nil && len(f.Default.Auth) > 0 }),
		"@deletedAt":               m.DeletedAt() != nil,
		"@computed":                fields(func(f *schema.Field) bool { return f.Computed }),
		"relation by another key":  fields(func(f *schema.Field) bool { return a.byOtherKey(f) }),
		"upsert of a base":         kind == query.Upsert && abstract(m),
		"@omit":                    fields(func(f *schema.Field) bool { return f.Omit }),
		"@password, written":       kind.Writes() && fields(func(f *schema.Field) bool { return f.Password != nil }),
		"check() in a rule":        asksCheck(m),
	} {
		if is {
			a.used.add(name)
		}
	}
}

// byOtherKey reports a relation that refers to another key than the id.
func (a *asker) byOtherKey(f *schema.Field) bool {
	return f.Relation != nil && f.Relation.Owner() && !slices.Equal(f.Relation.References, a.s.Model(f.Relation.Target).ID)
}

func asksCheck(m *schema.Model) bool {
	found := false
	for _, r := range m.Rules {
		schema.Walk(r.Cond, func(e schema.Expr) bool {
			_, ok := e.(*schema.Check)
			found = found || ok
			return !found
		})
	}
	return found
}
