package lsp

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gozen-dev/gozen/syntax"
)

// attributeSnippet is an attribute with places for what it must be given, and
// for what it nearly always is.
func attributeSnippet(a *syntax.AttributeDecl) string {
	name := strings.Repeat("@", a.Level) + a.Name.Text
	switch name {
	case "@@allow", "@@deny":
		return name + "('${1|all,create,read,update,delete|}', ${2:true})"
	case "@allow", "@deny":
		return name + "('${1|read,update,all|}', ${2:true})"
	case "@relation":
		return name + "(fields: [$1], references: [${2:id}])"
	case "@length":
		return name + "(${1:min}, ${2:max})"
	}
	return withParams(name, a.Params, false)
}

// withParams is a call with places for the parameters that are required.
func withParams(name string, params []*syntax.Param, parens bool) string {
	var places []string
	for _, p := range params {
		if p.Type.Optional {
			continue
		}
		n := strconv.Itoa(len(places) + 1)
		place := "${" + n + ":" + p.Name.Text + "}"
		switch {
		case p.Type.List:
			place = "[$" + n + "]"
		case p.Type.Name.Text == "String" && !parens:
			place = "\"$" + n + "\""
		}
		if !p.Positional {
			place = p.Name.Text + ": " + place
		}
		places = append(places, place)
	}
	if places == nil && !parens {
		return name
	}
	return name + "(" + strings.Join(places, ", ") + ")"
}

// inAttribute offers what may stand in the arguments of an attribute.
func (c *cursor) inAttribute() []completionOption {
	p := c.probe(dummy)
	d := declAt(p.file, c.from)
	m := memberAt(d, c.from)
	for _, a := range attributes(m) {
		if !covers(a, c.from) {
			continue
		}
		for _, arg := range a.Args {
			if covers(arg, c.from) {
				return (&argument{cursor: c, p: p, decl: d, member: m, attr: a, arg: arg}).options()
			}
		}
	}
	return c.anyExpression(p)
}

// anyExpression offers what may stand in an expression of which nothing is
// known but the attribute and the model around it.
func (c *cursor) anyExpression(p *probe) []completionOption {
	name := c.before[c.frames[c.attributeFrame()].index-1].Text
	x := &expression{cursor: c, p: p, scope: nil}
	for _, d := range p.analysis.Visible(p.file) {
		if a, ok := d.(*syntax.AttributeDecl); ok && strings.Repeat("@", a.Level)+a.Name.Text == name {
			x.context = p.analysis.Context(a)
		}
	}
	if m, ok := declAt(p.file, c.from).(*syntax.Model); ok {
		x.of = m
	}
	return x.options()
}

// argument is the argument of an attribute that the cursor is in.
type argument struct {
	*cursor
	p      *probe
	decl   syntax.Decl
	member syntax.Member
	attr   *syntax.Attribute
	arg    *syntax.Arg
}

func (g *argument) options() []completionOption {
	param := g.p.analysis.Param(g.arg)
	at := innermost(g.arg.Value, g.from)
	if g.arg.Label != nil && covers(*g.arg.Label, g.from) {
		return g.paramNames("")
	}
	if l := g.label(at); l != nil {
		return l
	}
	var out []completionOption
	if g.arg.Label == nil && at == g.arg.Value && isRef(at) {
		out = g.paramNames(": ")
	}
	if param == nil {
		return append(out, g.anyExpression(g.p)...)
	}
	switch {
	case param.Type.Name.Text == "FieldReference":
		return append(out, fieldOptions(g.p, g.model(), 0)...)
	case param.Type.Name.Text == "TransitiveFieldReference":
		return append(out, fieldOptions(g.p, g.target(), 0)...)
	case param.Name.Text == "operation":
		return g.operationOptions()
	case g.attr.Name.Text == "default" && param.Name.Text == "value" && !isAccess(at):
		return append(out, g.defaultOptions(at)...)
	case at == g.arg.Value && isRef(at) && literalOnly(param.Type.Name.Text):
		return out
	}
	if e := g.enum(param.Type.Name.Text); e != nil {
		return append(out, enumValueOptions(e, 0)...)
	}
	if s := g.p.analysis.Scope(at); s != nil {
		return append(out, (&expression{cursor: g.cursor, p: g.p, scope: s, of: s.Of, context: s.Context, access: isAccess(at)}).options()...)
	}
	if isAccess(at) {
		return nil // what stands before the dot has no members
	}
	return append(out, g.anyExpression(g.p)...)
}

// literalOnly reports whether nothing but a literal is given for a type.
func literalOnly(typeName string) bool {
	return slices.Contains([]string{"String", "Int", "Any", "Object"}, typeName)
}

func isRef(e syntax.Expr) bool {
	_, ok := e.(*syntax.Ref)
	return ok
}

