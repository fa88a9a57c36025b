package check

import (
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/syntax"
)

// container is a model, view or type together with everything that it inherits.
type container struct {
	decl   *syntax.Model
	file   *file
	bases  []*container
	mixins []*container

	members []*member          // inherited and own, in the order that the schema has them
	sorted  []*member          // by name; see member
	byName  map[string]*member // until they are all collected
	attrs   []*blockAttr       // inherited and own

	state  state
	depth  int  // levels of inheritance above it
	used   bool // a concrete model inherits from it
	orphan bool // a base or mixin of it is unknown, and with it what k would have
	model  *schema.Model
	typ    *schema.Type
	ends   map[endKey][]*end // see endsOf
	checks []checkCall       // check() calls in the model's rules
	rules  []*usedRule       // the model's and its fields'
	steps  map[string]bool   // see firstSteps
	led    map[string]bool   // columns that an index begins with; see indexed
}

// state is how far a container's inheritance is worked out.
type state uint8

const (
	untouched state = iota
	visiting
	done
)

// member is a field as a container has it. A field that several models inherit
// is one member in each.
type member struct {
	decl   *syntax.Field
	from   *container // declares it
	base   *container // the delegate base that stores it; nil for the own table
	typ    schema.ValueType
	target *container // the model or type that typ names
	enum   *enum      // the enum that typ names
	out    *schema.Field
}

// blockAttr is a @@ attribute that applies to a container.
type blockAttr struct {
	attr *syntax.Attribute
	from *container // where it is written
}

func (k *container) name() string { return k.decl.Name.Text }

// isModel reports whether k becomes a table or a view.
func (k *container) isModel() bool { return k.decl.Kind != syntax.TypeDecl && !k.decl.Abstract }

func (k *container) isType() bool { return k.decl.Kind == syntax.TypeDecl }

func (k *container) isView() bool { return k.decl.Kind == syntax.ViewDecl }

// own returns k's own application of a block attribute, or nil.
func (k *container) own(name string) *syntax.Attribute {
	for _, m := range k.decl.Body {
		if a, ok := m.(*syntax.Attribute); ok && a.Name.Text == name {
			return a
		}
	}
	return nil
}

// find returns the last application of a block attribute, inherited ones
// included, or nil.
func (k *container) find(name string) *syntax.Attribute {
	for _, b := range slices.Backward(k.attrs) {
		if a := b.attr; a.Name.Text == name {
			return a
		}
	}
	return nil
}

func (k *container) isDelegate() bool { return k.own("delegate") != nil }

// delegateBase returns the delegate model that k extends, or nil.
func (k *container) delegateBase() *container {
	for _, b := range k.bases {
		if b.isDelegate() {
			return b
		}
		if d := b.delegateBase(); d != nil && b.decl.Abstract {
			return d
		}
	}
	return nil
}

// member returns the member called name, or nil. Names are looked up in a sorted
// list, since a table for each model would take as much memory as the text.
func (k *container) member(name string) *member {
	if k.byName != nil {
		return k.byName[name]
	}
	i, found := slices.BinarySearchFunc(k.sorted, name, func(m *member, name string) int {
		return strings.Compare(m.name(), name)
	})
	if !found {
		return nil
	}
	return k.sorted[i]
}

// sortMembers ends the collection of members.
func (k *container) sortMembers() {
	k.members = slices.Clone(k.members) // without the room to grow
	k.sorted = slices.Clone(k.members)
	slices.SortFunc(k.sorted, func(a, b *member) int { return strings.Compare(a.name(), b.name()) })
	k.byName = nil
}

func (m *member) name() string { return m.decl.Name.Text }

// attr returns the member's attribute of this name, or nil.
func (m *member) attr(name string) *syntax.Attribute {
	for _, a := range m.decl.Attrs {
		if a.Name.Text == name {
			return a
		}
	}
	return nil
}

// relation reports whether the member leads to another model.
func (m *member) relation() bool { return m.typ.Kind == schema.ModelKind }

// buildContainers makes a container of every model, view and type, resolves
// what they extend, and collects their members.
func (c *checker) buildContainers() {
	for _, f := range append([]*file{c.lib}, c.files...) {
		for _, d := range f.tree.Decls {
			switch d := d.(type) {
			case *syntax.Model:
				k := &container{decl: d, file: f}
				c.containers[d] = k
				c.models = append(c.models, k)
			case *syntax.Enum:
				c.enums[d] = c.newEnum(d, f)
			}
		}
	}
	for _, k := range c.models {
		c.resolveHeritage(k)
	}
	for _, k := range c.models {
		c.collect(k, nil)
	}
}

