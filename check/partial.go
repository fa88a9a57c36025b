package check

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/syntax"
)

// partial decides what may be said about a schema that the parser could not read
// to the end. Authors want all their errors at once, and none that goes away by
// itself when they correct another. So an error counts only in a declaration that
// was read whole, and only where what the parser has lost cannot be its reason:
//
//   - what a declaration says of itself must not come from a broken base, mixin or
//     enum;
//   - of a relation, the other side must be whole too;
//   - an expression may walk along relations, so everything that can be reached
//     must be whole, and nothing may be lost outside of the declarations.
type partial struct {
	c      *checker
	broken map[syntax.Decl]bool
	// block, attribute and enum say that one of these is broken; lost, that something
	// outside of all declarations was not understood; silent, that nothing can be said.
	block, attribute, enum, lost, silent bool
	names                                map[string]bool      // what the text seems to declare, understood or not
	own                                  map[syntax.Decl]bool // broken, or made of something broken
	far                                  map[syntax.Decl]bool // broken, or leading to something broken
}

// maxBroken is how many errors a text may have and still be looked at: what has
// more of them is hardly a schema, and each asks what it has broken.
const maxBroken = 100

// checkRest checks what the errors so far have left alone, and keeps of what it
// finds what does not follow from them.
func (c *checker) checkRest() {
	if len(c.files) == 0 {
		return
	}
	for _, f := range c.files {
		f.tree = sound(f.tree)
	}
	found := slices.Clone(c.diags)
	p := c.newPartial(found)
	c.check()
	p.spread()
	for _, d := range c.diags[len(found):] {
		if d.Severity == diag.Error && !p.silent && p.counts(d) {
			found = append(found, d)
		}
	}
	c.diags = found
}

func (c *checker) newPartial(found diag.List) *partial {
	p := &partial{c: c, broken: map[syntax.Decl]bool{}, names: map[string]bool{}}
	if len(found) > maxBroken {
		p.silent = true
		return p
	}
	for _, d := range found {
		switch {
		case d.Severity != diag.Error:
		case d.Code == syntax.CodeCharacter, d.Code == syntax.CodeUnexpected, d.Code == syntax.CodeTooDeep:
			p.damage(d.Span)
		default:
			p.silent = true // a file is missing, and with it who knows what
		}
	}
	for d := range p.broken {
		switch d.(type) {
		case *syntax.Block:
			p.block = true
		case *syntax.AttributeDecl, *syntax.Function:
			p.attribute, p.lost = true, true // who uses it is not known
		case *syntax.Enum:
			p.enum = true
		}
	}
	for _, f := range c.files {
		p.declared(f.tree)
	}
	return p
}

// damage notes which declaration an error belongs to: the one that it stands in,
// or the one before, where that does not end.
func (p *partial) damage(at diag.Span) {
	f := p.file(at)
	if f == nil {
		p.silent = true
		return
	}
	i := declBefore(f, at.Start())
	if i+1 < len(f.Decls) && !strings.Contains(f.Source[at.Start():f.Decls[i+1].Span().Start()], "\n") {
		p.broken[f.Decls[i+1]] = true // it may have begun here
	}
	switch {
	case i < 0:
		p.lost = true
	case at.Start() == f.Decls[i].Span().Start() && i > 0:
		p.broken[f.Decls[i-1]] = true
	case at.Start() <= f.Decls[i].Span().End():
		p.broken[f.Decls[i]] = true
		head := f.Source[f.Decls[i].Span().Start():at.Start()]
		p.lost = p.lost || !strings.Contains(head, "{") // it may have another name
	default:
		rest := strings.TrimSpace(f.Source[at.Start():])
		if !strings.HasSuffix(f.Text(f.Decls[i]), "}") || !misspelt.MatchString(rest) {
			p.broken[f.Decls[i]] = true // it may have ended too early
		}
		p.lost = p.lost || rest != ""
	}
	line := f.Source[strings.LastIndexByte(f.Source[:at.Start()], '\n')+1:]
	p.silent = p.silent || strings.HasPrefix(strings.TrimLeft(line, " \t"), "import") // the names of another file
}

// misspelt is how a declaration begins whose keyword is none.
var misspelt = regexp.MustCompile(`^\w+\s+\w+\s*\{`)

func (p *partial) file(at diag.Span) *syntax.File {
	for _, f := range p.c.files {
		if f.tree.Name == at.File() {
			return f.tree
		}
	}
	return nil
}

