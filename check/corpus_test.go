package check_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/schema"
)

// corpusCase is a schema with the verdict that the reference asks for.
type corpusCase struct {
	id, title string
	accept    bool
	code      string // the reference's; empty when an accepted schema needs no warning
	files     map[string][]byte
}

func corpus(t testing.TB) []*corpusCase {
	t.Helper()
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string]*corpusCase{}
	var cases []*corpusCase
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			id, file, _ := strings.Cut(f.Name, "/")
			tc := byID[id]
			if tc == nil {
				tc = &corpusCase{id: id, files: map[string][]byte{}}
				byID[id] = tc
				cases = append(cases, tc)
			}
			if file != "case" {
				tc.files[file] = f.Data
				continue
			}
			title, want, _ := strings.Cut(string(f.Data), "\nwant: ")
			verdict, code, _ := strings.Cut(strings.TrimSpace(want), " ")
			tc.title, tc.accept, tc.code = title, verdict == "accept", code
		}
	}
	return cases
}

// check runs a case. The error says in what way the verdict is wrong.
func (tc *corpusCase) check(ours map[string]diag.Code) (*schema.Schema, string) {
	s, diags := check.Files("schema.zmodel", func(name string) ([]byte, error) {
		if data, ok := tc.files[path.Clean(name)]; ok {
			return data, nil
		}
		return nil, os.ErrNotExist
	})
	switch {
	case tc.accept == diags.HasErrors():
		return s, "wrong verdict:\n" + lines(diags)
	case tc.accept != (s != nil):
		return s, "a schema without errors is nil, or one with errors is not"
	case tc.code != "" && !slices.Contains(diags.Codes(), ours[tc.code]):
		return s, "want " + tc.code + " (" + string(ours[tc.code]) + "), got:\n" + lines(diags)
	}
	return s, ""
}

func lines(l diag.List) string {
	var b strings.Builder
	_ = diag.Render(&b, l, nil)
	return b.String()
}

// referenceCodes maps the reference's codes to ours, as the comments of the code
// constants say.
func referenceCodes(t *testing.T) map[string]diag.Code {
	t.Helper()
	codes := map[string]diag.Code{}
	for _, file := range codeFiles(t) {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var refs []string
		for line := range strings.SplitSeq(string(src), "\n") {
			if m := regexp.MustCompile(`diag\.Code = "(ZM\d{4})"`).FindStringSubmatch(line); m != nil {
				for _, r := range refs {
					codes[r] = diag.Code(m[1])
				}
				refs = nil
			} else if regexp.MustCompile(`^\t// \w*Code`).MatchString(line) || len(refs) == 0 {
				refs = append(refs, regexp.MustCompile(`\bZ[A-Z]\d\d\b`).FindAllString(line, -1)...)
			}
		}
	}
	return codes
}

// knownGaps reads the cases that the checker does not yet get right.
func knownGaps(t *testing.T) map[string]string {
	t.Helper()
	f, err := os.Open("testdata/known-gaps.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	gaps := map[string]string{}
	for s := bufio.NewScanner(f); s.Scan(); {
		if id, reason, _ := strings.Cut(s.Text(), " "); id != "" && id != "#" {
			gaps[id] = reason
		}
	}
	return gaps
}

func TestCorpus(t *testing.T) {
	t.Parallel()
	ours, gaps := referenceCodes(t), knownGaps(t)
	for _, tc := range corpus(t) {
		t.Run(tc.id+" "+tc.title, func(t *testing.T) {
			t.Parallel()
			s, problem := tc.check(ours)
			_, gap := gaps[tc.id]
			switch {
			case gap && problem == "":
				t.Errorf("%s is right now: take it out of testdata/known-gaps.txt", tc.id)
			case !gap && problem != "":
				t.Error(problem)
			}
			if s != nil {
				checkRoundTrip(t, s)
			}
		})
	}
}

// checkRoundTrip wants the JSON form to lose nothing.
func checkRoundTrip(t *testing.T, want *schema.Schema) {
	t.Helper()
	data, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := schema.Decode(data)
	if err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	everything := cmp.Exporter(func(reflect.Type) bool { return true })
	if d := cmp.Diff(want, got, everything); d != "" {
		t.Error(d)
	}
}
