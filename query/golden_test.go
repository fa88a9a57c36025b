package query_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/internal/wire"
	"github.com/gozen-dev/gozen/query"
)

// golden is a request to the original ZenStack. Issues are the paths that it
// complained about; each place lists the alternatives that it named.
type golden struct {
	ID     string
	Name   string
	Model  string
	Op     string
	Args   string
	Meta   string
	Issues [][]string
}

// TestGoldenRequests holds Decode against the recorded answers: what was
// accepted is accepted, and what was refused is refused at the same places.
func TestGoldenRequests(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []golden
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	s := compileFile(t, "testdata/golden.zmodel")
	otherwise := map[string]string{
		"rpc-err-39": "arguments that are no object are refused as such, and not read as none at all", "rpc-err-41": "the same",
		"rpc-err-31": "attributes are checked by package eval", "rpc-err-32": "the same", "rpc-err-33": "the same",
		"rpc-err-34": "the same", "rpc-err-51": "the same",
	}
	for _, c := range cases {
		t.Run(c.ID+" "+c.Name, func(t *testing.T) {
			t.Parallel()
			if why := otherwise[c.ID]; why != "" {
				t.Skip(why)
			}
			args, err := wire.Unwrap(parse(t, c.Args))
			if err == nil && c.Meta != "" {
				args, err = wire.Annotate(args, parse(t, c.Meta))
			}
			if err != nil {
				t.Fatal(err)
			}
			_, err = query.Decode(s, s.ModelByAccessor(c.Model), kindOf(t, c.Op), args, query.DefaultLimits())
			samePlaces(t, c.Issues, issues(t, err))
		})
	}
}

func samePlaces(t *testing.T, want [][]string, got []string) {
	t.Helper()
	var places []string
	for _, is := range got {
		place, _, _ := strings.Cut(is, ": ")
		places = append(places, place)
		if !slices.ContainsFunc(want, func(alternatives []string) bool { return slices.Contains(alternatives, place) }) {
			t.Errorf("issue %q is not among %q", is, want)
		}
	}
	for _, alternatives := range want {
		if !slices.ContainsFunc(places, func(p string) bool { return slices.Contains(alternatives, p) }) {
			t.Errorf("no issue at %q among %q", alternatives, got)
		}
	}
}
