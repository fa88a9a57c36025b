package vet_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/internal/vet"
)

// header is what every case is written below.
const header = `package x
import (
	"context"; "encoding/json"
	"github.com/gozen-dev/gozen"
	"github.com/gozen-dev/gozen/internal/gen/golang/golden/zdb"
	"github.com/gozen-dev/gozen/internal/gen/golang/golden/zdb/model"
	kinds "github.com/gozen-dev/gozen/internal/gen/golang/kinds/zdb"
	kind "github.com/gozen-dev/gozen/internal/gen/golang/kinds/zdb/model"
)
var (_ gozen.Kind; _ model.User; _ kind.Video; _ = json.Unmarshal)
func f(ctx context.Context, c *zdb.Client, k *kinds.Client, id string, b []byte) any {
`

// program type-checks and vets the body of a function.
func program(t *testing.T) func(body string) []string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-export", "-deps", "-f", "{{.ImportPath}}={{.Export}}",
		"github.com/gozen-dev/gozen/internal/gen/golang/golden/zdb", "github.com/gozen-dev/gozen/internal/gen/golang/kinds/zdb").Output()
	if err != nil {
		t.Fatal(err)
	}
	exports := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "=")
		exports[path] = file
	}
	fset := token.NewFileSet()
	from := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	return func(body string) []string {
		f, err := parser.ParseFile(fset, "x.go", header+body+"\nreturn nil }", parser.SkipObjectResolution)
		if err != nil {
			t.Fatalf("%s\n\t%v", body, err)
		}
		info := &types.Info{
			Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
			Instances: map[*ast.Ident]types.Instance{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		}
		unused := func(err error) {
			if !strings.Contains(err.Error(), "declared and not used") {
				t.Errorf("%s\n\t%v", body, err)
			}
		}
		_, _ = (&types.Config{Importer: from, Error: unused}).Check("x", fset, []*ast.File{f}, info) // told to unused
		var messages []string
		for _, found := range vet.Files([]*ast.File{f}, info) {
			messages = append(messages, found.Message)
		}
		return messages
	}
}

