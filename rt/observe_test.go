package rt_test

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/dialect/open"
	"github.com/gozen-dev/gozen/migrate"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
)

const observed = `
datasource db {
    provider = "sqlite"
    url      = env("DATABASE_URL")
}
model User {
    id    Int    @id
    teams Team[]
    posts Post[]
    @@allow('all', true)
}
model Team {
    id    Int    @id
    users User[]
    @@map("crews")
    @@allow('all', true)
}
model Post {
    id       Int       @id
    title    String
    author   User      @relation(fields: [authorId], references: [id], onDelete: Cascade)
    authorId Int
    comments Comment[]
    @@allow('create,update,delete', true)
    @@allow('read', author.teams?[id > 0])
}
model Comment {
    id     Int   @id
    post   Post? @relation(fields: [postId], references: [id], onDelete: SetNull)
    postId Int?
    @@allow('all', true)
}
model Content {
    id   Int    @id
    kind String
    @@delegate(kind)
    @@allow('all', true)
}
model Article extends Content {
    text String
}
`

// observer keeps what it is told.
type observer struct {
	mu        sync.Mutex
	seen      []rt.Observation
	committed [][]string
}

func (o *observer) observe(_ context.Context, x *rt.Observation) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.seen = append(o.seen, *x)
}

func (o *observer) commit(tables []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	tables = slices.Clone(tables)
	slices.Sort(tables)
	o.committed = append(o.committed, slices.Compact(tables))
}

func observedDB(t *testing.T, url string) (*rt.DB, *observer) {
	t.Helper()
	s, o := gozentest.Schema(t, observed), &observer{}
	if _, err := migrate.Push(t.Context(), url, s, migrate.Options{}); err != nil {
		t.Fatal(err)
	}
	conn, err := open.Open(t.Context(), url, s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	})
	db, err := rt.Open(s, conn, rt.Options{Logger: slog.New(slog.DiscardHandler), Observe: o.observe, Committed: o.commit})
	if err != nil {
		t.Fatal(err)
	}
	return db, o
}

func asked(t *testing.T, db *rt.DB, model string, kind query.Kind, args string) *query.Op {
	t.Helper()
	n, err := query.ParseJSON([]byte(args))
	if err != nil {
		t.Fatal(err)
	}
	op, err := query.Decode(db.Schema(), db.Schema().Model(model), kind, n, query.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return op
}

func TestObserversLearnWhatIsReadAndWhatIsChanged(t *testing.T) {
	t.Parallel()
	gozentest.Each(t, func(t *testing.T, url string) {
		db, o := observedDB(t, url)
		c := db.As(nil)
		steps := []struct {
			name, model string
			kind        query.Kind
			args        string
			reads       []string
			changes     []string
		}{
			{"a nested write", "User", query.Create, `{"data":{"id":1,"teams":{"create":{"id":1}},"posts":{"create":{"id":1,"title":"a"}}},"select":{"id":true}}`, []string{"User"}, []string{"Post", "User", "_TeamToUser", "crews"}},
			{"a rule's tables are read", "Post", query.FindMany, `{"select":{"id":true}}`, []string{"Post", "_TeamToUser", "crews"}, nil},
			{"so are those of arguments", "User", query.Count, `{"where":{"posts":{"some":{"title":"a"}}}}`, []string{"Post", "User", "_TeamToUser", "crews"}, nil},
			{"so are those of related rows", "Comment", query.FindMany, `{"include":{"post":true}}`, []string{"Comment", "Post", "_TeamToUser", "crews"}, nil},
			{"an update", "Post", query.UpdateMany, `{"data":{"title":"b"}}`, []string{}, []string{"Post"}},
			{"an update of a key", "Post", query.UpdateMany, `{"where":{"id":1},"data":{"id":2}}`, []string{}, []string{"Comment", "Post"}},
			{"what the database deletes by itself", "User", query.DeleteMany, `{"where":{"id":1}}`, []string{}, []string{"Comment", "Post", "User", "_TeamToUser"}},
			{"a row in several tables", "Article", query.Create, `{"data":{"id":1,"text":"a"},"select":{"id":true}}`, []string{"Article", "Content"}, []string{"Article", "Content"}},
			{"is deleted in all of them", "Content", query.DeleteMany, `{}`, []string{}, []string{"Article", "Content"}},
		}
		for _, s := range steps {
			o.seen, o.committed = nil, nil
			if _, err := c.JSON(t.Context(), asked(t, db, s.model, s.kind, s.args)); err != nil {
				t.Fatalf("%s: %v", s.name, err)
			}
			var changes []string
			for _, tables := range o.committed {
				changes = append(changes, tables...)
			}
			if len(o.seen) != 1 || o.seen[0].Err != nil || o.seen[0].Bypass {
				t.Fatalf("%s: seen %+v", s.name, o.seen)
			}
			if diff := cmp.Diff([2][]string{s.reads, s.changes}, [2][]string{o.seen[0].Tables, changes}); diff != "" {
				t.Errorf("%s: %s", s.name, diff)
			}
		}
	})
}

func TestChangesAreToldWhenTheyAreCommitted(t *testing.T) {
	t.Parallel()
	gozentest.Each(t, func(t *testing.T, url string) {
		db, o := observedDB(t, url)
		create := func(c *rt.Client, id string) error {
			_, err := c.JSON(t.Context(), asked(t, db, "Team", query.Create, `{"data":{"id":`+id+`}}`))
			return err
		}
		tx, err := db.As(nil).Begin(t.Context(), rt.TxOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if err := create(tx.Client(), "1"); err != nil || len(o.committed) > 0 {
			t.Errorf("%v, told before the commit: %v", err, o.committed)
		}
		if err := tx.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := create(db.As(nil), "1"); err == nil {
			t.Error("the key was taken twice")
		}
		if _, err := db.Unrestricted("test").ExecuteRaw(t.Context(), rt.RawSQL{Parts: []string{`DELETE FROM "crews"`}}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([][]string{{"crews"}, {"*"}}, o.committed); diff != "" {
			t.Error(diff)
		}
		if last := o.seen[len(o.seen)-1]; last.Err == nil || !last.Cached {
			t.Errorf("the refused write: %+v", last)
		}
	})
}
