package pull

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/syntax"
)

func (u *update) edit(tree *syntax.File, e syntax.Edit) {
	u.edits[tree.Name] = append(u.edits[tree.Name], e)
}

// result applies the edits and formats the files that have some.
func (u *update) result() (*Updated, error) {
	out := &Updated{Files: map[string][]byte{}, Changes: u.changes, Notes: append(u.is.notes, u.notes...)}
	for name, edits := range u.edits {
		form, diags := syntax.Format(name, []byte(syntax.Apply(u.trees[name].Source, edits)))
		if err := diags.Err(); err != nil {
			return nil, fmt.Errorf("the schema that was pulled: %w", err)
		}
		out.Files[name] = form
	}
	return out, nil
}

// remove takes out a declaration or a member, with its line where nothing else
// stands in it, and with the documentation before it.
func (u *update) remove(tree *syntax.File, n syntax.Node) {
	start, end := n.Span().Start(), n.Span().End()
	src := tree.Source
	line := strings.LastIndexByte(src[:start], '\n') + 1
	if strings.TrimSpace(src[line:start]) == "" {
		start = line
		for start > 0 {
			before := strings.LastIndexByte(src[:start-1], '\n') + 1
			if !strings.HasPrefix(strings.TrimSpace(src[before:start]), "///") {
				break
			}
			start = before
		}
		if next := strings.IndexByte(src[end:], '\n'); next >= 0 && strings.TrimSpace(src[end:end+next]) == "" {
			end += next + 1
		}
	}
	u.edit(tree, syntax.Edit{Start: start, End: end})
}

// insertField puts a field behind the last one, before attributes of the model.
func (u *update) insertField(tree *syntax.File, decl *syntax.Model, f *field) {
	at := bodyStart(tree, decl)
	for _, member := range decl.Body {
		if _, ok := member.(*syntax.Field); ok {
			at = member.Span().End()
		}
	}
	u.insertLine(tree, at, f.text())
}

// insertAttribute puts an attribute at the end of a model.
func (u *update) insertAttribute(tree *syntax.File, decl *syntax.Model, text string) {
	end := decl.Span().End() - 1 // before the brace
	u.edit(tree, syntax.Edit{Start: end, End: end, Text: "\n  " + text + "\n"})
}

// insertLine puts lines behind the line that a place is in, or right there when
// more of the body stands behind it.
func (u *update) insertLine(tree *syntax.File, at int, lines string) {
	rest := tree.Source[at:]
	if n := strings.IndexByte(rest, '\n'); n >= 0 {
		if behind := strings.TrimSpace(rest[:n]); behind == "" || strings.HasPrefix(behind, "//") {
			u.edit(tree, syntax.Edit{Start: at + n + 1, End: at + n + 1, Text: lines})
			return
		}
	}
	u.edit(tree, syntax.Edit{Start: at, End: at, Text: "\n" + lines})
}

func bodyStart(tree *syntax.File, decl syntax.Decl) int {
	start := decl.Ident().Span().End()
	return start + strings.IndexByte(tree.Source[start:], '{') + 1
}

// field changes a field's type and those of its attributes that the database
// knows of. A type that is only written otherwise stays: SQLite keeps a DateTime
// as text, and gives back no more than that.
func (u *update) field(tree *syntax.File, at *syntax.Field, old, now *field) {
	if old.typ != now.typ {
		u.edit(tree, syntax.Edit{Start: at.Type.Span().Start(), End: at.Type.Span().End(), Text: newType(tree, at, old, now)})
	}
	for _, a := range old.attributes() {
		if !slices.Contains(now.attributes(), a) {
			u.removeAttribute(tree, at, a)
		}
	}
	for _, a := range now.attributes() {
		if !slices.Contains(old.attributes(), a) {
			// A default of ours goes when the database has one of its own.
			if strings.HasPrefix(a, "@default(") {
				u.removeAttribute(tree, at, a)
			}
			end := at.Span().End()
			u.edit(tree, syntax.Edit{Start: end, End: end, Text: " " + a})
		}
	}
}

// newType keeps the written name of a type where only what follows it changed.
func newType(tree *syntax.File, at *syntax.Field, old, now *field) string {
	bare := func(s string) string { return strings.TrimRight(s, "?[]") }
	if bare(old.typ) != bare(now.typ) {
		return now.typ
	}
	written := bare(tree.Text(at.Type))
	return written + strings.TrimPrefix(now.typ, bare(now.typ))
}

// removeAttribute takes out the field's attribute of the same name.
func (u *update) removeAttribute(tree *syntax.File, at *syntax.Field, text string) {
	name, _, _ := strings.Cut(text, "(")
	for _, a := range at.Attrs {
		if a.Text() == name {
			u.edit(tree, syntax.Edit{Start: a.Span().Start(), End: a.Span().End()})
		}
	}
}

// actions writes the onDelete and onUpdate of a relation anew.
func (u *update) actions(r *relation) {
	tree, decl := u.body(r.owner.name)
	if decl == nil {
		return
	}
	at := fieldOf(decl, r.known.Name)
	if at == nil {
		u.note("%s.%s, which a base declares, has other actions in the database", r.owner.name, r.known.Name)
		return
	}
	for _, a := range at.Attrs {
		if a.Text() != "@relation" {
			continue
		}
		var args []string
		for _, arg := range a.Args {
			if name := arg.Name(); name != "onDelete" && name != "onUpdate" {
				args = append(args, tree.Text(arg))
			}
		}
		args = append(args, r.actions()...)
		u.edit(tree, syntax.Edit{Start: a.Span().Start(), End: a.Span().End(), Text: "@relation(" + strings.Join(args, ", ") + ")"})
		u.changed("change the actions of %s.%s", r.owner.name, r.known.Name)
	}
}

// enums changes the enums that the database has natively.
func (u *update) enums() {
	for _, was := range u.was.enums {
		tree, d := u.declaration(was.name)
		decl, ok := d.(*syntax.Enum)
		if !ok {
			continue
		}
		is := u.is.enumOf(was.typ.T)
		if is == nil {
			u.note("enum %s stays, though the database has none", was.name)
			continue
		}
		u.values(tree, decl, was, is)
	}
}

func (b *builder) enumOf(stored string) *enum {
	for _, e := range b.enums {
		if e.typ.T == stored {
			return e
		}
	}
	return nil
}

func (u *update) values(tree *syntax.File, decl *syntax.Enum, was, is *enum) {
	at := bodyStart(tree, decl)
	for _, member := range decl.Body {
		v, ok := member.(*syntax.EnumValue)
		if !ok {
			continue
		}
		at = v.Span().End()
		for _, old := range was.values {
			if _, there := is.value(old.stored); old.name == v.Name.Text && !there {
				u.remove(tree, v)
				u.changed("remove value %s.%s", was.name, old.name)
			}
		}
	}
	for _, now := range is.values {
		if _, there := was.value(now.stored); !there {
			u.insertLine(tree, at, now.text())
			u.changed("add value %s.%s", was.name, now.name)
		}
	}
}
