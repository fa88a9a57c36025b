package golang

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/schema"
)

// rows writes the file of a model in package model: its row, what makes and
// changes one, and how one is read.
func (g *generator) rows(x *model) {
	var b strings.Builder
	g.row(&b, x)
	g.countStruct(&b, x)
	g.create(&b, x)
	g.patch(&b, x)
	fmt.Fprint(&b, fill(relations, x))
	g.scan(&b, x)
	g.relate(&b, x)
	g.subs(&b, x)
	g.file("model/"+fileName(x.Go), "model", "", []string{"encoding/json", "time", "github.com/gozen-dev/gozen"}, b.String())
}

// row writes the struct of a row.
func (g *generator) row(b *strings.Builder, x *model) {
	fmt.Fprintf(b, "%stype %s struct {\n", comment(x.Doc, x.Go+" is a row of model "+x.Name+"."), x.Go)
	for _, f := range x.fields {
		fmt.Fprintf(b, "%s%s %s `json:%q`\n", comment(f.Doc, ""), f.Go, f.row(), f.Name)
	}
	b.WriteString("\n")
	for _, r := range x.relations {
		kind := "One"
		if r.Type.List {
			kind = "Many"
		}
		fmt.Fprintf(b, "%s%s %s%s `json:\"%s,omitzero\"`\n", comment(r.Doc, ""), r.Go, r.target.Go, kind, r.Name)
	}
	if len(x.counted()) > 0 {
		fmt.Fprintf(b, "\n%s *%sCount `json:\"_count,omitzero\"` // the numbers of related rows that were asked for\n", x.count, x.Go)
	}
	if g.polymorphic(x) {
		fmt.Fprintf(b, "\n%s %sSub `json:\"-\"` // the row as the model that it is of\n", x.sub, x.Go)
	}
	b.WriteString("}\n\n")
}

func (g *generator) countStruct(b *strings.Builder, x *model) {
	if len(x.counted()) == 0 {
		return
	}
	fmt.Fprintf(b, "// %sCount has the numbers of rows related to a %s.\ntype %sCount struct {\n", x.Go, x.Name, x.Go)
	for _, r := range x.counted() {
		fmt.Fprintf(b, "%s int `json:\"%s,omitzero\"`\n", r.Go, r.Name)
	}
	b.WriteString("}\n\n")
}

// create writes the struct of a new row.
func (g *generator) create(b *strings.Builder, x *model) {
	if !x.creatable {
		return
	}
	fmt.Fprintf(b, "// %sCreate is a new %s. Pointers, and fields marked default, may be left out.\ntype %sCreate struct {\n", x.Go, x.Name, x.Go)
	for _, f := range x.fields {
		if f.fixed {
			continue
		}
		typ, tag := f.creating()
		if tag != "" {
			tag = ` gozen:",` + tag + `"`
		}
		fmt.Fprintf(b, "%s%s %s `json:\"%s,omitzero\"%s`\n", comment(f.Doc, ""), f.Go, typ, f.Name, tag)
	}
	b.WriteString("\n")
	for _, r := range x.relations {
		fmt.Fprintf(b, "%s gozen.Nested[*%s] `json:\"-\" gozen:%q`\n", r.Go, r.target.Go, x.relating(r))
	}
	fmt.Fprintf(b, "}\n\n// GozenCreate ties %sCreate to [%s].\nfunc (%sCreate) GozenCreate(*%s) {}\n\n", x.Go, x.Go, x.Go, x.Go)
}

// creating is the field's type in the struct of a new row, and its tag: whether
// its zero value stands for nothing given, or is written.
func (f *field) creating() (typ, tag string) {
	// No real id, enum, time or JSON text is the zero value.
	nonzero := f.fk || f.Type.Kind == schema.EnumKind || f.Type.Kind == schema.DateTime || slice(f.Type)
	switch {
	case f.Type.List:
		return "[]" + f.base, "default"
	case f.Type.Optional && slice(f.Type):
		return f.base, "default"
	case f.Type.Optional:
		return "*" + f.base, ""
	case f.fk && !f.own || nonzero && (f.Default != nil || f.UpdatedAt):
		return f.base, "default"
	case nonzero:
		return f.base, "required,nonzero"
	case f.Default != nil || f.UpdatedAt:
		return "*" + f.base, ""
	default:
		return f.base, "required"
	}
}

