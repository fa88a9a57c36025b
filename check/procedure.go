package check

import (
	"strings"

	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/syntax"
)

func (c *checker) buildProcedures(s *schema.Schema) {
	for _, f := range c.files {
		for _, d := range f.tree.Decls {
			if p, ok := d.(*syntax.Procedure); ok {
				s.Procedures = append(s.Procedures, c.buildProcedure(f, p))
			}
		}
	}
}

func (c *checker) buildProcedure(f *file, p *syntax.Procedure) *schema.Procedure {
	switch p.Name.Text {
	case "__proto__", "prototype", "constructor":
		c.report(CodeProcedureName, p.Name, "procedure name %s is reserved", p.Name.Text)
	}
	out := &schema.Procedure{
		Name: p.Name.Text, Doc: p.Doc, Pos: pos(p.Name), Mutation: p.Mutation, Returns: c.paramType(f, p.Returns),
	}
	out.Params = c.parameters(f, p.Name.Text, p.Params)
	return out
}

// parameters resolves those of a procedure or a computed field.
func (c *checker) parameters(f *file, of string, params []*syntax.Param) []*schema.Parameter {
	var out []*schema.Parameter
	seen := map[string]bool{}
	for _, param := range params {
		if seen[param.Name.Text] {
			c.report(CodeDuplicateMember, param.Name, "%s has more than one parameter named %s", of, param.Name.Text)
		}
		seen[param.Name.Text] = true
		out = append(out, &schema.Parameter{Name: param.Name.Text, Type: c.paramType(f, param.Type)})
	}
	return out
}

// fieldParams resolves the parameters of a computed field. Their arguments are
// bound as values: a scalar, an enum's or Json.
func (c *checker) fieldParams(m *member) []*schema.Parameter {
	params := c.parameters(m.from.file, m.name(), m.decl.Params)
	for i, p := range params {
		at := m.decl.Params[i].Type
		switch p.Type.Kind {
		case schema.ModelKind, schema.Unsupported, schema.Any, schema.Object, schema.Null, schema.Void:
			c.report(CodeFieldParams, at, "%s cannot be the type of a field's parameter", at.Name.Text).Hint = "use a scalar, an enum, or a type"
		}
		if p.Type.List && p.Type.Optional {
			c.report(CodeOptionalList, at, "a list cannot be optional").Hint = "remove the '?': an empty list says the same"
		}
	}
	return params
}

// paramType resolves a type in a procedure's signature.
func (c *checker) paramType(f *file, ft syntax.FieldType) schema.ValueType {
	name := ft.Name.Text
	t := schema.ValueType{Name: name, List: ft.List, Optional: ft.Optional}
	switch d := f.lookup(name).(type) {
	case *syntax.Enum:
		c.info.use(ft.Name, d)
		t.Kind = schema.EnumKind
	case *syntax.Model:
		c.info.use(ft.Name, d)
		t.Kind = schema.ModelKind
		if d.Kind == syntax.TypeDecl {
			t.Kind = schema.Custom
		}
	default:
		t.Name, t.Kind = "", kindNamed(name)
		if t.Kind == schema.Invalid {
			c.report(CodeUnknownType, ft.Name, "unknown type %s", name).Hint = c.typeHint(f, name)
		}
	}
	return t
}

// buildPlugins keeps plugin blocks. Those that are JavaScript packages are
// reported once: nobody will run them.
func (c *checker) buildPlugins(s *schema.Schema) {
	var foreign []string
	var first syntax.Node
	for _, f := range c.files {
		for _, d := range f.tree.Decls {
			b, ok := d.(*syntax.Block)
			if !ok || b.Kind == syntax.Datasource {
				continue
			}
			if b.Kind == syntax.Generator {
				c.lintGenerator(b)
				continue
			}
			p := plugin(f, b)
			s.Plugins = append(s.Plugins, p)
			if !native(p.Options["provider"]) {
				foreign = append(foreign, b.Name.Text)
				if first == nil {
					first = b.Name
				}
			}
		}
	}
	if first != nil {
		c.warn(CodePlugin, first, "plugins are JavaScript and are not run: %s", strings.Join(foreign, ", "))
	}
}

func plugin(f *file, b *syntax.Block) *schema.Plugin {
	p := &schema.Plugin{Name: b.Name.Text, Options: map[string]string{}}
	for _, o := range b.Options {
		p.Options[o.Name.Text] = f.tree.Text(o.Value)
		if s, ok := o.Value.(*syntax.StringLit); ok {
			p.Options[o.Name.Text] = s.Value
		}
	}
	if len(p.Options) == 0 {
		p.Options = nil
	}
	return p
}

// native reports whether a plugin stands for what Gozen has built in.
func native(provider string) bool {
	return strings.HasSuffix(provider, "plugin-policy") || strings.HasPrefix(provider, "@core/")
}

// lintGenerator warns about a generator where no dialect would use it.
func (c *checker) lintGenerator(b *syntax.Block) {
	if c.profile.v3 != nil {
		c.warn(CodeGenerator, b.Name, "generator blocks have no effect")
	}
}