func isAccess(e syntax.Expr) bool {
	_, ok := e.(*syntax.Access)
	return ok
}

// innermost returns the smallest expression in e around an offset.
func innermost(e syntax.Expr, offset int) syntax.Expr {
	found := e
	syntax.Walk(e, func(e syntax.Expr) bool {
		if !covers(e, offset) {
			return false
		}
		if a, ok := e.(*syntax.Access); ok && covers(a.Member, offset) {
			found = e
			return false
		}
		found = e
		return true
	})
	return found
}

// paramNames offers the names of the parameters that are not given yet. Behind
// is what is to follow the name.
func (g *argument) paramNames(behind string) []completionOption {
	u, ok := g.p.analysis.UseAt(g.name, g.attr.Name.At.Start())
	if !ok {
		return nil
	}
	var given []string
	for _, a := range g.attr.Args {
		if p := g.p.analysis.Param(a); p != nil && a != g.arg {
			given = append(given, p.Name.Text)
		}
	}
	var out []completionOption
	for _, p := range params(u.Decl.(*syntax.AttributeDecl)) {
		byPlace := p.Positional && !p.Type.Optional // nobody writes its name
		if !byPlace && !slices.Contains(given, p.Name.Text) {
			o := completionOption{
				Label: p.Name.Text + ":", Kind: kindProperty, Detail: typeName(p.Type), Doc: documented(p), priority: 1,
				plain: p.Name.Text + behind,
			}
			if p.Type.List && behind != "" {
				o.snippet = p.Name.Text + ": [$1]"
			}
			out = append(out, o)
		}
	}
	return out
}

// model is the model whose attribute it is.
func (g *argument) model() *syntax.Model {
	m, _ := g.decl.(*syntax.Model)
	return m
}

// target is the model that the field leads to.
func (g *argument) target() *syntax.Model {
	m, _ := g.fieldType().(*syntax.Model)
	return m
}

// fieldType is the declaration of the field's type; nil for a built-in one.
func (g *argument) fieldType() syntax.Node {
	f, ok := g.member.(*syntax.Field)
	if !ok {
		return nil
	}
	u, _ := g.p.analysis.UseAt(g.name, f.Type.Name.At.Start())
	return u.Decl
}

func (g *argument) enum(name string) *syntax.Enum {
	for _, d := range g.p.analysis.Visible(g.p.file) {
		if e, ok := d.(*syntax.Enum); ok && e.Name.Text == name {
			return e
		}
	}
	return nil
}

func (g *argument) operationOptions() []completionOption {
	var out []completionOption
	ops := []string{"all", "create", "read", "update", "delete", "post-update"}
	if g.attr.Level == 1 {
		ops = []string{"read", "update", "all"}
	}
	for _, op := range ops {
		out = append(out, completionOption{Label: "'" + op + "'", Kind: kindValue})
	}
	return out
}

// defaultOptions offers values for the default of the field, or for an item of
// the list that it is; none for the arguments of a function.
func (g *argument) defaultOptions(at syntax.Expr) []completionOption {
	var out []completionOption
	if call, ok := g.arg.Value.(*syntax.Call); ok && !covers(call.Func, g.from) {
		return nil
	}
	if e, ok := g.fieldType().(*syntax.Enum); ok {
		out = enumValueOptions(e, 0)
	}
	if f, ok := g.member.(*syntax.Field); ok && f.Type.Name.Text == "Boolean" {
		out = keywordOptions("true", "false")
	}
	if at != g.arg.Value {
		return out
	}
	return append(out, functionOptions(g.p, "DefaultValue")...)
}

// label offers what may stand in the parentheses behind a field of an index.
func (g *argument) label(at syntax.Expr) []completionOption {
	var out []completionOption
	syntax.Walk(g.arg.Value, func(e syntax.Expr) bool {
		switch e := e.(type) {
		case *syntax.Ref:
			for _, l := range e.Labels() {
				if l.Value != at {
					continue
				}
				for name, enum := range map[string]string{"sort": "SortOrder", "ops": "IndexOperatorClass"} {
					if d := g.enum(enum); l.Name() == name && d != nil {
						out = enumValueOptions(d, 0)
					}
				}
			}
		case *syntax.Call: // without a colon yet it looks like one
			if param := g.p.analysis.Param(g.arg); param != nil && param.Type.Name.Text == "FieldReference" &&
				slices.Contains(e.Args, at) {
				out = labelOptions()
			}
		}
		return true
	})
	return out
}

func labelOptions() []completionOption {
	var out []completionOption
	for _, l := range []string{"sort", "ops", "length"} {
		out = append(out, completionOption{Label: l + ":", Kind: kindProperty, plain: l + ": "})
	}
	return out
}
