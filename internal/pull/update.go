package pull

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	atlas "ariga.io/atlas/sql/schema"

	"github.com/gozen-dev/gozen/internal/ddl"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/syntax"
)

// Source is a schema that is there: its files and what they mean.
type Source struct {
	Root   string            // the file that new models go to
	Files  map[string][]byte // by name
	Schema *schema.Schema
}

// Updated is what [Update] made of a schema.
type Updated struct {
	// Files are those whose text has changed, in its one form.
	Files map[string][]byte
	// Changes say what was changed; Notes, what is left to do.
	Changes, Notes []string
}

// Update brings a schema to a database. Made is what the schema makes of an
// empty database of the same kind, so that only real differences show. What is
// the same in both is not touched.
func Update(d ddl.Dialect, space string, src Source, made, have *atlas.Realm) (*Updated, error) {
	u := &update{src: src, trees: map[string]*syntax.File{}, edits: map[string][]syntax.Edit{}}
	for name, text := range src.Files {
		tree, diags := syntax.Parse(name, text)
		if err := diags.Err(); err != nil {
			return nil, fmt.Errorf("schema: %w", err)
		}
		u.trees[name] = tree
	}
	u.was, u.is = newBuilder(d, space, made, src.Schema), newBuilder(d, space, have, src.Schema)
	u.was.build()
	u.is.build()
	u.enums()
	u.models()
	u.relations()
	u.add()
	return u.result()
}

// update is a run of [Update].
type update struct {
	src     Source
	trees   map[string]*syntax.File
	was, is *builder
	edits   map[string][]syntax.Edit // by file
	changes []string
	notes   []string
}

func (u *update) changed(format string, args ...any) {
	u.changes = append(u.changes, fmt.Sprintf(format, args...))
}

func (u *update) note(format string, args ...any) {
	u.notes = append(u.notes, fmt.Sprintf(format, args...))
}

// declaration returns where a model or an enum stands.
func (u *update) declaration(name string) (*syntax.File, syntax.Decl) {
	for _, file := range slices.Sorted(maps.Keys(u.trees)) {
		for _, d := range u.trees[file].Decls {
			if _, block := d.(*syntax.Block); !block && d.Ident().Text == name {
				return u.trees[file], d
			}
		}
	}
	return nil, nil
}

// body returns the model's declaration.
func (u *update) body(name string) (*syntax.File, *syntax.Model) {
	tree, d := u.declaration(name)
	m, _ := d.(*syntax.Model)
	return tree, m
}

func fieldOf(m *syntax.Model, name string) *syntax.Field {
	for _, member := range m.Body {
		if f, ok := member.(*syntax.Field); ok && f.Name.Text == name {
			return f
		}
	}
	return nil
}

func (b *builder) byTable(name string) *model {
	for _, m := range b.models {
		if m.table.Name == name {
			return m
		}
	}
	return nil
}

// models changes the models whose tables are there, and removes the others.
func (u *update) models() {
	for _, was := range u.was.models {
		tree, decl := u.body(was.name)
		if decl == nil {
			continue
		}
		is := u.is.byTable(was.table.Name)
		if is == nil {
			u.remove(tree, decl)
			u.changed("remove model %s", was.name)
			u.removeRelationsTo(was.name)
			continue
		}
		u.columns(tree, decl, was, is)
		u.attributes(tree, decl, was, is)
	}
}

// removeRelationsTo removes the fields that lead to a model that is gone.
func (u *update) removeRelationsTo(name string) {
	for _, m := range u.src.Schema.Models {
		tree, decl := u.body(m.Name)
		if decl == nil || m.Name == name {
			continue
		}
		for _, f := range m.Fields {
			if f.Relation == nil || f.Relation.Target != name {
				continue
			}
			if at := fieldOf(decl, f.Name); at != nil {
				u.remove(tree, at)
				u.changed("remove field %s.%s", m.Name, f.Name)
			}
		}
	}
}

