package rt_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/dialect/open"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
)

// Papers 1 to 4 are those that everybody may read who is signed in, an admin, a
// member of team 7, nobody in particular.
const office = `
	datasource db { provider = "sqlite" url = "file:x.db" }
	model User {
		id    Int     @id
		role  String?
		seats Seat[]
		@@allow('all', auth() == this)
	}
	model Seat {
		id     Int  @id
		team   Int
		userId Int
		user   User @relation(fields: [userId], references: [id], onDelete: Cascade)
	}
	model Paper {
		id   Int @id
		note String?
		@@allow('read', id == 1 && auth() != null)
		@@allow('all', id == 2 && auth().role == 'ADMIN')
		@@allow('read', id == 3 && auth().seats?[team == 7])
		@@allow('all', id == 4 && auth() == null)
	}
	mutation procedure seen(): Json
`

const papers = `paper.findMany {"orderBy":{"id":"asc"},"select":{"id":true}}`

// inOffice runs a test on every database, with user 1, an admin with a seat in
// team 7, and a second process on the same database.
func inOffice(t *testing.T, o rt.Options, test func(t *testing.T, db, other *rt.DB)) {
	t.Helper()
	gozentest.Each(t, func(t *testing.T, url string) {
		db, err := openWith(t.Context(), t, office, url, o)
		if err != nil {
			t.Fatal(err)
		}
		do(t, db, db.Unrestricted("test"), `paper.createMany {"data":[{"id":1},{"id":2},{"id":3},{"id":4}]}`)
		hire(t, db)
		test(t, db, mustReopen(t, url, office, rt.Options{}))
	})
}

func hire(t *testing.T, db *rt.DB) {
	t.Helper()
	do(t, db, db.Unrestricted("test"), `user.create {"data":{"id":1,"role":"ADMIN","seats":{"create":{"id":1,"team":7}}}}`)
}

func signedIn(db *rt.DB) *rt.Client {
	c, _ := db.SignedIn("1", nil)
	return c
}

// sees are the papers that user 1 sees in a request of its own.
func sees(t *testing.T, db *rt.DB) string {
	t.Helper()
	return strings.NewReplacer(`{"id":`, "", `}`, "").Replace(do(t, db, signedIn(db), papers))
}

func TestARightThatIsTakenAwayIsGoneWithTheNextRequest(t *testing.T) {
	t.Parallel()
	demoted, unseated, unknown := `[1,3]`, `[1,2]`, `[4]`
	root := func(call string) func(*testing.T, *rt.DB, *rt.DB) {
		return func(t *testing.T, db, _ *rt.DB) { do(t, db, db.Unrestricted("test"), call) }
	}
	elsewhere := func(call string) func(*testing.T, *rt.DB, *rt.DB) {
		return func(t *testing.T, _, other *rt.DB) { do(t, other, other.Unrestricted("test"), call) }
	}
	raw := func(sql string) func(*testing.T, *rt.DB, *rt.DB) {
		return func(t *testing.T, db, _ *rt.DB) {
			if _, err := db.Unrestricted("test").ExecuteRaw(t.Context(), parts(sql)); err != nil {
				t.Fatal(err)
			}
		}
	}
	const demote, unseat, dismiss = `user.update {"where":{"id":1},"data":{"role":"USER"}}`, `seat.deleteMany {}`, `user.delete {"where":{"id":1}}`
	tests := []struct {
		name   string
		revoke func(t *testing.T, db, other *rt.DB)
		want   string
	}{
		{"a role, by the engine", root(demote), demoted},
		{"a role, by raw SQL", raw(`UPDATE "User" SET "role" = NULL`), demoted},
		{"a role, by another process", elsewhere(demote), demoted},
		{"a membership, by the engine", root(unseat), unseated},
		{"a membership, by raw SQL", raw(`UPDATE "Seat" SET "team" = 8`), unseated},
		{"a membership, by another process", elsewhere(unseat), unseated},
		{"the account, by the engine", root(dismiss), unknown},
		{"the account, by raw SQL", raw(`DELETE FROM "User"`), unknown},
		{"the account, by another process", elsewhere(dismiss), unknown},
	}
	inOffice(t, rt.Options{}, func(t *testing.T, db, other *rt.DB) {
		for _, tt := range tests {
			for range 2 { // the second time the user is remembered
				if got := sees(t, db); got != `[1,2,3]` {
					t.Fatalf("%s: with all rights, %s", tt.name, got)
				}
			}
			tt.revoke(t, db, other)
			for _, when := range []string{"the next request", "the one after it"} {
				if diff := cmp.Diff(tt.want, sees(t, db)); diff != "" {
					t.Errorf("%s: %s: %s", tt.name, when, diff)
				}
			}
			do(t, db, db.Unrestricted("test"), `user.deleteMany {}`)
			hire(t, db)
		}
	})
}