// relating is the tag of a relation in the struct of a new row: its name, and
// whether it, or fields in its place, have to be given. A foreign key that
// other relations share may come with theirs.
func (x *model) relating(r *field) string {
	if r.Type.List {
		return r.Name + ",many"
	}
	if r.Type.Optional || len(r.Relation.Fields) == 0 {
		return r.Name
	}
	var instead []string
	for _, n := range r.Relation.Fields {
		shared := slices.ContainsFunc(x.relations, func(o *field) bool { return o != r && slices.Contains(o.Relation.Fields, n) })
		if f := x.scalar(n); f != nil && f.Default == nil && !shared {
			instead = append(instead, f.Go)
		}
	}
	if len(instead) == 0 {
		return r.Name
	}
	return r.Name + ",required=" + strings.Join(instead, "+")
}

// patch writes the struct of a partial update.
func (g *generator) patch(b *strings.Builder, x *model) {
	if x.View {
		return
	}
	fmt.Fprintf(b, "// %sPatch is a partial update of a %s, as JSON: absent keys are left alone.\ntype %sPatch struct {\n", x.Go, x.Name, x.Go)
	for _, f := range x.fields {
		if f.fixed || x.IsID(f.Field) {
			continue
		}
		opt, typ := "Opt", f.base
		if f.Type.List {
			typ = "[]" + typ
		} else if f.Type.Optional {
			opt = "OptNull"
		}
		fmt.Fprintf(b, "%s gozen.%s[%s] `json:\"%s,omitzero\"`\n", f.Go, opt, typ, f.Name)
	}
	fmt.Fprintf(b, "}\n\n// Changes makes a %sPatch usable in Update.\nfunc (p %sPatch) Changes() []gozen.Change[*%s] { return gozen.ChangesOf[*%s](p) }\n\n", x.Go, x.Go, x.Go, x.Go)
}

// scan writes how a row is read.
func (g *generator) scan(b *strings.Builder, x *model) {
	fmt.Fprintf(b, "// GozenScan appends the row at hand.\nfunc (m *%sMany) GozenScan(s *gozen.Scan) {\n*m = append(*m, %s{})\nr := &(*m)[len(*m)-1]\n", x.Go, x.Go)
	for _, f := range x.fields {
		b.WriteString(f.scanning() + "\n")
	}
	if counted := x.counted(); len(counted) > 0 {
		fmt.Fprintf(b, "if s.Under(\"_count\") {\nr.%s = &%sCount{}\n", x.count, x.Go)
		for _, r := range counted {
			fmt.Fprintf(b, "s.Int(%q, &r.%s.%s)\n", r.Name, x.count, r.Go)
		}
		b.WriteString("}\n")
	}
	g.bareSubs(b, x)
	b.WriteString("}\n\n")
}

// scanning is the statement that reads the field.
func (f *field) scanning() string {
	pointer := strings.HasPrefix(f.row(), "*")
	null := ""
	if pointer {
		null = "Null"
	}
	call := func(method string) string { return fmt.Sprintf("s.%s%s(%q, &r.%s)", null, method, f.Name, f.Go) }
	helper := func(name string) string { return fmt.Sprintf("gozen.Scan%s(s, %q, &r.%s)", name, f.Name, f.Go) }
	if f.Type.List {
		return helper("List")
	}
	switch f.Type.Kind {
	case schema.Boolean:
		return call("Bool")
	case schema.Int:
		return call("Int")
	case schema.BigInt:
		return call("Int64")
	case schema.Float:
		return call("Float")
	case schema.Decimal:
		return helper(null + "Decimal")
	case schema.DateTime:
		return call("Time")
	case schema.Bytes:
		return call("Bytes")
	case schema.JSON:
		return fmt.Sprintf("s.Bytes(%q, (*[]byte)(&r.%s))", f.Name, f.Go)
	case schema.Custom:
		return fmt.Sprintf("s.JSON(%q, &r.%s)", f.Name, f.Go)
	case schema.EnumKind:
		if pointer {
			return helper("NullEnum")
		}
		return fmt.Sprintf("s.Text(%q, (*string)(&r.%s))", f.Name, f.Go)
	default:
		return call("Text")
	}
}

