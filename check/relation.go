package check

import (
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/syntax"
)

// end is one side of a relation: a field and what its @relation says.
type end struct {
	k      *container
	m      *member
	ap     applied // of @relation, if any
	name   string
	fields []*member // the key, on the side that holds it
	refs   []*member
	keyed  bool // fields and references are both given
	broken bool // an empty list: the field takes no part in matching
	bad    bool // the key has been reported
}

// holdsKey reports whether m's @relation names key fields.
func holdsKey(m *member) bool {
	a := m.attr("relation")
	return a != nil && slices.ContainsFunc(a.Args, func(arg *syntax.Arg) bool { return arg.Name() == "fields" })
}

// relationKeys returns the names of the fields that hold m's key.
func (c *checker) relationKeys(m *member) []string {
	if a := m.attr("relation"); a != nil {
		return c.applied(m.from.file, a).fieldNames("fields")
	}
	return nil
}

// newEnd reads a relation field without reporting anything.
func (c *checker) newEnd(k *container, m *member) *end {
	e := &end{k: k, m: m}
	a := m.attr("relation")
	if a == nil {
		return e
	}
	if e.ap = c.applied(m.from.file, a); e.ap.decl == nil {
		return e
	}
	e.name = e.ap.text("name", "")
	e.fields = named(k, e.ap.fieldNames("fields"))
	e.refs = named(m.target, e.ap.fieldNames("references"))
	e.keyed = e.ap.value("fields") != nil && e.ap.value("references") != nil
	e.broken = emptyList(e.ap.value("fields")) || emptyList(e.ap.value("references"))
	e.bad = e.keyed && (len(e.fields) != len(e.refs) || slices.Contains(e.fields, nil) || slices.Contains(e.refs, nil))
	return e
}

func named(k *container, names []string) []*member {
	members := make([]*member, len(names))
	for i, n := range names {
		members[i] = k.member(n) // nil when unknown
	}
	return members
}

func emptyList(e syntax.Expr) bool {
	l, ok := e.(*syntax.ListLit)
	return ok && len(l.Items) == 0
}

func (e *end) self() bool { return e.m.target == e.k }

// half reports whether only one of fields and references is given.
func (e *end) half() bool {
	return (e.ap.value("fields") == nil) != (e.ap.value("references") == nil)
}

func (e *end) list() bool { return e.m.typ.List }

// buildRelations pairs every relation field of k with its opposite, in the steps
// of reference 7.5.
func (c *checker) buildRelations(k *container) {
	for _, m := range k.members {
		if !m.relation() || m.base != nil || m.attr("ignore") != nil || !m.target.isModel() {
			continue
		}
		e := c.newEnd(k, m)
		if !c.checkKey(e) {
			continue
		}
		o := c.opposite(e)
		if o == nil || !c.checkPair(e, o) {
			continue
		}
		c.relate(e, o)
	}
}

// inheritRelations gives the fields that a delegate base stores the relation
// that they have there.
func (c *checker) inheritRelations(k *container) {
	for _, m := range k.members {
		if m.relation() && m.base != nil {
			*m.out.Relation = *m.base.member(m.name()).out.Relation
		}
	}
}

// checkKey checks what one side says of its key: steps 1 to 6.
func (c *checker) checkKey(e *end) bool {
	if e.ap.decl == nil {
		return true
	}
	if s, ok := e.ap.value("name").(*syntax.StringLit); ok && s.Value == "" {
		c.report(CodeEmptyRelationName, s, "a relation's name cannot be empty")
	}
	for _, p := range []string{"fields", "references"} {
		if emptyList(e.ap.value(p)) {
			c.report(CodeEmptyKey, e.ap.arg(p), "%s cannot be empty", p)
		}
	}
	if e.broken {
		return false
	}
	if e.half() {
		c.report(CodeHalfKey, e.ap.attr, "fields and references must be given together")
		return true
	}
	ok := c.checkKeyRefs(e, "fields", e.k) && c.checkKeyRefs(e, "references", e.m.target)
	if !ok {
		return false
	}
	if len(e.fields) != len(e.refs) {
		c.report(CodeKeyLength, e.ap.attr, "fields and references differ in length")
		return false
	}
	for i := range e.fields {
		ok = c.checkKeyPair(e, e.fields[i], e.refs[i]) && ok
	}
	return ok
}