func TestNewRowsLackWhatIsRequired(t *testing.T) {
	t.Parallel()
	run := program(t)
	for name, c := range map[string]struct {
		body string
		want []string
	}{
		"a field": {`c.User.Create(ctx, model.UserCreate{Name: new("Ann")})`, []string{"model.UserCreate: Email is required"}},
		"nothing": {`c.User.Create(ctx, model.UserCreate{Email: "a@x"})`, nil},
		"a relation": {
			`c.Todo.Create(ctx, model.TodoCreate{Title: "x"})`,
			[]string{"model.TodoCreate: List or ListID is required"},
		},
		"a relation that is connected": {`c.Todo.Create(ctx, model.TodoCreate{Title: "x", List: gozen.Connect(zdb.List.ByID(id))})`, nil},
		"a relation by its key":        {`c.Todo.Create(ctx, model.TodoCreate{Title: "x", ListID: id})`, nil},
		"a key that has a default":     {`c.List.Create(ctx, model.ListCreate{Title: "x", SpaceID: id})`, nil},
		"all of it, when it is empty": {
			`c.Todo.Create(ctx, model.TodoCreate{})`,
			[]string{"model.TodoCreate: Title is required", "model.TodoCreate: List or ListID is required"},
		},
		"one of several": {
			`c.Todo.CreateMany(ctx, model.TodoCreate{Title: "x", ListID: id}, model.TodoCreate{ListID: id})`,
			[]string{"model.TodoCreate: Title is required"},
		},
		"one of a slice": {
			`c.Todo.CreateMany(ctx, []model.TodoCreate{{Title: "x"}}...)`,
			[]string{"model.TodoCreate: List or ListID is required"},
		},
		"an upsert":                        {`c.Tag.Upsert(ctx, zdb.Tag.ByID(1), model.TagCreate{})`, []string{"model.TagCreate: Name is required"}},
		"rows without keys in the literal": {`_ = kind.SecretThingCreate{"x"}`, nil},
		"an id that nothing makes":         {`k.SecretThing.Create(ctx, kind.SecretThingCreate{})`, []string{"model.SecretThingCreate: ID is required"}},

		"a nested row has its parent": {`c.List.Create(ctx, model.ListCreate{Title: "x", SpaceID: id, Todos: gozen.Create(model.TodoCreate{Title: "x"})})`, nil},
		"a nested row lacks a field": {
			`c.List.Create(ctx, model.ListCreate{Title: "x", SpaceID: id, Todos: gozen.Create(model.TodoCreate{})})`,
			[]string{"model.TodoCreate: Title is required"},
		},
		"a nested row lacks another relation": {
			`c.User.Create(ctx, model.UserCreate{Email: "x", Memberships: gozen.Create(model.SpaceUserCreate{Role: "USER"})})`,
			[]string{"model.SpaceUserCreate: Space or SpaceID is required"},
		},
		"a row of a slice in another": {
			`c.User.Create(ctx, model.UserCreate{Email: "x", Memberships: gozen.Create([]model.SpaceUserCreate{{Role: "USER"}}...)})`,
			[]string{"model.SpaceUserCreate: Space or SpaceID is required"},
		},
		"a change writes a row": {
			`c.User.Update(ctx, zdb.User.ByID(id), zdb.User.Memberships.Write(gozen.Create(model.SpaceUserCreate{})))`,
			[]string{"model.SpaceUserCreate: Space or SpaceID is required"},
		},
		"several writes of one relation": {
			`_ = model.UserCreate{Email: "x", Memberships: gozen.Together(gozen.Create(model.SpaceUserCreate{}))}`,
			[]string{"model.SpaceUserCreate: Space or SpaceID is required"},
		},
		"nested writes on their own": {`_ = gozen.Create(model.SpaceUserCreate{})`, nil},
		"a relation of the base":     {`k.Video.Create(ctx, kind.VideoCreate{Title: "x", Seconds: 1, Notes: gozen.Create(kind.NoteCreate{Text: "x"})})`, nil},

		"a variable":                            {`in := model.UserCreate{Name: new("x")}; c.User.Create(ctx, in)`, []string{"model.UserCreate: Email is required"}},
		"a variable that is made complete":      {`in := model.UserCreate{Name: new("x")}; in.Email = "x"; c.User.Create(ctx, in)`, nil},
		"a variable that something else fills":  {`in := model.UserCreate{Name: new("x")}; json.Unmarshal(b, &in)`, nil},
		"a variable may get its relation":       {`in := model.TodoCreate{Title: "x"}; _ = in`, nil},
		"rows of a slice, completed in a loop":  {`for _, in := range []model.UserCreate{{Name: new("x")}} { in.Email = "x" }`, nil},
		"the zero value":                        {`in := model.UserCreate{}; _ = in; return model.UserCreate{}`, nil},
		"a pointer to a literal":                {`_ = &model.UserCreate{Name: new("x")}`, []string{"model.UserCreate: Email is required"}},
		"a row is no new row":                   {`_ = model.User{ID: "x"}`, nil},
		"a row that goes through a function":    {`g := func(in model.TodoCreate) {}; g(model.TodoCreate{Title: "x"})`, nil},
		"a function does not excuse its fields": {`g := func(in model.TodoCreate) {}; g(model.TodoCreate{ListID: id})`, []string{"model.TodoCreate: Title is required"}},
	} {
		if d := cmp.Diff(c.want, run(c.body)); d != "" {
			t.Errorf("%s: %s\n%s", name, c.body, d)
		}
	}
}

