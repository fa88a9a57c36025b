package main

import (
	"fmt"
	"slices"
	"strings"
)

// model adds a model with its scalar fields. The first one is the user's.
func (z *zmodel) model(i int) {
	d, e := z.d, &entity{name: fmt.Sprintf("M%d", i)}
	if i == 0 {
		e.name = "User"
	}
	z.models = append(z.models, e)
	switch {
	case i > 1 && len(z.models[0].id) == 1 && d.chance(12):
		z.linking(e)
	case d.chance(15):
		e.id = []column{{name: "a", kind: "Int"}, {name: "b", kind: "Int"}}
		e.lines = append(e.lines, "a Int", "b Int", "@@id([a, b])")
	case i > 0 && d.chance(12):
		e.id = []column{{name: "id", kind: "String"}}
		e.lines = append(e.lines, "id String @id")
	default:
		e.id = []column{{name: "id", kind: "Int"}}
		e.lines = append(e.lines, "id Int @id")
	}
	e.fields = slices.Clone(e.id)
	if d.chance(8) {
		e.lines = append(e.lines, fmt.Sprintf("@@map('table %d')", i))
	}
	if i > 0 && d.chance(15) {
		e.lines = append(e.lines, "deletedAt DateTime? @deletedAt")
	}
	for k := range 1 + d.n(4) {
		z.scalar(e, k)
	}
	if i > 0 && len(e.id) == 1 && d.chance(22) {
		defer z.extend(e, 1)
	}
	if len(e.fields) > len(e.id) && d.chance(12) {
		z.ruled(e)
	}
	if len(e.fields) > len(e.id)+1 && d.chance(15) {
		// A stamp that an update sets would soon be taken twice.
		if f, g := e.fields[len(e.id)], e.fields[len(e.id)+1]; f.kind != "DateTime" && g.kind != "DateTime" {
			e.lines = append(e.lines, fmt.Sprintf("@@unique([%s, %s])", f.name, g.name))
			e.keys = append(e.keys, []column{f, g})
		}
	}
}

// scalar adds a field. Rules come behind it, last, so that they can be cut.
func (z *zmodel) scalar(e *entity, k int) {
	d := z.d
	kinds := []string{"Int", "Int", "Int", "String", "String", "Boolean", "Float", "Decimal", "BigInt", "DateTime"}
	if z.enum {
		kinds = append(kinds, "Color")
	}
	c := column{kind: among(d, kinds...), opt: d.chance(65)}
	c.name = fmt.Sprintf("%c%d", c.kind[0]|0x20, k)
	if d.chance(18) {
		z.special(e, k)
		return
	}
	line := c.name + " " + c.kind
	if c.opt {
		line += "?"
	}
	if c.kind == "String" && d.chance(15) {
		line += among(d, " @lower", " @upper", " @trim @length(1, 2)", " @length(1)", " @contains('a')", " @lower @startsWith('a')", " @length(0, 1)")
	}
	if c.kind == "Int" && d.chance(12) {
		line += among(d, " @gt(0)", " @gte(1)", " @lt(3)", " @lte(2) @gte(0)")
	}
	if d.chance(5) {
		line += " @omit"
	}
	if d.chance(10) {
		line += fmt.Sprintf(" @map('column %d')", k)
	}
	switch {
	case d.chance(12) && (c.kind == "Int" || c.kind == "String"):
		line += " @unique"
		e.keys = append(e.keys, []column{c})
	case d.chance(15) && c.kind == "Int":
		line += " @default(1)"
	case d.chance(10) && c.kind == "Int":
		line += " @default(auth()." + among(d, z.models[0].id...).name + ")"
	case d.chance(10) && c.kind == "DateTime":
		line += among(d, " @default(now())", " @updatedAt")
	case d.chance(20) && c.kind == "String":
		line += " @default('a')"
	}
	e.fields = append(e.fields, c)
	e.lines = append(e.lines, line)
}

