package ddltest

import (
	"strings"

	"github.com/gozen-dev/gozen/internal/ddl"
	"github.com/gozen-dev/gozen/schema"
)

// Case is a schema whose tables show one thing.
type Case struct {
	Name   string
	Schema schema.Schema
	Only   ddl.Dialect // the one database that has such tables; zero for all
}

// On reports whether the database has such tables.
func (c Case) On(d ddl.Dialect) bool { return c.Only == 0 || c.Only == d }

// Cases returns all cases, anew each time.
func Cases() []Case {
	return []Case{
		{Name: "every type has its column", Schema: Models(Model("Thing",
			Field("id", schema.String),
			Field("int", schema.Int), Field("bigInt", schema.BigInt), Field("float", schema.Float),
			Field("decimal", schema.Decimal), Field("boolean", schema.Boolean), Field("dateTime", schema.DateTime),
			Field("json", schema.JSON), Field("bytes", schema.Bytes), Field("maybe", schema.String, Optional),
			Field("typed", schema.Custom, Named("Address")), Field("types", schema.Custom, Named("Address"), List),
			Field("ignored", schema.Unsupported, Named("point"), Optional),
		))},
		{Name: "lists are arrays", Only: ddl.PostgreSQL, Schema: schema.Schema{
			Enums: []*schema.Enum{Enum("Role", "USER", "ADMIN")},
			Models: []*schema.Model{Model("Thing", Field("id", schema.Int),
				Field("tags", schema.String, List, Values("a b", `say "hi"`, `back\slash`, "it's")),
				Field("none", schema.Decimal, List, Values()),
				Field("docs", schema.JSON, List),
				Field("times", schema.DateTime, List),
				Field("roles", schema.EnumKind, Named("Role"), List, Values("USER")),
			)},
		}},
		{Name: "enums keep their stored names", Schema: schema.Schema{
			Enums: []*schema.Enum{{Name: "Role", DBName: "user_role", Values: []*schema.EnumValue{
				{Name: "USER", DBName: "user"}, {Name: "ADMIN", DBName: "it's"},
			}}},
			Models: []*schema.Model{Model("User", Field("id", schema.Int),
				Field("role", schema.EnumKind, Named("Role"), Value("USER")),
				Field("was", schema.EnumKind, Named("Role"), Optional),
			)},
		}},
		{Name: "the database makes the defaults that it can", Schema: Models(Model("Thing",
			Field("id", schema.Int, Call("autoincrement")),
			Field("text", schema.String, Value(`it's "quoted" \ 'so'`)), Field("plain", schema.String, Value("plain")),
			Field("yes", schema.Boolean, Value(true)), Field("no", schema.Boolean, Value(false)),
			Field("int", schema.Int, Value(schema.Number("-1"))), Field("decimal", schema.Decimal, Value(schema.Number("1.50"))),
			Field("at", schema.DateTime, Value("2024-01-31T10:00:00+02:00")), Field("now", schema.DateTime, Call("now")),
			Field("json", schema.JSON, Value(`{"a":1}`)), Field("bytes", schema.Bytes, Value("aGk=")),
			Field("made", schema.String, SQL("lower('X')")), Field("uuid", schema.String, Call("uuid")),
		))},
		{Name: "native types are honoured", Only: ddl.PostgreSQL, Schema: Models(Model("Thing",
			Field("id", schema.String, Native("Uuid"), SQL("gen_random_uuid()")),
			Field("code", schema.String, Native("VarChar", "10")), Field("free", schema.String, Native("VarChar")),
			Field("char", schema.String, Native("Char")), Field("bits", schema.String, Native("VarBit", "3")),
			Field("small", schema.Int, Native("SmallInt"), Call("autoincrement")),
			Field("price", schema.Decimal, Native("Decimal", "10", "2")), Field("cash", schema.Decimal, Native("Money")),
			Field("day", schema.DateTime, Native("Date")), Field("at", schema.DateTime, Native("Timestamptz", "6")),
			Field("clock", schema.DateTime, Native("Time", "3")), Field("doc", schema.JSON, Native("Json"), Value(`{"a":1}`)),
			Field("real", schema.Float, Native("Real")), Field("ip", schema.String, Native("Inet")),
		))},
		{Name: "keys and indexes have the names that Prisma gives", Schema: func() schema.Schema {
			m := Model("User", Field("id", schema.Int), Field("email", schema.String, Column("e_mail")), Field("a", schema.Int), Field("b", schema.Int))
			m.Table = "users"
			m.ID = []string{"a", "id"}
			m.Uniques = []*schema.Key{{Name: "email", Fields: []string{"email"}}, {Name: "a_b", Fields: []string{"a", "b"}, Map: "own"}}
			m.Indexes = []*schema.Index{{Fields: []schema.IndexField{{Name: "b"}, {Name: "a", Desc: true}}}, {Map: "byB", Fields: []schema.IndexField{{Name: "b"}}}}
			return Models(m)
		}()},
		{Name: "indexes of other methods", Only: ddl.PostgreSQL, Schema: func() schema.Schema {
			m := Model("Doc", Field("id", schema.Int), Field("body", schema.JSON), Field("key", schema.String))
			m.Indexes = []*schema.Index{
				{Type: "Gin", Fields: []schema.IndexField{{Name: "body", Ops: "JsonbPathOps"}}},
				{Type: "Hash", Fields: []schema.IndexField{{Name: "key"}}},
			}
			return Models(m)
		}()},
		{Name: "an id that may be NULL is a unique key", Schema: func() schema.Schema {
			m := Model("User", Field("email", schema.String, Optional))
			return Models(m)
		}()},
		{Name: "foreign keys have their actions and an index", Schema: Models(
			Model("User", Field("id", schema.Int), Field("bestId", schema.Int, Optional), Owner("best", "User", "bestId -> id", schema.SetNull)),
			Model("Post", Field("id", schema.Int), Field("authorId", schema.Int), Owner("author", "User", "authorId -> id", schema.Cascade)),
		)},
		{Name: "no second index where a key starts with the columns", Schema: func() schema.Schema {
			m := Model("Member", Field("userId", schema.Int), Field("spaceId", schema.Int), Field("byId", schema.Int),
				Owner("user", "User", "userId -> id", ""), Owner("space", "Space", "spaceId -> id", ""), Owner("by", "User", "byId -> id", ""))
			m.ID = []string{"userId", "spaceId"}
			m.Indexes = []*schema.Index{{Fields: []schema.IndexField{{Name: "byId"}, {Name: "userId"}}}}
			return Models(Model("User", Field("id", schema.Int)), Model("Space", Field("id", schema.Int)), m)
		}()},
		{Name: "keys that refer to each other", Schema: func() schema.Schema {
			a := Model("A", Field("id", schema.Int), Field("code", schema.String), Field("parent", schema.String, Optional), Field("bId", schema.Int, Optional),
				Owner("up", "A", "parent -> code", schema.NoAction), Owner("b", "B", "bId -> id", schema.SetNull))
			a.Uniques = []*schema.Key{{Name: "code", Fields: []string{"code"}}}
			return Models(a, Model("B", Field("id", schema.Int), Field("aCode", schema.String), Owner("a", "A", "aCode -> code", schema.SetDefault)))
		}()},
		{Name: "many-to-many has a join table", Schema: Models(
			Model("Post", Field("id", schema.Int, Call("autoincrement")), Joined("tags", "Tag", "_PostToTag", "A", "B")),
			Model("Tag", Field("name", schema.String, Value("x")), Joined("posts", "Post", "_PostToTag", "B", "A")),
		)},
		{Name: "a delegate sub-table shares the id of its base", Schema: func() schema.Schema {
			base := Model("Asset", Field("id", schema.Int, Call("autoincrement")), Field("kind", schema.String), Field("ownerId", schema.Int), Owner("owner", "User", "ownerId -> id", schema.Cascade))
			base.Delegate = &schema.DelegateInfo{Discriminator: "kind", Subs: []string{"Video"}}
			base.Uniques = []*schema.Key{{Name: "kind", Fields: []string{"kind"}}}
			baseOwner := Owner("owner", "User", "ownerId -> id", schema.Cascade)
			baseOwner.Base = "Asset"
			sub := Model("Video", Field("id", schema.Int, Call("autoincrement"), Inherited("Asset")), Field("kind", schema.String, Inherited("Asset")),
				Field("ownerId", schema.Int, Inherited("Asset")), baseOwner, Field("length", schema.Int), Field("coverId", schema.Int, Optional), Owner("cover", "Video", "coverId -> id", schema.SetNull))
			sub.Delegate = &schema.DelegateInfo{Base: "Asset", Value: "Video"}
			sub.Uniques = []*schema.Key{{Name: "kind", Fields: []string{"kind"}}}
			return Models(Model("User", Field("id", schema.Int)), base, sub)
		}()},
		{Name: "views and computed fields have no place", Schema: func() schema.Schema {
			v := Model("Stats", Field("id", schema.Int))
			v.View = true
			m := Model("User", Field("id", schema.Int), Field("age", schema.Int, func(f *schema.Field) { f.Computed = true }),
				Field("statsId", schema.Int), Owner("stats", "Stats", "statsId -> id", ""))
			return Models(v, m)
		}()},
		{Name: "models and enums stand in their schemas", Schema: func() schema.Schema {
			e := Enum("Role", "USER")
			e.Schema = "auth"
			u := Model("User", Field("id", schema.Int), Field("role", schema.EnumKind, Named("Role")))
			u.Schema = "auth"
			return schema.Schema{Enums: []*schema.Enum{e}, Models: []*schema.Model{
				Model("Post", Field("id", schema.Int), Field("authorId", schema.Int), Owner("author", "User", "authorId -> id", "")), u,
			}}
		}()},
		{Name: "long names are cut between characters", Schema: func() schema.Schema {
			long := strings.Repeat("é", 20)
			m := Model("T"+long, Field("id", schema.Int), Field("f"+long, schema.Int))
			m.Uniques = []*schema.Key{{Fields: []string{"f" + long}}}
			return Models(m)
		}()},
	}
}
