package lsp

import (
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/syntax"
)

// topLevel offers what stands outside of all braces.
func (c *cursor) topLevel() []completionOption {
	switch kind := c.declaring(); {
	case kind == "model" || kind == "view" || kind == "type":
		return c.heritage()
	case kind == "procedure" && c.previous(1) == ":":
		return c.typeOptions()
	case slices.Contains(declarators(), c.previous(1)), kind != "" && !c.complete():
		return nil // a name is being invented
	}
	var out []completionOption
	for _, k := range [][2]string{
		{"model", "model ${1:Name} {\n    id String @id @default(cuid())\n    $0\n}"},
		{"abstract model", "abstract model ${1:Name} {\n    $0\n}"},
		{"view", "view ${1:Name} {\n    $0\n}"},
		{"type", "type ${1:Name} {\n    $0\n}"},
		{"enum", "enum ${1:Name} {\n    $0\n}"},
		{"datasource", "datasource ${1:db} {\n    provider = \"${2|sqlite,postgresql|}\"\n    url      = env(\"${3:DATABASE_URL}\")\n}"},
		{"generator", "generator ${1:name} {\n    provider = \"$0\"\n}"},
		{"plugin", "plugin ${1:name} {\n    provider = \"$0\"\n}"},
		{"import", "import \"$0\""},
		{"function", "function ${1:name}($2): ${3:Boolean} {\n}"},
		{"attribute", "attribute @${1:name}($2)"},
		{"procedure", "procedure ${1:name}($2): ${3:Boolean}"},
		{"mutation procedure", "mutation procedure ${1:name}($2): ${3:Boolean}"},
	} {
		out = append(out, completionOption{Label: k[0], Kind: kindKeyword, snippet: k[1]})
	}
	return out
}

// complete reports whether the header is one of a declaration without braces
// that has its end: an attribute's, or a procedure's.
func (c *cursor) complete() bool {
	last := c.previous(1)
	return last == ")" || c.declaring() == "procedure" && len(c.line()) == 0
}

// heritage offers what a model may build on.
func (c *cursor) heritage() []completionOption {
	words := c.header
	for _, k := range slices.Backward(words) {
		switch k.Text {
		case "extends":
			return c.modelOptions(func(m *syntax.Model) bool { return m.Kind != syntax.TypeDecl && (m.Abstract || delegates(m)) })
		case "with":
			return c.modelOptions(func(m *syntax.Model) bool { return m.Kind == syntax.TypeDecl })
		}
	}
	if len(words) < 2 || words[len(words)-1].Text == c.declaring() {
		return nil
	}
	return []completionOption{{Label: "extends", Kind: kindKeyword}, {Label: "with", Kind: kindKeyword}}
}

func delegates(m *syntax.Model) bool {
	return slices.ContainsFunc(m.Body, func(b syntax.Member) bool {
		a, ok := b.(*syntax.Attribute)
		return ok && a.Name.Text == "delegate"
	})
}

func (c *cursor) visible() []syntax.Decl { return c.project.analyze().Visible(c.project.file(c.name)) }

func (c *cursor) modelOptions(fits func(*syntax.Model) bool) []completionOption {
	var out []completionOption
	for _, d := range c.visible() {
		if m, ok := d.(*syntax.Model); ok && fits(m) {
			out = append(out, modelOption(m))
		}
	}
	return out
}

func modelOption(m *syntax.Model) completionOption {
	kind := kindModel
	if m.Kind == syntax.TypeDecl {
		kind = kindType
	}
	return completionOption{Label: m.Name.Text, Kind: kind, Detail: modelLine(m), Doc: documented(m), priority: 0}
}

// documented is a declaration's documentation, or nil.
func documented(d syntax.Node) *markup {
	if text := doc(d); text != "" {
		return markdown(text)
	}
	return nil
}

// typeOptions offers the types of a field, a parameter or a result.
func (c *cursor) typeOptions() []completionOption {
	var out []completionOption
	for _, name := range []string{"String", "Boolean", "Int", "BigInt", "Float", "Decimal", "DateTime", "Json", "Bytes"} {
		out = append(out, completionOption{Label: name, Kind: kindKeyword, Detail: "a built-in type", priority: 1})
	}
	library := c.project.analyze().Library.Name
	for _, d := range c.visible() {
		switch d := d.(type) {
		case *syntax.Model:
			if !d.Abstract {
				out = append(out, modelOption(d))
			}
		case *syntax.Enum:
			if d.Name.At.File() != library {
				out = append(out, enumOption(d))
			}
		case *syntax.Block, *syntax.Function, *syntax.AttributeDecl, *syntax.Procedure:
		}
	}
	return out
}

func enumOption(e *syntax.Enum) completionOption {
	return completionOption{Label: e.Name.Text, Kind: kindEnum, Detail: strings.Join(valueNames(e), " "), Doc: documented(e)}
}