// checkKeyRefs reports what does not name a field of k.
func (c *checker) checkKeyRefs(e *end, param string, k *container) bool {
	v := e.ap.value(param)
	if v == nil {
		return true
	}
	list, ok := v.(*syntax.ListLit)
	if !ok {
		c.report(CodeArgType, v, "argument does not fit parameter %s: it takes a list of fields", param)
		return false
	}
	for _, item := range list.Items {
		r, isRef := item.(*syntax.Ref)
		if !isRef {
			c.report(CodeArgType, item, "argument does not fit parameter %s: it takes names of fields", param)
			ok = false
		} else if m := k.member(r.Name.Text); m != nil {
			c.info.use(r.Name, m.decl)
		} else {
			c.report(CodeKeyField, r, "%s has no field %q", k.name(), r.Name.Text).Hint = c.keyHint(e, param, k, r)
			ok = false
		}
	}
	return ok
}

// keyHint names a column that may be meant, or the one that is to be added.
func (c *checker) keyHint(e *end, param string, k *container, r *syntax.Ref) string {
	hint := c.choose(r.Name.Text, func() []string {
		var columns []string
		for _, m := range k.members {
			if !m.relation() && (param != "fields" || m.attr("id") == nil) { // a key is seldom the id itself
				columns = append(columns, m.name())
			}
		}
		return columns
	})
	if param == "fields" && !strings.HasPrefix(hint, "did you mean") && len(e.refs) == 1 && e.refs[0] != nil {
		return "add the field: " + r.Name.Text + " " + describe(e.refs[0].typ)
	}
	return hint
}

func (c *checker) checkKeyPair(e *end, f, r *member) bool {
	if f.typ.Optional && !e.m.typ.Optional && !e.list() {
		c.report(CodeKeyOptional, f.decl.Name, "relation %s is required but its key %s is optional", e.m.name(), f.name()).Hint = "make both optional, or neither"
	}
	if base(f.typ.Kind) != base(r.typ.Kind) || f.typ.List != r.typ.List || f.relation() || f.enum != r.enum {
		c.report(CodeKeyType, e.ap.attr, "key %s and referenced field %s differ in type: %s and %s",
			f.name(), r.name(), describe(f.typ), describe(r.typ))
		return false
	}
	if f.typ.Kind != r.typ.Kind {
		c.report(CodeKeyWidth, e.ap.attr, "key %s and referenced field %s must have the same type, not %s and %s",
			f.name(), r.name(), describe(f.typ), describe(r.typ))
		return false
	}
	return true
}

// opposite finds the field at the other end: steps 7 to 9.
func (c *checker) opposite(e *end) *end {
	if e.self() && e.name == "" {
		c.report(CodeSelfName, e.m.decl.Name, "a self relation needs a name").Hint = `add @relation("…") to both fields`
		return nil
	}
	found := slices.DeleteFunc(slices.Clone(c.endsOf(e.m.target)[endKey{e.k, e.name}]), func(o *end) bool {
		return o.m == e.m || o.broken
	})
	switch {
	case len(found) == 1:
		return found[0]
	case len(found) == 0:
		c.noOpposite(e)
	case e.self():
		c.report(CodeSelfMany, e.m.decl.Name, "the relation %q has more than two fields", e.name)
	default:
		c.ambiguous(e, found)
	}
	return nil
}

// endKey is what pairs the ends of a relation: where it leads, and its name.
type endKey struct {
	target *container
	name   string
}

// endsOf returns the relation fields of k by what they pair with.
func (c *checker) endsOf(k *container) map[endKey][]*end {
	if k.ends == nil {
		k.ends = map[endKey][]*end{}
		for _, m := range k.members {
			if m.relation() && m.attr("ignore") == nil {
				e := c.newEnd(k, m)
				key := endKey{m.target, e.name}
				k.ends[key] = append(k.ends[key], e)
			}
		}
	}
	return k.ends
}

