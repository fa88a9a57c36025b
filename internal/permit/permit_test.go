package permit_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/internal/permit"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

const head = `
datasource db {
  provider = "postgresql"
  url = env("DATABASE_URL")
}
enum Role { ADMIN EDITOR READER }
model User {
  id Int @id
  name String?
  age Int?
  roles Role[]
  posts Post[]
  teams Team[]
  @@auth
  @@allow('all', true)
}
model Team {
  id Int @id
  open Boolean
  owner User? @relation(fields: [ownerId], references: [id])
  ownerId Int?
  posts Post[]
  @@allow('read', open || auth() == owner)
  @@allow('update', false)
}
`

const post = `
model Post {
  id Int @id
  title String
  views Int
  score Float?
  public Boolean
  draft Boolean?
  role Role?
  at DateTime
  size Int @computed
  author User? @relation(fields: [authorId], references: [id])
  authorId Int?
  team Team @relation(fields: [teamId], references: [id])
  teamId Int
`

func compile(t testing.TB, text string) *schema.Schema {
	t.Helper()
	s, found := check.Source("test.zmodel", []byte(text))
	if s == nil {
		t.Fatalf("%v\n%s", found, text)
	}
	return s
}

func decode(t testing.TB, s *schema.Schema, model string, kind query.Kind, args string) *query.Op {
	t.Helper()
	node, err := query.ParseJSON([]byte(args))
	if err != nil {
		t.Fatal(err)
	}
	op, err := query.Decode(s, s.Model(model), kind, node, query.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return op
}

// pair is a model whose rows refer to others by two fields.
const pair = `
model Place {
  x Int
  y Int
  posts Post[]
  @@id([x, y])
}
model Post {
  id Int @id
  a Int
  b Int?
  place Place? @relation(fields: [a, b], references: [x, y])
`

func TestAKeyOfWhichAPartIsNullLeadsNowhere(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, rules, where string
		want               permit.Verdict
	}{
		{"there is no place although a part of the key is there", `place == null && a == 1`, ``, permit.Verdict{Allowed: true}},
		{"a deny about it does not fire", `!(place.x == 1)`, `{"a":1}`, permit.Verdict{Allowed: true}},
		{"nothing is two things all the same", `place.x == 1 && place.x == 2`, ``, permit.Verdict{Exact: true}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := compile(t, head[:strings.Index(head, "enum Role")]+pair+"@@allow('read', "+tt.rules+")\n}")
			if d := cmp.Diff(tt.want, ask(t, s, schema.OpRead, nil, tt.where)); d != "" {
				t.Error(d)
			}
		})
	}
}

func ask(t testing.TB, s *schema.Schema, op schema.Ops, user map[string]any, where string) permit.Verdict {
	t.Helper()
	q := permit.Question{Schema: s, Model: s.Model("Post"), Op: op, User: user, Now: time.Unix(1_000_000, 0)}
	if where != "" {
		find := decode(t, s, "Post", query.FindMany, `{"where":`+where+`}`)
		q.Where, q.Values = find.Where, find.Values
	}
	return permit.Decide(q)
}

