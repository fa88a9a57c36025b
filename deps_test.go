package gozen_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/gozen-dev/gozen"

// floor says what a package may import of this module, and why it may. Names
// are relative to the module; "." is the root. A new package has no floor and
// fails the test until it gets one: where it stands is a decision.
type floor struct {
	name string
	may  string
	why  string
}

// floors lists the house from the cellar to the roof.
func floors() []floor {
	return []floor{
		{"diag", "", "positions and messages; knows no language"},
		{"schema", "", "the waist: languages end in it, engines start from it"},
		{"internal/password", "", "bcrypt and nothing else"},
		{"internal/recent", "", "a map that forgets; knows nothing"},
		{"internal/seal", "", "the text of encrypted fields; knows keys and no fields"},
		{"syntax", "diag", "text to tree; names and types are not its business"},
		{"internal/pattern", "", "JavaScript's regular expressions in linear time; knows no schema"},
		{"check", "diag syntax schema internal/pattern", "tree to schema; refuses the patterns that would not run"},
		{"internal/lsp", "diag syntax check schema", "the language for editors; what SQL rules become it is told by the command"},
		{"internal/prisma", "diag syntax", "text to text: Prisma's language is nearly ZModel's"},
		{"query", "schema", "requests, resolved against the schema"},
		{"internal/eval", "schema query internal/pattern", "expressions on values; validation answers with query's errors"},
		{"internal/wire", "schema query", "values on JSON; reads requests and writes answers"},
		{"internal/gen/typescript", "schema", "a schema as TypeScript has it; generates no types, the client infers them"},
		{"internal/plan", "schema query", "a request as relational steps"},
		{"internal/optimize", "schema internal/plan", "plans into plans of the same rows; knows no rule"},
		{"internal/policy", "schema query internal/plan internal/eval internal/optimize", "rules into plans; reads the request to choose them"},
		{"internal/permit", "schema query internal/plan internal/policy", "whether a user may ever do something; reads rules as policy does, and no database"},
		{"internal/ddl", "schema", "a schema as tables; talks to no database"},
		{"internal/ddl/ddltest", "schema internal/ddl", "schemas for tests of tables"},
		{"internal/sqlgen", "schema internal/plan internal/policy", "plans as SQL text; tables are ddl's, which links Atlas"},
		{"internal/dialect", "schema query internal/sqlgen", "what the engine needs of a database; requests name levels of isolation"},
		{"internal/dialect/prepared", "internal/sqlgen", "statements kept ready, for both databases"},
		{"internal/dialect/sqlite", "schema query internal/dialect internal/dialect/prepared internal/plan internal/sqlgen", "SQLite's SQL, types and connections"},
		{"internal/dialect/postgres", "schema query internal/dialect internal/dialect/prepared internal/plan internal/sqlgen", "PostgreSQL's SQL, types and connections"},
		{"internal/dialect/open", "schema internal/dialect internal/dialect/sqlite internal/dialect/postgres", "the one place that chooses a database by its URL"},
		{"internal/exec", "schema query internal/plan internal/policy internal/sqlgen internal/dialect internal/eval internal/password internal/seal internal/wire", "runs guarded plans; hashes and encrypts on the way in, writes rows as JSON"},
		{"internal/pull", "schema syntax internal/ddl", "tables as a schema; changes a text that is there, so it knows the language"},
		{"migrate", "schema internal/ddl internal/dialect internal/pull", "databases to schemas, and back"},
		{"rt", "schema query internal/exec internal/permit internal/plan internal/policy internal/dialect internal/sqlgen internal/eval internal/wire internal/password internal/recent", "puts the engine together"},
		{"auth", "schema", "who asks"},
		{"auth/session", "auth internal/recent", "cookies and tokens; all cryptography but bcrypt"},
		{"auth/authjs", "auth auth/session internal/password", "Auth.js endpoints; compares passwords at sign-in"},
		{"auth/store", "schema query rt auth/authjs auth/session", "users, accounts, sessions and links in the schema's own tables"},
		{"auth/mail", "auth/authjs", "magic links over SMTP; who sends none does not link it"},
		{"internal/idptest", "", "an identity provider for tests"},
		{"server", "schema query rt auth internal/wire", "what every HTTP face shares"},
		{"server/metrics", "query rt", "counts what is observed; knows no protocol"},
		{"server/live", "query rt server internal/plan", "reads of the RPC protocol, made again; it is handed the protocol's handler. Of plan it takes the word for any table"},
		{"server/recorded", "schema query gozentest internal/dialect internal/dialect/open migrate rt server", "what ZenStack answered, and the stage to ask again; for tests of handlers"},
		{"server/rpc", "schema query rt auth server internal/wire", "ZenStack's RPC protocol"},
		{"server/jsonapi", "schema query rt server internal/wire", "JSON:API, as ZenStack's REST handler has it"},
		{"server/openapi", "schema query rt server", "what the handlers serve, described"},
		{"server/service", "schema query rt server internal/wire internal/gen/typescript", "what @gozen/client asks for, on behalf of a trusted program; it is told the schema as the generated module has it"},
		{"gozentest", "schema diag check migrate internal/ddl internal/dialect rt", "databases for tests"},
		{"bench", "", "benchmarks only; all their imports are in test files"},
		{".", "schema query rt", "what Go users name"},
		{"sqlite", "schema internal/dialect internal/dialect/sqlite", "SQLite, to hand to Open; who does not name it does not link it"},
		{"postgres", "schema internal/dialect internal/dialect/postgres", "PostgreSQL, to hand to Open"},
		{"internal/gen/golang", "schema", "a schema as a Go package"},
		{"internal/vet", "", "programs that use a generated client, by their types; reads no schema"},
		{"internal/gen/golang/golden", "", "a generated client at work; all its imports are in test files"},
		{"internal/gen/golang/golden/zdb", ". internal/gen/golang/golden/zdb/model", "a generated client, for the tests of all of them"},
		{"internal/gen/golang/golden/zdb/model", ".", "its data"},
		{"internal/gen/golang/kinds", "", "every kind of field at work; all its imports are in test files"},
		{"internal/gen/golang/kinds/zdb", ". internal/gen/golang/kinds/zdb/model", "its generated client"},
		{"internal/gen/golang/kinds/zdb/model", ".", "its data"},
		{"internal/gen/golang/lists", "", "lists at work, on PostgreSQL; all its imports are in test files"},
		{"internal/gen/golang/lists/zdb", ". internal/gen/golang/lists/zdb/model", "its generated client"},
		{"internal/gen/golang/lists/zdb/model", ".", "its data"},
		{"examples/go-todo", ". sqlite auth/session auth/authjs auth/store server examples/go-todo/zdb examples/go-todo/zdb/model", "a backend that uses a generated client, and signs people in"},
		{"examples/go-todo/zdb", ". examples/go-todo/zdb/model", "the to-do app's generated client"},
		{"examples/go-todo/zdb/model", ".", "its data"},
		{"js", "", "tests of npm packages only; all its imports are in test files"},
		{"internal/oracle", "schema query", "judges the engine and shares nothing else with it"},
		{"cmd/gozen", "*", "the command puts everything together"},
		{"cmd/gozen-oracle", "*", "holds the engine against the oracle; the only one that imports it"},
	}
}