// relate writes how related rows get into a row.
func (g *generator) relate(b *strings.Builder, x *model) {
	fmt.Fprintf(b, "// GozenRelate gives row i related rows, and returns an empty collection for such.\n")
	var cases strings.Builder
	for _, r := range x.relations {
		value := "from.one(rows)"
		if r.Type.List {
			value = "from.pick(rows)"
		}
		related(&cases, r.Name, r.target.Go, fmt.Sprintf("(*m)[i].%s = %s\n", r.Go, value))
	}
	for _, sub := range g.allSubs(x) {
		if hasOwn(sub) {
			related(&cases, sub.Name, sub.Go, g.becoming(x, sub))
		}
	}
	if cases.Len() == 0 {
		fmt.Fprintf(b, "func (*%sMany) GozenRelate(int, string, gozen.Rows, []int) gozen.Rows { return nil }\n\n", x.Go)
		return
	}
	fmt.Fprintf(b, "func (m *%sMany) GozenRelate(i int, name string, from gozen.Rows, rows []int) gozen.Rows {\nswitch name {\n%s}\nreturn nil\n}\n\n",
		x.Go, cases.String())
}

// related writes what becomes of the rows of one relation.
func related(b *strings.Builder, name, target, assign string) {
	fmt.Fprintf(b, "case %q:\nif from, ok := from.(*%sMany); ok {\n%s}\nreturn new(%sMany)\n", name, target, assign, target)
}

const relations = `// TodoOne is a to-one relation to Todo in a row.
type TodoOne struct {
	Row    *Todo // nil when null, hidden by a policy, or not loaded
	Loaded bool  // whether the query asked for it
}

// Must returns the row. It panics when there is none, and says why.
func (o TodoOne) Must() *Todo { return gozen.MustOne("todo", o.Row, o.Loaded) }

// MarshalJSON writes the row or null.
func (o TodoOne) MarshalJSON() ([]byte, error) { return json.Marshal(o.Row) }

// UnmarshalJSON reads what MarshalJSON wrote.
func (o *TodoOne) UnmarshalJSON(b []byte) error { return gozen.LoadOne(b, &o.Row, &o.Loaded) }

// TodoMany is a to-many relation to Todo in a row: nil when not loaded.
type TodoMany []Todo

// Must returns the rows. It panics when they were not loaded.
func (m TodoMany) Must() []Todo {
	if m == nil {
		gozen.NoRow("todo", false)
	}
	return m
}

// GozenPick keeps these rows, in this order.
func (m *TodoMany) GozenPick(rows []int) { *m = m.pick(rows) }

// GozenFirst returns the first row or the zero one, and the error.
//
//go:noinline
func (m *TodoMany) GozenFirst(err error) (row Todo, _ error) {
	if len(*m) > 0 {
		row = (*m)[0]
	}
	return row, err
}

// GozenYield hands the rows on, or the error, and tells whether more are wanted.
//
//go:noinline
func (m *TodoMany) GozenYield(err error, yield func(Todo, error) bool) bool {
	if err != nil {
		yield(Todo{}, err)
		return false
	}
	for _, row := range *m {
		if !yield(row, nil) {
			return false
		}
	}
	return true
}

func (m *TodoMany) pick(rows []int) TodoMany {
	picked := make(TodoMany, len(rows))
	for i, row := range rows {
		picked[i] = (*m)[row]
	}
	return picked
}

func (m *TodoMany) one(rows []int) TodoOne {
	if len(rows) == 0 {
		return TodoOne{Loaded: true}
	}
	return TodoOne{Row: &m.pick(rows[:1])[0], Loaded: true}
}

`
