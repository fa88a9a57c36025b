package query_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

const hiddenModels = `
model User { id Int @id
  email String @unique
  posts Post[]
}
model Post { id Int @id
  user User @relation(fields: [userId], references: [id])
  userId Int
  secrets Secret[]
}
model Secret { id Int @id
  post Post @relation(fields: [postId], references: [id])
  postId Int
  @@ignore
}
`

func TestIgnoredModelsAreNotThere(t *testing.T) {
	t.Parallel()
	s := compile(t, sqlite+hiddenModels)
	for request, want := range map[string]string{
		`secret.findMany`: `not-supported: model "Secret" is not available to clients`,
		`post.findMany {"include":{"secrets":true}}`:             `include: Unrecognized key: "secrets"`,
		`post.findMany {"where":{"secrets":{"some":{}}}}`:        `where: Unrecognized key: "secrets"`,
		`post.findMany {"orderBy":{"secrets":{"_count":"asc"}}}`: `orderBy: Unrecognized key: "secrets"`,
	} {
		_, err := decode(t, s, request, query.DefaultLimits())
		if diff := cmp.Diff(want, strings.Join(issues(t, err), "\n")); diff != "" {
			t.Errorf("%s: %s", request, diff)
		}
	}
}

func TestValuesAreLimited(t *testing.T) {
	t.Parallel()
	s := compile(t, sqlite+hiddenModels)
	ten := `{"OR":[` + strings.Repeat(`{"id":1},`, 9) + `{"id":1}]}`
	request := `user.findMany {"where":{"OR":[` + ten + `,` + ten + `]}}`
	if _, err := decode(t, s, request, query.Limits{Values: 20}); err != nil {
		t.Error(err)
	}
	_, err := decode(t, s, request, query.Limits{Values: 19})
	if diff := cmp.Diff([]string{": Too big: the request holds more values than the limit"}, issues(t, err)); diff != "" {
		t.Error(diff)
	}
}

// TestHugeObjectsAreRefusedQuickly would not end within a test's time if any
// step were quadratic in the number of members.
func TestHugeObjectsAreRefusedQuickly(t *testing.T) {
	t.Parallel()
	s := compile(t, sqlite+hiddenModels)
	var b strings.Builder
	for i := range 100_000 {
		b.WriteString(`,"k`)
		b.WriteString(strconv.Itoa(i))
		b.WriteString(`":1`)
	}
	members := "{" + b.String()[1:] + "}"
	for _, request := range []string{
		`user.findMany ` + members,
		`user.findMany {"where":` + members + `}`,
		`user.findMany {"cursor":` + members + `}`,
		`user.findMany {"select":` + members + `}`,
		`user.update {"where":{"id":1},"data":` + members + `}`,
		`user.update {"where":{"id":1},"data":{"posts":` + members + `}}`,
		`user.update {"where":{"id":1},"data":{"email":` + members + `}}`,
	} {
		if _, err := decode(t, s, request, query.DefaultLimits()); err == nil {
			t.Errorf("%.60s… is accepted", request)
		}
	}
}

// way is one in which requests nest: what opens a level, what is innermost, what
// closes a level.
type way struct{ open, inner, shut string }

func (w way) text(levels int) []byte {
	return []byte(strings.Repeat(w.open, levels) + w.inner + strings.Repeat(w.shut, levels))
}

// TestDeepRequestsAreRefused: before anything is planned, whoever asks.
func TestDeepRequestsAreRefused(t *testing.T) {
	t.Parallel()
	s := compile(t, sqlite+hiddenModels)
	for _, w := range []way{
		{`{"AND":`, `{"id":1}`, `}`},
		{`{"OR":[`, `{"id":1}`, `]}`},
		{`{"NOT":[`, `{"id":1}`, `]}`},
		{`{"posts":{"some":{"user":`, `{"id":1}`, `}}}`},
		{`{"email":`, `{"not":"x"}`, `}`},
		{`{"select":{"posts":`, `true`, `}}`},
	} {
		if _, err := query.ParseJSON(w.text(1000)); err == nil {
			t.Errorf("a thousand of %s are read", w.open)
		}
	}
	for _, nesting := range []int{16, 200} {
		if err := refuse(s, deepWhere(1000), nesting); err == nil || !strings.Contains(err.Error(), "deeper than the limit") {
			t.Errorf("a limit of %d: %v", nesting, err)
		}
	}
	if err := refuse(s, deepWhere(199), 200); err != nil {
		t.Errorf("what is within the limit is refused: %v", err)
	}
}

// deepWhere nests NOT as a program can that makes requests without text.
func deepWhere(n int) query.Node {
	where := &query.Object{Members: []query.Member{{Name: "id", Value: query.Number("1")}}}
	for range n {
		where = &query.Object{Members: []query.Member{{Name: "NOT", Value: where}}}
	}
	return &query.Object{Members: []query.Member{{Name: "where", Value: where}}}
}

func refuse(s *schema.Schema, args query.Node, nesting int) error {
	_, err := query.Decode(s, s.Model("User"), query.FindMany, args, query.Limits{Nesting: nesting})
	return err
}

// BenchmarkRefuseDeep is what it costs to be asked for a thousand levels.
func BenchmarkRefuseDeep(b *testing.B) {
	s := compile(b, sqlite+hiddenModels)
	text := way{`{"AND":`, `{"id":1}`, `}`}.text(1000)
	b.Run("text", func(b *testing.B) {
		for b.Loop() {
			if _, err := query.ParseJSON(text); err == nil {
				b.Fatal("read")
			}
		}
	})
	args := deepWhere(1000)
	b.Run("values", func(b *testing.B) {
		for b.Loop() {
			if err := refuse(s, args, 200); err == nil {
				b.Fatal("decoded")
			}
		}
	})
}