// declBefore returns the index of the last declaration that starts at an offset
// or before it, or -1.
func declBefore(f *syntax.File, offset int) int {
	i, found := slices.BinarySearchFunc(f.Decls, offset, func(d syntax.Decl, offset int) int {
		return d.Span().Start() - offset
	})
	if found {
		return i
	}
	return i - 1
}

// declared collects what a text seems to declare: the word behind a keyword, and
// the one in front of a brace, as in modl Post {. It may stand in what was taken
// for a string without an end.
func (p *partial) declared(f *syntax.File) {
	for _, m := range declaring.FindAllStringSubmatch(f.Source, -1) {
		p.names[m[1]+m[2]] = true
	}
}

var declaring = regexp.MustCompile(`\b(?:model|view|type|enum|function|procedure|attribute)\s+(@*[\w.]+)|(\w+)\s*\{`)

// counts reports whether d is no consequence of what is broken.
func (p *partial) counts(d diag.Diagnostic) bool {
	f := p.file(d.Span)
	if f == nil || !d.Span.IsValid() {
		return false
	}
	i := declBefore(f, d.Span.Start())
	if i < 0 || p.broken[f.Decls[i]] {
		return false
	}
	decl := f.Decls[i]
	switch d.Code {
	case CodeUnknownAttribute:
		if p.attribute {
			return false // it may be that one
		}
		fallthrough
	case CodeUnknownType, CodeUnknownBase, CodeUnknownMixin:
		name := f.Source[d.Span.Start():d.Span.End()]
		return !p.names[name] && (!p.lost || typo(name, d.Hint))
	case CodeDuplicate, CodeDuplicateImport, CodeReservedName, CodeProcedureName, CodeUnknownOperation:
		return true
	case CodeDuplicateMember:
		return !p.own[decl]
	case CodeNoAuth:
		return false
	case CodeUnknownName:
		if p.enum {
			return false // it may be one of the values
		}
	}
	switch d.Code[:len("ZM00")] {
	case "ZM03":
		return !p.own[decl] && !p.block
	case "ZM07":
		return !p.own[decl] && !p.attribute
	case "ZM04", "ZM12":
		return !p.own[decl]
	case "ZM06":
		return !p.lost && !p.own[decl] && p.endsWhole(decl)
	}
	return !p.lost && !p.far[decl]
}

// typo reports whether a hint tells of a name that differs in a letter or two: that
// is sooner what was meant than a name that is lost.
func typo(name, hint string) bool {
	var near string
	_, err := fmt.Sscanf(hint, "did you mean %q?", &near)
	return err == nil && distance(name, near, 2) <= 2
}

// endsWhole reports whether the models that decl has relations to are whole.
func (p *partial) endsWhole(decl syntax.Decl) bool {
	m, _ := decl.(*syntax.Model)
	k := p.c.containers[m]
	return k == nil || !slices.ContainsFunc(k.members, func(m *member) bool {
		return m.target != nil && p.own[m.target.decl]
	})
}

// spread finds what is made of broken declarations, and what leads to them.
func (p *partial) spread() {
	made, leads := map[syntax.Decl][]syntax.Decl{}, map[syntax.Decl][]syntax.Decl{}
	for _, k := range p.c.models {
		for _, b := range slices.Concat(k.bases, k.mixins) {
			made[b.decl] = append(made[b.decl], k.decl)
		}
		for _, m := range k.members {
			if m.enum != nil {
				made[m.enum.decl] = append(made[m.enum.decl], k.decl)
			}
			if m.target != nil {
				leads[m.target.decl] = append(leads[m.target.decl], k.decl)
			}
		}
		if p.c.auth != nil {
			leads[p.c.auth.decl] = append(leads[p.c.auth.decl], k.decl)
		}
	}
	for _, k := range p.c.models {
		if k.orphan {
			p.broken[k.decl] = true // what it is made of is not there
		}
	}
	p.own = closure(p.broken, made)
	p.far = closure(p.own, made, leads)
}

// closure returns from and everything that the edges lead to.
func closure(from map[syntax.Decl]bool, edges ...map[syntax.Decl][]syntax.Decl) map[syntax.Decl]bool {
	reached := maps.Clone(from)
	todo := slices.Collect(maps.Keys(from))
	for len(todo) > 0 {
		d := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, e := range edges {
			for _, next := range e[d] {
				if !reached[next] {
					reached[next] = true
					todo = append(todo, next)
				}
			}
		}
	}
	return reached
}
