package main_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/gozentest"
)

// step is one request of a story and what its answer must and must not hold.
type step struct {
	name   string
	answer func() reply
	status int
	holds  string
	lacks  string
}

func play(t *testing.T, steps []step) {
	t.Helper()
	for _, s := range steps {
		got := s.answer()
		if got.status != s.status || !strings.Contains(got.text, s.holds) {
			t.Fatalf("%s: got %d %s\nwant %d with %s", s.name, got.status, got.text, s.status, s.holds)
		}
		if s.lacks != "" && strings.Contains(got.text, s.lacks) {
			t.Fatalf("%s: the answer holds %s: %s", s.name, s.lacks, got.text)
		}
		if strings.Contains(got.text, "$2a$") || strings.Contains(got.text, "$2b$") {
			t.Fatalf("%s: the answer holds a password hash: %s", s.name, got.text)
		}
	}
}

func TestTwoUsersAndAStranger(t *testing.T) {
	t.Parallel()
	gozentest.Each(t, func(t *testing.T, url string) {
		p := todo(t, url)
		ann, bob, stranger := newBrowser(t, p), newBrowser(t, p), newBrowser(t, p)
		play(t, signUps(t, ann, bob, stranger))
		play(t, spaces(t, ann, bob, stranger))
		play(t, todos(t, ann, bob, stranger))
		play(t, farewell(t, ann, bob))
	})
}

func signUps(t *testing.T, ann, bob, stranger *browser) []step {
	return []step{
		{"ann signs up and, being nobody yet, may not read herself back", func() reply {
			return ann.post(t, "user/create", `{"data":{"id":"ann","email":"ann@example.com","password":"correct horse"}}`)
		}, 403, `"rejectReason":"cannot-read-back"`, "ann@example.com"},
		{"bob signs up", func() reply {
			return bob.post(t, "user/createMany", `{"data":[{"id":"bob","email":"bob@example.com","password":"battery staple"}]}`)
		}, 201, `{"data":{"count":1}}`, ""},
		{"the address is taken, and whose it is stays hidden", func() reply {
			return stranger.post(t, "user/create", `{"data":{"email":"ann@example.com","password":"another one"}}`)
		}, 400, `"reason":"db-query-error","code":"P2002"`, "example.com"},
		{"a stranger has no session", func() reply { return stranger.session(t) }, 200, "null", "user"},
		{"a stranger sees no users", func() reply { return stranger.get(t, "user/findMany", "{}") }, 200, `{"data":[]}`, ""},
		{"a wrong password does not sign in", func() reply { return ann.signIn(t, "ann@example.com", "battery staple") }, 200, "error=CredentialsSignin", ""},
		{"and leaves no session", func() reply { return ann.session(t) }, 200, "null", "user"},
		{"ann signs in", func() reply { return ann.signIn(t, "ann@example.com", "correct horse") }, 200, `"url":"http://127.0.0.1`, "error"},
		{"the session names her", func() reply { return ann.session(t) }, 200, `"id":"ann"`, "password"},
		{"bob signs in", func() reply { return bob.signIn(t, "bob@example.com", "battery staple") }, 200, `"url":"http://127.0.0.1`, "error"},
		{"ann sees herself and no password", func() reply { return ann.get(t, "user/findMany", "{}") }, 200, `"ann@example.com"`, "password"},
		{"ann cannot ask for the password", func() reply {
			return ann.get(t, "user/findUnique", `{"where":{"id":"ann"},"select":{"password":true}}`)
		}, 422, `"rejectedByValidation":true`, "correct horse"},
	}
}

