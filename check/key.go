package check

import (
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/syntax"
)

// key is a set of fields that a model declares unique.
type key struct {
	fields []*member
	name   string // what a client calls it
	mapped string
	id     bool
	attr   *syntax.Attribute
	ap     applied // of attr
}

func (k *key) names() []string {
	names := make([]string, len(k.fields))
	for i, m := range k.fields {
		names[i] = m.name()
	}
	return names
}

// required reports whether the key identifies every row: no field of it may be
// null.
func (k *key) required() bool {
	return !slices.ContainsFunc(k.fields, func(m *member) bool {
		return m.typ.Optional || m.typ.Kind == schema.Unsupported
	})
}

// buildKeys finds the ids, unique keys and indexes of a model.
func (c *checker) buildKeys(k *container) {
	keys := c.findKeys(k)
	c.checkIDs(k, keys)
	id := c.chooseID(k, keys)
	for _, key := range keys {
		if len(key.fields) == 1 {
			key.fields[0].out.Unique = true
		}
		if key == id {
			k.model.ID = key.names()
			if len(key.fields) > 1 {
				k.model.IDName = key.name
			}
			continue
		}
		k.model.Uniques = append(k.model.Uniques, &schema.Key{Name: key.name, Map: key.mapped, Fields: key.names()})
	}
	c.checkKeyNames(k, keys)
	c.checkKeyOptions(keys)
	c.checkCounters(k, keys)
	for _, b := range k.attrs {
		if b.attr.Name.Text == "index" {
			c.buildIndex(k, b)
		}
	}
}

// findKeys lists the keys of k in written order, fields before blocks.
func (c *checker) findKeys(k *container) []*key {
	var keys []*key
	for _, m := range k.members {
		for _, a := range m.decl.Attrs {
			if name := a.Name.Text; name == "id" || name == "unique" {
				ap := c.applied(m.from.file, a)
				keys = append(keys, &key{
					fields: []*member{m}, name: m.name(), id: name == "id", attr: a, ap: ap,
					mapped: ap.text("map", ""),
				})
			}
		}
	}
	for _, b := range k.attrs {
		name := b.attr.Name.Text
		if name != "id" && name != "unique" {
			continue
		}
		fields := c.constraintFields(k, b)
		if len(fields) == 0 {
			continue
		}
		ap := c.applied(b.from.file, b.attr)
		n := &key{fields: fields, id: name == "id", attr: b.attr, ap: ap, mapped: ap.text("map", "")}
		n.name = ap.text("name", strings.Join(n.names(), "_"))
		if len(fields) == 1 {
			n.name = fields[0].name()
		}
		keys = append(keys, n)
	}
	return keys
}

// constraintFields resolves the field list of @@id, @@unique and @@index.
func (c *checker) constraintFields(k *container, b *blockAttr) []*member {
	ap := c.applied(b.from.file, b.attr)
	e := ap.value("fields")
	if e == nil {
		return nil
	}
	list, ok := e.(*syntax.ListLit)
	if !ok {
		c.report(CodeArgType, e, "argument does not fit parameter fields: it takes a list of fields").Hint =
			"write [" + b.from.file.tree.Text(e) + "]"
		return nil
	}
	if len(list.Items) == 0 {
		c.report(CodeNoFields, list, "%s needs at least one field", b.attr.Text())
	}
	var fields []*member
	for _, item := range list.Items {
		if m := c.fieldRef(item, k, "fields"); m != nil && c.checkConstraintField(k, b.attr, item, m, fields) {
			fields = append(fields, m)
		}
	}
	return fields
}

func (c *checker) checkConstraintField(
	k *container, a *syntax.Attribute, at syntax.Expr, m *member, before []*member,
) bool {
	switch {
	case m.relation():
		d := c.report(CodeKeyRelation, at, "%s cannot list the relation %s", a.Text(), m.name())
		if keys := c.relationKeys(m); len(keys) > 0 {
			d.Hint = "list its key: " + strings.Join(keys, ", ")
		}
	case slices.Contains(before, m):
		c.report(CodeKeyTwice, at, "%s lists %s twice", a.Text(), m.name())
	case m.base != nil && !slices.ContainsFunc(m.base.attrs, func(b *blockAttr) bool { return b.attr == a }):
		c.report(CodeBaseField, at, "%s cannot use a field of the delegate base", a.Text()).Hint =
			m.name() + " is stored in the table of " + m.base.name()
	default:
		return true
	}
	return false
}

// checkIDs is the rules for what may identify a row.
func (c *checker) checkIDs(k *container, keys []*key) {
	var fields, blocks []*key
	for _, key := range keys {
		switch {
		case !key.id:
			continue
		case key.attr.Level == 1:
			fields = append(fields, key)
		default:
			blocks = append(blocks, key)
		}
		if k.isView() {
			c.report(CodeViewKey, key.attr, "%s is not allowed on a view", key.attr.Text())
		}
		for _, m := range key.fields {
			c.checkIDField(m)
		}
	}
	if len(fields) > 0 && len(blocks) > 0 {
		c.report(CodeTwoIDs, k.decl.Name, "use either @id or @@id, not both")
	}
	if len(fields) > 1 {
		c.report(CodeManyIDs, k.decl.Name, "only one field may carry @id").Hint = "for a compound id write @@id([…])"
	}
}

func (c *checker) checkIDField(m *member) {
	switch {
	case m.typ.Optional:
		c.report(CodeOptionalID, m.decl.Name, "an id field cannot be optional")
	case m.typ.List, m.relation(), m.typ.Kind == schema.Custom, m.typ.Kind == schema.JSON, m.typ.Kind == schema.Unsupported:
		c.report(CodeIDType, m.decl.Name, "an id field must be a scalar or enum, not a list or Json")
	}
}