func TestStructsThatDoNotFitTheirModel(t *testing.T) {
	t.Parallel()
	run := program(t)
	for name, c := range map[string]struct{ body, want string }{
		"what fits": {`type Card struct {
			model.List
			Boss *struct{ Mail string ` + "`json:\"email\"`" + ` } ` + "`json:\"owner\"`" + `
			Todos []struct{ Title string; Due *int ` + "`json:\"priority\"`" + `; Estimate *gozen.Decimal }
			Count struct{ Todos int }
			note string
			Skip int ` + "`json:\"-\"`" + `
		}
		gozen.Select[Card](c.List)`, ""},
		"no such field":                        {`gozen.Select[struct{ Nick string }](c.User)`, "select struct{Nick string}.Nick: User has no such field"},
		"another type":                         {`type S struct{ CreatedAt string }; gozen.Select[S](c.User)`, "select x.S.CreatedAt: User.createdAt is time.Time, not string"},
		"null":                                 {`type S struct{ Name string }; gozen.Select[S](c.User)`, "select x.S.Name: User.name is *string, not string"},
		"what may be absent":                   {`type S struct{ Password string }; gozen.Select[S](c.User)`, "select x.S.Password: User.password is *string, not string"},
		"json of another name":                 {"type S struct{ X string `json:\"mail\"` }; gozen.Select[S](c.User)", "select x.S.X: User has no such field"},
		"Bytes in a string":                    {`type S struct{ Image string }; gozen.Select[S](c.User)`, "select x.S.Image: User.image is []byte, not string"},
		"an enum in a string":                  {`type S struct{ Role string }; gozen.Select[S](c.SpaceUser)`, ""},
		"an enum in a number":                  {`type S struct{ Role int }; gozen.Select[S](c.SpaceUser)`, "select x.S.Role: SpaceUser.role is string, not int"},
		"an int in more bits":                  {`type S struct{ Priority int64 }; gozen.Select[S](c.Todo)`, ""},
		"many rows in one":                     {`type S struct{ Lists struct{ ID string } }; gozen.Select[S](c.User)`, "select x.S.Lists: User.lists is a relation, and wants a slice of structs, not struct{ID string}"},
		"one row in many":                      {`type S struct{ Owner []struct{ ID string } }; gozen.Select[S](c.List)`, "select x.S.Owner: List.owner is a relation, and wants a struct, not []struct{ID string}"},
		"a relation that may be null":          {`type S struct{ Manager struct{ ID string } }; gozen.Select[S](c.User)`, "select x.S.Manager: User.manager is a relation, and wants a pointer to a struct, not struct{ID string}"},
		"pointers in a slice":                  {`type S struct{ Lists []*struct{ ID string } }; gozen.Select[S](c.User)`, "select x.S.Lists: User.lists is a relation, and wants structs, not *struct{ID string}"},
		"below a relation":                     {`type S struct{ Lists []struct{ Name string } }; gozen.Select[S](c.User.Where())`, "select struct{Name string}.Name: List has no such field"},
		"a struct in itself":                   {`type S struct{ Reports []S }; gozen.Select[S](c.User)`, "select x.S: the struct has itself in it, and so no end"},
		"no struct":                            {`gozen.Select[int](c.User)`, "select int: it is no struct"},
		"nothing of the model":                 {`gozen.Select[struct{ note int }](c.User)`, "select struct{note int}: it has no field of User"},
		"a count that is none":                 {`type S struct{ Count struct{ Email int } }; gozen.Select[S](c.User)`, "select x.S.Count.Email: it is no int for a to-many relation of User"},
		"a count of another type":              {`type S struct{ Count int }; gozen.Select[S](c.User)`, "select x.S.Count: it is no struct of ints"},
		"a type in a struct of another's make": {`type S struct{ Home *struct{ City string } }; gozen.Select[S](k.Everything)`, ""},
		"a type in a string":                   {`type S struct{ Home string }; gozen.Select[S](k.Everything)`, "select x.S.Home: Everything.home is a struct, not string"},
	} {
		got := strings.Join(run(c.body), "; ")
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s\n%s", name, c.body, d)
		}
	}
}
