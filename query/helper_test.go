package query_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// sqlite and postgres precede the models of a test's schema.
const (
	sqlite   = "datasource db {\n provider = \"sqlite\"\n url = \"file:test.db\"\n}\n"
	postgres = "datasource db {\n provider = \"postgresql\"\n url = env(\"DATABASE_URL\")\n}\n"
)

func compile(t testing.TB, text string) *schema.Schema {
	t.Helper()
	s, diags := check.Source("test.zmodel", []byte(text))
	if s == nil {
		t.Fatalf("schema: %v", diags)
	}
	return s
}

func compileFile(t testing.TB, name string) *schema.Schema {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return compile(t, string(text))
}

func parse(t testing.TB, text string) query.Node {
	t.Helper()
	n, err := query.ParseJSON([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return n
}

func kindOf(t testing.TB, name string) query.Kind {
	t.Helper()
	k, ok := query.ParseKind(name)
	if !ok {
		t.Fatalf("no operation %q", name)
	}
	return k
}

// decode decodes "post.findMany {…}".
func decode(t testing.TB, s *schema.Schema, request string, lim query.Limits) (*query.Op, error) {
	t.Helper()
	call, args, _ := strings.Cut(request, " ")
	model, op, _ := strings.Cut(call, ".")
	m := s.ModelByAccessor(model)
	if m == nil {
		t.Fatalf("no model %q", model)
	}
	if args == "" {
		args = "{}"
	}
	return query.Decode(s, m, kindOf(t, op), parse(t, args), lim)
}

// issues lists what is wrong as "path: message".
func issues(t testing.TB, err error) []string {
	t.Helper()
	var e *query.Error
	if err == nil {
		return nil
	}
	if !errors.As(err, &e) {
		t.Fatalf("not a *query.Error: %v", err)
	}
	if e.Reason != query.InvalidInput {
		return []string{string(e.Reason) + ": " + e.Message}
	}
	var list []string
	for _, is := range e.Issues {
		list = append(list, is.Path+": "+is.Message)
	}
	return list
}

// show writes a condition as an expression, with values in place of slots.
func show(op *query.Op, c query.Cond) string {
	switch c := c.(type) {
	case nil:
		return "true"
	case query.And:
		return "and(" + showAll(op, c) + ")"
	case query.Or:
		return "or(" + showAll(op, c) + ")"
	case query.Not:
		return "not(" + show(op, c.X) + ")"
	case *query.IsNull:
		return c.Of.String() + c.Field.Name + " is null"
	case *query.Compare:
		name := operators[c.Op]
		if c.Fold {
			name += "~"
		}
		return fmt.Sprintf("%s%s %s %v", c.Of, c.Field.Name, name, op.Values[c.Value])
	case *query.CompareFields:
		return fmt.Sprintf("%s%s %s .%s", c.Of, c.Field.Name, operators[c.Op], c.With.Name)
	case *query.Related:
		return c.Field.Name + "." + quantifiers[c.Quant] + "(" + show(op, c.Cond) + ")"
	case *query.Search:
		out := c.Field.Name + " " + showText(op, c.Text)
		if c.Threshold != query.NoSlot {
			out += fmt.Sprintf(" > %v", op.Values[c.Threshold])
		}
		return out
	case *query.Absent:
		return showInside(op, c.At) + " is absent"
	case *query.CompareJSON:
		name := operators[c.Op]
		if c.Fold {
			name += "~"
		}
		return fmt.Sprintf("%s %s %v", showInside(op, c.At), name, op.Values[c.Value])
	case *query.Within:
		return showInside(op, c.At) + "." + quantifiers[c.Quant] + "(" + show(op, c.Cond) + ")"
	default:
		panic("unknown condition")
	}
}

func showText(op *query.Op, q query.TextQuery) string {
	out := [...]string{query.Fuzzy: "fuzzy", query.FuzzyWord: "word", query.FuzzyStrictWord: "strict word", query.FullText: "text"}[q.Kind]
	if q.Unaccent {
		out += " unaccent"
	}
	return out + q.Config + fmt.Sprintf("(%v)", op.Values[q.Search])
}

func showInside(op *query.Op, at *query.Inside) string {
	out := "element"
	if at.Field != nil {
		out = at.Field.Name
	}
	for _, m := range at.Members {
		out += "." + m
	}
	if at.Path != query.NoSlot {
		out += fmt.Sprint(op.Values[at.Path])
	}
	out += ":" + at.Type.Kind.String()
	if at.Type.List {
		out += "[]"
	}
	return out
}

var operators = map[query.Operator]string{
	query.Equals: "=", query.In: "in", query.Lt: "<", query.Lte: "<=", query.Gt: ">", query.Gte: ">=",
	query.Contains: "contains", query.StartsWith: "startsWith", query.EndsWith: "endsWith", query.Has: "has",
	query.ArrayContains: "contains all", query.ArrayOverlaps: "contains some", query.ArrayStartsWith: "starts with element",
	query.ArrayEndsWith: "ends with element", query.HasEvery: "hasEvery", query.HasSome: "hasSome", query.IsEmpty: "isEmpty",
}

var quantifiers = map[query.Quantifier]string{
	query.Is: "is", query.IsNot: "isNot", query.Some: "some", query.Every: "every", query.None: "none",
}

func showAll(op *query.Op, list []query.Cond) string {
	var parts []string
	for _, c := range list {
		parts = append(parts, show(op, c))
	}
	return strings.Join(parts, ", ")
}

// showData writes data as field=value, and nested writes in their order.
func showData(op *query.Op, d *query.Data) string {
	if d == nil {
		return "-"
	}
	var parts []string
	for _, s := range d.Sets {
		sign := [...]string{"=", "+=", "-=", "*=", "/=", "<<"}[s.Op]
		parts = append(parts, fmt.Sprintf("%s%s%v", s.Field.Name, sign, op.Values[s.Value]))
	}
	for _, r := range d.Relations {
		for _, w := range r.Writes {
			parts = append(parts, r.Field.Name+"."+showNested(op, w))
		}
	}
	return "{" + strings.Join(parts, " ") + "}"
}

func showNested(op *query.Op, w *query.Nested) string {
	out := w.Kind.String()
	if w.Where != nil {
		out += "[" + show(op, w.Where) + "]"
	}
	for _, c := range w.SetWhere {
		out += "[" + show(op, c) + "]"
	}
	if w.Create != nil {
		out += showData(op, w.Create)
	}
	if w.Update != nil {
		out += showData(op, w.Update)
	}
	if w.Rows != nil {
		out += showRows(op, w.Rows)
	}
	if w.SkipDuplicates {
		out += "?"
	}
	return out
}

func showRows(op *query.Op, r *query.Rows) string {
	var parts []string
	for g, group := range r.Groups {
		for i, base := range group.Base {
			row := fmt.Sprintf("%d:", r.Index[g][i])
			for j, f := range group.Fields {
				row += fmt.Sprintf(" %s=%v", f.Name, op.Values[int(base)+j])
			}
			parts = append(parts, row)
		}
	}
	return "(" + strings.Join(parts, "; ") + ")"
}

// showSelection writes a selection like the select that would make it.
func showSelection(op *query.Op, s *query.Selection) string {
	if s == nil {
		return "-"
	}
	var parts []string
	for _, f := range s.Fields {
		parts = append(parts, f.Name)
	}
	for _, r := range s.Relations {
		part := r.Field.Name
		if r.Where != nil {
			part += "[" + show(op, r.Where) + "]"
		}
		parts = append(parts, part+showPage(op, &r.Page)+showSelection(op, r.Select))
	}
	for _, c := range s.Counts {
		part := "#" + c.Field.Name
		if c.Where != nil {
			part += "[" + show(op, c.Where) + "]"
		}
		parts = append(parts, part)
	}
	return "{" + strings.Join(parts, " ") + "}"
}

// showGroups writes what an aggregate or groupBy computes: of rows that agree in
// some fields, functions of others, for groups that a having keeps.
func showGroups(op *query.Op) string {
	var parts []string
	for _, c := range op.By {
		parts = append(parts, c.Field.Name)
	}
	for _, a := range op.Aggregates {
		switch {
		case a.Plain:
			parts = append(parts, a.Of.String())
		case a.Field == nil:
			parts = append(parts, a.Of.String()+"*")
		default:
			parts = append(parts, a.Of.String()+"."+a.Field.Name)
		}
	}
	out := "{" + strings.Join(parts, " ") + "}"
	if op.Where != nil {
		out += " where " + show(op, op.Where)
	}
	if op.Having != nil {
		out += " having " + show(op, op.Having)
	}
	return out + showPage(op, &op.Page)
}

func showPage(op *query.Op, p *query.Page) string {
	var out string
	for _, o := range p.OrderBy {
		out += " by "
		for _, f := range o.Path {
			out += f.Name + "."
		}
		out += o.Of.String()
		if o.Field != nil {
			out += o.Field.Name
		}
		if o.Rank != nil {
			for _, f := range o.Rank.Fields {
				out += f.Name + "+"
			}
			out += showText(op, o.Rank.Text)
		}
		if o.Count {
			out += "#"
		}
		if o.Desc {
			out += "-"
		}
		out += [...]string{"", "(first)", "(last)"}[o.Nulls]
	}
	if p.Cursor != nil {
		out += " from " + show(op, p.CursorWhere)
	}
	if p.Skip != query.NoSlot {
		out += fmt.Sprintf(" skip %v", op.Values[p.Skip])
	}
	if p.Take != query.NoSlot {
		out += fmt.Sprintf(" take %v", op.Values[p.Take])
	}
	if p.Backward {
		out += " backward"
	}
	for _, f := range p.Distinct {
		out += " distinct " + f.Name
	}
	return out
}