// columns changes the fields of a model that have a column.
func (u *update) columns(tree *syntax.File, decl *syntax.Model, was, is *model) {
	for _, old := range was.fields {
		if old.relation != nil {
			continue
		}
		at := fieldOf(decl, old.name)
		now := is.field(old.column)
		switch {
		case now != nil && slices.Equal(append(old.attributes(), old.typ), append(now.attributes(), now.typ)):
		case at == nil:
			u.note("%s.%s, which a base declares, is otherwise in the database", was.name, old.name)
		case now == nil:
			u.remove(tree, at)
			u.changed("remove field %s.%s", was.name, old.name)
		default:
			u.field(tree, at, old, now)
			u.changed("change field %s.%s", was.name, old.name)
		}
	}
	for _, now := range is.fields {
		if now.relation == nil && was.field(now.column) == nil {
			u.insertField(tree, decl, now)
			u.changed("add field %s.%s", was.name, now.name)
		}
	}
}

// attributes changes the keys and indexes of a model.
func (u *update) attributes(tree *syntax.File, decl *syntax.Model, was, is *model) {
	for _, old := range was.attrs {
		if slices.Contains(is.attrs, old) {
			continue
		}
		if at := attributeLike(tree, decl, old); at != nil && !strings.HasPrefix(old, "@@id") {
			u.remove(tree, at)
			u.changed("remove %s from %s", old, was.name)
		} else {
			u.note("%s has %s, and the database has not", was.name, old)
		}
	}
	for _, now := range is.attrs {
		switch {
		case slices.Contains(was.attrs, now):
		case strings.HasPrefix(now, "@@id"):
			u.note("the database has for %s: %s", was.name, now)
		default:
			u.insertAttribute(tree, decl, now)
			u.changed("add %s to %s", now, was.name)
		}
	}
}

// attributeLike finds the attribute over the same fields.
func attributeLike(tree *syntax.File, decl *syntax.Model, text string) *syntax.Attribute {
	name, rest, _ := strings.Cut(text, "(")
	fields, _, _ := strings.Cut(rest, "]")
	for _, member := range decl.Body {
		a, ok := member.(*syntax.Attribute)
		if !ok || a.Text() != name || len(a.Args) == 0 {
			continue
		}
		squeeze := func(s string) string { return strings.Join(strings.Fields(strings.ReplaceAll(s, ",", " ")), " ") }
		if squeeze(strings.TrimSuffix(tree.Text(a.Args[0].Value), "]")) == squeeze(fields) {
			return a
		}
	}
	return nil
}

// relations adds foreign keys that the schema does not know, and changes what
// happens when a row goes.
func (u *update) relations() {
	for _, now := range u.is.relations {
		if now.known == nil {
			u.addRelation(now)
			continue
		}
		for _, old := range u.was.relations {
			if old.known == now.known && now.key != nil && old.key != nil && !slices.Equal(old.actions(), now.actions()) {
				u.actions(now)
			}
		}
	}
	for _, old := range u.was.relations {
		gone := !slices.ContainsFunc(u.is.relations, func(now *relation) bool { return now.known == old.known })
		if gone && old.known != nil && u.is.byTable(old.owner.table.Name) != nil && u.is.byTable(old.other.table.Name) != nil {
			u.note("%s.%s stays, though the database has no foreign key for it: gozen db push makes it", old.owner.name, old.known.Name)
		}
	}
}

// addRelation adds the sides of a relation to models that are there; a new
// model has its side already.
func (u *update) addRelation(r *relation) {
	for _, side := range []struct {
		m *model
		f *field
	}{{r.owner, r.field}, {r.other, r.back}} {
		if u.is.knownModel(side.m.table.Name) == nil {
			continue
		}
		if tree, decl := u.body(side.m.name); decl != nil {
			u.insertField(tree, decl, side.f)
			u.changed("add field %s.%s", side.m.name, side.f.name)
		}
	}
}

// add appends the models and enums that the schema does not have.
func (u *update) add() {
	var out strings.Builder
	for _, e := range u.is.enums {
		if u.is.knownEnum(e.typ.T) == nil {
			out.WriteString("\n" + e.text())
			u.changed("add enum %s", e.name)
		}
	}
	for _, m := range u.is.models {
		if u.is.knownModel(m.table.Name) == nil && m.keyed {
			out.WriteString("\n" + m.text())
			u.changed("add model %s", m.name)
		}
	}
	if out.Len() > 0 {
		end := len(u.trees[u.src.Root].Source)
		u.edit(u.trees[u.src.Root], syntax.Edit{Start: end, End: end, Text: "\n" + out.String()})
	}
}
