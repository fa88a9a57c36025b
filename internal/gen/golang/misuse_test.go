package golang_test

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
)

// TestMisuseDoesNotCompile holds what the types promise: each line is refused,
// for the reason that it says.
func TestMisuseDoesNotCompile(t *testing.T) {
	t.Parallel()
	const golden = "github.com/gozen-dev/gozen/internal/gen/golang/golden/zdb"
	out, err := exec.CommandContext(t.Context(), "go", "list", "-export", "-deps", "-f", "{{.ImportPath}}={{.Export}}", golden).Output()
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
	compile := func(line string) error {
		f, err := parser.ParseFile(fset, "x.go", `package x
import ("context"; "`+golden+`"; "`+golden+`/model"; "github.com/gozen-dev/gozen")
var (_ model.User; _ gozen.Kind)
func f(ctx context.Context, db *zdb.DB, c *zdb.Client, u *zdb.Unrestricted, s string) { `+line+" }", parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		_, err = (&types.Config{Importer: from}).Check("x", fset, []*ast.File{f}, nil)
		return err
	}
	if err := compile(`c.User.Where(zdb.User.Email.Eq(s)).FindMany(ctx)`); err != nil {
		t.Fatalf("what is right is refused: %v", err)
	}
	for line, why := range map[string]string{
		`c.User.Where(zdb.Todo.Title.Eq("x"))`:                                             "cannot use zdb.Todo.Title.Eq",
		`c.List.Where(zdb.List.Todos.Some(zdb.User.Name.Eq("x")))`:                         "cannot use zdb.User.Name.Eq",
		`c.User.OrderBy(zdb.Todo.Title.Asc())`:                                             "cannot use zdb.Todo.Title.Asc",
		`c.User.Include(zdb.Todo.List)`:                                                    "does not implement",
		`c.List.Include(zdb.List.Todos.With(c.User))`:                                      "does not implement",
		`c.User.Update(ctx, zdb.User.ByID("x"), zdb.Todo.Title.Set("x"))`:                  "cannot use zdb.Todo.Title.Set",
		`c.User.FindUnique(ctx, zdb.Todo.ByID("x"))`:                                       "cannot use zdb.Todo.ByID",
		`_ = gozen.Field(zdb.Todo.Title).Eq(zdb.Todo.Priority)`:                            "does not implement",
		`_ = gozen.Field(zdb.Todo.Title).Eq(zdb.User.Email)`:                               "does not implement",
		`_ = gozen.Field(zdb.Post.Meta)`:                                                   "does not satisfy",
		`_ = zdb.Todo.Title.SetNull()`:                                                     "SetNull undefined",
		`_ = zdb.Todo.Title.IsNull()`:                                                      "IsNull undefined",
		`_ = zdb.Todo.Title.Inc(1)`:                                                        "Inc undefined",
		`_ = zdb.Todo.Priority.Contains("x")`:                                              "Contains undefined",
		`_ = zdb.Todo.Priority.Eq("x")`:                                                    "cannot use \"x\"",
		`_ = zdb.Todo.Priority.Set(1.5)`:                                                   "1.5",
		`c.SpaceUser.FindUnique(ctx, zdb.SpaceUser.ByUserIDAndSpaceID("u"))`:               "not enough arguments",
		`c.Space.Create(ctx, model.SpaceCreate{Owner: gozen.Connect(zdb.List.ByID("x"))})`: "cannot use gozen.Connect",
		`c.Space.Create(ctx, model.SpaceCreate{Lists: gozen.Create(model.TodoCreate{})})`:  "cannot use gozen.Create",
		`gozen.SQL[int](ctx, u, "SELECT "+s)`:                                              "sqlText",
		`gozen.SQL[int](ctx, c, "SELECT 1")`:                                               "GozenRaw",
		`db.User.FindMany(ctx)`:                                                            "db.User undefined",
		`gozen.Sum(zdb.Todo.Title)`:                                                        "does not satisfy",
		`gozen.GroupBy(c.Todo, zdb.User.Email)`:                                            "zdb.User.Email",
		`var p model.TodoPatch; c.User.Update(ctx, zdb.User.ByID("x"), p.Changes()...)`:    "p.Changes()",
		`c.Unrestricted("more")`:                                                           "Unrestricted undefined",
	} {
		if err := compile(line); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s\n\t%v\n\twant %s", line, err, why)
		}
	}
}
