package rt_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/gozen-dev/gozen/query"
)

// library has two users who rely on what the other may take away. User 1 may
// write documents as long as he is an editor of the team whose folder they are
// in. User 2 may take that from him, and move or remove the folder, as long as
// there is a draft in it.
const library = `
	datasource db { provider = "postgresql" url = env("DATABASE_URL") }
	model Team {
		id Int @id
		members Member[]
		folders Folder[]
	}
	model Member {
		id Int @id
		userId Int
		role String
		team Team @relation(fields: [teamId], references: [id])
		teamId Int
		@@allow('read', true)
		@@allow('update,delete', auth().id == 2 && team.folders?[docs?[title == 'draft']])
	}
	model Folder {
		id Int @id
		team Team @relation(fields: [teamId], references: [id])
		teamId Int
		docs Doc[]
		@@allow('read', true)
		@@allow('update,delete', auth().id == 2 && docs?[title == 'draft'])
	}
	model Doc {
		id Int @id
		title String
		folder Folder? @relation(fields: [folderId], references: [id], onDelete: Cascade)
		folderId Int?
		@@allow('read', true)
		@@allow('create,update,delete', folder.team.members?[userId == auth().id && role == 'editor'])
	}
	type User {
		id Int @id
		@@auth
	}`

// shelves is what the library holds before each meeting: one draft in folder 1,
// which user 1 may write, and documents in folder 3, which he may take there.
func shelves() []string {
	return []string{
		`doc.deleteMany`, `folder.deleteMany`, `member.deleteMany`, `team.deleteMany`,
		`team.createMany {"data":[{"id":1},{"id":2},{"id":3}]}`,
		`member.createMany {"data":[{"id":1,"userId":1,"role":"editor","teamId":1},{"id":3,"userId":1,"role":"editor","teamId":3}]}`,
		`folder.createMany {"data":[{"id":1,"teamId":1},{"id":3,"teamId":3}]}`,
		`doc.createMany {"data":[{"id":1,"title":"draft","folderId":1},{"id":2,"title":"two","folderId":1},{"id":3,"title":"three","folderId":3}]}`,
	}
}

// ending is how a meeting ended: what each was told, and what there is then.
type ending struct{ a, b, rows string }

// Whoever meets whom, in whichever order their statements come: the end is one
// that there could be had they come one after the other. On PostgreSQL, at its
// own isolation; SQLite has one writer at a time.
func TestMeetingsEndAsIfOneHadWaited(t *testing.T) {
	t.Parallel()
	verbs := []struct{ name, request string }{
		{"create", `doc.create {"data":{"id":9,"title":"draft","folderId":1}}`},
		{"update", `doc.update {"where":{"id":1},"data":{"title":"done"}}`},
		{"delete", `doc.delete {"where":{"id":1}}`},
		{"upsert that updates", `doc.upsert {"where":{"id":1},"create":{"id":1,"title":"new","folderId":1},"update":{"title":"done"}}`},
		{"upsert that creates", `doc.upsert {"where":{"id":9},"create":{"id":9,"title":"draft","folderId":1},"update":{"title":"done"}}`},
		{"updateMany", `doc.updateMany {"where":{"folderId":1},"data":{"title":"done"}}`},
		{"deleteMany", `doc.deleteMany {"where":{"folderId":1}}`},
		{"createMany", `doc.createMany {"data":[{"id":9,"title":"draft","folderId":1},{"id":10,"title":"x","folderId":3}]}`},
		{"nested create", `folder.update {"where":{"id":1},"data":{"docs":{"create":[{"id":9,"title":"draft"},{"id":10,"title":"x"}]}}}`},
		{"nested connect", `folder.update {"where":{"id":1},"data":{"docs":{"connect":{"id":3}}}}`},
		{"nested disconnect", `folder.update {"where":{"id":1},"data":{"docs":{"disconnect":{"id":1}}}}`},
		{"nested set", `folder.update {"where":{"id":1},"data":{"docs":{"set":[{"id":2},{"id":3}]}}}`},
	}
	changes := []struct{ name, request string }{
		{"the role is revoked", `member.update {"where":{"id":1},"data":{"role":"reader"}}`},
		{"the member is unlinked", `member.delete {"where":{"id":1}}`},
		{"the parent is moved", `folder.update {"where":{"id":1},"data":{"teamId":2}}`},
		{"the parent is deleted", `folder.delete {"where":{"id":1}}`},
	}
	s := newStage(t, library)
	for _, v := range verbs {
		for _, c := range changes {
			t.Run(v.name+" while "+c.name, func(t *testing.T) {
				for _, ruled := range []bool{true, false} {
					a, b := caller{user: map[string]any{"id": int64(1)}, request: v.request}, caller{request: c.request}
					if ruled {
						b.user = map[string]any{"id": int64(2)}
					}
					s.meetings(t, a, b)
				}
			})
		}
	}
}

// meetings makes a and b meet in every order of their statements.
func (s *stage) meetings(t *testing.T, a, b caller) {
	t.Helper()
	allowed := s.serial(t, a, b)
	for at := 1; ; at++ {
		s.reset(t)
		x, y, met := s.meet(t, a, b, at)
		if !met {
			break
		}
		s.judge(t, fmt.Sprintf("while the first waits before statement %d", at), allowed, ending{x, y, s.rows(t)})
	}
	for at := 1; ; at++ {
		s.reset(t)
		y, x, met := s.meet(t, b, a, at)
		if !met {
			return
		}
		s.judge(t, fmt.Sprintf("while the second waits before statement %d", at), allowed, ending{x, y, s.rows(t)})
	}
}

func (s *stage) judge(t *testing.T, when string, allowed []ending, got ending) {
	t.Helper()
	if !slices.Contains(allowed, got) {
		t.Errorf("%s the end is none that could be:\n%+v\nwant one of\n%+v", when, got, allowed)
	}
}

// serial lists how it can end when one comes after the other, or when one of
// them is told to try again and does not.
func (s *stage) serial(t *testing.T, a, b caller) []ending {
	t.Helper()
	ctx := context.Background()
	const again = "db-query-error  P2034"
	var list []ending
	s.reset(t)
	x := s.run(ctx, t, a)
	list = append(list, ending{x, again, s.rows(t)})
	y := s.run(ctx, t, b)
	list = append(list, ending{x, y, s.rows(t)})
	s.reset(t)
	y = s.run(ctx, t, b)
	list = append(list, ending{again, y, s.rows(t)})
	x = s.run(ctx, t, a)
	return append(list, ending{x, y, s.rows(t)})
}

func (s *stage) reset(t *testing.T) {
	t.Helper()
	var ops []*query.Op
	for _, l := range shelves() {
		ops = append(ops, opOf(t, s.db, l))
	}
	if _, err := s.db.Unrestricted("test").Transaction(context.Background(), ops, query.DefaultIsolation); err != nil {
		t.Fatal(err)
	}
}

// rows is all that is stored.
func (s *stage) rows(t *testing.T) string {
	t.Helper()
	all := ""
	for _, m := range []string{"member", "folder", "doc"} {
		all += do(t, s.db, s.db.Unrestricted("test"), m+`.findMany {"orderBy":{"id":"asc"}}`) + "\n"
	}
	return all
}
