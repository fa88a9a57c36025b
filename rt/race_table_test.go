package rt_test

import (
	"fmt"
	"testing"
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
		`team.createMany {"data":[{"id":1},{"id":2},{"id":3}]}`,
		`member.createMany {"data":[{"id":1,"userId":1,"role":"editor","teamId":1},{"id":3,"userId":1,"role":"editor","teamId":3}]}`,
		`folder.createMany {"data":[{"id":1,"teamId":1},{"id":3,"teamId":3}]}`,
		`doc.createMany {"data":[{"id":1,"title":"draft","folderId":1},{"id":2,"title":"two","folderId":1},{"id":3,"title":"three","folderId":3}]}`,
	}
}

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
	s := newStage(t, library, []string{"doc", "folder", "member", "team"}, shelves())
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

// What permits a write may be other rows of the table that it writes: one of
// two last admins can go, and not both, whichever way they go.
func TestTwoOfOneTableCannotBothGo(t *testing.T) {
	t.Parallel()
	const source = `
		datasource db { provider = "postgresql" url = env("DATABASE_URL") }
		model Team {
			id Int @id
			members Member[]
			@@allow('all', true)
		}
		model Member {
			id Int @id
			admin Boolean
			team Team? @relation(fields: [teamId], references: [id])
			teamId Int?
			@@allow('create,read', true)
			%s
		}`
	rules := map[string]string{
		"by the rows before": `@@allow('update,delete', team.members?[admin && id != this.id])`,
		"by the rows after":  `@@allow('update', true) @@allow('post-update', before().teamId == 1 && (team == null || team.members?[admin])) @@allow('delete', team.members?[admin && id != this.id])`,
		"by a deny":          `@@allow('update,delete', true) @@deny('update,delete', !(team.members?[admin && id != this.id]))`,
	}
	ways := []struct{ name, request string }{
		{"update", `member.update {"where":{"id":%d},"data":{"admin":false}}`},
		{"updateMany", `member.updateMany {"where":{"id":%d},"data":{"admin":false}}`},
		{"upsert", `member.upsert {"where":{"id":%d},"create":{"id":9,"admin":true},"update":{"admin":false}}`},
		{"delete", `member.delete {"where":{"id":%d}}`},
		{"deleteMany", `member.deleteMany {"where":{"id":%d}}`},
		{"nested update", `team.update {"where":{"id":1},"data":{"members":{"update":{"where":{"id":%d},"data":{"admin":false}}}}}`},
		{"nested updateMany", `team.update {"where":{"id":1},"data":{"members":{"updateMany":{"where":{"id":%d},"data":{"admin":false}}}}}`},
		{"nested delete", `team.update {"where":{"id":1},"data":{"members":{"delete":{"id":%d}}}}`},
	}
	for name, rule := range rules {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, fmt.Sprintf(source, rule), []string{"member", "team"}, []string{
				`team.create {"data":{"id":1,"members":{"create":[{"id":1,"admin":true},{"id":2,"admin":true},{"id":3,"admin":false}]}}}`,
			})
			somebody := map[string]any{"id": int64(1)}
			for i, a := range ways {
				for _, b := range ways[i:min(i+2, len(ways))] { // each with itself and with the next
					t.Run(a.name+" and "+b.name, func(t *testing.T) {
						s.meetings(t, caller{somebody, fmt.Sprintf(a.request, 1)}, caller{somebody, fmt.Sprintf(b.request, 2)})
					})
				}
			}
		})
	}
}

// Both ends of a many-to-many link must be there to be updated: the link is not
// made or taken by who loses that.
func TestLinksMeetWhoTakesTheirPermission(t *testing.T) {
	t.Parallel()
	const source = `
		datasource db { provider = "postgresql" url = env("DATABASE_URL") }
		model Club {
			id Int @id
			keys Key[]
			people Person[]
			@@allow('read', true)
			@@allow('update', keys?[userId == auth().id])
		}
		model Key {
			id Int @id
			userId Int
			club Club @relation(fields: [clubId], references: [id], onDelete: Cascade)
			clubId Int
			@@allow('read', true)
			@@allow('update,delete', auth().id == 2 && club.people?[id == 1 || id == 4])
		}
		model Person {
			id Int @id
			name String @default("-")
			clubs Club[]
			@@allow('read,create', true)
			@@allow('update', name != 'locked')
		}
		type User {
			id Int @id
			@@auth
		}`
	links := []struct{ name, request string }{
		{"connect", `club.update {"where":{"id":1},"data":{"people":{"connect":{"id":3}}}}`},
		{"connect from the other end", `person.update {"where":{"id":3},"data":{"clubs":{"connect":{"id":1}}}}`},
		{"disconnect", `club.update {"where":{"id":1},"data":{"people":{"disconnect":{"id":1}}}}`},
		{"disconnect from the other end", `person.update {"where":{"id":1},"data":{"clubs":{"disconnect":{"id":1}}}}`},
		{"set", `club.update {"where":{"id":1},"data":{"people":{"set":[{"id":2},{"id":3}]}}}`},
		{"create", `club.update {"where":{"id":1},"data":{"people":{"create":{"id":9}}}}`},
		{"connectOrCreate", `club.update {"where":{"id":1},"data":{"people":{"connectOrCreate":{"where":{"id":3},"create":{"id":3}}}}}`},
	}
	changes := []caller{
		{map[string]any{"id": int64(2)}, `key.update {"where":{"id":1},"data":{"userId":3}}`},
		{map[string]any{"id": int64(2)}, `key.delete {"where":{"id":1}}`},
		{nil, `key.delete {"where":{"id":1}}`},
		{nil, `club.delete {"where":{"id":1}}`},
		{nil, `person.updateMany {"where":{"id":{"in":[1,3]}},"data":{"name":"locked"}}`},
	}
	s := newStage(t, source, []string{"key", "person", "club"}, []string{
		`club.create {"data":{"id":1,"keys":{"create":{"id":1,"userId":1}},"people":{"create":[{"id":1},{"id":2}]}}}`,
		`person.create {"data":{"id":3}}`,
	})
	for _, l := range links {
		for _, c := range changes {
			t.Run(l.name+" while "+c.request, func(t *testing.T) {
				s.meetings(t, caller{map[string]any{"id": int64(1)}, l.request}, c)
			})
		}
	}
}
