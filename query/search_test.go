package query_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/query"
)

const searchModels = `
model A { id Int @id
  t String @fullText
  n String? @fuzzy
  v String
  cs C[]
}
model C { id Int @id
  a A @relation(fields: [aid], references: [id])
  aid Int
}
`

func TestSearchMeans(t *testing.T) {
	t.Parallel()
	s := compile(t, postgres+searchModels)
	shapes := map[string]string{}
	for request, want := range map[string]string{
		`a.findMany {"where":{"t":{"fts":{"search":"x"}}}}`:                                       "t text(x)",
		`a.findMany {"where":{"t":{"fts":{"search":"x","config":"simple"}}}}`:                     "t textsimple(x)",
		`a.findMany {"where":{"n":{"fuzzy":{"search":"x"}}}}`:                                     "n fuzzy(x)",
		`a.findMany {"where":{"n":{"fuzzy":{"search":"x","mode":"word","unaccent":true}}}}`:       "n word unaccent(x)",
		`a.findMany {"where":{"n":{"fuzzy":{"search":"x","mode":"strictWord","threshold":0.5}}}}`: "n strict word(x) > 0.5",
		`a.findMany {"where":{"n":{"not":{"fuzzy":{"search":"x","threshold":1}}}}}`:               "not(n fuzzy(x) > 1)",
		`a.findMany {"orderBy":{"_ftsRelevance":{"fields":["t"],"search":"x","sort":"desc"}}}`:    "true by t+text(x)-",
		`a.findMany {"orderBy":{"_fuzzyRelevance":{"fields":"n","search":"x","sort":"asc"}}}`:     "true by n+fuzzy(x)",
		`c.findMany {"orderBy":{"a":{"_relevance":{"fields":["t"],"search":"x","sort":"asc"}}}}`:  "true by a.t+text(x)",
	} {
		op, err := decode(t, s, request, query.DefaultLimits())
		if err != nil {
			t.Errorf("%s: %v", request, err)
			continue
		}
		if diff := cmp.Diff(want, show(op, op.Where)+showPage(op, &op.Page)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", request, diff)
		}
		if other, ok := shapes[op.Shape()]; ok {
			t.Errorf("%s has the shape of %s", request, other)
		}
		shapes[op.Shape()] = request
	}
}

// TestSearchedTextIsNoShape: what is searched for is a value.
func TestSearchedTextIsNoShape(t *testing.T) {
	t.Parallel()
	s := compile(t, postgres+searchModels)
	request := `a.findMany {"where":{"t":{"search":"x"},"n":{"fuzzy":{"search":"x","threshold":0.5}}},"orderBy":{"_relevance":{"fields":["t"],"search":"x","sort":"asc"}}}`
	one, err := decode(t, s, request, query.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	two, err := decode(t, s, strings.NewReplacer(`"x"`, `"y"`, "0.5", "0.25").Replace(request), query.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	if one.Shape() != two.Shape() {
		t.Error("another text is another shape")
	}
}