// chooseID returns what identifies a row: @id, @@id, else the first unique key
// that is never null.
func (c *checker) chooseID(k *container, keys []*key) *key {
	for _, key := range keys {
		if key.id {
			return key
		}
	}
	for _, key := range keys {
		if key.required() {
			return key
		}
	}
	switch {
	case k.isView() || k.orphan || k.find("ignore") != nil:
	case len(keys) > 0:
		c.report(CodeOptionalKey, k.decl.Name, "model %s needs a unique key without optional fields", k.name()).Hint = "make the fields of one key required, or add: id String @id @default(cuid())"
	case !c.triedKey(k):
		c.report(CodeNoID, k.decl.Name, "model %s needs @id, @@id, @unique or @@unique", k.name()).Hint = "add a field such as: id String @id @default(cuid())"
	}
	return nil
}

// triedKey reports whether k has a key that was refused.
func (c *checker) triedKey(k *container) bool {
	return slices.ContainsFunc(k.attrs, func(b *blockAttr) bool {
		return b.attr.Name.Text == "id" || b.attr.Name.Text == "unique"
	})
}

// checkKeyNames refuses a key whose name clients could not tell from a field.
func (c *checker) checkKeyNames(k *container, keys []*key) {
	seen := map[string]bool{}
	for _, key := range keys {
		if len(key.fields) < 2 {
			continue
		}
		if k.member(key.name) != nil {
			c.report(CodeKeyName, key.attr, "the key's name %s is also that of a field", key.name).Hint = `give it another: name: "…"`
		} else if seen[key.name] {
			c.report(CodeKeyName, key.attr, "two keys of %s are called %s", k.name(), key.name)
		}
		seen[key.name] = true
	}
}

// checkKeyOptions refuses arguments of keys that only some databases have.
func (c *checker) checkKeyOptions(keys []*key) {
	for _, option := range []struct{ name, provider string }{{"length", "mysql"}, {"clustered", "sqlserver"}} {
		for _, key := range keys {
			arg := key.ap.arg(option.name)
			if arg != nil && c.source.provider != "" && c.source.provider != option.provider {
				c.report(CodeKeyOption, arg, "%s is only available for %s", option.name, option.provider)
			}
		}
	}
}

// checkCounters refuses autoincrement() where a database cannot count.
func (c *checker) checkCounters(k *container, keys []*key) {
	counters := 0
	for _, m := range k.members {
		if m.base != nil || m.out.Default == nil || m.out.Default.Func != "autoincrement" {
			continue
		}
		counters++
		alone := m.attr("id") != nil || slices.Equal(k.model.ID, []string{m.name()}) && k.find("id") != nil
		at := m.attr("default")
		switch p := c.source.provider; {
		case p == "sqlite" && !alone:
			c.report(CodeAutoincrement, at, "sqlite counts only the @id of a model")
		case p == "mysql" && (counters > 1 || !slices.ContainsFunc(keys, func(n *key) bool { return n.fields[0] == m })):
			c.report(CodeAutoincrement, at, "mysql counts one field of a model, which must be a key")
		case p == "cockroachdb" && m.typ.Kind != schema.BigInt:
			c.report(CodeAutoincrement, at, "cockroachdb counts only in a BigInt")
		}
	}
}

// buildIndex reads @@index.
func (c *checker) buildIndex(k *container, b *blockAttr) {
	if k.isView() {
		c.report(CodeViewKey, b.attr, "@@index is not allowed on a view")
		return
	}
	fields := c.constraintFields(k, b)
	ap := c.applied(b.from.file, b.attr)
	out := &schema.Index{Map: ap.text("map", "")}
	if r, ok := ap.value("type").(*syntax.Ref); ok {
		out.Type = r.Name.Text
		c.checkIndexType(r)
	}
	for i, r := range refsOf(ap.value("fields")) {
		if i < len(fields) {
			out.Fields = append(out.Fields, indexField(r))
			c.checkOperatorClass(r, out.Type, fields[i])
		}
	}
	k.model.Indexes = append(k.model.Indexes, out)
}

// indexField reads the labels of one item: f(sort: Desc, ops: X, length: 10).
func indexField(r *syntax.Ref) schema.IndexField {
	f := schema.IndexField{Name: r.Name.Text}
	for _, l := range r.Labels() {
		switch v := l.Value.(type) {
		case *syntax.Ref:
			if l.Name() == "sort" {
				f.Desc = v.Name.Text == "Desc"
			} else if l.Name() == "ops" {
				f.Ops = v.Name.Text
			}
		case *syntax.Call:
			if s, ok := arg(v, 0).(*syntax.StringLit); ok && v.Func.Text == "raw" {
				f.Ops = s.Value
			}
		case *syntax.NumberLit:
			if n, ok := integer(v); ok && l.Name() == "length" {
				f.Length = n
			}
		}
	}
	return f
}

func (c *checker) checkIndexType(r *syntax.Ref) {
	p, ok := c.source.provider, true
	switch r.Name.Text {
	case "Hash", "Gist", "SpGist", "Brin":
		ok = p == "postgresql"
	case "Gin":
		ok = p == "postgresql" || p == "cockroachdb"
	}
	if !ok && p != "" {
		c.report(CodeIndexType, r, "provider %s has no %s indexes", p, r.Name.Text)
	}
}

func (c *checker) checkFulltext(k *container, b *blockAttr) {
	c.constraintFields(k, b)
	if p := c.source.provider; p != "" && p != "mysql" {
		c.report(CodeIndexType, b.attr, "provider %s has no @@fulltext indexes", p)
	}
}