// external is a foreign package, or a tree of them, that only some packages may import.
type external struct {
	prefix string
	only   string // trees end in /…
	why    string
}

func externals() []external {
	return []external{
		{"net/http", "auth auth/… server server/… cmd/gozen internal/idptest examples/go-todo", "below the doors nobody knows that there is HTTP"},
		{"database/sql", "migrate", "the engine speaks to drivers directly; only Atlas needs database/sql"},
		{"modernc.org/sqlite", "migrate", "SQLite for database/sql"},
		{"zombiezen.com/go/sqlite", "internal/dialect/sqlite", "the engine's SQLite"},
		{"github.com/jackc/pgx", "internal/dialect/postgres migrate gozentest cmd/gozen-oracle", "a driver has one place, and where databases are made"},
		{"ariga.io/atlas", "internal/ddl internal/pull migrate", "tables are compared there; a production engine makes none"},
		{"golang.org/x/crypto", "internal/password", "bcrypt; all other cryptography is the standard library's, in auth/session and internal/seal"},
		{"github.com/coreos/go-oidc", "auth/authjs", "signatures of ID tokens, whose keys and algorithms are other sites'"},
		{"github.com/wneessen/go-mail", "auth/mail", "SMTP"},
		{"github.com/shopspring/decimal", ". query rt internal/… cmd/gozen cmd/gozen-oracle", "exact decimals"},
		{"github.com/google/go-cmp", "server/recorded", "tests; what several packages of tests share is no test file"},
		{"github.com/fsnotify/fsnotify", "cmd/gozen", "watching schema files"},
		{"github.com/spf13/cobra", "cmd/gozen", "the command line"},
		{"github.com/spf13/pflag", "cmd/gozen", "cobra's flags"},
	}
}

// listed is what go list tells of a package.
type listed struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	Imports    []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-e", "-json=ImportPath,Dir,GoFiles,Imports", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		switch err := d.Decode(&p); {
		case errors.Is(err, io.EOF):
			return all
		case err != nil:
			t.Fatalf("go list: %v", err)
		}
		all = append(all, p)
	}
}

