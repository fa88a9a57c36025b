package query_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/query"
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
