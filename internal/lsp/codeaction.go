package lsp

import (
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/syntax"
)

type codeActionParams struct {
	TextDocument documentID `json:"textDocument"`
	Range        textRange  `json:"range"`
	Context      struct {
		Only []string `json:"only"`
	} `json:"context"`
}

type codeAction struct {
	Title       string        `json:"title"`
	Kind        string        `json:"kind"`
	Diagnostics []diagnostic  `json:"diagnostics"`
	Preferred   bool          `json:"isPreferred"`
	Edit        workspaceEdit `json:"edit"`
}

// fix is a change that answers a diagnostic: text for a place in one file.
type fix struct {
	title    string
	file     string
	from, to int
	text     string
}

// codeAction answers what can be done by itself about the findings in a range.
func (s *server) codeAction(p codeActionParams) (any, error) {
	actions := []codeAction{}
	spot := s.at(p.TextDocument.URI, p.Range.Start)
	wanted := len(p.Context.Only) == 0 || slices.Contains(p.Context.Only, quickFix)
	if spot == nil || !wanted {
		return actions, nil
	}
	to := spot.text.offset(p.Range.End)
	for _, d := range spot.project.analyze().Diagnostics {
		if d.Span.File() != spot.name || d.Span.Start() > to || d.Span.End() < spot.offset {
			continue
		}
		for i, f := range s.fixes(spot, d) {
			edit := textEdit{spot.project.text(f.file).spanned(f.from, f.to), f.text}
			actions = append(actions, codeAction{
				Title: f.title, Kind: quickFix, Diagnostics: []diagnostic{s.diagnostic(spot.project, d)}, Preferred: i == 0,
				Edit: workspaceEdit{Changes: map[string][]textEdit{s.docs.uri(f.file): {edit}}},
			})
		}
	}
	return actions, nil
}

// fixes returns the changes that answer a diagnostic, the likeliest first.
func (s *server) fixes(spot *spot, d diag.Diagnostic) []fix {
	switch d.Code {
	case check.CodeNoOpposite:
		return spot.addOpposite(d)
	case check.CodeNoID:
		return spot.addID(d)
	case check.CodeMixed:
		return spot.addParentheses(d)
	case check.CodeUnknownType, check.CodeUnknownBase, check.CodeUnknownMixin, check.CodeUnknownFunction,
		check.CodeUnknownAttribute:
		return append(s.addImport(spot, d), spot.respell(d)...)
	}
	return spot.respell(d)
}

// respell takes over the name that the hint suggests. The misspelt one is the
// whole text of the place, or what the message quotes of it.
func (s *spot) respell(d diag.Diagnostic) []fix {
	better, ok := strings.CutPrefix(d.Hint, `did you mean "`)
	better, _, closed := strings.Cut(better, `"?`)
	if !ok || !closed {
		return nil
	}
	from, to := d.Span.Start(), d.Span.End()
	marked := s.file.Source[from:to]
	if !identifier(strings.TrimLeft(strings.ReplaceAll(marked, ".", ""), "@")) {
		_, quoted, _ := strings.Cut(d.Message, `"`)
		wrong, _, ok := strings.Cut(quoted, `"`)
		i := strings.Index(marked, wrong)
		if !ok || wrong == "" || i < 0 {
			return nil
		}
		from, to = from+i, from+i+len(wrong)
	}
	return []fix{{"Change to " + better, s.name, from, to, better}}
}

// addID gives a model an id.
func (s *spot) addID(d diag.Diagnostic) []fix {
	m, _ := declAt(s.file, d.Span.Start()).(*syntax.Model)
	if m == nil {
		return nil
	}
	i := strings.IndexByte(s.file.Source[m.Name.At.End():], '{')
	if i < 0 {
		return nil
	}
	at := m.Name.At.End() + i + 1
	return []fix{{
		"Add an id to " + m.Name.Text, s.name, at, at,
		"\n    id String @id @default(cuid())" + s.lineBreak(at),
	}}
}

// lineBreak is what parts an inserted line from what follows at an offset.
func (s *spot) lineBreak(at int) string {
	rest := s.file.Source[at:]
	if line, _, _ := strings.Cut(rest[:min(len(rest), 80)], "\n"); strings.TrimSpace(line) == "" {
		return ""
	}
	return "\n"
}

// addParentheses puts them where the language groups anyway.
func (s *spot) addParentheses(d diag.Diagnostic) []fix {
	var fixes []fix
	for _, a := range attributes(memberAt(declAt(s.file, d.Span.Start()), d.Span.Start())) {
		for _, arg := range a.Args {
			syntax.Walk(arg.Value, func(e syntax.Expr) bool {
				b, ok := e.(*syntax.Binary)
				if ok && b.Span() == d.Span && fixes == nil {
					fixes = s.grouped(b)
				}
				return true
			})
		}
	}
	return fixes
}

func (s *spot) grouped(b *syntax.Binary) []fix {
	for _, side := range []syntax.Expr{b.L, b.R} {
		inner, ok := side.(*syntax.Binary)
		if ok && !inner.Grouped && (inner.Op == "&&" || inner.Op == "||") && inner.Op != b.Op {
			text, at := s.file.Text(inner), inner.Span()
			return []fix{{"Put parentheses around " + text, s.name, at.Start(), at.End(), "(" + text + ")"}}
		}
	}
	return nil
}
