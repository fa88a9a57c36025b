package query_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// TestShapesAreEqualExactlyWhenStructuresAre holds Shape against a slow dump
// of the whole tree, on random requests: a shape that stood for two structures
// would let one plan serve two requests that mean different things.
func TestShapesAreEqualExactlyWhenStructuresAre(t *testing.T) {
	t.Parallel()
	s := compile(t, sqlite+dataModels)
	dumps, shapes := map[string]string{}, map[string]string{}
	for seed := range uint64(4000) {
		op := randomOp(t, s, seed, seed)
		d, sh := dump(reflect.ValueOf(op)), op.Shape()
		if other, ok := dumps[sh]; ok && other != d {
			t.Fatalf("one shape for two structures:\n%s\n%s", other, d)
		}
		if other, ok := shapes[d]; ok && other != sh {
			t.Fatalf("two shapes %q and %q for one structure:\n%s", other, sh, d)
		}
		dumps[sh], shapes[d] = d, sh
	}
	if len(dumps) < 1000 {
		t.Errorf("only %d structures among the random requests", len(dumps))
	}
}

func TestShapesDoNotDependOnValues(t *testing.T) {
	t.Parallel()
	s := compile(t, sqlite+dataModels)
	for seed := range uint64(1000) {
		one, two := randomOp(t, s, seed, 1), randomOp(t, s, seed, 2)
		if one.Shape() != two.Shape() {
			t.Fatalf("seed %d: values change the shape:\n%s\n%s", seed, dump(reflect.ValueOf(one)), dump(reflect.ValueOf(two)))
		}
	}
}