func TestARightCountsWhenItsTransactionIsCommitted(t *testing.T) {
	t.Parallel()
	inOffice(t, rt.Options{}, func(t *testing.T, db, _ *rt.DB) {
		sees(t, db)
		tx, err := db.Unrestricted("test").Begin(t.Context(), rt.TxOptions{})
		if err != nil {
			t.Fatal(err)
		}
		do(t, db, tx.Client(), `user.update {"where":{"id":1},"data":{"role":"USER"}}`)
		if got := sees(t, db); got != `[1,2,3]` {
			t.Errorf("before the commit: %s", got)
		}
		if err := tx.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := sees(t, db); got != `[1,3]` {
			t.Errorf("after the commit: %s", got)
		}
	})
}

// Whatever a client is asked first, it asks who is behind the session before.
func TestEveryWayToAskFindsTheUser(t *testing.T) {
	t.Parallel()
	var op *query.Op
	body := func(ctx context.Context, c *rt.Client, _ map[string]any) (any, error) { return c.Rows(ctx, op) }
	inOffice(t, rt.Options{Procedures: map[string]rt.Procedure{"seen": body}}, func(t *testing.T, db, _ *rt.DB) {
		op = opOf(t, db, papers)
		json := func(doc rt.Document, err error) (string, error) { return string(doc.Data), err }
		ways := map[string]func(ctx context.Context, c *rt.Client) (string, error){
			"JSON": func(ctx context.Context, c *rt.Client) (string, error) { return json(c.JSON(ctx, op)) },
			"Rows": func(ctx context.Context, c *rt.Client) (string, error) { return said(c.Rows(ctx, op)) },
			"Scan": func(ctx context.Context, c *rt.Client) (string, error) {
				var found paperIDs
				err := c.Scan(ctx, op, &found)
				return said(found, err)
			},
			"Each": func(ctx context.Context, c *rt.Client) (string, error) {
				var one, all paperIDs
				err := c.Each(ctx, op, &one, func() error { all = append(all, one...); return nil })
				return said(all, err)
			},
			"Transaction": func(ctx context.Context, c *rt.Client) (string, error) {
				return json(c.Transaction(ctx, []*query.Op{op}, query.DefaultIsolation))
			},
			"InTransaction": func(ctx context.Context, c *rt.Client) (text string, err error) {
				err = c.InTransaction(ctx, rt.TxOptions{}, func(c *rt.Client) error { text, err = json(c.JSON(ctx, op)); return err })
				return text, err
			},
			"a write": func(ctx context.Context, c *rt.Client) (string, error) {
				return json(c.JSON(ctx, opOf(t, db, `paper.updateMany {"data":{"note":"x"}}`)))
			},
			"Check": func(ctx context.Context, c *rt.Client) (string, error) {
				return said(c.Check(ctx, schema.OpUpdate, opOf(t, db, `paper.findMany {"where":{"id":2}}`)))
			},
			"CheckField": func(ctx context.Context, c *rt.Client) (string, error) {
				m := db.Schema().Model("User")
				return said(c.CheckField(ctx, schema.OpRead, m, m.Field("role")))
			},
			"Procedure": func(ctx context.Context, c *rt.Client) (string, error) {
				return said(c.Procedure(ctx, &query.Call{Procedure: db.Schema().Procedure("seen")}))
			},
			"WithDeleted": func(ctx context.Context, c *rt.Client) (string, error) { return json(c.WithDeleted().JSON(ctx, op)) },
		}
		check := func(t *testing.T, who map[string]any) {
			for name, way := range ways {
				for _, when := range []string{"not remembered", "remembered"} {
					want, err := way(t.Context(), db.As(who))
					if err != nil {
						t.Fatalf("%s: %v", name, err)
					}
					got, err := way(t.Context(), signedIn(db))
					if err != nil || got != want {
						t.Errorf("%s, %s: want %s, got %s, %v", name, when, want, got, err)
					}
				}
			}
		}
		who, err := db.Principal(t.Context(), map[string]any{"id": int64(1)})
		if err != nil {
			t.Fatal(err)
		}
		check(t, who)
		do(t, db, db.Unrestricted("test"), `user.deleteMany {}`)
		check(t, nil)
	})
}