func (c *checker) resolveHeritage(k *container) {
	delegates := 0
	for _, n := range k.decl.Bases {
		b := c.modelNamed(k.file, n.Text)
		if b != nil {
			c.info.use(n, b.decl)
		}
		if b == nil || b.isType() {
			k.orphan = true
			c.report(CodeUnknownBase, n, "unknown base model %s", n.Text).Hint = c.modelHint(k.file, n.Text)
			continue
		}
		if !b.decl.Abstract && !b.isDelegate() {
			k.orphan = true
			c.report(CodeBase, n, "%s cannot be extended: it is neither abstract nor a delegate model", n.Text).Hint = "mark it with @@delegate(field), or put the shared fields in a type"
			continue
		}
		if b.isDelegate() {
			delegates++
		}
		k.bases = append(k.bases, b)
	}
	if delegates > 1 {
		c.report(CodeTwoDelegates, k.decl.Bases[0], "only one delegate base is allowed")
	}
	for _, n := range k.decl.Mixins {
		m := c.modelNamed(k.file, n.Text)
		if m != nil {
			c.info.use(n, m.decl)
		}
		if m == nil || !m.isType() {
			k.orphan = true
			c.report(CodeUnknownMixin, n, "unknown mixin type %s", n.Text).Hint = c.modelHint(k.file, n.Text)
			continue
		}
		k.mixins = append(k.mixins, m)
	}
}

func (c *checker) modelNamed(f *file, name string) *container {
	d, _ := f.lookup(name).(*syntax.Model)
	return c.containers[d]
}

func (c *checker) modelHint(f *file, name string) string {
	if f.lookup(name) == nil {
		if hint := c.hiddenHint(name); hint != "" {
			return hint
		}
	}
	return c.suggest(name, func() []string {
		return f.namesOf(func(d syntax.Decl) bool {
			_, ok := d.(*syntax.Model)
			return ok
		})
	})
}

// maxBases bounds how deep inheritance goes: every level repeats all fields of
// those above it.
const maxBases = 64

// collect fills in k's members and attributes from its mixins, its bases, the
// last named first, and its own body. A declaration that reaches k along two
// ways counts once.
func (c *checker) collect(k *container, path []*container) {
	if k.state == done {
		return
	}
	path = append(path, k)
	if k.state == visiting {
		c.reportCycle(k, path)
		path[len(path)-2].cut(k)
		return
	}
	k.state = visiting
	k.byName = map[string]*member{}
	seen := map[*syntax.Attribute]bool{}
	for _, m := range slices.Clone(k.mixins) {
		c.collect(m, path)
		k.inherit(c, m, seen)
	}
	for _, b := range slices.Backward(slices.Clone(k.bases)) {
		c.collect(b, path)
		k.inherit(c, b, seen)
	}
	for _, m := range k.decl.Body {
		switch m := m.(type) {
		case *syntax.Field:
			k.add(c, c.newMember(k, m))
		case *syntax.Attribute:
			k.attrs = append(k.attrs, &blockAttr{attr: m, from: k})
		}
	}
	k.sortMembers()
	k.state = done
	if k.isModel() {
		k.markUsed()
	}
}

// cut takes b out of what k inherits from: who follows the bases and mixins of a
// container from here on comes to an end.
func (k *container) cut(b *container) {
	other := func(c *container) bool { return c == b }
	k.bases = slices.DeleteFunc(slices.Clone(k.bases), other)
	k.mixins = slices.DeleteFunc(slices.Clone(k.mixins), other)
}

func (c *checker) reportCycle(k *container, path []*container) {
	start := 0
	for path[start] != k {
		start++
	}
	var names []string
	mixin := true
	for _, p := range path[start:] {
		names = append(names, p.name())
		mixin = mixin && p.isType()
	}
	code, what := CodeBaseCycle, "inheritance cycle"
	if mixin {
		code, what = CodeMixinCycle, "mixin cycle"
	}
	c.report(code, k.decl.Name, "%s: %s", what, strings.Join(names, " → "))
}

// markUsed notes for everything that k inherits from that a model stands for it.
func (k *container) markUsed() {
	for _, list := range [][]*container{k.bases, k.mixins} {
		for _, b := range list {
			if !b.used {
				b.used = true
				b.markUsed()
			}
		}
	}
}

// inherit copies what b passes on. Fields of a delegate base stay in its table.
func (k *container) inherit(c *checker, b *container, seen map[*syntax.Attribute]bool) {
	k.depth = max(k.depth, b.depth+1)
	if k.depth > maxBases {
		k.orphan, k.depth = true, 0
		c.report(CodeBaseDepth, k.decl.Name, "inheritance is more than %d levels deep", maxBases)
		return
	}
	delegate := b.isDelegate()
	for _, m := range b.members {
		n := &member{decl: m.decl, from: m.from, base: m.base, typ: m.typ, target: m.target, enum: m.enum}
		if delegate && n.base == nil {
			n.base = b
		}
		k.add(c, n)
	}
	for _, a := range b.attrs {
		if !seen[a.attr] && k.inherits(a.attr.Name.Text, b, delegate) {
			seen[a.attr] = true
			k.attrs = append(k.attrs, a)
		}
	}
}

