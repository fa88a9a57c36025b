package check

import (
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/syntax"
)

// profile says which dialect a schema is written in. Nearly everything means
// the same in both; where it does not, v3 rules hold unless the schema shows
// signs of v2 and none of v3. A comment settles it, whatever the signs:
//
//	// gozen:dialect v2
type profile struct {
	v2, v3 syntax.Node // the first sign of each
	asked  string      // what a comment says: v2, v3 or nothing
}

// old reports whether v2's rules hold.
func (p profile) old() bool {
	return p.asked == "v2" || p.asked == "" && p.v2 != nil && p.v3 == nil
}

// mixed reports whether the schema has signs of both, and nobody has said which
// it is.
func (p profile) mixed() bool { return p.asked == "" && p.v2 != nil && p.v3 != nil }

func (p *profile) sign2(n syntax.Node) {
	if p.v2 == nil {
		p.v2 = n
	}
}

func (p *profile) sign3(n syntax.Node) {
	if p.v3 == nil {
		p.v3 = n
	}
}

func (c *checker) findProfile() profile {
	p := profile{asked: c.askedDialect()}
	for _, f := range c.files {
		for _, d := range f.tree.Decls {
			p.declaration(d)
			for _, a := range attributesOf(d) {
				p.attribute(a)
			}
		}
	}
	return p
}

// askedDialect returns what a comment of the schema says that it is written in,
// and warns about one that says nothing, or something else than the first.
func (c *checker) askedDialect() string {
	asked := ""
	for _, f := range c.files {
		for _, com := range f.tree.Comments {
			text, ok := order(com, "gozen:dialect")
			word, _, _ := strings.Cut(text, " ")
			switch {
			case !ok || word == asked && word != "":
			case word != "v2" && word != "v3":
				c.warn(CodeDialect, com, "gozen:dialect does not say which").Hint = "write // gozen:dialect v2, or v3"
			case asked != "":
				c.warn(CodeDialect, com, "the schema is already said to be %s", asked).Hint = "remove one of the comments: all files are one schema"
			default:
				asked = word
			}
		}
	}
	return asked
}

func (p *profile) declaration(d syntax.Decl) {
	switch d := d.(type) {
	case *syntax.Block:
		p.block(d)
	case *syntax.Model:
		if d.Abstract || len(d.Bases) > 1 {
			p.sign2(d.Name)
		}
		if len(d.Mixins) > 0 {
			p.sign3(d.Mixins[0])
		}
	case *syntax.Procedure:
		p.sign3(d.Name)
	}
}

func (p *profile) block(b *syntax.Block) {
	if o := b.Option("provider"); o != nil {
		lit, ok := o.Value.(*syntax.StringLit)
		switch {
		case !ok:
		case b.Kind == syntax.Datasource && (lit.Value == "sqlserver" || lit.Value == "cockroachdb"):
			p.sign2(lit)
		case b.Kind == syntax.Plugin && strings.HasSuffix(lit.Value, "plugin-policy"):
			p.sign3(lit)
		}
	}
	if o := b.Option("defaultSchema"); o != nil && b.Kind == syntax.Datasource {
		p.sign3(o)
	}
}

func (p *profile) attribute(a *syntax.Attribute) {
	switch a.Name.Text {
	case "password", "encrypted":
		p.sign2(a)
	case "computed", "delegateMap", "fuzzy", "fullText", "date", "time", "phone", "uuid":
		p.sign3(a)
	case "allow":
		if a.Level == 1 && (len(a.Args) > 2) {
			p.sign2(a.Args[2])
		}
	}
	if len(a.Args) > 0 && (a.Name.Text == "allow" || a.Name.Text == "deny") {
		if s, ok := a.Args[0].Value.(*syntax.StringLit); ok && strings.Contains(s.Value, "post-update") {
			p.sign3(s)
		}
	}
	for _, arg := range a.Args {
		syntax.Walk(arg.Value, p.expr)
	}
}

func (p *profile) expr(e syntax.Expr) bool {
	switch e := e.(type) {
	case *syntax.Call:
		switch name := e.Func.Text; {
		case slices.Contains([]string{"future", "search", "email", "url", "datetime"}, name),
			name == "length" && len(e.Args) > 1:
			p.sign2(e)
		case slices.Contains([]string{"before", "isEmail", "isUrl", "isDateTime", "isDate", "isTime", "isPhone", "isUuid"}, name),
			name == "length" && len(e.Args) == 1:
			p.sign3(e)
		}
	case *syntax.Predicate:
		if e.Binding.Text != "" {
			p.sign3(e)
		}
	}
	return true
}

// lintMixedDialects warns, once, about n, which the two dialects read
// differently in a schema that has signs of both.
func (c *checker) lintMixedDialects(n syntax.Node) {
	if !c.profile.mixed() || c.mixedReported {
		return
	}
	c.mixedReported = true
	c.warn(CodeDialects, n, "the schema mixes v2 and v3 constructs; this is read by the rules of v3").Hint =
		"v2: " + c.profile.v2.Span().String() + ", v3: " + c.profile.v3.Span().String()
}