func TestShapesDoNotDependOnTheNumberOfRows(t *testing.T) {
	t.Parallel()
	s := compile(t, sqlite+dataModels)
	shape := func(request string) string {
		op, err := decode(t, s, request, query.DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		return op.Shape()
	}
	// What stands behind the rows keeps its slots, however many rows there are.
	one := `u.update {"where":{"id":1},"data":{"ps":{"createMany":{"data":[{"id":1}]}},"cs":{"createMany":{"data":[{"id":1,"t":"x"}]},"updateMany":{"where":{"t":"a"},"data":{"t":"b"}}}},"include":{"ps":{"take":3}}}`
	two := `u.update {"where":{"id":9},"data":{"ps":{"createMany":{"data":[{"id":1},{"id":2},{"id":3}]}},"cs":{"createMany":{"data":[{"id":1,"t":"x"},{"t":"y","id":2}]},"updateMany":{"where":{"t":"c"},"data":{"t":"d"}}}},"include":{"ps":{"take":5}}}`
	if shape(one) != shape(two) {
		t.Error("the number of rows changes the shape")
	}
	other := `k.createMany {"data":[{"a":1,"b":1},{"a":1,"b":2}]}`
	if shape(`k.createMany {"data":[{"a":1,"b":1}]}`) != shape(other) {
		t.Error("the number of rows of one group changes the shape")
	}
	if shape(`k.createMany {"data":[{"a":1,"b":1},{"a":1,"b":2,"v":1}]}`) == shape(other) {
		t.Error("the sets of fields do not change the shape")
	}
}

func TestShapeTellsNeighboursApart(t *testing.T) {
	t.Parallel()
	s := compile(t, sqlite+dataModels)
	seen := map[string]string{}
	for _, request := range []string{
		`a.findMany`, `a.findFirst`, `a.exists`, `a.count`, `g.findMany`,
		`a.findMany {"where":{"n":1}}`, `a.findMany {"where":{"n":null}}`, `a.findMany {"where":{"n":{"not":1}}}`,
		`a.findMany {"where":{"n":{"gt":1}}}`, `a.findMany {"where":{"n":{"gte":1}}}`, `a.findMany {"where":{"n":{"in":[1]}}}`,
		`a.findMany {"where":{"id":1}}`, `a.findMany {"where":{"AND":[{"n":1},{"id":1}]}}`, `a.findMany {"where":{"OR":[{"n":1},{"id":1}]}}`,
		`a.findMany {"where":{"OR":[]}}`, `a.findMany {"where":{"OR":[{"AND":[]}]}}`,
		`a.findMany {"take":1}`, `a.findMany {"take":-1}`, `a.findMany {"skip":1}`, `a.findMany {"cursor":{"id":1}}`,
		`a.findMany {"distinct":"n"}`, `a.findMany {"distinct":["n","id"]}`,
		`a.findMany {"orderBy":{"n":"asc"}}`, `a.findMany {"orderBy":{"n":"desc"}}`, `a.findMany {"orderBy":{"n":{"sort":"asc","nulls":"last"}}}`,
		`a.findMany {"select":{"id":true}}`, `a.findMany {"select":{"n":true}}`,
		`a.count {"select":{"_all":true}}`, `a.count {"select":{"n":true}}`,
		`a.aggregate`, `a.aggregate {"_count":true}`, `a.aggregate {"_count":{"_all":true}}`, `a.aggregate {"_count":{"n":true}}`,
		`a.aggregate {"_sum":{"n":true}}`, `a.aggregate {"_avg":{"n":true}}`, `a.aggregate {"_count":true,"take":1}`, `a.aggregate {"_count":true,"cursor":{"id":1}}`,
		`a.groupBy {"by":"n"}`, `a.groupBy {"by":"id"}`, `a.groupBy {"by":["n","id"]}`, `a.groupBy {"by":"n","_count":true}`,
		`a.groupBy {"by":"n","where":{"n":1}}`, `a.groupBy {"by":"n","having":{"n":1}}`, `a.groupBy {"by":"n","having":{"n":{"_sum":1}}}`,
		`a.groupBy {"by":"n","having":{"n":{"_max":1}}}`, `a.groupBy {"by":"n","having":{"n":null}}`, `a.groupBy {"by":"n","having":{"n":{"_sum":null}}}`,
		`a.groupBy {"by":"n","orderBy":{"n":"asc"}}`, `a.groupBy {"by":"n","orderBy":{"_sum":{"n":"asc"}}}`, `a.groupBy {"by":"n","orderBy":{"_min":{"n":"asc"}}}`,
		`a.groupBy {"by":"n","orderBy":{"_count":{"n":"asc"}}}`, `a.groupBy {"by":"n","orderBy":{"_count":{"_all":"asc"}}}`, `a.groupBy {"by":"n","take":-1}`,
		`p.findMany {"where":{"u":{"id":1}}}`, `p.findMany {"where":{"u":{"isNot":{"id":1}}}}`, `p.findMany {"where":{"u":null}}`,
		`u.findMany {"where":{"ps":{"some":{"id":1}}}}`, `u.findMany {"where":{"ps":{"every":{"id":1}}}}`,
		`u.findMany {"where":{"cs":{"some":{"id":1}}}}`,
		`u.findMany {"include":{"ps":true}}`, `u.findMany {"include":{"_count":{"select":{"ps":true}}}}`,
		`u.findMany {"include":{"ps":{"take":1}}}`, `u.findMany {"include":{"ps":{"where":{"id":1}}}}`,
		`u.update {"where":{"id":1},"data":{}}`, `u.delete {"where":{"id":1}}`, `u.update {"where":{"id":1},"data":{"name":"x"}}`,
		`u.update {"where":{"id":1},"data":{"id":1}}`, `u.update {"where":{"id":1},"data":{"id":{"increment":1}}}`,
		`u.update {"where":{"id":1},"data":{"ps":{"connect":{"id":1}}}}`, `u.update {"where":{"id":1},"data":{"ps":{"disconnect":{"id":1}}}}`,
		`u.update {"where":{"id":1},"data":{"ps":{"connect":[{"id":1}]}}}`, `u.update {"where":{"id":1},"data":{"ps":{"set":[]}}}`,
		`u.update {"where":{"id":1},"data":{"ps":{"set":[{"id":1}]}}}`, `u.update {"where":{"id":1},"data":{"ps":{"deleteMany":{}}}}`,
		`u.update {"where":{"id":1},"data":{"ps":{"create":{"id":1}}}}`, `u.update {"where":{"id":1},"data":{"ps":{"create":[{"id":1}]}}}`,
		`u.update {"where":{"id":1},"data":{"ps":{"createMany":{"data":[]}}}}`,
		`u.update {"where":{"id":1},"data":{"ps":{"createMany":{"data":[],"skipDuplicates":true}}}}`,
		`u.updateMany {"data":{"name":"x"}}`, `u.updateMany {"data":{"name":"x"},"limit":1}`, `u.deleteMany`, `u.deleteMany {"limit":1}`,
		`u.createMany {"data":[]}`, `u.createMany {"data":[],"skipDuplicates":true}`, `u.createMany {"data":{"id":1}}`,
	} {
		op, err := decode(t, s, request, query.DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		if other, ok := seen[op.Shape()]; ok {
			if other == `u.update {"where":{"id":1},"data":{"ps":{"connect":{"id":1}}}}` {
				continue // one member or a list of one: the same request
			}
			t.Errorf("%s has the shape of %s", request, other)
		}
		seen[op.Shape()] = request
	}
}

func BenchmarkShape(b *testing.B) {
	s := compile(b, sqlite+dataModels)
	op, err := decode(b, s, `u.findMany {"where":{"ps":{"some":{"t":"x"}},"name":{"not":null}},"orderBy":{"id":"asc"},"take":20,"include":{"ps":{"where":{"t":"x"},"take":5},"_count":true}}`,
		query.DefaultLimits())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		_ = op.Shape()
	}
}

func BenchmarkDecode(b *testing.B) {
	s := compile(b, sqlite+dataModels)
	text := []byte(`{"where":{"ps":{"some":{"t":"x"}},"name":{"not":null}},"orderBy":{"id":"asc"},"take":20,"include":{"ps":{"where":{"t":"x"},"take":5},"_count":true}}`)
	for b.Loop() {
		n, err := query.ParseJSON(text)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := query.Decode(s, s.Model("U"), query.FindMany, n, query.DefaultLimits()); err != nil {
			b.Fatal(err)
		}
	}
}

// dump writes everything of an op but values, rows' numbers and rows' slots.
func dump(v reflect.Value) string {
	var b strings.Builder
	dumpTo(&b, v)
	return b.String()
}

func dumpTo(b *strings.Builder, v reflect.Value) {
	switch x := v.Interface().(type) {
	case *schema.Model:
		fmt.Fprintf(b, "model %s", x.Name)
		return
	case *schema.Field:
		if x == nil {
			break
		}
		fmt.Fprintf(b, "field %s", x.Name)
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			b.WriteString("nil")
			return
		}
		dumpTo(b, v.Elem())
	case reflect.Struct:
		b.WriteString(v.Type().Name() + "{")
		for i := range v.NumField() {
			switch name := v.Type().Field(i).Name; name {
			case "Values", "Index", "Base":
			default:
				b.WriteString(name + ":")
				dumpTo(b, v.Field(i))
				b.WriteString(" ")
			}
		}
		b.WriteString("}")
	case reflect.Slice:
		b.WriteString(v.Type().Name() + "[")
		for i := range v.Len() {
			dumpTo(b, v.Index(i))
			b.WriteString(" ")
		}
		b.WriteString("]")
	default:
		fmt.Fprintf(b, "%#v", v.Interface())
	}
}