func TestAUserWhoIsGoneIsToldOnce(t *testing.T) {
	t.Parallel()
	inOffice(t, rt.Options{}, func(t *testing.T, db, _ *rt.DB) {
		told := 0
		c := func() *rt.Client {
			c, _ := db.SignedIn("1", func(context.Context) { told++ })
			return c
		}
		for range 2 {
			do(t, db, c(), papers)
		}
		if told != 0 {
			t.Error("a user who exists is said to be gone")
		}
		do(t, db, db.Unrestricted("test"), `user.deleteMany {}`)
		for client := c(); told < 1; {
			do(t, db, client, papers)
			do(t, db, client, papers)
		}
		if told != 1 {
			t.Errorf("told %d times of one request", told)
		}
	})
}

func TestARequestThatFailsFailsForTheUserAsHeIs(t *testing.T) {
	t.Parallel()
	inOffice(t, rt.Options{}, func(t *testing.T, db, other *rt.DB) {
		const second = `paper.findUniqueOrThrow {"where":{"id":2}}`
		for range 2 {
			do(t, db, signedIn(db), second)
		}
		do(t, other, other.Unrestricted("test"), `user.update {"where":{"id":1},"data":{"role":"USER"}}`)
		for range 2 {
			_, err := signedIn(db).JSON(t.Context(), opOf(t, db, second))
			if q, ok := errors.AsType[*query.Error](err); !ok || q.Reason != query.NotFound {
				t.Errorf("want not found, got %v", err)
			}
		}
		if _, err := db.Unrestricted("test").ExecuteRaw(t.Context(), parts(`DROP TABLE "Paper"`)); err != nil {
			t.Fatal(err)
		}
		_, err := signedIn(db).JSON(t.Context(), opOf(t, db, papers))
		failsWith(t, err, "P2021", "a table is not in the database")
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := signedIn(db).JSON(ended, opOf(t, db, papers)); !errors.Is(err, context.Canceled) {
			t.Errorf("want the context's error, got %v", err)
		}
	})
}

func TestATableThatChangesUnderThePreparedStatements(t *testing.T) {
	t.Parallel()
	inOffice(t, rt.Options{}, func(t *testing.T, db, other *rt.DB) {
		if !strings.HasSuffix(t.Name(), "/postgres") {
			t.Skip("SQLite prepares anew by itself")
		}
		for range 2 {
			do(t, db, signedIn(db), "paper.findMany")
		}
		if _, err := other.Unrestricted("test").ExecuteRaw(t.Context(), parts(`ALTER TABLE "Paper" ALTER COLUMN "note" TYPE varchar(50)`)); err != nil {
			t.Fatal(err)
		}
		do(t, db, signedIn(db), "paper.findMany")
	})
}

// What a plugin does to the map of a user stays in that request.
func TestTheRememberedUserIsNobodysToChange(t *testing.T) {
	t.Parallel()
	promote := rt.Plugin{Name: "promote", Models: []string{"User"}, Before: func(_ context.Context, m *rt.Mutation) error {
		if user := m.User(); user != nil {
			user["role"] = "ADMIN"
			user["seats"].([]any)[0].(map[string]any)["team"] = int64(7)
		}
		return nil
	}}
	inOffice(t, rt.Options{Plugins: []rt.Plugin{promote}}, func(t *testing.T, db, _ *rt.DB) {
		for _, call := range []string{`seat.updateMany {"data":{"team":8}}`, `user.updateMany {"data":{"role":"USER"}}`} {
			do(t, db, db.Unrestricted("test"), call)
		}
		sees(t, db)
		c := signedIn(db)
		do(t, db, c, papers)
		do(t, db, c, `user.update {"where":{"id":1},"data":{"id":1}}`)
		for range 2 {
			if got := sees(t, db); got != `[1]` {
				t.Errorf("without rights, %s", got)
			}
		}
	})
}

// Many ask while rights come and go: each answer is one that was right between
// its beginning and its end.
func TestRightsThatChangeWhileManyAsk(t *testing.T) {
	t.Parallel()
	inOffice(t, rt.Options{}, func(t *testing.T, db, other *rt.DB) {
		var begun, done atomic.Int64 // changes; after an odd number the user is no admin
		var all sync.WaitGroup
		ctx, stop := context.WithCancel(t.Context())
		for range 4 {
			all.Go(func() {
				for ctx.Err() == nil {
					before := done.Load()
					doc, err := signedIn(db).JSON(t.Context(), opOf(t, db, papers))
					after := begun.Load()
					if err != nil {
						t.Error(err)
						return
					}
					admin := strings.Contains(string(doc.Data), `{"id":2}`)
					if before == after && admin != (before%2 == 0) {
						t.Errorf("after %d changes: %s", before, doc.Data)
					}
				}
			})
		}
		for i := range 60 {
			role := []string{"USER", "ADMIN"}[i%2]
			begun.Add(1)
			do(t, other, other.Unrestricted("test"), fmt.Sprintf(`user.update {"where":{"id":1},"data":{"role":%q}}`, role))
			done.Add(1)
		}
		stop()
		all.Wait()
	})
}