func spaces(t *testing.T, ann, bob, stranger *browser) []step {
	const inside = `{"where":{"id":"home"},"select":{"name":true}}`
	return []step{
		{"a stranger cannot make a space", func() reply {
			return stranger.post(t, "space/create", `{"data":{"id":"x","name":"Nowhere","slug":"nowhere","ownerId":"ann"}}`)
		}, 403, `"rejectReason":"no-access"`, ""},
		{"ann makes a space with herself as its admin", func() reply {
			return ann.post(t, "space/create", `{"data":{"id":"home","name":"Sweet Home","slug":"home-1","members":{"create":{"userId":"ann","role":"ADMIN"}}},
				"select":{"ownerId":true,"members":{"select":{"userId":true,"role":true}}}}`)
		}, 201, `{"data":{"ownerId":"ann","members":[{"userId":"ann","role":"ADMIN"}]}}`, ""},
		{"bob does not see it", func() reply { return bob.get(t, "space/findUnique", inside) }, 200, `{"data":null}`, ""},
		{"bob cannot let himself in", func() reply {
			return bob.post(t, "spaceUser/create", `{"data":{"spaceId":"home","userId":"bob","role":"ADMIN"}}`)
		}, 403, `"rejectReason":"no-access"`, ""},
		{"bob cannot rename it, and is not told that it exists", func() reply {
			return bob.put(t, "space/update", `{"where":{"id":"home"},"data":{"name":"Bob's place"}}`)
		}, 404, `"message":"Record not found"`, ""},
		{"ann lets bob in", func() reply {
			return ann.post(t, "spaceUser/create", `{"data":{"spaceId":"home","userId":"bob"},"select":{"role":true}}`)
		}, 201, `{"data":{"role":"USER"}}`, ""},
		{"now bob sees it", func() reply { return bob.get(t, "space/findUnique", inside) }, 200, `{"data":{"name":"Sweet Home"}}`, ""},
		{"and still cannot rename it", func() reply {
			return bob.put(t, "space/update", `{"where":{"id":"home"},"data":{"name":"Bob's place"}}`)
		}, 404, `"message":"Record not found"`, ""},
		{"nor make himself its admin", func() reply {
			return bob.put(t, "spaceUser/updateMany", `{"where":{"userId":"bob"},"data":{"role":"ADMIN"}}`)
		}, 200, `{"data":{"count":0}}`, ""},
		{"ann and bob see each other", func() reply {
			return bob.get(t, "user/findMany", `{"select":{"id":true},"orderBy":{"id":"asc"}}`)
		}, 200, `{"data":[{"id":"ann"},{"id":"bob"}]}`, ""},
		{"a stranger sees nothing", func() reply { return stranger.get(t, "space/count", "{}") }, 200, `{"data":0}`, ""},
	}
}

func todos(t *testing.T, ann, bob, stranger *browser) []step {
	const titles = `{"select":{"title":true},"orderBy":{"title":"asc"}}`
	return []step{
		{"ann makes a list for all with a todo", func() reply {
			return ann.post(t, "list/create", `{"data":{"id":"shop","title":"Groceries","spaceId":"home","todos":{"create":[{"id":"bread","title":"Bread"}]}},"select":{"id":true}}`)
		}, 201, `{"data":{"id":"shop"}}`, ""},
		{"and a private one", func() reply {
			return ann.post(t, "list/create", `{"data":{"id":"gifts","title":"Gifts","private":true,"spaceId":"home","todos":{"create":[{"id":"book","title":"A book for bob"}]}},"select":{"id":true}}`)
		}, 201, `{"data":{"id":"gifts"}}`, ""},
		{"ann reads both", func() reply { return ann.get(t, "list/findMany", titles) }, 200, `{"data":[{"title":"Gifts"},{"title":"Groceries"}]}`, ""},
		{"bob reads the one for all", func() reply { return bob.get(t, "list/findMany", titles) }, 200, `{"data":[{"title":"Groceries"}]}`, ""},
		{"and its todos", func() reply { return bob.get(t, "todo/findMany", titles) }, 200, `{"data":[{"title":"Bread"}]}`, ""},
		{"not through the space either", func() reply {
			return bob.get(t, "space/findMany", `{"select":{"lists":{"select":{"todos":{"select":{"title":true}}}},"_count":{"select":{"lists":true}}}}`)
		}, 200, `"_count":{"lists":1}`, "book for bob"},
		{"nor by searching for it", func() reply {
			return bob.get(t, "space/count", `{"where":{"lists":{"some":{"todos":{"some":{"title":{"contains":"book"}}}}}}}`)
		}, 200, `{"data":0}`, ""},
		{"bob ticks off the bread", func() reply {
			return bob.put(t, "todo/update", `{"where":{"id":"bread"},"data":{"completedAt":"2026-01-02T03:04:05Z"},"select":{"completedAt":true}}`)
		}, 200, `{"data":{"completedAt":"2026-01-02T03:04:05.000Z"},"meta":{"serialization":{"values":{"completedAt":["Date"]},"v":1}}}`, ""},
		{"bob cannot write into the private list", func() reply {
			return bob.post(t, "todo/create", `{"data":{"title":"A drum","listId":"gifts"}}`)
		}, 403, `"rejectReason":"no-access"`, ""},
		{"nor delete ann's list", func() reply { return bob.remove(t, "list/delete", `{"where":{"id":"shop"}}`) }, 404, "Record not found", ""},
		{"nor take it", func() reply {
			return bob.put(t, "list/updateMany", `{"data":{"ownerId":"bob"}}`)
		}, 200, `{"data":{"count":0}}`, ""},
		{"a stranger reads no todos", func() reply { return stranger.get(t, "todo/findMany", "{}") }, 200, `{"data":[]}`, ""},
		{"and writes none", func() reply { return stranger.remove(t, "todo/deleteMany", "{}") }, 200, `{"data":{"count":0}}`, ""},
		{"a transaction that fails leaves nothing", func() reply {
			return ann.post(t, "$transaction/sequential", `[{"model":"List","op":"create","args":{"data":{"id":"trip","title":"Trip","spaceId":"home"}}},
				{"model":"SpaceUser","op":"create","args":{"data":{"spaceId":"home","userId":"bob"}}}]`)
		}, 400, `"code":"P2002"`, ""},
		{"as one can see", func() reply { return ann.get(t, "list/findUnique", `{"where":{"id":"trip"}}`) }, 200, `{"data":null}`, ""},
	}
}

