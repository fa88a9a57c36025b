package bench

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// The condition under which a member may read a todo, and so change it, as a
// careful programmer would write it: parameter 1 is the user.
const allowed = `EXISTS (SELECT 1 FROM "List" l WHERE l."id" = t."listId" AND (l."ownerId" = $1 OR (NOT l."private"
	AND EXISTS (SELECT 1 FROM "SpaceUser" m WHERE m."spaceId" = l."spaceId" AND m."userId" = $1))))`

// The same condition on lists themselves.
const allowedList = `(l."ownerId" = $1 OR (NOT l."private"
	AND EXISTS (SELECT 1 FROM "SpaceUser" m WHERE m."spaceId" = l."spaceId" AND m."userId" = $1)))`

const listColumns = `l."id", l."createdAt", l."updatedAt", l."ownerId", l."spaceId", l."title", CAST(NULL AS timestamp)`

const columns = `"id", "createdAt", "updatedAt", "ownerId", "listId", "title", "completedAt"`

const (
	listsSQL = `SELECT ` + listColumns + ` FROM "List" l WHERE l."spaceId" = $2 AND ` + allowedList + ` ORDER BY l."createdAt" DESC, l."id" LIMIT 20`
	todosSQL = `SELECT ` + columns + ` FROM "Todo" t WHERE t."listId" IN (SELECT l."id" FROM "List" l WHERE l."spaceId" = $2 AND ` +
		allowedList + ` ORDER BY l."createdAt" DESC, l."id" LIMIT 20)`
	// Whoever knows the data starts from what the user is, not from the todos.
	countSQL = `SELECT COUNT(*) FROM "Todo" t WHERE t."listId" IN (SELECT l."id" FROM "List" l WHERE l."ownerId" = $1
		UNION SELECT l."id" FROM "SpaceUser" m JOIN "List" l ON l."spaceId" = m."spaceId" AND NOT l."private" WHERE m."userId" = $1)`
	listSQL   = `SELECT ` + columns + ` FROM "Todo" t WHERE "listId" = $2 AND ` + allowed + ` ORDER BY "createdAt" DESC LIMIT 20`
	oneSQL    = `SELECT ` + columns + ` FROM "Todo" t WHERE "id" = $2 AND ` + allowed
	createSQL = `INSERT INTO "Todo" ("id", "createdAt", "updatedAt", "ownerId", "listId", "title")
		SELECT t.* FROM (SELECT $2 AS "id", $3 AS "createdAt", $3 AS "updatedAt", $1 AS "ownerId", $4 AS "listId", $5 AS "title") t
		WHERE ` + allowed + ` RETURNING ` + columns
	updateSQL = `UPDATE "Todo" AS t SET "title" = $3, "updatedAt" = $4 WHERE "id" = $2 AND ` + allowed + ` RETURNING ` + columns
)

// todo is the row as a program would hold it.
type todo struct {
	id, owner, list, title string
	created, updated       time.Time
	completed              *time.Time
}

// hand does the work with SQL written by hand. Each method returns how many
// bytes of titles and ids it read.
type hand interface {
	lists(space, user string) int
	nested(space, user string) int
	count(user string) int
	list(list, user string) int
	one(id, user string) int
	create(title, list, user string) int
	update(id, title, user string) int
}

func newHand(b *testing.B, url string) hand {
	b.Helper()
	if path, ok := strings.CutPrefix(url, "file:"); ok {
		path, _, _ = strings.Cut(path, "?")
		conn, err := sqlite.OpenConn(path, sqlite.OpenReadWrite, sqlite.OpenWAL)
		if err != nil {
			b.Fatal(err)
		}
		conn.SetBusyTimeout(5 * time.Second)
		// As Gozen has it: a commit survives the process, not the machine's power.
		if err := sqlitex.ExecuteTransient(conn, "PRAGMA synchronous = NORMAL", nil); err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() {
			if err := conn.Close(); err != nil {
				b.Error(err)
			}
		})
		return &liteHand{b, conn}
	}
	conn, err := pgx.Connect(context.Background(), url)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := conn.Close(context.Background()); err != nil {
			b.Error(err)
		}
	})
	return &pgHand{b, conn}
}

type liteHand struct {
	b    *testing.B
	conn *sqlite.Conn
}