// compute adds a field that is computed of another.
func (z *zmodel) compute(e *entity) {
	for _, c := range e.fields {
		if c.kind == "Int" && !slices.Contains(e.id, c) && z.d.chance(15) {
			twice := column{name: "twice_" + c.name, kind: "Int", opt: true}
			e.fields = append(e.fields, twice)
			e.lines = append(e.lines, twice.name+" Int? @computed")
			return
		}
	}
}

// special adds a field that rules hardly look at.
func (z *zmodel) special(e *entity, k int) {
	d := z.d
	kinds := []string{"Bytes", "Bytes?", "Json", "Json?", "Json?", "String? @password(saltLength: 4)", "String? @default(uuid())", "String @default(cuid())"}
	if z.lists {
		kinds = append(kinds, "Int[]", "String[]", "Int[]", "String[]", "DateTime[]", "Decimal[]")
	}
	kind := among(d, kinds...)
	name := fmt.Sprintf("x%d", k)
	e.lines = append(e.lines, name+" "+kind)
	base, opt := strings.CutSuffix(kind, "?")
	switch {
	case strings.HasSuffix(kind, "[]"):
		e.lists = append(e.lists, column{name: name, kind: strings.TrimSuffix(kind, "[]")})
	case opt && (base == "Bytes" || base == "Json"):
		e.nulls = append(e.nulls, name)
	}
}

// ruled adds a rule for the model's data.
func (z *zmodel) ruled(e *entity) { z.ruledOn(e, among(z.d, e.fields[len(e.id):]...)) }

// ruledOn adds one about a field, and another if one goes with it.
func (z *zmodel) ruledOn(e *entity, c column) {
	guard := func(c column, cond string) string {
		if c.opt {
			return c.name + " == null || " + cond
		}
		return cond
	}
	for _, x := range e.fields[len(e.id):] {
		if x.name != c.name && numeric(c.kind) && numeric(x.kind) {
			e.lines = append(e.lines, "@@validate("+guard(c, guard(x, c.name+among(z.d, " <= ", " >= ", " != ")+x.name))+")")
			return
		}
	}
	if c.kind != "DateTime" && c.kind != "Boolean" {
		e.lines = append(e.lines, "@@validate("+guard(c, c.name+" != "+constant(z.d, c.kind))+")")
	}
}

// linking adds a model that is nothing but a link of two others, with their ids
// as its own.
func (z *zmodel) linking(e *entity) {
	for _, end := range []string{"a", "b"} {
		var to *entity
		for to == nil || len(to.id) != 1 {
			to = among(z.d, z.models[:len(z.models)-1]...)
		}
		key, name := end+"Id", e.name+end
		e.id = append(e.id, column{name: key, kind: to.id[0].kind})
		e.lines = append(e.lines, key+" "+to.id[0].kind,
			fmt.Sprintf("%s %s @relation(%q, fields: [%s], references: [%s]%s)", end, to.name, name, key, to.id[0].name, z.onDelete(true)))
		to.lines = append(to.lines, fmt.Sprintf("of%s %s[] @relation(%q)", name, e.name, name))
		e.links = append(e.links, relation{end, to, false})
		to.links = append(to.links, relation{"of" + name, e, true})
	}
	e.lines = append(e.lines, "@@id([aId, bId])")
}

