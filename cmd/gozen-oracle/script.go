package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/internal/oracle"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// report writes a finding as a group of a script of rt/testdata, which expects
// what the oracle finds right.
func report(g *ground, f finding, v verdict, out io.Writer) {
	s, _ := check.Source("oracle.zmodel", []byte(f.text))
	fmt.Fprintln(out, "group oracle: what this shows")
	if g.server != "" {
		fmt.Fprintln(out, "only postgres")
	}
	fmt.Fprintf(out, "schema\n%s\nend\n", strings.Trim(f.text, "\n"))
	for _, m := range s.Models {
		for _, f := range computed(m) {
			if f.Base == "" {
				fmt.Fprintf(out, "computed %s.%s {%s} * 2\n", m.Name, f.Name, oracle.Twice(f.Name))
			}
		}
	}
	marked := slices.ContainsFunc(s.Models, func(m *schema.Model) bool { return m.DeletedAt() != nil })
	if marked {
		fmt.Fprintln(out, "with deleted")
	}
	for _, x := range steps(s, fit(s, v.before)) {
		fmt.Fprintln(out, x)
	}
	if f.user == nil {
		fmt.Fprintln(out, "anon")
	} else {
		fmt.Fprintf(out, "as %s\n", text(f.user))
	}
	m := s.Model(f.model)
	fmt.Fprintf(out, "%s.%s %s\n# the engine: %s\n", m.Accessor(), f.kind, spelled(f.args), v.engine)
	for i, answer := range v.oracle {
		if i > 0 {
			fmt.Fprintf(out, "# or %s\n", answer)
			continue
		}
		if !strings.HasPrefix(answer, "!") {
			answer = "= " + answer
		}
		fmt.Fprintln(out, answer)
	}
	if f.kind.Writes() && !same(v.after, v.wanted) {
		fmt.Fprintln(out, "root")
		if marked {
			fmt.Fprintln(out, "with deleted")
		}
		for _, m := range s.Models {
			if abstract(m) {
				continue
			}
			contents(m, v, out)
		}
	}
	fmt.Fprintln(out)
}

// contents writes what a table must hold after a write.
func contents(m *schema.Model, v verdict, out io.Writer) {
	want, got := rowsOf(m, v.wanted), rowsOf(m, v.after)
	if want == got {
		return
	}
	args := object{"orderBy": byID(m)}
	if o := shownAll(m); len(o) > 0 {
		args["omit"] = o
	}
	include := object{}
	for _, f := range joined(m) {
		include[f.Name] = object{"select": object{m.ID[0]: true}}
	}
	if len(include) > 0 {
		args["include"] = include
	}
	fmt.Fprintf(out, "%s.%s %s\n# the engine: %s\n= %s\n", m.Accessor(), query.FindMany, text(args), got, want)
}

func byID(m *schema.Model) []any {
	var list []any
	for _, f := range m.IDFields() {
		list = append(list, object{f.Name: "asc"})
	}
	return list
}

// rowsOf writes a table's rows, with the links of which it has the first end.
func rowsOf(m *schema.Model, s oracle.State) string {
	var list []any
	for _, r := range s.Rows[m.Name] {
		x := object{}
		for k, v := range r {
			if f := m.Field(k); f.Type.Kind == schema.BigInt && !f.Type.List && v != nil {
				v = fmt.Sprint(v)
			}
			x[k] = v
		}
		for _, f := range joined(m) {
			linked := []any{}
			for _, l := range s.Links[f.Relation.Join.Table] {
				if text(l[0]) == text(r[m.ID[0]]) {
					linked = append(linked, l[1])
				}
			}
			x[f.Name] = linked
		}
		list = append(list, x)
	}
	return bag(list)
}