func TestDecide(t *testing.T) {
	t.Parallel()
	var (
		never   = permit.Verdict{Exact: true}
		ever    = permit.Verdict{Allowed: true, Exact: true}
		perhaps = permit.Verdict{Allowed: true}
	)
	ann := map[string]any{"id": int64(1), "name": "ann", "roles": []any{"EDITOR"}, "teams": []any{
		map[string]any{"id": int64(7), "open": true},
	}}
	tests := []struct {
		name  string
		rules string
		user  map[string]any
		where string
		want  permit.Verdict
	}{
		{"without a rule nobody may", ``, ann, ``, never},
		{"an allow without a condition lets everybody", `@@allow('read', true)`, nil, ``, ever},
		{"a deny wins", `@@allow('read', true) @@deny('read', true)`, nil, ``, never},
		{"another operation's rule does not count", `@@allow('update', true)`, nil, ``, never},
		{"there is a number between two bounds", `@@allow('read', views > 3 && views < 5)`, nil, ``, ever},
		{"there is no whole number between neighbours", `@@allow('read', views > 3 && views < 4)`, nil, ``, never},
		{"there is a fraction between neighbours", `@@allow('read', score > 3 && score < 4)`, nil, ``, ever},
		{"the where is a constraint", `@@allow('read', views > 3)`, nil, `{"views":3}`, never},
		{"the where leaves room", `@@allow('read', views > 3)`, nil, `{"views":4}`, ever},
		{"a range is a constraint", `@@allow('read', views > 3)`, nil, `{"views":{"lte":3}}`, never},
		{"alternatives of the where count", `@@allow('read', views > 3)`, nil, `{"OR":[{"views":1},{"views":9}]}`, ever},
		{"a negated where counts", `@@allow('read', public)`, nil, `{"NOT":{"public":true}}`, never},
		{"a chain of fields cannot close", `@@allow('read', views < id && id < teamId && teamId < views)`, nil, ``, never},
		{"a chain of fields fits between bounds", `@@allow('read', 1 < views && views < id && id < teamId && teamId < 5)`, nil, ``, ever},
		{"a chain of fields does not fit between bounds", `@@allow('read', 1 < views && views < id && id < teamId && teamId < 4)`, nil, ``, never},
		{"a boolean cannot be both", `@@allow('read', public && !public)`, nil, ``, never},
		{"NULL is neither", `@@allow('read', draft || !draft)`, nil, `{"draft":null}`, never},
		{"an enum has its members and no more", `@@allow('read', role != ADMIN && role != EDITOR && role != READER)`, nil, ``, never},
		{"text is none of the constants", `@@allow('read', title != 'a' && title != 'b')`, nil, ``, ever},
		{"text is one of the constants", `@@allow('read', title == 'a')`, nil, `{"title":"b"}`, never},
		{"text that begins and ends", `@@allow('read', startsWith(title, 'a') && endsWith(title, 'b') && title != 'ab')`, nil, ``, ever},
		{"text that does not contain itself", `@@allow('read', title == 'abc' && !contains(title, 'b'))`, nil, ``, never},
		{"a date on one side of now", `@@allow('read', at <= now())`, nil, `{"at":"2030-01-01T00:00:00Z"}`, never},
		{"nobody owns a post", `@@allow('read', authorId == auth().id)`, nil, ``, never},
		{"nobody denies everything", `@@allow('read', true) @@deny('read', authorId == auth().id)`, nil, ``, never},
		{"somebody owns a post", `@@allow('read', auth() == author)`, ann, ``, ever},
		{"somebody else's post", `@@allow('read', auth() == author)`, ann, `{"authorId":2}`, never},
		{"an author's id is the key", `@@allow('read', author.id == 1)`, ann, `{"authorId":2}`, never},
		{"a missing author", `@@allow('read', author == null)`, ann, `{"authorId":2}`, never},
		{"what the user is decides", `@@allow('read', auth().name == 'bob')`, ann, ``, never},
		{"what the user lacks does not grant", `@@allow('read', auth().age > 1)`, ann, ``, never},
		{"a list of the user", `@@allow('read', role in auth().roles)`, ann, `{"role":"ADMIN"}`, never},
		{"a member of the list", `@@allow('read', role in auth().roles)`, ann, `{"role":"EDITOR"}`, ever},
		{"rows of the user", `@@allow('read', auth().teams?[id == this.teamId])`, ann, `{"teamId":8}`, never},
		{"a row of the user", `@@allow('read', auth().teams?[id == this.teamId])`, ann, `{"teamId":7}`, ever},
		{"a field of another row may be anything", `@@allow('read', author.age > 3)`, ann, ``, perhaps},
		{"but not two things", `@@allow('read', author.age > 3 && author.age < 3)`, ann, ``, never},
		{"an alternative without another row is exact", `@@allow('read', author.age > 3 || public)`, ann, ``, ever},
		{"a collection may hold anything", `@@allow('read', author.posts?[views > 3])`, ann, ``, perhaps},
		{"but nothing impossible", `@@allow('read', author.posts?[views > 3 && views < 3])`, ann, ``, never},
		{"nothing about nobody", `@@allow('read', author.posts?[authorId == auth().id])`, nil, ``, never},
		{"a collection may be empty", `@@allow('read', author.posts![views > 3 && views < 3])`, ann, ``, perhaps},
		{"a post of the same author has the author's key", `@@allow('read', authorId == null && author.posts?[authorId == 2 && authorId == 3])`, ann, ``, never},
		{"the rules of a related row", `@@allow('read', check(team))`, ann, ``, perhaps},
		{"rules of a related row that nothing passes", `@@allow('read', check(team, 'update'))`, ann, ``, never},
		{"rules of a related row that nothing passes, negated", `@@allow('read', !check(team, 'update'))`, ann, ``, ever},
		{"the operation is known", `@@allow('all', currentOperation() == 'update')`, ann, ``, never},
		{"the model is known", `@@allow('all', currentModel() == 'Post')`, ann, ``, ever},
		{"a computed field may be anything", `@@allow('read', size > 3)`, ann, ``, perhaps},
		{"a list of values is not known", `@@allow('read', author.roles == [ADMIN])`, ann, ``, perhaps},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := compile(t, head+post+tt.rules+"\n}")
			if d := cmp.Diff(tt.want, ask(t, s, schema.OpRead, tt.user, tt.where)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestUpdatesAskAboutBothRows(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, rules, where string
		want               bool
	}{
		{"the where is about the row before", `@@allow('update', views > 3)`, `{"views":3}`, false},
		{"the row after may be another", `@@allow('update', true) @@allow('post-update', views > 3)`, `{"views":3}`, true},
		{"the row after must be possible", `@@allow('update', true) @@allow('post-update', views > 3 && views < 4)`, ``, false},
		{"both are compared", `@@allow('update', views > 3) @@allow('post-update', views < before().views && views > 2)`, `{"views":4}`, true},
		{"both are compared and do not fit", `@@allow('update', views > 3) @@allow('post-update', views < before().views && views > 3)`, `{"views":4}`, false},
		{"ids stay", `@@allow('update', true) @@allow('post-update', id != before().id)`, ``, false},
		{"a deny alone lets the rest", `@@allow('update', true) @@deny('post-update', public)`, ``, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := compile(t, head+post+tt.rules+"\n}")
			if d := cmp.Diff(permit.Verdict{Allowed: tt.want, Exact: true}, ask(t, s, schema.OpUpdate, nil, tt.where)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestTheMarkOfADeletionAsksTheDeleteRule(t *testing.T) {
	t.Parallel()
	for rule, want := range map[string]bool{"true": true, "false": false} {
		s := compile(t, "datasource db { provider = 'sqlite' url = 'file:x' }\nmodel A {\n id Int @id\n deletedAt DateTime? @deletedAt\n @@allow('update', true)\n @@allow('delete', "+rule+")\n}")
		m := s.Model("A")
		v := permit.Decide(permit.Question{Schema: s, Model: m, Field: m.Field("deletedAt"), Op: schema.OpUpdate})
		if v.Allowed != want {
			t.Errorf("delete %s: got %+v", rule, v)
		}
	}
}

func TestDelegates(t *testing.T) {
	t.Parallel()
	s := compile(t, `
datasource db {
  provider = "sqlite"
  url = "file:x.db"
}
model Post {
  id Int @id
  kind String
  views Int
  @@delegate(kind)
  @@allow('all', views > 0)
  @@deny('delete', views > 5)
}
model Video extends Post {
  length Int
  @@deny('read', length > 3)
  @@deny('update', length > 0 || length <= 0)
  @@deny('delete', views < 3)
}`)
	tests := []struct {
		name, model string
		op          schema.Ops
		where       string
		want        bool
	}{
		{"a base cannot be created", "Post", schema.OpCreate, `{"views":1}`, false},
		{"a sub-model has its base's rules", "Video", schema.OpRead, `{"views":0}`, false},
		{"and its own", "Video", schema.OpRead, `{"length":4}`, false},
		{"a base's rules alone decide what is read of it", "Post", schema.OpRead, `{"views":1}`, true},
		{"nothing can be updated through the sub-model", "Video", schema.OpUpdate, ``, false},
		{"deletes through the sub-model", "Video", schema.OpDelete, `{"views":2}`, false},
		{"deletes through the base", "Post", schema.OpDelete, `{"views":6}`, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			q := permit.Question{Schema: s, Model: s.Model(tt.model), Op: tt.op}
			if tt.where != "" {
				find := decode(t, s, tt.model, query.FindMany, `{"where":`+tt.where+`}`)
				q.Where, q.Values = find.Where, find.Values
			}
			if d := cmp.Diff(permit.Verdict{Allowed: tt.want, Exact: true}, permit.Decide(q)); d != "" {
				t.Error(d)
			}
		})
	}
}

// A question that costs too much is not answered with a no.
func TestDecideGivesUpOpenly(t *testing.T) {
	t.Parallel()
	s := compile(t, head+post+"@@allow('read', id < views && views < teamId && teamId < authorId && authorId < id)\n}")
	numbers := func(n int) string {
		list := "[0"
		for i := range n {
			list += "," + strconv.Itoa(10*i)
		}
		return list + "]"
	}
	tests := []struct{ name, where string }{
		{"more values than can be tried", `{"id":{"in":` + numbers(200) + `},"views":{"in":` + numbers(200) + `},"teamId":{"in":` + numbers(200) + `}}`},
		{"more constants than can be looked at", `{"id":{"in":` + numbers(9000) + `}}`},
		{"numbers of many digits", `{"score":{"in":[1e300,1e-300]},"id":{"in":` + numbers(300) + `},"views":{"in":` + numbers(300) + `}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if d := cmp.Diff(permit.Verdict{Allowed: true}, ask(t, s, schema.OpRead, nil, tt.where)); d != "" {
				t.Error(d)
			}
		})
	}
}