// dice makes random requests. Structure and values come from different dice,
// so that requests can be alike in one and differ in the other.
type dice struct {
	s     *schema.Schema
	form  *rand.Rand
	value *rand.Rand
}

func randomOp(t *testing.T, s *schema.Schema, form, value uint64) *query.Op {
	t.Helper()
	d := &dice{s: s, form: rand.New(rand.NewPCG(form, 0)), value: rand.New(rand.NewPCG(value, 1))}
	for {
		m := s.Models[d.form.IntN(len(s.Models))]
		kind := query.FindUnique + query.Kind(d.form.IntN(int(query.DeleteMany)))
		args := d.args(m, kind)
		op, err := query.Decode(s, m, kind, parse(t, args), query.Limits{})
		if err == nil {
			return op
		}
		if len(issues(t, err)) == 0 {
			t.Fatalf("%s.%s %s: %v", m.Name, kind, args, err)
		}
	}
}

func (d *dice) some(p float64) bool { return d.form.Float64() < p }

func (d *dice) args(m *schema.Model, k query.Kind) string {
	var parts []string
	add := func(name, v string) { parts = append(parts, `"`+name+`":`+v) }
	switch k {
	case query.FindUnique, query.FindUniqueOrThrow, query.Delete, query.Update, query.Upsert:
		add("where", d.unique(m))
	case query.FindFirst, query.FindMany, query.Count, query.Exists, query.DeleteMany, query.UpdateMany, query.Aggregate, query.GroupBy:
		if d.some(0.7) {
			add("where", d.where(m, 2))
		}
	}
	switch k {
	case query.FindMany, query.Count:
		parts = append(parts, d.page(m)...)
	case query.Aggregate:
		parts = append(append(parts, d.page(m)...), d.aggregates(m)...)
	case query.GroupBy:
		add("by", `["`+strings.Join(m.ID[:1+d.form.IntN(len(m.ID))], `","`)+`"]`)
		add("having", d.having(m))
		parts = append(append(parts, d.page(m)...), d.aggregates(m)...)
	case query.Create:
		add("data", d.data(m, 2, true))
	case query.Update, query.UpdateMany:
		add("data", d.data(m, 2, false))
	case query.Upsert:
		add("create", d.data(m, 1, true))
		add("update", d.data(m, 1, false))
	case query.CreateMany, query.CreateManyAndReturn:
		add("data", d.rows(m))
	}
	switch k {
	case query.FindUnique, query.FindMany, query.FindFirst, query.Create, query.Update, query.Upsert, query.Delete:
		if d.some(0.5) {
			add("include", d.include(m, 2))
		}
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func (d *dice) scalar(f *schema.Field) string {
	n := d.value.IntN(1000)
	switch f.Type.Kind {
	case schema.String:
		return fmt.Sprintf(`"s%d"`, n)
	case schema.Boolean:
		return fmt.Sprint(n%2 == 0)
	case schema.EnumKind:
		return `"` + d.s.Enum(f.Type.Name).Values[n%2].Name + `"`
	case schema.DateTime:
		return fmt.Sprintf(`"20%02d-01-02T03:04:05Z"`, n%100)
	case schema.JSON:
		return fmt.Sprintf(`{"n":%d}`, n)
	case schema.Custom:
		if f.Type.List {
			return `[]`
		}
		return fmt.Sprintf(`{"city":"c%d","tags":[]}`, n)
	default:
		return fmt.Sprint(n + 1)
	}
}

func (d *dice) unique(m *schema.Model) string {
	if len(m.ID) == 1 {
		return fmt.Sprintf(`{%q:%s}`, m.ID[0], d.scalar(m.Field(m.ID[0])))
	}
	var parts []string
	for _, f := range m.IDFields() {
		parts = append(parts, fmt.Sprintf("%q:%s", f.Name, d.scalar(f)))
	}
	return fmt.Sprintf(`{%q:{%s}}`, m.IDName, strings.Join(parts, ","))
}

func (d *dice) where(m *schema.Model, depth int) string {
	var parts []string
	for _, f := range m.Fields {
		if !d.some(0.25) || f.Type.Kind == schema.Bytes {
			continue
		}
		switch {
		case f.IsRelation() && depth == 0:
		case f.IsRelation() && f.Type.List:
			q := [...]string{"some", "every", "none"}[d.form.IntN(3)]
			parts = append(parts, fmt.Sprintf("%q:{%q:%s}", f.Name, q, d.where(d.s.Model(f.Relation.Target), depth-1)))
		case f.IsRelation():
			q := [...]string{"is", "isNot"}[d.form.IntN(2)]
			parts = append(parts, fmt.Sprintf("%q:{%q:%s}", f.Name, q, d.where(d.s.Model(f.Relation.Target), depth-1)))
		default:
			parts = append(parts, fmt.Sprintf("%q:%s", f.Name, d.filter(f)))
		}
	}
	if depth > 0 && d.some(0.4) {
		op := [...]string{"AND", "OR", "NOT"}[d.form.IntN(3)]
		parts = append(parts, fmt.Sprintf("%q:[%s,%s]", op, d.where(m, depth-1), d.where(m, depth-1)))
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// json filters what is inside Json.
func (d *dice) json() string {
	n := d.value.IntN(9)
	path := [...]string{"", `"path":"$.a[0]",`, fmt.Sprintf(`"path":["a","%d"],`, n)}[d.form.IntN(3)]
	forms := [...]string{
		`"equals":%d`, `"not":%d`, `"gt":%d`, `"lte":"%d"`, `"string_contains":"%d"`, `"string_ends_with":"%d"`,
		`"array_contains":[%d]`, `"array_starts_with":%d`, `"array_ends_with":{"a":%d}`,
	}
	return "{" + path + fmt.Sprintf(forms[d.form.IntN(len(forms))], n) + "}"
}

// address filters the members of an Address.
func (d *dice) address() string {
	n := d.value.IntN(9)
	forms := [...]string{
		`{"city":"%d"}`, `{"city":{"in":["%d"]}}`, `{"city":{"contains":"%d"}}`, `{"zip":null,"city":"%d"}`, `{"zip":{"not":"%d"}}`,
		`{"geo":{"lat":{"lt":%d}}}`, `{"geo":{"is":{"lat":%d}}}`, `{"geo":{"isNot":{"lat":%d}}}`, `{"geo":null,"city":"%d"}`,
		`{"tags":{"has":"%d"}}`, `{"tags":{"hasSome":["%d"]}}`, `{"tags":["%d"]}`, `{"isNot":{"city":"%d"}}`, `{"is":{"city":"%d"}}`,
	}
	return fmt.Sprintf(forms[d.form.IntN(len(forms))], n)
}

func (d *dice) filter(f *schema.Field) string {
	if f.Type.Optional && d.some(0.2) && f.Type.Kind != schema.JSON {
		return "null"
	}
	switch {
	case f.Type.Kind == schema.Custom && f.Type.List && d.some(0.5):
		return fmt.Sprintf(`{%q:%s}`, [...]string{"some", "every", "none"}[d.form.IntN(3)], d.address())
	case f.Type.Kind == schema.Custom && !f.Type.List && d.some(0.7):
		return d.address()
	case f.Type.Kind == schema.JSON && d.some(0.6):
		return d.json()
	case f.Type.Kind == schema.JSON || f.Type.Kind == schema.Custom:
		return fmt.Sprintf(`{%q:%s}`, [...]string{"equals", "not"}[d.form.IntN(2)], d.scalar(f))
	}
	switch d.form.IntN(5) {
	case 0:
		return d.scalar(f)
	case 1:
		return fmt.Sprintf(`{"not":%s}`, d.scalar(f))
	case 2:
		list := strings.Repeat(d.scalar(f)+",", d.value.IntN(3)) + d.scalar(f)
		return fmt.Sprintf(`{"in":[%s]}`, list)
	case 3:
		if f.Type.Kind.Numeric() || f.Type.Kind == schema.String {
			return fmt.Sprintf(`{%q:%s}`, [...]string{"gt", "lte"}[d.form.IntN(2)], d.scalar(f))
		}
	}
	return fmt.Sprintf(`{"equals":%s}`, d.scalar(f))
}

func (d *dice) page(m *schema.Model) []string {
	var parts []string
	if d.some(0.3) {
		parts = append(parts, fmt.Sprintf(`"orderBy":{"%s":"%s"}`, m.ID[0], [...]string{"asc", "desc"}[d.form.IntN(2)]))
	}
	if d.some(0.3) {
		parts = append(parts, fmt.Sprintf(`"skip":%d`, d.value.IntN(9)))
	}
	if d.some(0.3) {
		parts = append(parts, fmt.Sprintf(`"take":%s%d`, [...]string{"", "-"}[d.form.IntN(2)], 1+d.value.IntN(9)))
	}
	return parts
}

func (d *dice) aggregates(m *schema.Model) []string {
	parts := []string{fmt.Sprintf(`"_count":%t`, d.some(0.5))}
	for _, fn := range [...]string{"_avg", "_sum", "_min", "_max"} {
		var fields []string
		for _, f := range m.Fields {
			if f.Type.Kind.Numeric() && !f.Type.List && d.some(0.3) {
				fields = append(fields, fmt.Sprintf("%q:true", f.Name))
			}
		}
		parts = append(parts, fmt.Sprintf("%q:{%s}", fn, strings.Join(fields, ",")))
	}
	return parts
}

func (d *dice) having(m *schema.Model) string {
	var parts []string
	for _, f := range m.Fields {
		if f.Type.Kind.Numeric() && !f.Type.List && d.some(0.3) {
			fn := [...]string{"_count", "_sum", "_min", "_max"}[d.form.IntN(4)]
			parts = append(parts, fmt.Sprintf("%q:{%q:%s}", f.Name, fn, d.scalar(f)))
		}
	}
	if d.some(0.3) {
		id := m.Field(m.ID[0])
		parts = append(parts, fmt.Sprintf(`"NOT":{%q:%s}`, id.Name, d.filter(id)))
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func (d *dice) include(m *schema.Model, depth int) string {
	var parts []string
	for _, f := range m.Fields {
		if !f.IsRelation() || !d.some(0.5) {
			continue
		}
		v := "true"
		if depth > 0 && d.some(0.5) {
			inner := []string{`"include":` + d.include(d.s.Model(f.Relation.Target), depth-1)}
			if f.Type.List {
				inner = append(inner, d.page(d.s.Model(f.Relation.Target))...)
			}
			v = "{" + strings.Join(inner, ",") + "}"
		}
		parts = append(parts, fmt.Sprintf("%q:%s", f.Name, v))
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func (d *dice) scalars(m *schema.Model, all bool) []string {
	var parts []string
	for _, f := range m.Fields {
		if f.IsRelation() || f.Type.Kind == schema.Bytes {
			continue
		}
		required := all && !f.Type.Optional && f.Default == nil && !f.UpdatedAt && !f.Type.List
		if required || d.some(0.3) {
			parts = append(parts, fmt.Sprintf("%q:%s", f.Name, d.scalar(f)))
		}
	}
	return parts
}

func (d *dice) rows(m *schema.Model) string {
	var rows []string
	for range d.form.IntN(3) {
		rows = append(rows, "{"+strings.Join(d.scalars(m, true), ",")+"}")
	}
	return "[" + strings.Join(rows, ",") + "]"
}

func (d *dice) data(m *schema.Model, depth int, create bool) string {
	parts := d.scalars(m, create)
	for _, f := range m.Fields {
		if !f.IsRelation() || !f.Type.List || depth == 0 || !d.some(0.4) {
			continue
		}
		target := d.s.Model(f.Relation.Target)
		switch d.form.IntN(4) {
		case 0:
			parts = append(parts, fmt.Sprintf(`%q:{"connect":[%s]}`, f.Name, d.unique(target)))
		case 1:
			parts = append(parts, fmt.Sprintf(`%q:{"create":{"id":%d}}`, f.Name, d.value.IntN(9)))
		case 2:
			parts = append(parts, fmt.Sprintf(`%q:{"connectOrCreate":{"where":%s,"create":{"id":1}}}`, f.Name, d.unique(target)))
		case 3:
			if !create {
				parts = append(parts, fmt.Sprintf(`%q:{"set":[%s],"deleteMany":%s}`, f.Name, d.unique(target), d.where(target, 0)))
			}
		}
	}
	return "{" + strings.Join(parts, ",") + "}"
}