// local returns the name of a package of this module, and whether it is one.
func local(path string) (string, bool) {
	if path == module {
		return ".", true
	}
	return strings.CutPrefix(path, module+"/")
}

func TestFloors(t *testing.T) {
	t.Parallel()
	allowed := map[string]floor{}
	for _, f := range floors() {
		allowed[f.name] = f
	}
	for _, p := range packages(t) {
		name, _ := local(p.ImportPath)
		f, ok := allowed[name]
		if !ok {
			t.Errorf("%s has no floor: say in deps_test.go what it may import, and why", name)
			continue
		}
		for _, i := range p.Imports {
			if dep, ours := local(i); ours && f.may != "*" && !slices.Contains(strings.Fields(f.may), dep) {
				t.Errorf("%s (%s) imports %s", name, f.why, dep)
			}
		}
	}
}

func TestForeignPackagesHaveTheirPlace(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		name, _ := local(p.ImportPath)
		for _, i := range p.Imports {
			if _, ours := local(i); ours {
				continue
			}
			e, ok := externalOf(i)
			switch {
			case ok && !within(name, e.only):
				t.Errorf("%s imports %s, which only %s may: %s", name, i, e.only, e.why)
			case !ok && strings.Contains(strings.Split(i, "/")[0], "."):
				t.Errorf("%s imports %s, which deps_test.go does not know", name, i)
			}
		}
	}
}

func externalOf(path string) (external, bool) {
	for _, e := range externals() {
		if path == e.prefix || strings.HasPrefix(path, e.prefix+"/") {
			return e, true
		}
	}
	return external{}, false
}

// within reports whether a package is on a list of packages and trees.
func within(name, list string) bool {
	for entry := range strings.FieldsSeq(list) {
		tree, isTree := strings.CutSuffix(entry, "…")
		if name == entry || isTree && strings.HasPrefix(name, tree) {
			return true
		}
	}
	return false
}

// TestEngineLinksNoLanguage holds what a production program links: the checked
// schema, and neither a parser nor a planner of tables.
func TestEngineLinksNoLanguage(t *testing.T) {
	t.Parallel()
	imports := map[string][]string{}
	for _, p := range packages(t) {
		name, _ := local(p.ImportPath)
		imports[name] = p.Imports
	}
	for _, top := range []string{".", "sqlite", "postgres", "examples/go-todo/zdb", "rt", "server", "server/rpc", "server/jsonapi", "auth/store"} {
		for dep := range below(top, imports) {
			if slices.Contains([]string{"syntax", "check", "migrate", "internal/ddl"}, dep) {
				t.Errorf("%s links %s", top, dep)
			}
		}
	}
}

// below returns the packages of the module that top needs.
func below(top string, imports map[string][]string) map[string]bool {
	found := map[string]bool{}
	for todo := []string{top}; len(todo) > 0; {
		name := todo[0]
		todo = todo[1:]
		for _, i := range imports[name] {
			if dep, ours := local(i); ours && !found[dep] {
				found[dep] = true
				todo = append(todo, dep)
			}
		}
	}
	return found
}

// TestNothingHappensBeforeMain forbids init functions: what a program does, its
// main says.
func TestNothingHappensBeforeMain(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		for _, name := range p.GoFiles {
			path := filepath.Join(p.Dir, name)
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Errorf("%s: %v", path, err)
				continue
			}
			for _, d := range f.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
					t.Errorf("%s has a func init", path)
				}
			}
		}
	}
}

// TestFloorsAreOfThisHouse keeps the list above free of packages that are gone.
func TestFloorsAreOfThisHouse(t *testing.T) {
	t.Parallel()
	there := map[string]bool{}
	for _, p := range packages(t) {
		name, _ := local(p.ImportPath)
		there[name] = true
	}
	for _, f := range floors() {
		if !there[f.name] {
			t.Errorf("%s is not there any more; known are %q", f.name, slices.Sorted(maps.Keys(there)))
		}
		if f.why == "" {
			t.Errorf("%s does not say why", f.name)
		}
	}
}

// TestExplanationsAreForDevelopers keeps rt.DB.Why, which shows rules and rows
// to whoever calls it, out of everything that answers requests.
func TestExplanationsAreForDevelopers(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		name, _ := local(p.ImportPath)
		if !within(name, "server server/… auth auth/…") {
			continue
		}
		for _, file := range p.GoFiles {
			text, err := os.ReadFile(filepath.Join(p.Dir, file))
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(text, []byte(".Why(")) {
				t.Errorf("%s/%s calls Why", name, file)
			}
		}
	}
}