// inherits reports whether the block attribute called name passes from b to k.
// What a delegate base says of its own table it keeps; a mixin passes on all.
func (k *container) inherits(name string, b *container, delegate bool) bool {
	switch name {
	case "delegate", "delegateMap":
		return false
	case "map":
		return b.isType()
	case "unique", "index", "fulltext":
		return !delegate // @@id is: a sub-model's table repeats the id
	case "schema":
		return k.own("schema") == nil
	case "auth", "strict":
		return false // it marks one declaration
	}
	return true
}

// add enters m under its name.
func (k *container) add(c *checker, m *member) {
	first := k.byName[m.name()]
	if first == nil {
		k.byName[m.name()] = m
		k.members = append(k.members, m)
		return
	}
	if first.decl == m.decl {
		return
	}
	at := syntax.Node(m.decl.Name)
	if m.from != k {
		at = k.decl.Name
	}
	c.report(CodeDuplicateMember, at, "%s has more than one member named %s", k.name(), m.name())
}

// newMember makes a member of a field that k declares and resolves its type.
func (c *checker) newMember(k *container, f *syntax.Field) *member {
	m := &member{decl: f, from: k}
	c.info.member(m)
	m.typ = schema.ValueType{List: f.Type.List, Optional: f.Type.Optional}
	name := f.Type.Name.Text
	switch d := k.file.lookup(name).(type) {
	case *syntax.Model:
		c.info.use(f.Type.Name, d)
		m.target = c.containers[d]
		m.typ.Name = name
		m.typ.Kind = schema.ModelKind
		if m.target.isType() {
			m.typ.Kind = schema.Custom
		}
	case *syntax.Enum:
		c.info.use(f.Type.Name, d)
		m.enum = c.enums[d]
		m.typ.Kind, m.typ.Name = schema.EnumKind, name
	default:
		c.builtinMember(k, m)
	}
	if f.Type.List && f.Type.Optional {
		c.report(CodeOptionalList, f.Type, "a list cannot be optional").Hint = "remove the '?': an empty list says the same"
	}
	if m.target != nil && m.target.decl.Abstract {
		c.report(CodeUnknownType, f.Type.Name, "%s is abstract and has no rows to relate to", name)
	}
	return m
}

// builtinMember resolves a field type that is no declaration.
func (c *checker) builtinMember(k *container, m *member) {
	ft := m.decl.Type
	m.typ.Kind = fieldKind(ft.Name.Text)
	switch {
	case m.typ.Kind == schema.Invalid:
		d := c.report(CodeUnknownType, ft.Name, "unknown type %s", ft.Name.Text)
		d.Hint = c.typeHint(k.file, ft.Name.Text)
	case m.typ.Kind == schema.Unsupported:
		lit, ok := ft.Unsupported.(*syntax.StringLit)
		if !ok {
			c.report(CodeUnsupported, ft, "Unsupported takes a string literal").Hint = `write Unsupported("the SQL type")`
			return
		}
		m.typ.Name = lit.Value
	}
}

// fieldKind returns the builtin type that a field may have under this name.
func fieldKind(name string) schema.Kind {
	switch k := kindNamed(name); k {
	case schema.Null, schema.Any, schema.Object, schema.Void:
		return schema.Invalid
	default:
		return k
	}
}

// kindNamed returns the builtin type called name, or Invalid.
func kindNamed(name string) schema.Kind {
	switch name {
	case "Model", "Enum", "Type", "":
		return schema.Invalid
	case "Undefined":
		return schema.Void
	}
	for k := schema.String; k <= schema.Void; k++ {
		if k.String() == name {
			return k
		}
	}
	return schema.Invalid
}

// typeHint says what to write for a type that does not exist.
func (c *checker) typeHint(f *file, name string) string {
	if hint := c.hiddenHint(name); hint != "" {
		return hint
	}
	if ours := foreignType(name); ours != "" {
		return "write " + ours
	}
	return c.suggest(name, func() []string {
		names := f.namesOf(func(d syntax.Decl) bool {
			switch d.(type) {
			case *syntax.Model, *syntax.Enum:
				return true
			}
			return false
		})
		return append(names, "String", "Boolean", "Int", "BigInt", "Float", "Decimal", "DateTime", "Json", "Bytes")
	})
}

// foreignType returns our type for what other languages call it.
func foreignType(name string) string {
	switch strings.ToLower(name) {
	case "text", "varchar", "char", "uuid", "cuid", "url", "email":
		return "String"
	case "bool":
		return "Boolean"
	case "number":
		return "Int, or Float for fractions"
	case "integer", "int32", "int16", "uint", "serial":
		return "Int"
	case "long", "int64", "bigserial":
		return "BigInt"
	case "double", "real", "float64":
		return "Float"
	case "money", "numeric":
		return "Decimal"
	case "date", "time", "timestamp", "timestamptz":
		return "DateTime"
	case "object", "jsonb", "any":
		return "Json"
	case "blob", "bytea", "binary", "buffer":
		return "Bytes"
	}
	return ""
}
