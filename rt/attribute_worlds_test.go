package rt_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/rt"
)

const attributeWorld = `
model User {
  id Int @id
  items Item[]
  @@allow('all', true)
}
model Item {
  id Int @id
  uid Int
  user User @relation(fields: [uid], references: [id], onDelete: Cascade)
  open Int
  hidden Int @deny('read', true)
  sealed String @encrypted @deny('read', true)
  quiet String @encrypted @omit
  sum Int? @computed
  label String @computed
  gone DateTime? @deletedAt
  tags Tag[]
  @@allow('all', true)
  @@deny('read', tags?[id == 99])
}
model Tag {
  id Int @id
  items Item[]
  gone DateTime? @deletedAt
  @@allow('all', true)
}
model Half {
  id Int @id
  shown Int @allow('read', true, true)
  rest Int
  @@allow('create', true)
}
`

// TestAttributesTellNothing runs the same requests in two worlds that differ
// only in what attributes keep from the caller: rows marked as deleted,
// encrypted texts, the fields that a formula may not read, and what an
// overriding rule does not show. Every answer must be the same.
func TestAttributesTellNothing(t *testing.T) {
	gozentest.Each(t, func(t *testing.T, url string) {
		answers := make([][]string, 2)
		for i := range answers {
			answers[i] = attributeAnswers(t, url, i)
		}
		if diff := cmp.Diff(answers[0], answers[1]); diff != "" {
			t.Error(diff)
		}
		for _, a := range answers[0] {
			if strings.Contains(a, "script") || strings.Contains(a, "internal") || strings.Contains(a, "Failed") {
				t.Errorf("a request that asks nothing: %s", a)
			}
		}
	})
}

