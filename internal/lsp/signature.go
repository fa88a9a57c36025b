package lsp

import (
	"strings"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/syntax"
)

// signature is a declaration as one would write it, on one line.
func signature(a *check.Analysis, d syntax.Node) string {
	switch d := d.(type) {
	case *syntax.Model:
		return modelLine(d)
	case *syntax.Enum:
		return "enum " + d.Name.Text + " { " + strings.Join(valueNames(d), " ") + " }"
	case *syntax.Block:
		return d.Kind.String() + " " + d.Name.Text
	case *syntax.AttributeDecl:
		return strings.Repeat("@", d.Level) + d.Name.Text + paramList(d.Params)
	case *syntax.Function:
		return d.Name.Text + paramList(d.Params) + ": " + typeName(d.Returns)
	case *syntax.Procedure:
		kind := "procedure "
		if d.Mutation {
			kind = "mutation procedure "
		}
		return kind + d.Name.Text + paramList(d.Params) + ": " + typeName(d.Returns)
	case *syntax.Field:
		name := d.Name.Text
		if len(d.Params) > 0 {
			name += paramList(d.Params)
		}
		parts := []string{name, typeName(d.Type)}
		for _, attr := range d.Attrs {
			parts = append(parts, textOf(a, attr))
		}
		return strings.Join(parts, " ")
	case *syntax.EnumValue:
		return d.Name.Text
	case *syntax.Param:
		return d.Name.Text + ": " + typeName(d.Type)
	case *syntax.Predicate:
		line := d.Binding.Text
		if of := a.Element(d); of != nil {
			line += ": " + of.Name.Text
		}
		return line
	case *syntax.File:
		return d.Name
	}
	return ""
}

// textOf is the text of a node, on one line when its author broke it.
func textOf(a *check.Analysis, n syntax.Node) string {
	f := fileNamed(a, n.Span().File())
	if f == nil {
		f = a.Library
	}
	text := f.Text(n)
	if strings.Contains(text, "\n") {
		text = strings.Join(strings.Fields(text), " ")
	}
	return text
}

func modelLine(m *syntax.Model) string {
	line := m.Kind.String() + " " + m.Name.Text
	if m.Abstract {
		line = "abstract " + line
	}
	for _, heritage := range []struct {
		word  string
		names []syntax.Name
	}{{"extends", m.Bases}, {"with", m.Mixins}} {
		for i, n := range heritage.names {
			if i == 0 {
				line += " " + heritage.word + " " + n.Text
			} else {
				line += ", " + n.Text
			}
		}
	}
	return line
}

func paramList(params []*syntax.Param) string {
	texts := make([]string, len(params))
	for i, p := range params {
		texts[i] = p.Name.Text + ": " + typeName(p.Type)
	}
	return "(" + strings.Join(texts, ", ") + ")"
}

func typeName(t syntax.FieldType) string {
	name := t.Name.Text
	if t.List {
		name += "[]"
	}
	if t.Optional {
		name += "?"
	}
	return name
}

func valueNames(e *syntax.Enum) []string {
	var names []string
	for _, v := range values(e) {
		names = append(names, v.Name.Text)
	}
	return names
}

func values(e *syntax.Enum) []*syntax.EnumValue {
	var list []*syntax.EnumValue
	for _, m := range e.Body {
		if v, ok := m.(*syntax.EnumValue); ok {
			list = append(list, v)
		}
	}
	return list
}

// doc is a declaration's documentation.
func doc(d syntax.Node) string {
	switch d := d.(type) {
	case *syntax.Model:
		return d.Doc
	case *syntax.Enum:
		return d.Doc
	case *syntax.Block:
		return d.Doc
	case *syntax.AttributeDecl:
		return d.Doc
	case *syntax.Function:
		return d.Doc
	case *syntax.Procedure:
		return d.Doc
	case *syntax.Field:
		return d.Doc
	case *syntax.EnumValue:
		return d.Doc
	case *syntax.Param:
		return d.Doc
	}
	return ""
}
