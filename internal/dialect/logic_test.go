package dialect_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/schema"
)

// What sqlgen leaves out because constants decide it must not change what a
// condition means. Random conditions over three columns, each of them true,
// false or NULL, are evaluated here by the textbook and by the databases.

// truth is a value of three-valued logic.
type truth int8

const (
	no      truth = -1
	unknown truth = 0
	yes     truth = 1
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

func evaluate(x plan.Expr, row map[string]truth) truth {
	switch x := x.(type) {
	case *plan.Column:
		return row[x.Field.Name]
	case plan.Bool:
		return truthOf(bool(x))
	case plan.Null:
		return unknown
	case plan.And:
		v := yes
		for _, y := range x {
			v = min(v, evaluate(y, row))
		}
		return v
	case plan.Or:
		v := no
		for _, y := range x {
			v = max(v, evaluate(y, row))
		}
		return v
	case *plan.Not:
		return -evaluate(x.X, row)
	case *plan.IsNull:
		return truthOf(evaluate(x.X, row) == unknown)
	case *plan.IsTrue:
		return truthOf(evaluate(x.X, row) == yes)
	case *plan.Masked:
		if evaluate(x.Visible, row) == yes {
			return evaluate(x.X, row)
		}
		return unknown
	case *plan.Exists:
		return truthOf(evaluate(x.Select.Where, row) == yes)
	case *plan.Compare:
		l, r := evaluate(x.L, row), evaluate(x.R, row)
		if l == unknown || r == unknown {
			return unknown
		}
		return truthOf(l == r)
	default:
		panic("unknown condition")
	}
}

// conditions makes random conditions on a source. Subqueries read one row of
// another occurrence of the table and only look at the outer one.
type conditions struct {
	r      *rand.Rand
	model  *schema.Model
	source *plan.Source
	alias  int
}

func (c *conditions) make(depth int) plan.Expr {
	n := c.r.IntN(12)
	if depth == 0 {
		n = c.r.IntN(5)
	}
	switch n {
	case 0:
		return plan.Bool(c.r.IntN(2) == 0)
	case 1, 2, 3:
		return &plan.Column{Source: c.source, Field: c.model.Field([]string{"a", "b", "c"}[n-1])}
	case 4:
		return &plan.IsNull{X: &plan.Column{Source: c.source, Field: c.model.Field("a")}}
	case 5, 6:
		return plan.And(c.some(depth))
	case 7, 8:
		return plan.Or(c.some(depth))
	case 9:
		return &plan.Not{X: c.make(depth - 1)}
	case 10:
		return &plan.IsTrue{X: c.make(depth - 1)}
	default:
		return c.rare(depth)
	}
}

func (c *conditions) rare(depth int) plan.Expr {
	switch c.r.IntN(3) {
	case 0:
		return &plan.Masked{Visible: c.make(depth - 1), X: c.make(depth - 1)}
	case 1:
		c.alias++
		one := &plan.Source{Alias: c.alias, Model: c.model}
		id := &plan.Column{Source: one, Field: c.model.Field("id")}
		return &plan.Exists{Select: &plan.Select{From: one, Where: plan.And{
			compared(plan.Eq, id, &plan.Column{Source: c.source, Field: c.model.Field("id")}, schema.Int), c.make(depth - 1),
		}}}
	default:
		return compared(plan.Eq, c.make(depth-1), c.make(depth-1), schema.Boolean)
	}
}

func (c *conditions) some(depth int) []plan.Expr {
	xs := make([]plan.Expr, c.r.IntN(4))
	for i := range xs {
		xs[i] = c.make(depth - 1)
	}
	return xs
}

func TestLeavingOutWhatConstantsDecideChangesNothing(t *testing.T) {
	t.Parallel()
	boolean := schema.ValueType{Kind: schema.Boolean, Optional: true}
	s := schema.New(schema.Schema{Models: []*schema.Model{{Name: "T", Table: "T", ID: []string{"id"}, Fields: []*schema.Field{
		field("id", integer), field("a", boolean), field("b", boolean), field("c", boolean),
	}}}})
	tables := func(string) []string {
		return []string{`CREATE TABLE "T" ("id" INTEGER PRIMARY KEY, "a" BOOLEAN, "b" BOOLEAN, "c" BOOLEAN)`}
	}
	each(t, s, tables, func(t *testing.T, db database) {
		x := table{s.Model("T"), db.Dialect()}
		insert := x.insert("id", "a", "b", "c")
		rows := make([]map[string]truth, 27)
		values := map[truth]any{no: false, unknown: nil, yes: true}
		for i := range rows {
			row := map[string]truth{"a": truth(i%3) - 1, "b": truth(i/3%3) - 1, "c": truth(i/9) - 1, "id": truth(i + 10)}
			rows[i] = row
			run(t, db, insert, int64(i), values[row["a"]], values[row["b"]], values[row["c"]])
		}
		r := rand.New(rand.NewPCG(5, 6))
		for range 400 {
			src := x.source()
			cond := (&conditions{r: r, model: x.model, source: src}).make(4)
			want := []int64{}
			for i, row := range rows {
				if evaluate(cond, row) == yes {
					want = append(want, int64(i))
				}
			}
			id := &plan.Column{Source: src, Field: x.model.Field("id")}
			q := sqlgen.Select(db.Dialect(), &plan.Select{From: src, Columns: []plan.Expr{id}, Where: cond, Order: []plan.Order{{X: id, Type: integer}}})
			got, err := try(db, q)
			if err != nil {
				t.Fatalf("%s: %v", q.SQL, err)
			}
			if diff := cmp.Diff(want, ids(got)); diff != "" {
				t.Fatalf("%s\n(-want +got):\n%s", q.SQL, diff)
			}
		}
	})
}
