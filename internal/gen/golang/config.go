package golang

import (
	"fmt"
	"strings"

	"github.com/gozen-dev/gozen/schema"
)

// extended reports whether the schema has parts that the program supplies:
// then Config has a field for each.
func (g *generator) extended() bool { return len(g.computed()) > 0 || len(g.schema.Procedures) > 0 }

// computed lists the fields that a function gives, as model and field.
func (g *generator) computed() [][2]string {
	var list [][2]string
	for _, x := range g.all {
		for _, f := range x.fields {
			if f.Computed && f.Base == "" {
				list = append(list, [2]string{x.Name, f.Name})
			}
		}
	}
	return list
}

// config writes how the database is opened.
func (g *generator) config() string {
	if !g.extended() {
		return "// Config says how to open the database; only Driver is needed.\ntype Config = gozen.Config\n\n"
	}
	var b, base, values strings.Builder
	b.WriteString("// Config says how to open the database. Driver, and what the schema leaves to the\n// program, is needed.\ntype Config struct {\n")
	b.WriteString("Driver gozen.Driver\nLogger *slog.Logger // default slog.Default()\nNow func() time.Time // default time.Now\n" +
		"Rand io.Reader // default crypto/rand\nPlanCache int // compiled queries kept; default 2000\n" +
		"EncryptionKey []byte // of @encrypted fields: 32 bytes\nDecryptionKeys [][]byte // those that older rows need\nPlugins []gozen.Plugin // told of requests and of rows that are written\n\n")
	if list := g.computed(); len(list) > 0 {
		b.WriteString("Computed Computed\n")
		base.WriteString("Computed: map[string]gozen.Computed{\n")
		values.WriteString("// Computed gives the values of @computed fields.\ntype Computed struct {\n")
		for _, c := range list {
			name := exported(c[0]) + exported(c[1])
			fmt.Fprintf(&values, "%s func(gozen.Table) gozen.Expr\n", name)
			fmt.Fprintf(&base, "%q: c.Computed.%s,\n", c[0]+"."+c[1], name)
		}
		base.WriteString("},\n")
		values.WriteString("}\n\n")
	}
	if len(g.schema.Procedures) > 0 {
		b.WriteString("Procedures Procedures\n")
		base.WriteString("Procedures: bodies(c.Procedures),\n")
	}
	fmt.Fprintf(&b, "}\n\nfunc (c Config) base() gozen.Config {\nreturn gozen.Config{\n"+
		"Driver: c.Driver, Logger: c.Logger, Now: c.Now, Rand: c.Rand, PlanCache: c.PlanCache,\n"+
		"EncryptionKey: c.EncryptionKey, DecryptionKeys: c.DecryptionKeys, Plugins: c.Plugins,\n%s}\n}\n\n", base.String())
	return b.String() + values.String()
}

// procedures writes the file of the schema's procedures.
func (g *generator) procedures() {
	if len(g.schema.Procedures) == 0 {
		return
	}
	var face, args, calls, bodies strings.Builder
	taken := names{}
	for _, p := range g.schema.Procedures {
		name := exported(p.Name)
		if err := taken.take(name, "procedure "+p.Name); err != nil && g.err == nil {
			g.err = err
		}
		result, void := g.outcome(p.Returns)
		returns := "(" + result + ", error)"
		if void {
			returns = "error"
		}
		fmt.Fprintf(&face, "%s%s(ctx context.Context, c *Client, in %sArgs) %s\n", comment(p.Doc, ""), name, name, returns)
		fmt.Fprintf(&args, "// %sArgs are the arguments of procedure %s.\ntype %sArgs struct {\n", name, p.Name, name)
		for _, a := range p.Params {
			typ, _ := g.outcome(a.Type)
			tag := a.Name
			if a.Type.Optional {
				tag += ",omitzero"
			}
			fmt.Fprintf(&args, "%s %s `json:%q`\n", exported(a.Name), typ, tag)
		}
		args.WriteString("}\n\n")
		fmt.Fprintf(&calls, "%sfunc (p Procs) %s(ctx context.Context, in %sArgs) %s {\n", comment(p.Doc, name+" calls procedure "+p.Name+"."), name, name, returns)
		fmt.Fprintf(&bodies, "%q: gozen.Body(func(ctx context.Context, c *gozen.Client, in %sArgs) (%s, error) {\n", p.Name, name, result)
		if void {
			fmt.Fprintf(&calls, "_, err := gozen.Call[gozen.Void](ctx, p.c, %q, in)\nreturn err\n}\n\n", p.Name)
			fmt.Fprintf(&bodies, "return gozen.Void{}, p.%s(ctx, newClient(c), in)\n}),\n", name)
		} else {
			fmt.Fprintf(&calls, "return gozen.Call[%s](ctx, p.c, %q, in)\n}\n\n", result, p.Name)
			fmt.Fprintf(&bodies, "return p.%s(ctx, newClient(c), in)\n}),\n", name)
		}
	}
	body := "// Procedures are the bodies of the schema's procedures. Each gets the caller's\n// client, and so the caller's rights.\ntype Procedures interface {\n" +
		face.String() + "}\n\n" + args.String() +
		"// Procs calls the schema's procedures with the rights of a client.\ntype Procs struct{ c *gozen.Client }\n\n" + calls.String() +
		"func bodies(p Procedures) map[string]gozen.Procedure {\nif p == nil {\nreturn nil\n}\nreturn map[string]gozen.Procedure{\n" + bodies.String() + "}\n}\n"
	g.file("procedures.go", g.options.Package, "", []string{"context", "time", "github.com/gozen-dev/gozen", g.options.Import + "/model"}, body)
}

// outcome is the Go type of a procedure's argument or result, outside of
// package model, and whether there is none.
func (g *generator) outcome(t schema.ValueType) (typ string, void bool) {
	switch t.Kind {
	case schema.Void:
		return "gozen.Void", true
	case schema.EnumKind, schema.Custom, schema.ModelKind:
		typ = "model." + g.base(t)
	default:
		typ = g.base(t)
	}
	switch {
	case t.List:
		return "[]" + typ, false
	case t.Optional && !slice(t):
		return "*" + typ, false
	}
	return typ, false
}
