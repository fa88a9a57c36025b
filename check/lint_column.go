package check

import (
	"slices"

	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/schema"
)

// lintColumns warns about rules that pick a user's rows by a column without an
// index: tenantId == auth().tenantId then reads the whole table for each
// request. Keys of relations need no index here, since each gets one with its
// foreign key; a plain column that plays such a key does. Comparisons with
// constants are left alone: an index on published would serve nobody.
func (c *checker) lintColumns(k *container) {
	if k.isView() {
		return
	}
	for _, r := range k.rules {
		if !r.Allow || r.member != nil || r.Ops&(schema.OpRead|schema.OpUpdate|schema.OpDelete) == 0 {
			continue
		}
		schema.Walk(r.Cond, func(e schema.Expr) bool {
			if m := pickedColumn(k, e); m != nil && !indexed(k, m) {
				c.reportAt(CodeUnindexed, diag.Warning, r.at,
					"this rule looks for rows by %s.%s, which has no index", k.name(), m.name()).Hint =
					"add @@index([" + m.name() + "])"
			}
			_, inside := e.(*schema.Predicate) // what a predicate asks, it asks of the rows it has
			return !inside
		})
	}
}

// pickedColumn returns the column of k that e compares with a value of the user.
func pickedColumn(k *container, e schema.Expr) *member {
	b, ok := e.(*schema.Binary)
	if !ok || b.Op != schema.Eq && b.Op != schema.In {
		return nil
	}
	col, user := asRef(b.L), asRef(b.R)
	if b.Op == schema.Eq && col != nil && col.Root == schema.RootAuth {
		col, user = user, col
	}
	if col == nil || user == nil || user.Root != schema.RootAuth ||
		col.Root != schema.RootScope || col.Scope != 0 || len(col.Path) != 1 {
		return nil
	}
	m := k.member(col.Path[0])
	if m == nil || m.relation() || m.typ.Kind == schema.Boolean || m.enum != nil {
		return nil
	}
	return m
}

func asRef(e schema.Expr) *schema.Ref {
	r, _ := e.(*schema.Ref)
	return r
}

// indexed reports whether an index begins with m, in the table that stores it.
func indexed(k *container, m *member) bool {
	if m.base != nil {
		k = m.base
	}
	if k.led == nil {
		k.led = k.leadingColumns()
	}
	return k.led[m.name()]
}

// leadingColumns returns the columns that a key, an index or a relation's key
// begins with.
func (k *container) leadingColumns() map[string]bool {
	led := map[string]bool{}
	if len(k.model.ID) > 0 {
		led[k.model.ID[0]] = true
	}
	for _, u := range k.model.Uniques {
		led[u.Fields[0]] = true
	}
	for _, x := range k.model.Indexes {
		led[x.Fields[0].Name] = true
	}
	for _, m := range k.members {
		if r := m.out.Relation; r != nil && m.base == nil && r.Owner() {
			led[r.Fields[0]] = true
		}
	}
	return led
}

// leads reports whether a key or an index of k begins with these columns.
func (k *container) leads(columns []string) bool {
	begins := func(fields []string) bool {
		return len(fields) >= len(columns) && slices.Equal(fields[:len(columns)], columns)
	}
	if begins(k.model.ID) || slices.ContainsFunc(k.model.Uniques, func(u *schema.Key) bool { return begins(u.Fields) }) {
		return true
	}
	return slices.ContainsFunc(k.model.Indexes, func(x *schema.Index) bool {
		names := make([]string, len(x.Fields))
		for i, f := range x.Fields {
			names[i] = f.Name
		}
		return begins(names)
	})
}

// lintKeyIndex warns about a key without an index where the database is told to
// have no foreign keys: Prisma then makes none of the two.
func (c *checker) lintKeyIndex(e *end) {
	names := e.ap.fieldNames("fields")
	if c.source.prisma && !e.k.leads(names) {
		c.warn(CodeKeyIndex, e.ap.arg("fields"), "the key of %s.%s has no index", e.k.name(), e.m.name()).Hint =
			"add @@index(" + e.k.file.tree.Text(e.ap.value("fields")) + ")"
	}
}
