package lsp

import (
	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/syntax"
)

// expression is a place in an expression.
type expression struct {
	*cursor
	p       *probe
	scope   *check.Scope
	of      *syntax.Model // whose members may be named
	context string
	access  bool // behind a dot
}

// options offers what may stand at the place: after a dot the members of what
// is before it; else the expected values, members, bindings, functions and words.
func (x *expression) options() []completionOption {
	if x.access {
		if x.scope.List {
			return nil // its elements are asked about with ?[…]
		}
		return fieldOptions(x.p, x.of, 0)
	}
	var out []completionOption
	if x.scope != nil && x.scope.Enum != nil {
		out = enumValueOptions(x.scope.Enum, 0)
	}
	out = append(out, fieldOptions(x.p, x.of, 1)...)
	if x.scope != nil {
		for _, b := range x.scope.Bindings {
			out = append(out, completionOption{
				Label: b.Binding.Text, Kind: kindVariable, Detail: signature(x.p.analysis, b), priority: 1,
			})
		}
	}
	out = append(out, functionOptions(x.p, x.context)...)
	if x.scope == nil || x.scope.Enum == nil {
		out = append(out, x.otherValues()...)
	}
	return append(out, keywordOptions("this", "true", "false", "null")...)
}

// otherValues offers the values of the user's own enums, which need no
// qualification.
func (x *expression) otherValues() []completionOption {
	var out []completionOption
	for _, d := range x.p.analysis.Visible(x.p.file) {
		if e, ok := d.(*syntax.Enum); ok && e.Name.At.File() != x.p.analysis.Library.Name {
			out = append(out, enumValueOptions(e, 3)...)
		}
	}
	return out
}

func fieldOptions(p *probe, m *syntax.Model, priority byte) []completionOption {
	var out []completionOption
	if m == nil {
		return nil
	}
	for _, f := range p.analysis.Fields(m) {
		if f.Name.Text != dummy {
			out = append(out, completionOption{
				Label: f.Name.Text, Kind: kindField, Detail: typeName(f.Type), Doc: documented(f), priority: priority,
			})
		}
	}
	return out
}

func enumValueOptions(e *syntax.Enum, priority byte) []completionOption {
	var out []completionOption
	for _, v := range values(e) {
		out = append(out, completionOption{
			Label: v.Name.Text, Kind: kindMember, Detail: e.Name.Text, Doc: documented(v), priority: priority,
		})
	}
	return out
}

// functionOptions offers the functions that may be called in a context.
func functionOptions(p *probe, context string) []completionOption {
	var out []completionOption
	for _, d := range p.analysis.Visible(p.file) {
		fn, ok := d.(*syntax.Function)
		if !ok || !p.analysis.Callable(fn, context) {
			continue
		}
		snippet := withParams(fn.Name.Text, fn.Params, true)
		plain := fn.Name.Text + "("
		if len(fn.Params) == 0 {
			plain += ")"
		}
		out = append(out, completionOption{
			Label: fn.Name.Text, Kind: kindFunction, Detail: signature(p.analysis, fn), Doc: documented(fn),
			snippet: snippet, plain: plain, priority: 2,
		})
	}
	return out
}

func keywordOptions(words ...string) []completionOption {
	var out []completionOption
	for _, w := range words {
		out = append(out, completionOption{Label: w, Kind: kindKeyword, priority: 4})
	}
	return out
}
