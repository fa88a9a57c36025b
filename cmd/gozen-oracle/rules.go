package main

import (
	"fmt"
	"slices"
	"strings"
)

// rules adds the rules of a model and of its fields.
func (z *zmodel) rules(e *entity) {
	d := z.d
	for _, op := range []string{"create", "read", "update", "delete"} {
		if e.base != nil && d.chance(60) {
			continue // what the base says is enough
		}
		switch d.n(30) {
		case 0: // nobody may
		case 1, 2, 3:
			e.lines = append(e.lines, fmt.Sprintf("@@allow('%s', true)", op))
		default:
			for range 1 + d.n(2) {
				e.lines = append(e.lines, fmt.Sprintf("@@allow('%s', %s)", op, z.guard(e, op)))
			}
		}
		if d.chance(30) {
			e.lines = append(e.lines, fmt.Sprintf("@@deny('%s', %s)", op, z.guard(e, op)))
		}
	}
	if d.chance(15) {
		e.lines = append(e.lines, fmt.Sprintf("@@%s('%s', %s)", among(d, "allow", "deny"), among(d, "all", "create,update", "read,delete"), z.guard(e, "all")))
	}
	if d.chance(25) {
		e.lines = append(e.lines, fmt.Sprintf("@@%s('post-update', %s)", among(d, "allow", "allow", "deny"), z.guard(e, "post-update")))
	}
	for i, line := range e.lines {
		name, _, _ := strings.Cut(line, " ")
		if isID := slices.ContainsFunc(e.id, func(c column) bool { return c.name == name }); isID {
			continue
		}
		if scalar := slices.ContainsFunc(e.fields, func(c column) bool { return c.name == name }); scalar && d.chance(20) {
			op := among(d, "read", "update", "read", "all")
			e.lines[i] += fmt.Sprintf(" @%s('%s', %s)", among(d, "allow", "deny"), op, z.guard(e, op))
		}
	}
}

// guard is a condition that splits rows: it is rarely constant, and an
// alternative keeps it from being false of all.
func (z *zmodel) guard(e *entity, op string) string {
	g := &condition{z: z, op: op, elements: []*entity{e}}
	return g.any(2)
}

// condition makes a rule's condition.
type condition struct {
	z        *zmodel
	op       string
	elements []*entity // the rule's model, then those of the predicates around
	user     bool      // the innermost element is a value out of the user
}

func (g *condition) any(depth int) string {
	d := g.z.d
	if depth > 0 {
		switch d.n(10) {
		case 0, 1:
			return "(" + g.any(depth-1) + " && " + g.any(depth-1) + ")"
		case 2, 3, 4:
			return "(" + g.any(depth-1) + " || " + g.any(depth-1) + ")"
		case 5:
			return "!(" + g.any(depth-1) + ")"
		case 6:
			if s := g.predicate(depth - 1); s != "" {
				return s
			}
		}
	}
	return g.atom()
}

func (g *condition) atom() string {
	d := g.z.d
	here := g.elements[len(g.elements)-1]
	switch d.n(20) {
	case 0:
		id := among(d, g.z.models[0].id...).name
		return among(d, "auth() == null", "auth() != null", "auth()."+id+" == 1", "auth()."+id+" != null")
	case 1:
		u := among(d, g.z.models[0].fields...)
		return g.compare("auth()."+u.name, u)
	case 2:
		if s := g.toOne(here); s != "" {
			return s
		}
	case 3:
		if len(g.elements) == 1 && here.name == "User" && !g.user {
			return among(d, "auth() == this", "auth() != this")
		}
	case 4:
		if g.op != "post-update" && len(g.elements) == 1 {
			return among(d, "currentOperation() == 'update'", "currentOperation() != 'delete'", "currentModel() == '"+here.name+"'")
		}
	case 5:
		if s := g.check(); s != "" {
			return s
		}
	case 9:
		if len(here.lists) > 0 {
			return g.list(among(d, here.lists...))
		}
		if len(here.nulls) > 0 {
			return among(d, here.nulls...) + among(d, " == null", " != null")
		}
	case 8:
		if here.label != "" && !g.user {
			return here.label + among(d, " == '", " != '") + among(d, here.subs...) + "'"
		}
	case 6:
		if g.op == "post-update" {
			f, b := among(d, g.elements[0].fields...), among(d, g.elements[0].fields...)
			if f.kind == b.kind || numeric(f.kind) && numeric(b.kind) {
				return fmt.Sprintf("this.%s %s before().%s", f.name, among(d, "==", "!=", ">", "<="), b.name)
			}
		}
	case 7:
		if len(g.elements) > 1 {
			outer := among(d, g.elements[0].fields...)
			return g.compare("this."+outer.name, outer)
		}
	}
	f := among(d, here.fields...)
	return g.compare(f.name, f)
}

