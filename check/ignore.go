package check

import (
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/syntax"
)

// ignore is a comment that silences warnings:
//
//	// gozen:ignore ZM1905 rows of it are made by the importer alone
//
// It stands on the line above what is warned about, or at the end of its line,
// names the codes and gives the reason. Above a field or an attribute it holds
// for all of its lines.
type ignore struct {
	comment *syntax.Comment
	codes   []diag.Code
	reason  string
	first   int // the lines that it holds for
	last    int
	used    map[diag.Code]bool
}

// silence takes out of the diagnostics what comments of the schema ask to
// ignore, and warns about such comments that lack a reason or a use. Errors
// cannot be ignored. After an error nobody knows what the lints would have
// found, so unused comments are then left alone.
func (c *checker) silence() {
	complete := !c.diags.HasErrors()
	for _, f := range c.files {
		ignores := f.ignores()
		if len(ignores) == 0 {
			continue
		}
		c.diags = slices.DeleteFunc(c.diags, func(d diag.Diagnostic) bool {
			return d.Severity == diag.Warning && d.Span.File() == f.tree.Name && ignoredBy(ignores, d)
		})
		for _, ig := range ignores {
			c.checkIgnore(ig, complete)
		}
	}
}

// ignoredBy reports whether one of the comments covers d, and notes its use. A
// warning about the file as a whole is covered wherever the comment stands.
func ignoredBy(ignores []*ignore, d diag.Diagnostic) bool {
	found := false
	for _, ig := range ignores {
		line := d.Span.Pos().Line
		here := line == 0 || ig.first <= line && line <= ig.last
		if here && slices.Contains(ig.codes, d.Code) {
			ig.used[d.Code], found = true, true
		}
	}
	return found
}

func (c *checker) checkIgnore(ig *ignore, complete bool) {
	switch {
	case len(ig.codes) == 0:
		c.warn(CodeIgnoreReason, ig.comment, "gozen:ignore names no code").Hint = "write // gozen:ignore ZM1905 and why"
		return
	case ig.reason == "":
		c.warn(CodeIgnoreReason, ig.comment, "gozen:ignore gives no reason").Hint = "say behind the code why it may be ignored"
	}
	for _, code := range ig.codes {
		if complete && !ig.used[code] {
			c.warn(CodeIgnoreUnused, ig.comment, "there is no warning %s to ignore here", code).Hint = "remove the comment, or put it right above the line that is warned about; errors cannot be ignored"
		}
	}
}

// ignores finds the silencing comments of f and what they hold for.
func (f *file) ignores() []*ignore {
	var found []*ignore
	for _, com := range f.tree.Comments {
		rest, ok := order(com, "gozen:ignore")
		if !ok {
			continue
		}
		ig := &ignore{comment: com, used: map[diag.Code]bool{}}
		ig.codes, ig.reason = ignoredCodes(rest)
		found = append(found, ig)
	}
	if len(found) > 0 {
		f.place(found)
	}
	return found
}

// order returns what a comment says behind the word that makes it one for us.
func order(com *syntax.Comment, word string) (string, bool) {
	text := strings.TrimSpace(strings.TrimLeft(strings.TrimSuffix(com.Text, "*/"), "/*"))
	rest, ok := strings.CutPrefix(text, word)
	return strings.TrimSpace(rest), ok
}

// ignoredCodes parts the codes from the reason behind them.
func ignoredCodes(text string) (codes []diag.Code, reason string) {
	for {
		text = strings.TrimLeft(text, " \t,")
		word, rest, _ := strings.Cut(text, " ")
		if !isCode(strings.TrimRight(word, ",:")) {
			return codes, strings.TrimSpace(text)
		}
		codes = append(codes, diag.Code(strings.TrimRight(word, ",:")))
		text = rest
	}
}

func isCode(word string) bool {
	digits, ok := strings.CutPrefix(word, "ZM")
	return ok && len(digits) == 4 && strings.Trim(digits, "0123456789") == ""
}

// place finds the lines that each comment holds for: its own when something
// stands before it, else all up to the next that is no comment, and with it the
// rest of the field or attribute that begins there.
func (f *file) place(ignores []*ignore) {
	comments := map[int]int{} // first line of a comment that stands alone → the line behind it
	for _, com := range f.tree.Comments {
		if alone(f.tree.Source, com.At) {
			comments[com.At.Pos().Line] = com.At.EndPos().Line + 1
		}
	}
	ends := f.memberEnds()
	for _, ig := range ignores {
		line := ig.comment.At.Pos().Line
		ig.first = line
		for next, ok := comments[line]; ok; next, ok = comments[line] {
			line = next
		}
		ig.last = max(line, ends[line])
	}
}

// alone reports whether only white space stands before a comment on its line.
func alone(src string, at diag.Span) bool {
	head := src[at.Start()-(at.Pos().Col-1) : at.Start()]
	return strings.TrimSpace(head) == ""
}

// memberEnds returns the last line of the fields and attributes that begin on
// each line.
func (f *file) memberEnds() map[int]int {
	ends := map[int]int{}
	note := func(n syntax.Node) {
		s := n.Span()
		ends[s.Pos().Line] = max(ends[s.Pos().Line], s.EndPos().Line)
	}
	for _, d := range f.tree.Decls {
		switch d := d.(type) {
		case *syntax.Model:
			for _, m := range d.Body {
				note(m)
			}
		case *syntax.Enum:
			for _, m := range d.Body {
				note(m)
			}
		}
	}
	return ends
}
