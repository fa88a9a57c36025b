package exec_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/internal/dialect/sqlite"
	"github.com/gozen-dev/gozen/internal/exec"
	"github.com/gozen-dev/gozen/internal/policy"
)

// A cached plan serves every user of its pattern. If two users of one pattern
// could get different plans, one of them would get the other's rights.
func TestUsersOfOnePatternGetOnePlan(t *testing.T) {
	t.Parallel()
	s, diags := check.Source("schema.zmodel", []byte(`
		datasource db { provider = "sqlite" url = "file:x.db" }
		type Org { id Int  plan String?  tags Tag[] }
		type Tag { name String? }
		type Auth { id Int  name String?  level Int?  org Org?  orgs Org[]  @@auth }
		model Doc {
			id Int @id
			owner Int?
			orgId Int?
			title String @allow('read', level < auth().level)
			level Int?
			@@allow('read', owner == auth().id || auth().orgs?[id == this.orgId && plan == 'pro'])
			@@allow('read', !(title == auth().name) && auth().org.plan != null)
			@@deny('read', auth().orgs^[tags?[name == this.title]])
			@@deny('read', level in [auth().level, 7] || contains(title, auth().name))
			@@allow('create,update,delete', auth() != null)
		}`))
	if s == nil {
		t.Fatal(diags)
	}
	p, err := policy.New(s, nil)
	if err != nil {
		t.Fatal(err)
	}
	d := sqlite.NewDialect(s)
	op := decode(t, s, `doc.findMany {"where":{"title":"x"}}`)
	rng := rand.New(rand.NewPCG(1, 2))
	plans := map[string]string{}
	for range 5000 {
		u := randomUser(rng)
		sql, err := exec.Statements(s, nil, d, op, exec.Who{User: u})
		if err != nil {
			t.Fatal(err)
		}
		text, pattern := strings.Join(sql, "\n"), string(p.AppendPattern(nil, u))
		if seen, ok := plans[pattern]; ok && seen != text {
			t.Fatalf("two plans for pattern %q:\n%s\n%s", pattern, seen, text)
		}
		plans[pattern] = text
	}
	if len(plans) < 100 {
		t.Fatalf("only %d patterns met: the users are too alike to prove anything", len(plans))
	}
}

func randomUser(rng *rand.Rand) map[string]any {
	if rng.IntN(20) == 0 {
		return nil
	}
	u := map[string]any{"id": int64(rng.IntN(3))}
	maybe := func(m map[string]any, k string, v any) {
		switch rng.IntN(3) {
		case 0:
		case 1:
			m[k] = nil
		default:
			m[k] = v
		}
	}
	org := func() map[string]any {
		o := map[string]any{"id": int64(rng.IntN(3))}
		maybe(o, "plan", "pro")
		tags := []any{}
		for range rng.IntN(3) {
			tag := map[string]any{}
			maybe(tag, "name", "x")
			tags = append(tags, tag)
		}
		maybe(o, "tags", tags)
		return o
	}
	maybe(u, "name", "n")
	maybe(u, "level", int64(rng.IntN(9)))
	maybe(u, "org", org())
	orgs := []any{}
	for range rng.IntN(3) {
		orgs = append(orgs, org())
	}
	maybe(u, "orgs", orgs)
	return u
}