// list is a condition on a scalar list.
func (g *condition) list(c column) string {
	d := g.z.d
	one := constant(d, c.kind)
	choice := d.n(5)
	if one == "now()" {
		choice = 4 * d.n(2) // a list of constants it is none of
	}
	switch choice {
	case 0:
		return "isEmpty(" + c.name + ")"
	case 1:
		return fmt.Sprintf("%s(%s, [%s, %s])", among(d, "hasSome", "hasEvery"), c.name, one, constant(d, c.kind))
	case 2:
		return one + " in " + c.name
	default:
		return fmt.Sprintf("has(%s, %s)", c.name, g.operand(c))
	}
}

// compare is a comparison of something of a column's type.
func (g *condition) compare(left string, c column) string {
	d := g.z.d
	if c.kind == "Boolean" {
		return among(d, left, "!"+left, left+" == true", left+" != false", left+" != null")
	}
	right := g.operand(c)
	if c.kind == "String" && d.chance(30) {
		return fmt.Sprintf("%s(%s, %s%s)", among(d, "contains", "startsWith", "endsWith"), left, right, among(d, "", "", ", true"))
	}
	if c.opt && d.chance(15) {
		return left + among(d, " == null", " != null")
	}
	if d.chance(12) {
		not := among(d, "", "!")
		return fmt.Sprintf("%s(%s in [%s, %s])", not, left, constant(d, c.kind), right)
	}
	ops := []string{"==", "!=", "<", "<=", ">", ">="}
	if c.kind == "String" || c.kind == "Color" {
		ops = ops[:2]
	}
	return left + " " + among(d, ops...) + " " + right
}

// operand is what a column is compared with: a constant, a member of the user,
// another field.
func (g *condition) operand(c column) string {
	d := g.z.d
	var options []string
	like := func(x column) bool { return x.kind == c.kind || numeric(x.kind) && numeric(c.kind) }
	for _, u := range g.z.models[0].fields {
		if like(u) {
			options = append(options, "auth()."+u.name)
		}
	}
	for _, f := range g.elements[len(g.elements)-1].fields {
		if like(f) && d.chance(30) {
			options = append(options, f.name)
		}
	}
	if len(options) > 0 && d.chance(55) {
		return among(d, options...)
	}
	return constant(d, c.kind)
}

func numeric(kind string) bool {
	return kind == "Int" || kind == "Float" || kind == "Decimal" || kind == "BigInt"
}

func constant(d dice, kind string) string {
	switch kind {
	case "Int", "BigInt":
		return among(d, "0", "1", "2", "3")
	case "Float", "Decimal":
		return among(d, "0", "0.5", "1", "2")
	case "String":
		return among(d, "'a'", "'b'", "'A'", "'ab'", "'%'", "''")
	case "Boolean":
		return among(d, "true", "false")
	case "Color":
		return among(d, "RED", "BLUE")
	default:
		return "now()"
	}
}

// toOne looks at the row at the other end of a to-one relation.
func (g *condition) toOne(here *entity) string {
	d := g.z.d
	path, at := "", here
	for range 1 + d.n(2) {
		var ones []relation
		for _, l := range at.links {
			if !l.many {
				ones = append(ones, l)
			}
		}
		if len(ones) == 0 {
			break
		}
		l := among(d, ones...)
		path, at = path+"."+l.name, l.target
	}
	path = strings.TrimPrefix(path, ".")
	switch {
	case path == "":
		return ""
	case at.name == "User" && d.chance(50):
		return among(d, "auth() == ", "auth() != ") + path
	case d.chance(15):
		return path + among(d, " == null", " != null")
	}
	f := among(d, at.fields...)
	return g.compare(path+"."+f.name, f)
}

// predicate ranges over related rows, or over a list of the user.
func (g *condition) predicate(depth int) string {
	d := g.z.d
	root, at := "", g.elements[len(g.elements)-1]
	user := g.user
	if d.chance(30) {
		root, at, user = "auth().", g.z.models[0], true
	}
	if one := slices.IndexFunc(at.links, func(l relation) bool { return !l.many }); one >= 0 && d.chance(25) {
		root, at = root+at.links[one].name+".", at.links[one].target
	}
	var many []relation
	for _, l := range at.links {
		if l.many {
			many = append(many, l)
		}
	}
	if len(many) == 0 {
		return ""
	}
	l := among(d, many...)
	inner := &condition{z: g.z, op: g.op, elements: append(slices.Clone(g.elements), l.target), user: user}
	return fmt.Sprintf("%s%s%s[%s]", root, l.name, among(d, "?", "!", "^"), inner.any(depth))
}

// check asks the rules of a related row.
func (g *condition) check() string {
	d := g.z.d
	if len(g.elements) > 1 {
		return ""
	}
	for _, l := range g.elements[0].links {
		if !l.many && d.chance(50) {
			if g.op == "post-update" || d.chance(40) {
				return fmt.Sprintf("check(%s, '%s')", l.name, among(d, "read", "update", "delete", "create"))
			}
			return "check(" + l.name + ")"
		}
	}
	return ""
}
