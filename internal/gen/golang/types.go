package golang

import (
	"fmt"
	"strings"

	"github.com/gozen-dev/gozen/schema"
)

// enums writes the enums.
func (g *generator) enums() {
	if len(g.schema.Enums) == 0 {
		return
	}
	var b strings.Builder
	for _, e := range g.schema.Enums {
		name := exported(e.Name)
		fmt.Fprintf(&b, "%stype %s string\n\n// The members of %s.\nconst (\n", comment(e.Doc, name+" is enum "+e.Name+"."), name, name)
		taken := names{}
		for _, v := range e.Values {
			if err := taken.take(name+member(v.Name), "value "+e.Name+"."+v.Name); err != nil && g.err == nil {
				g.err = err
			}
			fmt.Fprintf(&b, "%s%s%s %s = %q\n", comment(v.Doc, ""), name, member(v.Name), name, v.Name)
		}
		b.WriteString(")\n\n")
	}
	g.file("model/enums.go", "model", "", nil, b.String())
}

// types writes the custom types that something of the client has.
func (g *generator) types() {
	var b strings.Builder
	done := map[string]bool{}
	var need func(t schema.ValueType)
	need = func(t schema.ValueType) {
		custom := g.schema.Type(t.Name)
		if t.Kind != schema.Custom || custom == nil || done[t.Name] {
			return
		}
		done[t.Name] = true
		g.custom(&b, custom)
		for _, f := range custom.Fields {
			need(f.Type)
		}
	}
	for _, x := range g.all {
		for _, f := range x.fields {
			need(f.Type)
		}
	}
	for _, p := range g.schema.Procedures {
		need(p.Returns)
		for _, a := range p.Params {
			need(a.Type)
		}
	}
	if auth := g.schema.Type(g.schema.Auth); auth != nil {
		for _, f := range auth.Fields {
			need(f.Type)
		}
	}
	if b.Len() > 0 {
		g.file("model/types.go", "model", "", []string{"time", "github.com/gozen-dev/gozen"}, b.String())
	}
}

func (g *generator) custom(b *strings.Builder, t *schema.Type) {
	name := exported(t.Name)
	fmt.Fprintf(b, "%stype %s struct {\n", comment(t.Doc, name+" is type "+t.Name+"."), name)
	taken := names{}
	for _, f := range t.Fields {
		if err := taken.take(exported(f.Name), "field "+t.Name+"."+f.Name); err != nil && g.err == nil {
			g.err = err
		}
		typ, omit := g.base(f.Type), ""
		switch {
		case f.Type.List:
			typ, omit = "[]"+typ, ",omitzero"
		case f.Type.Optional || f.Default != nil:
			typ, omit = "*"+typ, ",omitzero"
		}
		fmt.Fprintf(b, "%s%s %s `json:\"%s%s\"`\n", comment(f.Doc, ""), exported(f.Name), typ, f.Name, omit)
	}
	b.WriteString("}\n\n")
}

// auth writes the struct of the signed-in user.
func (g *generator) auth() {
	var b strings.Builder
	const doc = "// Auth is the signed-in user, as the rules see him. A field left nil was not\n" +
		"// given: where a rule needs it, it is read from the user's row.\n"
	if m := g.byName[g.schema.Auth]; m != nil {
		b.WriteString(doc + "type Auth struct {\n")
		for _, f := range m.fields {
			typ := f.base
			switch {
			case f.Type.List:
				typ = "[]" + typ
			case !m.IsID(f.Field) && !slice(f.Type):
				typ = "*" + typ
			}
			fmt.Fprintf(&b, "%s %s `json:%q`\n", f.Go, typ, f.Name)
		}
		b.WriteString("}\n\n")
		g.authFrom(&b, m)
	} else if t := g.schema.Type(g.schema.Auth); t != nil {
		b.WriteString("// Auth is the signed-in user, as the rules see him. A field left nil was not given.\ntype Auth struct {\n")
		for _, f := range t.Fields {
			typ := "*" + g.base(f.Type)
			if f.Type.List {
				typ = "[]" + g.base(f.Type)
			}
			fmt.Fprintf(&b, "%s%s %s `json:%q`\n", comment(f.Doc, ""), exported(f.Name), typ, f.Name)
		}
		b.WriteString("}\n")
	} else {
		return
	}
	g.file("model/auth.go", "model", "", []string{"time", "github.com/gozen-dev/gozen"}, b.String())
}

// authFrom writes how a row becomes the signed-in user.
func (g *generator) authFrom(b *strings.Builder, m *model) {
	fmt.Fprintf(b, "// AuthFrom makes a row the signed-in user.\nfunc AuthFrom(u %s) Auth {\nreturn Auth{\n", m.Go)
	for _, f := range m.fields {
		amp := "&"
		if m.IsID(f.Field) && !strings.HasPrefix(f.row(), "*") || slice(f.Type) || strings.HasPrefix(f.row(), "*") {
			amp = ""
		}
		if f.Omit || f.Password != nil {
			continue
		}
		fmt.Fprintf(b, "%s: %su.%s,\n", f.Go, amp, f.Go)
	}
	b.WriteString("}\n}\n")
}
