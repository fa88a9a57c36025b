package schema_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/schema"
)

func TestRulesAreWrittenAsZModel(t *testing.T) {
	t.Parallel()
	const head = `
		datasource db { provider = "postgresql" url = env("DATABASE_URL") }
		enum Role { ADMIN READER }
		model User {
			id Int @id
			name String
			posts Post[]
			tags String[]
			@@auth
		}
		model Post {
			id Int @id
			title String
			views Int?
			role Role
			draft Boolean
			owner User? @relation(fields: [ownerId], references: [id])
			ownerId Int?
			tags String[]
			`
	rules := []string{
		`@@allow('all', true)`,
		`@@deny('read,delete', !draft && !(views > 1 || views == null))`,
		`@@allow('read', draft || views >= 1 || role == ADMIN)`,
		`@@allow('read', draft && (views < -1 || title != 'it\'s'))`,
		`@@allow('create,update', auth() == owner && auth().name in ['a', 'b'])`,
		`@@allow('read', owner.posts?[views > this.views && draft])`,
		`@@allow('read', owner.posts![owner.posts^[title == this.title]])`,
		`@@allow('read', auth().posts?[id == this.id])`,
		`@@allow('read', contains(title, auth().name, true) && has(tags, 'x'))`,
		`@@allow('read', currentModel('upper') == 'POST')`,
		`@@allow('post-update', before().views <= views)`,
		`@@allow('read', check(owner, 'update') && !check(owner))`,
		`@@deny('update', owner == null)`,
	}
	for _, want := range rules {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			s, found := check.Source("test.zmodel", []byte(head+want+"\n}"))
			if s == nil {
				t.Fatal(found)
			}
			if d := cmp.Diff(want, s.Model("Post").Rules[0].Text(false)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestFieldRulesHaveOneAt(t *testing.T) {
	t.Parallel()
	r := &schema.Rule{Ops: schema.OpRead | schema.OpUpdate | schema.OpPostUpdate}
	if d := cmp.Diff("@deny('read,update,post-update')", r.Text(true)); d != "" {
		t.Error(d)
	}
}