func TestTheUserIsReadInTheRequestsOwnTrip(t *testing.T) {
	t.Parallel()
	gozentest.Each(t, func(t *testing.T, url string) {
		pushTables(t, url, office)
		s := gozentest.Schema(t, office)
		conn, err := open.Open(t.Context(), url, s)
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := conn.Close(); err != nil {
				t.Error(err)
			}
		}()
		counted := &loans{DB: conn}
		var seen observer
		db, err := rt.Open(s, counted, rt.Options{Observe: seen.observe})
		if err != nil {
			t.Fatal(err)
		}
		hire(t, db)
		sees(t, db)
		counted.n.Store(0)
		seen.seen = nil
		c := signedIn(db)
		for range 3 {
			do(t, db, c, papers)
		}
		if n := counted.n.Load(); n != 3 {
			t.Errorf("three reads took %d trips", n)
		}
		var models []string
		for _, o := range seen.seen {
			models = append(models, o.Op.Model.Name)
		}
		if diff := cmp.Diff([]string{"User", "Paper", "Paper", "Paper"}, models); diff != "" {
			t.Error(diff)
		}
	})
}

// loans counts how often a connection is lent to read.
type loans struct {
	dialect.DB
	n atomic.Int64
}

func (l *loans) Read(ctx context.Context, f func(dialect.Conn) error) error {
	l.n.Add(1)
	return l.DB.Read(ctx, f)
}

// paperIDs collects the ids of rows.
type paperIDs []int64

func (r *paperIDs) GozenScan(s *rt.Scan) { id, _ := s.Value("id").(int64); *r = append(*r, id) }

func (r *paperIDs) GozenRelate(int, string, rt.Rows, []int) rt.Rows { return nil }

func (r *paperIDs) GozenPick(rows []int) { *r = (*r)[:len(rows)] }

func said[T any](v T, err error) (string, error) { return fmt.Sprint(v), err }

func TestWhatIsNoIDIsNobodys(t *testing.T) {
	t.Parallel()
	inOffice(t, rt.Options{}, func(t *testing.T, db, _ *rt.DB) {
		for _, id := range []string{"", "01", "+1", "1.0", "ann", "2147483648"} {
			c, ok := db.SignedIn(id, func(context.Context) { t.Errorf("%q was looked for", id) })
			if got := do(t, db, c, papers); ok || got != do(t, db, db.As(nil), papers) {
				t.Errorf("%q is an id: %t, and sees %s", id, ok, got)
			}
		}
		if _, ok := db.SignedIn("1", nil); !ok {
			t.Error("1 is no id")
		}
	})
}

// What was found is remembered without the names of its columns.
func TestARightGoesWithItsValueFromColumnToColumn(t *testing.T) {
	t.Parallel()
	const posts = `
		datasource db { provider = "sqlite" url = "file:x.db" }
		model User {
			id   Int     @id
			head String?
			aide String?
			note Json?
			@@allow('all', auth() == this)
		}
		model Paper {
			id Int @id
			@@allow('read', id == 1 && auth().head == 'x')
			@@allow('read', id == 2 && auth().aide == 'x')
			@@allow('read', id == 3 && auth().note == null)
		}
	`
	gozentest.Each(t, func(t *testing.T, url string) {
		db, err := openWith(t.Context(), t, posts, url, rt.Options{})
		if err != nil {
			t.Fatal(err)
		}
		root := db.Unrestricted("test")
		do(t, db, root, `paper.createMany {"data":[{"id":1},{"id":2},{"id":3}]}`)
		do(t, db, root, `user.create {"data":{"id":1}}`)
		for _, tt := range []struct{ user, want string }{
			{`"head":"x","aide":null`, `[1,3]`},
			{`"head":null,"aide":"x"`, `[2,3]`},
			{`"head":"x","aide":"x"`, `[1,2,3]`},
			{`"head":"xx","aide":""`, `[3]`},
			{`"head":"","aide":"xx"`, `[3]`},
			{`"head":null,"aide":null,"note":{"a":"x"}`, `[]`},
		} {
			do(t, db, root, `user.update {"where":{"id":1},"data":{`+tt.user+`}}`)
			for _, when := range []string{"the next request", "the one after it"} {
				if got := sees(t, db); got != tt.want {
					t.Errorf("%s: %s: want %s, got %s", tt.user, when, tt.want, got)
				}
			}
		}
	})
}