func attributeAnswers(t *testing.T, url string, world int) []string {
	t.Helper()
	url = empty(t, url)
	db, err := openWith(t.Context(), t, (&group{schema: attributeWorld}).source(url), url, rt.Options{Computed: map[string]rt.Computed{
		"Item.sum":   formula("{open} + {hidden}"),
		"Item.label": formula("CASE WHEN {hidden} > 5 THEN 'great' WHEN {hidden} IS NULL THEN 'none' ELSE 'small' END"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range attributeRows(world) {
		if got := rootAsk(t, db, r); strings.HasPrefix(got, "! ") {
			t.Fatalf("%s\n%s", r, got)
		}
	}
	var all []string
	for _, r := range attributeRequests() {
		all = append(all, r+"\n"+request(t.Context(), db.Schema(), db.As(nil), line{text: r}))
	}
	return all
}

// attributeRows are the rows of a world.
func attributeRows(world int) []string {
	rows := []string{`user.createMany {"data":[{"id":1},{"id":2},{"id":3}]}`, `tag.createMany {"data":[{"id":1},{"id":99}]}`}
	for id := 1; id <= 6; id++ {
		rows = append(rows, fmt.Sprintf(
			`item.create {"data":{"id":%d,"uid":%d,"open":%d,"hidden":%d,"sealed":"s%d","quiet":"q%d","tags":{"connect":{"id":1}}}}`,
			id, id%2+1, id%3, (id+world)*(1+world*3), id*world, id+world))
	}
	rows = append(rows, fmt.Sprintf(`half.createMany {"data":[{"id":1,"shown":1,"rest":%d},{"id":2,"shown":2,"rest":%d}]}`, world, 5-world))
	// Marked rows: others in each world, related to what is live; a mark on the
	// tag that hides items makes it hide none.
	for n := range 3 + world {
		id := 100 + n*(1+world)
		rows = append(rows,
			fmt.Sprintf(`item.create {"data":{"id":%d,"uid":%d,"open":%d,"hidden":1,"sealed":"x","quiet":"y","tags":{"connect":{"id":1}}}}`, id, n%3+1, n),
			fmt.Sprintf(`item.delete {"where":{"id":%d}}`, id))
	}
	if world == 1 {
		rows = append(rows, `item.update {"where":{"id":1},"data":{"tags":{"connect":{"id":99}}}}`)
	}
	return append(rows, `tag.delete {"where":{"id":99}}`)
}

// attributeRequests put every field into every argument, reads first.
func attributeRequests() []string {
	conditions := []string{
		`{}`, `{"hidden":{"gt":3}}`, `{"NOT":{"hidden":{"gt":3}}}`, `{"sum":{"gt":3}}`, `{"sum":null}`, `{"NOT":{"sum":{"lt":9}}}`,
		`{"label":"great"}`, `{"label":{"in":["small","none"]}}`, `{"gone":null}`, `{"NOT":{"gone":null}}`, `{"gone":{"gt":"2000-01-01T00:00:00.000Z"}}`,
		`{"OR":[{"open":1},{"hidden":8}]}`, `{"tags":{"some":{}}}`, `{"tags":{"none":{"id":99}}}`, `{"tags":{"every":{"id":1}}}`,
		`{"user":{"is":{"items":{"some":{"id":{"gte":100}}}}}}`, `{"sealed":"s1"}`, `{"sealed":{"not":null}}`, `{"quiet":{"startsWith":"q"}}`,
	}
	orders := []string{`{"id":"asc"}`, `[{"hidden":"desc"},{"id":"asc"}]`, `[{"sum":"desc"},{"id":"asc"}]`, `[{"label":"asc"},{"id":"desc"}]`, `[{"gone":"asc"},{"id":"asc"}]`, `{"sealed":"asc"}`, `[{"user":{"items":{"_count":"desc"}}},{"id":"asc"}]`}
	var all []string
	for _, c := range conditions {
		for _, o := range orders {
			all = append(all, `item.findMany {"where":`+c+`,"orderBy":`+o+`,"select":{"id":true,"open":true,"hidden":true,"sum":true,"label":true,"sealed":true,"gone":true}}`)
		}
		all = append(all,
			`item.count {"where":`+c+`,"select":{"_all":true,"hidden":true,"sum":true,"sealed":true,"gone":true}}`,
			`item.exists {"where":`+c+`}`,
			`item.aggregate {"where":`+c+`,"_sum":{"hidden":true,"sum":true},"_max":{"label":true,"gone":true},"_min":{"sum":true},"_count":{"sealed":true,"sum":true}}`,
			`user.findMany {"orderBy":{"id":"asc"},"include":{"items":{"where":`+c+`,"orderBy":{"id":"asc"}},"_count":{"select":{"items":{"where":`+c+`}}}}}`,
			`user.ids {"items":{"some":`+c+`}}`, `user.ids {"items":{"every":`+c+`}}`, `user.ids {"items":{"none":`+c+`}}`)
	}
	for _, f := range []string{"hidden", "sum", "label", "sealed", "quiet", "gone"} {
		all = append(all,
			`item.groupBy {"by":["`+f+`"],"_count":true}`, `item.findMany {"distinct":["`+f+`"],"orderBy":{"id":"asc"},"select":{"id":true}}`,
			`item.groupBy {"by":["open"],"having":{"`+f+`":{"_count":{"gt":0}}},"orderBy":{"open":"asc"}}`,
			`item.groupBy {"by":["open"],"_count":{"`+f+`":true},"orderBy":[{"_max":{"`+f+`":"desc"}},{"open":"asc"}]}`)
	}
	for _, f := range []string{"id", "rest"} {
		all = append(all,
			`half.findMany {"select":{"shown":true},"where":{"`+f+`":{"gt":1}}}`, `half.findMany {"select":{"shown":true,"`+f+`":true}}`,
			`half.findUnique {"where":{"id":1,"AND":[{"`+f+`":1}]},"select":{"shown":true}}`, `half.aggregate {"_sum":{"shown":true},"_max":{"`+f+`":true}}`,
			`half.findMany {"select":{"shown":true},"orderBy":[{"`+f+`":"asc"},{"shown":"asc"}]}`, `half.updateMany {"where":{"`+f+`":1},"data":{"shown":9}}`)
	}
	return append(all, attributeWrites(conditions)...)
}

// attributeWrites are writes through the same conditions; nothing is created
// with the id of a marked row, which the database forces to fail.
func attributeWrites(conditions []string) []string {
	var all []string
	for i, c := range conditions {
		all = append(all,
			`item.updateMany {"where":`+c+`,"data":{"open":{"increment":1}}}`,
			fmt.Sprintf(`item.update {"where":{"id":%d,"AND":[%s]},"data":{"open":7},"select":{"id":true,"sum":true,"label":true}}`, i%6+1, c),
			`user.update {"where":{"id":1},"data":{"items":{"updateMany":{"where":`+c+`,"data":{"open":5}}}},"include":{"items":{"orderBy":{"id":"asc"}}}}`)
	}
	all = append(all,
		`item.update {"where":{"id":100},"data":{"open":1}}`, `item.delete {"where":{"id":101}}`,
		`tag.update {"where":{"id":99},"data":{"items":{"connect":{"id":1}}}}`,
		`item.update {"where":{"id":2},"data":{"tags":{"connect":{"id":99}}}}`, `item.update {"where":{"id":2},"data":{"tags":{"disconnect":{"id":99}}},"select":{"id":true}}`,
		`user.update {"where":{"id":2},"data":{"items":{"deleteMany":{"hidden":{"gt":0}}}},"include":{"items":{"orderBy":{"id":"asc"}}}}`,
		`item.deleteMany {"where":{"sum":{"gt":0}}}`, `item.deleteMany {"where":{"label":"great"}}`, `item.deleteMany {"where":{"open":5},"limit":10}`,
		`item.count {}`)
	return all
}
