package check

import (
	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/syntax"
)

// enum is a declared enum and its values by name.
type enum struct {
	decl   *syntax.Enum
	file   *file
	order  []*syntax.EnumValue
	values map[string]*syntax.EnumValue
}

func (e *enum) name() string { return e.decl.Name.Text }

func (e *enum) valueNames() []string {
	names := make([]string, len(e.order))
	for i, v := range e.order {
		names[i] = v.Name.Text
	}
	return names
}

// literal is the value called name as an expression.
func (e *enum) literal(name string) *schema.Literal {
	return &schema.Literal{Value: name, T: schema.ValueType{Kind: schema.EnumKind, Name: e.name()}}
}

func (c *checker) newEnum(d *syntax.Enum, f *file) *enum {
	e := &enum{decl: d, file: f, values: map[string]*syntax.EnumValue{}}
	for _, m := range d.Body {
		v, ok := m.(*syntax.EnumValue)
		if !ok {
			continue
		}
		if e.values[v.Name.Text] != nil {
			c.report(CodeDuplicateMember, v.Name, "%s has more than one member named %s", e.name(), v.Name.Text)
			continue
		}
		c.checkReserved(v.Name, "an enum value")
		e.values[v.Name.Text] = v
		e.order = append(e.order, v)
	}
	if len(e.order) == 0 {
		c.report(CodeEmptyEnum, d.Name, "enum %s has no values", e.name())
	}
	return e
}

func (c *checker) buildEnums(s *schema.Schema) {
	for _, f := range c.files {
		for _, d := range f.tree.Decls {
			if e, ok := d.(*syntax.Enum); ok {
				c.checkReserved(e.Name, "an enum")
				s.Enums = append(s.Enums, c.buildEnum(c.enums[e]))
			}
		}
	}
}

func (c *checker) buildEnum(e *enum) *schema.Enum {
	out := &schema.Enum{Name: e.name(), DBName: e.name(), Doc: e.decl.Doc, Pos: pos(e.decl.Name)}
	for _, m := range e.decl.Body {
		a, ok := m.(*syntax.Attribute)
		if !ok {
			continue
		}
		c.checkArgs(a, argScope{file: e.file})
		switch ap := c.applied(e.file, a); a.Name.Text {
		case "map":
			out.DBName = ap.text("name", out.DBName)
		case "schema":
			out.Schema = ap.text("name", "")
			c.checkSchemaName(a, out.Schema)
		case "meta":
		default:
			c.noEffect(e.file, a)
		}
	}
	c.checkHasSchema(e.decl.Name, out.Schema)
	if c.source.provider == "sqlserver" {
		c.report(CodeNoColumn, e.decl.Name, "provider sqlserver has no enums").Hint = "use a String, and @@validate what it holds"
	}
	for _, v := range e.order {
		value := &schema.EnumValue{Name: v.Name.Text, DBName: v.Name.Text, Doc: v.Doc}
		for _, a := range v.Attrs {
			c.checkArgs(a, argScope{file: e.file})
			switch a.Name.Text {
			case "map":
				value.DBName = c.applied(e.file, a).text("name", value.DBName)
			case "meta":
			default:
				c.noEffect(e.file, a)
			}
		}
		out.Values = append(out.Values, value)
	}
	return out
}

// noEffect warns about an attribute of the library in a place where it means
// nothing. A user's own attributes are theirs to place.
func (c *checker) noEffect(f *file, a *syntax.Attribute) *diag.Diagnostic {
	if decl := c.attrDecl(f, a); decl == nil || !decl.library {
		return &diag.Diagnostic{}
	}
	d := c.warn(CodeNoEffect, a, "%s has no effect here", a.Text())
	d.Hint = "remove it"
	return d
}