func (c *checker) noOpposite(e *end) {
	d := c.report(CodeNoOpposite, e.m.decl.Name, "%s.%s has no opposite relation field on %s",
		e.k.name(), e.m.name(), e.m.target.name())
	d.Hint = "add a field of type " + e.k.name() + "[] or " + e.k.name() + "? to " + e.m.target.name()
	if e.list() {
		d.Hint = "add a field of type " + e.k.name() + " to " + e.m.target.name()
	}
	if e.name != "" {
		d.Hint += ` with @relation("` + e.name + `")`
	}
}

func (c *checker) ambiguous(e *end, found []*end) {
	var names []string
	for _, o := range found {
		names = append(names, o.m.name())
	}
	for _, o := range found {
		c.report(CodeAmbiguous, o.m.decl.Name, "%s on %s all match the relation to %s; name the relations",
			strings.Join(names, ", "), o.k.name(), e.k.name()).Hint = `add @relation("…") to both fields of each`
	}
}

// checkPair checks the two sides together: steps 10 to 14.
func (c *checker) checkPair(e, o *end) bool {
	if e.list() && o.list() {
		return c.checkManyToMany(e)
	}
	switch {
	case e.keyed && o.keyed:
		c.report(CodeBothKeys, o.m.decl.Name, "only one side may define fields and references")
		return false
	case e.half() || o.half():
		return false // reported where it stands
	case !e.keyed && !o.keyed:
		c.report(CodeNoKey, e.m.decl.Name, "one side must define fields and references").Hint = "the side that is stored says @relation(fields: […], references: […])"
		return false
	}
	if o.keyed {
		e, o = o, e
	}
	if !o.list() && !o.m.typ.Optional {
		c.report(CodeOtherSide, o.m.decl.Name, "the side without the key must be optional or a list").Hint =
			"write " + o.m.decl.Type.Name.Text + "?"
		return false
	}
	if e.list() {
		c.report(CodeManyKey, e.m.decl.Name, "a list cannot hold the key of a relation")
		return false
	}
	if e.bad {
		return false
	}
	c.checkActions(e, o)
	c.lintKeyIndex(e)
	return c.checkReferences(e) && (o.list() || c.checkOneToOne(e))
}

func (c *checker) checkManyToMany(e *end) bool {
	if e.ap.decl != nil && (e.ap.value("fields") != nil || e.ap.value("references") != nil) {
		c.report(CodeManyKey, e.m.decl.Name, "a many-to-many relation cannot define fields or references")
		return false
	}
	c.refuseActions(e)
	for _, k := range []*container{e.k, e.m.target} {
		if !singleID(k) {
			c.report(CodeManyID, e.m.decl.Name, "an implicit many-to-many relation needs a single-field @id on %s", k.name()).Hint = "or declare the join as a model"
			return false
		}
	}
	return true
}

func singleID(k *container) bool {
	for _, m := range k.members {
		if m.attr("id") != nil {
			return true
		}
	}
	a := k.find("id")
	return a != nil && len(k.model.ID) == 1
}

// checkReferences wants the referenced fields to be one unique key.
func (c *checker) checkReferences(e *end) bool {
	if uniqueSet(e.m.target, e.refs) {
		return true
	}
	c.report(CodeReferences, e.ap.arg("references"), "references must name exactly the fields of a unique key of %s",
		e.m.target.name())
	return false
}

// checkOneToOne wants the key to be unique, so that each row has one partner.
func (c *checker) checkOneToOne(e *end) bool {
	ok := true
	for _, f := range e.fields {
		if !inUnique(e.k, f) {
			c.report(CodeKeyUnique, f.decl.Name, "%s.%s is the key of a one-to-one relation and must be unique",
				e.k.name(), f.name()).Hint = "add @unique, or make the other side a list"
			ok = false
		}
	}
	if ok && !uniqueSet(e.k, e.fields) {
		c.report(CodeKeyTogether, e.ap.arg("fields"), "the key of a one-to-one relation must be unique as a whole").Hint = "add @@unique over exactly these fields"
		ok = false
	}
	return ok
}