// relate adds a relation between two models, or of one with itself.
func (z *zmodel) relate(i int) {
	d := z.d
	from, to := among(d, z.models...), among(d, z.models...)
	name := fmt.Sprintf("R%d", i)
	here, there := fmt.Sprintf("to%d", i), fmt.Sprintf("of%d", i)
	if d.chance(22) && len(from.id) == 1 && len(to.id) == 1 {
		from.lines = append(from.lines, fmt.Sprintf("%s %s[] @relation(%q)", here, to.name, name))
		to.lines = append(to.lines, fmt.Sprintf("%s %s[] @relation(%q)", there, from.name, name))
		from.links = append(from.links, relation{here, to, true})
		to.links = append(to.links, relation{there, from, true})
		return
	}
	single := d.chance(30)
	// Only what is declared later may require what is declared earlier, so that
	// rows can be loaded in order.
	required := slices.Index(z.models, from) > slices.Index(z.models, to) && from.root() != to.root() && d.chance(35)
	refers := z.referred(to, required)
	keys := z.foreignKey(from, to, refers, i, single, required)
	opt := "?"
	if required {
		opt = ""
	}
	from.lines = append(from.lines, fmt.Sprintf("%s %s%s @relation(%q, fields: [%s], references: [%s]%s)",
		here, to.name, opt, name, keys, names(refers), z.onDelete(required)))
	from.links = append(from.links, relation{here, to, false})
	to.links = append(to.links, relation{there, from, !single})
	if single {
		to.lines = append(to.lines, fmt.Sprintf("%s %s? @relation(%q)", there, from.name, name))
	} else {
		to.lines = append(to.lines, fmt.Sprintf("%s %s[] @relation(%q)", there, from.name, name))
	}
}

// referred is what a relation to a model refers to: its id, or another key that
// rows are sure to have where they must.
func (z *zmodel) referred(to *entity, required bool) []column {
	all := slices.Clone(to.keys)
	for e := to.base; e != nil; e = e.base {
		// A compound key of a base is no key of those that extend it.
		all = append(all, slices.DeleteFunc(slices.Clone(e.keys), func(key []column) bool { return len(key) > 1 })...)
	}
	keys := slices.DeleteFunc(all, func(key []column) bool {
		return required && slices.ContainsFunc(key, func(c column) bool { return c.opt })
	})
	switch {
	case len(keys) > 0 && z.d.chance(50):
		return among(z.d, keys...)
	case z.d.chance(12):
		return []column{z.key(to, required)}
	default:
		return to.id
	}
}

// key adds a field that is alone a unique key.
func (z *zmodel) key(e *entity, required bool) column {
	c := column{name: fmt.Sprintf("u%d", len(e.lines)), kind: among(z.d, "Int", "String"), opt: !required}
	line := c.name + " " + c.kind
	if c.opt {
		line += "?"
	}
	e.fields, e.keys = append(e.fields, c), append(e.keys, []column{c})
	e.lines = append(e.lines, line+" @unique")
	return c
}

func (z *zmodel) onDelete(required bool) string {
	switch {
	case z.d.chance(35):
		return ", onDelete: Cascade"
	case !required && z.d.chance(15):
		return ", onDelete: Restrict"
	default:
		return ""
	}
}

// foreignKey adds the fields that hold a key of another model's row.
func (z *zmodel) foreignKey(from, to *entity, refers []column, i int, single, required bool) string {
	var list strings.Builder
	for k, id := range refers {
		c := column{name: fmt.Sprintf("k%d%c", i, 'a'+k), kind: id.kind, opt: !required}
		if k > 0 {
			list.WriteString(", ")
		}
		list.WriteString(c.name)
		line := c.name + " " + c.kind
		if c.opt {
			line += "?"
		}
		if single && len(refers) == 1 {
			line += " @unique"
		}
		if to.name == "User" && z.d.chance(30) {
			line += " @default(auth()." + id.name + ")"
		}
		from.fields = append(from.fields, c)
		from.lines = append(from.lines, line)
		if z.d.chance(7) {
			z.ruledOn(from, c)
		}
	}
	if single && len(refers) > 1 {
		from.lines = append(from.lines, "@@unique(["+list.String()+"])")
	}
	return list.String()
}

func names(list []column) string {
	var s strings.Builder
	for i, c := range list {
		if i > 0 {
			s.WriteString(", ")
		}
		s.WriteString(c.name)
	}
	return s.String()
}