// inSignature offers types for the parameters of a function, a procedure or an
// attribute.
func (c *cursor) inSignature() []completionOption {
	if c.previous(1) == ":" {
		return c.typeOptions()
	}
	return nil
}

// inModel offers what stands in the braces of a model, but outside of its
// attributes' arguments.
func (c *cursor) inModel() []completionOption {
	if c.frames[len(c.frames)-1].bracket == "(" {
		return c.inSignature() // of a computed field
	}
	line := c.line()
	for len(line) > 0 && line[0].At.Start() <= c.before[c.frames[0].index].At.Start() {
		line = line[1:] // the header of a model on one line
	}
	switch {
	case strings.HasPrefix(c.word, "@@"):
		return c.blockAttributes()
	case len(line) == 0 && c.word == "":
		return c.blockAttributes()
	case len(line) == 0 && strings.HasPrefix(c.word, "@"):
		return append(c.fieldAttributes(), c.blockAttributes()...)
	case len(line) == 0, strings.HasPrefix(line[0].Text, "@@"):
		return nil
	case len(line) == 1 && !strings.HasPrefix(line[0].Text, "@"):
		return c.typeOptions()
	}
	return c.fieldAttributes()
}

// blockAttributes offers the attributes of models; those of types alone only there.
func (c *cursor) blockAttributes() []completionOption {
	inType := c.declaring() == "type"
	return c.attributeOptions(2, func(a *syntax.AttributeDecl) bool { return inType || a.Name.Text != "strict" })
}

// fieldAttributes offers the attributes that fit the field before the place.
func (c *cursor) fieldAttributes() []completionOption {
	p := c.probe("@" + dummy)
	f, _ := memberAt(declAt(p.file, c.from), c.from).(*syntax.Field)
	if f == nil {
		return c.attributeOptions(1, nil)
	}
	return attributesOf(p.analysis, p.file, 1, func(d *syntax.AttributeDecl) bool { return p.analysis.Applies(d, f) })
}

// attributeOptions offers the attributes with so many at signs that fit.
func (c *cursor) attributeOptions(level int, fits func(*syntax.AttributeDecl) bool) []completionOption {
	return attributesOf(c.project.analyze(), c.project.file(c.name), level, fits)
}

func attributesOf(
	of *check.Analysis, f *syntax.File, level int, fits func(*syntax.AttributeDecl) bool,
) []completionOption {
	var out []completionOption
	for _, d := range of.Visible(f) {
		a, ok := d.(*syntax.AttributeDecl)
		if !ok || a.Level != level || fits != nil && !fits(a) {
			continue
		}
		o := completionOption{
			Label: strings.Repeat("@", a.Level) + a.Name.Text, Kind: kindOperator,
			Detail: signature(of, a), Doc: documented(a), snippet: attributeSnippet(a),
		}
		if strings.HasPrefix(a.Name.Text, "db.") {
			o.priority = 2 // many, and seldom meant
		}
		out = append(out, o)
	}
	return out
}

// inEnum offers the attributes of enums and of their values.
func (c *cursor) inEnum() []completionOption {
	named := func(names ...string) func(*syntax.AttributeDecl) bool {
		return func(a *syntax.AttributeDecl) bool { return slices.Contains(names, a.Name.Text) }
	}
	block := c.attributeOptions(2, named("map", "schema", "meta"))
	if len(c.line()) == 0 && !strings.HasPrefix(c.word, "@") {
		return block
	}
	return append(c.attributeOptions(1, named("map", "meta")), block...)
}

// inBlock offers the options of a datasource, and their values.
func (c *cursor) inBlock(kind string) []completionOption {
	if c.previous(1) == "=" {
		return c.optionValues(c.previous(2))
	}
	if len(c.line()) > 0 && c.line()[0].Text != kind {
		return nil
	}
	names := []string{"provider"}
	if kind == "datasource" {
		names = []string{"provider", "url", "relationMode", "schemas", "defaultSchema", "extensions"}
	}
	var out []completionOption
	for _, n := range names {
		out = append(out, completionOption{Label: n, Kind: kindProperty, plain: n + " = "})
	}
	return out
}

func (c *cursor) optionValues(option string) []completionOption {
	var out []completionOption
	switch option {
	case "url", "shadowDatabaseUrl", "directUrl":
		return []completionOption{{Label: "env(\"DATABASE_URL\")", Kind: kindFunction, snippet: "env(\"${1:DATABASE_URL}\")"}}
	default:
		for _, v := range optionTexts(option) {
			out = append(out, completionOption{Label: `"` + v + `"`, Kind: kindValue})
		}
	}
	return out
}

// optionTexts are the texts that an option of a datasource may have.
func optionTexts(option string) []string {
	switch option {
	case "provider":
		return []string{"sqlite", "postgresql"}
	case "relationMode":
		return []string{"foreignKeys", "prisma"}
	}
	return nil
}