// uniqueSet reports whether the fields are together one key of k.
func uniqueSet(k *container, fields []*member) bool {
	want := make([]string, len(fields))
	for i, f := range fields {
		want[i] = f.name()
	}
	slices.Sort(want)
	same := func(names []string) bool {
		names = slices.Clone(names)
		slices.Sort(names)
		return slices.Equal(names, want)
	}
	return same(k.model.ID) || slices.ContainsFunc(k.model.Uniques, func(u *schema.Key) bool { return same(u.Fields) })
}

func inUnique(k *container, f *member) bool {
	return slices.Contains(k.model.ID, f.name()) ||
		slices.ContainsFunc(k.model.Uniques, func(u *schema.Key) bool { return slices.Contains(u.Fields, f.name()) })
}

// refuseActions reports referential actions where there is no key.
func (c *checker) refuseActions(e *end) {
	for _, p := range []string{"onDelete", "onUpdate"} {
		if e.ap.value(p) != nil {
			c.report(CodeActionSide, e.ap.arg(p), "%s belongs on the side that holds the key", p)
		}
	}
}

// checkActions checks the referential actions of the side with the key.
func (c *checker) checkActions(e, o *end) {
	c.refuseActions(o)
	for _, p := range []string{"onDelete", "onUpdate"} {
		r, ok := e.ap.value(p).(*syntax.Ref)
		if !ok {
			continue
		}
		switch action := schema.Action(r.Name.Text); {
		case action == schema.SetNull && slices.ContainsFunc(e.fields, func(f *member) bool { return !f.typ.Optional }):
			d := c.report(CodeSetNull, r, "SetNull cannot clear the required key of %s", e.m.name())
			if c.source.provider == "postgresql" {
				d.Message = "SetNull will fail: the key of " + e.m.name() + " is required"
				d.Severity = diag.Warning
			}
		case action == schema.Restrict && c.source.provider == "sqlserver":
			c.report(CodeAction, r, "sqlserver has no Restrict").Hint = "use NoAction"
		case action == schema.SetDefault && c.source.prisma:
			c.report(CodeAction, r, "SetDefault needs foreign keys in the database")
		}
	}
}

// relate fills in e's side of a pair.
func (c *checker) relate(e, o *end) {
	r := e.m.out.Relation
	r.Name, r.Opposite = e.name, o.m.name()
	switch {
	case e.list() && o.list():
		r.Join = join(e, o)
	case e.keyed:
		r.Fields, r.References = e.ap.fieldNames("fields"), e.ap.fieldNames("references")
		r.Map = e.ap.text("map", "")
		r.OnDelete, r.OnUpdate = c.deleteAction(e), schema.Cascade
		if a, ok := e.ap.value("onDelete").(*syntax.Ref); ok {
			r.OnDelete = schema.Action(a.Name.Text)
		}
		if a, ok := e.ap.value("onUpdate").(*syntax.Ref); ok {
			r.OnUpdate = schema.Action(a.Name.Text)
		}
	}
}

// deleteAction is the action when none is given. A relation whose key cannot be
// null counts as required, whatever its field says.
func (c *checker) deleteAction(e *end) schema.Action {
	required := slices.ContainsFunc(e.fields, func(f *member) bool { return !f.typ.Optional })
	switch {
	case !required:
		return schema.SetNull
	case c.source.provider == "sqlserver":
		return schema.NoAction
	}
	return schema.Restrict
}

// join names the table of an implicit many-to-many relation: column A is that of
// the first model by name, or of the first field when both ends are one model.
func join(e, o *end) *schema.Join {
	a, b, first := e.k.name(), o.k.name(), e.k.name() < o.k.name()
	if e.self() {
		first = e.m.name() < o.m.name()
	}
	if b < a {
		a, b = b, a
	}
	j := &schema.Join{Table: "_" + a + "To" + b, This: "B", Other: "A"}
	if e.name != "" {
		j.Table = "_" + e.name
	}
	if first {
		j.This, j.Other = "A", "B"
	}
	return j
}