func farewell(t *testing.T, ann, bob *browser) []step {
	return []step{
		{"ann shows bob the door", func() reply {
			return ann.remove(t, "spaceUser/deleteMany", `{"where":{"userId":"bob"}}`)
		}, 200, `{"data":{"count":1}}`, ""},
		{"bob sees nothing any more", func() reply { return bob.get(t, "list/count", "{}") }, 200, `{"data":0}`, ""},
		{"bob signs out", func() reply { return bob.signOut(t) }, 200, `"url":"http://127.0.0.1`, "error"},
		{"and is nobody", func() reply { return bob.session(t) }, 200, "null", "user"},
		{"ann deletes herself", func() reply {
			return ann.remove(t, "user/delete", `{"where":{"id":"ann"},"select":{"id":true}}`)
		}, 200, `{"data":{"id":"ann"}}`, ""},
		{"her session is nobody's now", func() reply {
			return ann.post(t, "space/create", `{"data":{"id":"ghost","name":"Ghost town","slug":"ghost"}}`)
		}, 422, "there is none at \\\"data.ownerId", ""},
		{"whoever it is that she would have own it", func() reply {
			return ann.post(t, "space/create", `{"data":{"id":"ghost","name":"Ghost town","slug":"ghost","ownerId":"bob"}}`)
		}, 403, `"rejectReason":"no-access"`, ""},
	}
}

func TestTheServerSaysWhatItServes(t *testing.T) {
	t.Parallel()
	p := todo(t, gozentest.SQLite(t))
	b := newBrowser(t, p)
	index := b.send(t, http.MethodGet, "/", "", "")
	for _, want := range []string{"/api/model/spaceUser/findMany", "/api/auth/signin", "schema.zmodel"} {
		if !strings.Contains(index.text, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if strings.Contains(index.text, "password,") {
		t.Error("the page shows a field that the schema omits")
	}
	if diff := cmp.Diff(reply{200, `{"status":"ok"}`}, b.send(t, http.MethodGet, "/healthz", "", ""), cmp.AllowUnexported(reply{})); diff != "" {
		t.Error(diff)
	}
	if got := b.send(t, http.MethodGet, "/api/modelx", "", ""); got.status != http.StatusNotFound || got.json(t, "error", "message") == nil {
		t.Errorf("an unknown path got %d %s", got.status, got.text)
	}
}
