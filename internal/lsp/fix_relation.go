package lsp

import (
	"strconv"
	"strings"

	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/syntax"
)

// addOpposite gives the other model of a relation its field.
func (s *spot) addOpposite(d diag.Diagnostic) []fix {
	a := s.project.analyze()
	decl := declAt(s.file, d.Span.Start())
	m, _ := decl.(*syntax.Model)
	f, _ := memberAt(decl, d.Span.Start()).(*syntax.Field)
	if m == nil || f == nil {
		return nil
	}
	u, _ := a.UseAt(s.name, f.Type.Name.At.Start())
	target, _ := u.Decl.(*syntax.Model)
	if target == nil || m.Kind != syntax.ModelDecl || m.Abstract {
		return nil
	}
	r := &relationEnd{spot: s, model: m, field: f, target: target, taken: map[string]bool{}}
	for _, other := range a.Fields(target) {
		r.taken[other.Name.Text] = true
	}
	file := fileNamed(a, target.Span().File())
	at := endOfFields(file, target)
	return []fix{{
		"Add the opposite field to " + target.Name.Text, file.Name, at, at, r.text() + s.breakIn(file, at),
	}}
}

// endOfFields is where a new field of a model is written: behind the last one,
// and what stands on its line.
func endOfFields(f *syntax.File, m *syntax.Model) int {
	at := m.Name.At.End()
	at += strings.IndexByte(f.Source[at:], '{') + 1
	for _, b := range m.Body {
		if field, ok := b.(*syntax.Field); ok {
			at = field.At.End()
		}
	}
	for _, c := range f.Comments {
		if c.At.Start() >= at && c.At.Pos().Line == c.At.EndPos().Line &&
			strings.Trim(f.Source[at:c.At.Start()], " \t") == "" {
			return c.At.End()
		}
	}
	return at
}

// breakIn is lineBreak in another file.
func (s *spot) breakIn(f *syntax.File, at int) string {
	return (&spot{file: f}).lineBreak(at)
}

// relationEnd is a relation field that lacks its opposite.
type relationEnd struct {
	*spot
	model, target *syntax.Model
	field         *syntax.Field
	taken         map[string]bool // names of the target's fields
}

// text is the opposite field, with the key when this side has none.
func (r *relationEnd) text() string {
	name := r.model.Name.Text
	relation := r.relationName()
	if !r.field.Type.List {
		opposite := name + "[]"
		own := r.free(lowerFirst(name) + "s")
		if r.unique() {
			opposite, own = name+"?", r.free(lowerFirst(name))
		}
		return "\n    " + own + " " + opposite + attributeText("@relation", relation)
	}
	own := r.free(lowerFirst(name))
	id := r.id()
	if id == nil {
		return "\n    " + own + " " + name + attributeText("@relation", relation)
	}
	key := r.free(own + upperFirst(id.Name.Text))
	return "\n    " + own + " " + name +
		attributeText("@relation", relation, "fields: ["+key+"]", "references: ["+id.Name.Text+"]") +
		"\n    " + key + " " + id.Type.Name.Text
}

func attributeText(name string, args ...string) string {
	var given []string
	for _, a := range args {
		if a != "" {
			given = append(given, a)
		}
	}
	if given == nil {
		return ""
	}
	return " " + name + "(" + strings.Join(given, ", ") + ")"
}

// relationName is the first argument that both ends must have, or nothing.
func (r *relationEnd) relationName() string {
	for _, arg := range r.args("relation") {
		if p := r.project.analyze().Param(arg); p != nil && p.Name.Text == "name" {
			return r.file.Text(arg.Value)
		}
	}
	return ""
}

func (r *relationEnd) args(attribute string) []*syntax.Arg {
	for _, a := range r.field.Attrs {
		if a.Name.Text == attribute {
			return a.Args
		}
	}
	return nil
}

// unique reports whether the field's key is one field and unique: then the
// other end is one row at most.
func (r *relationEnd) unique() bool {
	for _, arg := range r.args("relation") {
		list, ok := arg.Value.(*syntax.ListLit)
		if !ok || arg.Name() != "fields" || len(list.Items) != 1 {
			continue
		}
		u, _ := r.project.analyze().UseAt(r.name, list.Items[0].Span().Start())
		key, _ := u.Decl.(*syntax.Field)
		return key != nil && (hasAttribute(key, "unique") || hasAttribute(key, "id"))
	}
	return false
}

func hasAttribute(f *syntax.Field, name string) bool {
	for _, a := range f.Attrs {
		if a.Name.Text == name {
			return true
		}
	}
	return false
}

// id is the field that identifies the rows of this side, when it is one.
func (r *relationEnd) id() *syntax.Field {
	for _, f := range r.project.analyze().Fields(r.model) {
		if hasAttribute(f, "id") {
			return f
		}
	}
	return nil
}

// free returns a name that the target does not have yet, and takes it.
func (r *relationEnd) free(name string) string {
	found := name
	for n := 2; r.taken[found]; n++ {
		found = name + strconv.Itoa(n)
	}
	r.taken[found] = true
	return found
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