func (h *liteHand) run(sql string, args ...string) int {
	// A numbered parameter is ?1 here; $1 would be a name.
	st, err := h.conn.Prepare(strings.ReplaceAll(sql, "$", "?"))
	if err != nil {
		h.b.Fatal(err)
	}
	for i, a := range args {
		st.BindText(i+1, a)
	}
	n := 0
	var todos []todo
	for {
		row, err := st.Step()
		if err != nil {
			h.b.Fatal(err)
		}
		if !row {
			break
		}
		t := todo{
			id: st.ColumnText(0), owner: st.ColumnText(3), list: st.ColumnText(4), title: st.ColumnText(5),
			created: liteTime(st.ColumnText(1)), updated: liteTime(st.ColumnText(2)),
		}
		if !st.ColumnIsNull(6) {
			at := liteTime(st.ColumnText(6))
			t.completed = &at
		}
		todos = append(todos, t)
	}
	for i := range todos {
		n += len(todos[i].id) + len(todos[i].title)
	}
	return n
}

const liteLayout = "2006-01-02T15:04:05.000Z"

func liteTime(s string) time.Time {
	t, _ := time.Parse(liteLayout, s)
	return t
}

func (h *liteHand) lists(space, user string) int { return h.run(listsSQL, user, space) }
func (h *liteHand) nested(space, user string) int {
	return h.lists(space, user) + h.run(todosSQL, user, space)
}

func (h *liteHand) count(user string) int {
	st, err := h.conn.Prepare(strings.ReplaceAll(countSQL, "$", "?"))
	if err != nil {
		h.b.Fatal(err)
	}
	st.BindText(1, user)
	n, err := sqlitex.ResultInt(st)
	if err != nil {
		h.b.Fatal(err)
	}
	return n
}

func (h *liteHand) list(list, user string) int { return h.run(listSQL, user, list) }
func (h *liteHand) one(id, user string) int    { return h.run(oneSQL, user, id) }

func (h *liteHand) create(title, list, user string) int {
	now := time.Now().UTC().Format(liteLayout)
	return h.run(createSQL, user, fresh(), now, list, title)
}

func (h *liteHand) update(id, title, user string) int {
	return h.run(updateSQL, user, id, title, time.Now().UTC().Format(liteLayout))
}

func fresh() string { return fmt.Sprintf("c%024x", time.Now().UnixNano()) }

type pgHand struct {
	b    *testing.B
	conn *pgx.Conn
}

func (h *pgHand) run(sql string, args ...any) int {
	rows, err := h.conn.Query(context.Background(), sql, args...)
	if err != nil {
		h.b.Fatal(err)
	}
	return h.read(rows)
}

func (h *pgHand) read(rows pgx.Rows) int {
	defer rows.Close()
	n := 0
	var todos []todo
	for rows.Next() {
		var t todo
		if err := rows.Scan(&t.id, &t.created, &t.updated, &t.owner, &t.list, &t.title, &t.completed); err != nil {
			h.b.Fatal(err)
		}
		todos = append(todos, t)
	}
	if rows.Err() != nil {
		h.b.Fatal(rows.Err())
	}
	for i := range todos {
		n += len(todos[i].id) + len(todos[i].title)
	}
	return n
}

func (h *pgHand) lists(space, user string) int { return h.run(listsSQL, user, space) }

// nested sends both statements at once, as Gozen does.
func (h *pgHand) nested(space, user string) int {
	var batch pgx.Batch
	batch.Queue(listsSQL, user, space)
	batch.Queue(todosSQL, user, space)
	results := h.conn.SendBatch(context.Background(), &batch)
	defer func() {
		if err := results.Close(); err != nil {
			h.b.Error(err)
		}
	}()
	n := 0
	for range 2 {
		rows, err := results.Query()
		if err != nil {
			h.b.Fatal(err)
		}
		n += h.read(rows)
	}
	return n
}

func (h *pgHand) count(user string) (n int) {
	if err := h.conn.QueryRow(context.Background(), countSQL, user).Scan(&n); err != nil {
		h.b.Fatal(err)
	}
	return n
}

func (h *pgHand) list(list, user string) int { return h.run(listSQL, user, list) }
func (h *pgHand) one(id, user string) int    { return h.run(oneSQL, user, id) }

func (h *pgHand) create(title, list, user string) int {
	return h.run(pgCreateSQL(), user, fresh(), time.Now().UTC(), list, title)
}

func (h *pgHand) update(id, title, user string) int {
	return h.run(updateSQL, user, id, title, time.Now().UTC())
}

// pgCreateSQL says the types of what is only selected, which PostgreSQL asks for.
func pgCreateSQL() string {
	return strings.NewReplacer("$1", "$1::text", "$2 ", "$2::text ", "$3 ", "$3::timestamp ", "$4 ", "$4::text ", "$5 ", "$5::text ").Replace(createSQL)
}
