package sqlgen_test

import (
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/schema"
)

// sample is a schema with one of everything that text depends on: a renamed
// table and column, an enum with stored names, uuids, an implicit relation.
func sample() *schema.Schema {
	id := func(native string) *schema.Field {
		f := field("id", schema.String)
		if native != "" {
			f.Native = &schema.Native{Name: native}
		}
		return f
	}
	user := &schema.Model{Name: "User", Table: "users", ID: []string{"id"}, Fields: []*schema.Field{
		id(""), column("email", "e_mail", schema.String), field("age", schema.Int), field("active", schema.Boolean),
	}}
	post := &schema.Model{Name: "Post", Table: "Post", Schema: "blog", ID: []string{"id"}, Fields: []*schema.Field{
		id("Uuid"), field("title", schema.String), field("authorId", schema.String), field("views", schema.Int),
		field("price", schema.Decimal), field("rating", schema.Float), field("meta", schema.JSON), field("at", schema.DateTime),
		{Name: "state", Column: "state", Type: schema.ValueType{Kind: schema.EnumKind, Name: "State"}},
		{Name: "tags", Column: "tags", Type: schema.ValueType{Kind: schema.String, List: true}},
		{Name: "topics", Type: schema.ValueType{Kind: schema.ModelKind, Name: "Topic", List: true}, Relation: &schema.Relation{
			Target: "Topic", Opposite: "posts", Join: &schema.Join{Table: "_PostToTopic", This: "A", Other: "B"},
		}},
	}}
	topic := &schema.Model{Name: "Topic", Table: "Topic", ID: []string{"id"}, Fields: []*schema.Field{
		field("id", schema.Int), {Name: "posts", Type: schema.ValueType{Kind: schema.ModelKind, Name: "Post", List: true}, Relation: &schema.Relation{
			Target: "Post", Opposite: "topics", Join: &schema.Join{Table: "_PostToTopic", This: "B", Other: "A"},
		}},
	}}
	member := &schema.Model{Name: "Member", Table: "Member", ID: []string{"userId", "spaceId"}, Fields: []*schema.Field{
		field("userId", schema.String), field("spaceId", schema.Int),
	}}
	state := &schema.Enum{Name: "State", DBName: "post_state", Schema: "blog", Values: []*schema.EnumValue{
		{Name: "DRAFT", DBName: "draft"}, {Name: "PUBLIC", DBName: "PUBLIC"},
	}}
	return schema.New(schema.Schema{
		Models: []*schema.Model{user, post, topic, member}, Enums: []*schema.Enum{state},
	})
}

func field(name string, k schema.Kind) *schema.Field { return column(name, name, k) }

func column(name, column string, k schema.Kind) *schema.Field {
	return &schema.Field{Name: name, Column: column, Type: schema.ValueType{Kind: k}}
}

// tables names sources and columns of the sample briefly.
type tables struct {
	s    *schema.Schema
	next int
}

func (t *tables) source(model string) *plan.Source {
	t.next++
	return &plan.Source{Alias: t.next - 1, Model: t.s.Model(model)}
}

func (t *tables) field(model, name string) *schema.Field { return t.s.Model(model).Field(name) }

func col(s *plan.Source, name string) *plan.Column {
	if s.Join != nil {
		return &plan.Column{Source: s, Join: name}
	}
	return &plan.Column{Source: s, Field: s.Model.Field(name)}
}

func slot(n int, k schema.Kind) *plan.Param {
	return &plan.Param{From: plan.Slot(n), Type: schema.ValueType{Kind: k}}
}

func slots(n int, k schema.Kind) *plan.Param {
	p := slot(n, k)
	p.Type.List = true
	return p
}

func constant(v any, k schema.Kind) *plan.Param {
	return &plan.Param{From: &plan.Constant{V: v}, Type: schema.ValueType{Kind: k}}
}

func eq(l, r plan.Expr, k schema.Kind) *plan.Compare { return compare(plan.Eq, l, r, k) }

func compare(op plan.CompareOp, l, r plan.Expr, k schema.Kind) *plan.Compare {
	return &plan.Compare{Op: op, L: l, R: r, Type: schema.ValueType{Kind: k}}
}
