package lsp

import (
	"strings"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/syntax"
)

type hoverResult struct {
	Contents *markup   `json:"contents"`
	Range    textRange `json:"range"`
}

// hover answers what the name at a place is: how it is declared, what its
// documentation says and, for models and rules, who may do what.
func (s *server) hover(p placeParams) (any, error) {
	spot := s.at(p.TextDocument.URI, p.Position)
	if spot == nil {
		return nil, nil
	}
	d, at := spot.named()
	if d == nil {
		return nil, nil
	}
	a := spot.project.analyze()
	parts := []string{fenced("zmodel", signature(a, d))}
	if text := doc(d); text != "" {
		parts = append(parts, text)
	}
	parts = append(parts, s.details(spot, d)...)
	return hoverResult{markdown(strings.Join(parts, "\n\n")), spot.text.of(at)}, nil
}

func fenced(language, text string) string { return "```" + language + "\n" + text + "\n```" }

// details is what there is to say about d beyond its declaration.
func (s *server) details(spot *spot, d syntax.Node) []string {
	a := spot.project.analyze()
	switch d := d.(type) {
	case *syntax.Model:
		return append(permissions(a, d), s.modelSQL(a, d)...)
	case *syntax.Field:
		return aboutField(a, d)
	case *syntax.EnumValue:
		if o := owner(a, d); o != nil {
			return []string{"A value of `" + o.Ident().Text + "`."}
		}
	case *syntax.AttributeDecl:
		return s.ruleSQL(spot, a)
	case *syntax.Function:
		if auth := a.Auth(); d.Name.Text == "auth" && auth != nil {
			return []string{"Here it is a `" + auth.Name.Text + "`, or null when nobody is signed in."}
		}
	}
	return nil
}

// aboutField says whose field it is, what is at the other end of a relation,
// and what the field's own rules are.
func aboutField(a *check.Analysis, f *syntax.Field) []string {
	var parts []string
	o := owner(a, f)
	if o == nil {
		return nil
	}
	line := "A field of `" + o.Ident().Text + "`."
	if a.Schema != nil {
		m := a.Schema.Model(o.Ident().Text)
		if m != nil && m.Field(f.Name.Text) != nil && m.Field(f.Name.Text).Relation != nil {
			r := m.Field(f.Name.Text).Relation
			line += " Its other end is `" + r.Target + "." + r.Opposite + "`."
		}
	}
	parts = append(parts, line)
	if rules := fieldPermissions(a, f); len(rules) > 0 {
		parts = append(parts, rules...)
	}
	return parts
}
