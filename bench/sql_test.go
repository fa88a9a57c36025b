package bench

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"
)

// sqlHand does the work of [hand] through database/sql, with statements that are
// prepared once.
type sqlHand struct {
	b        *testing.B
	lite     bool
	prepared map[string]*sql.Stmt
}

func newSQLHand(b *testing.B, url string) hand {
	b.Helper()
	driver := "pgx"
	path, lite := strings.CutPrefix(url, "file:")
	if lite {
		path, _, _ = strings.Cut(path, "?")
		driver, url = "sqlite", "file:"+path+"?_pragma=busy_timeout(5000)&_pragma=synchronous(normal)"
	}
	db, err := sql.Open(driver, url)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	})
	h := &sqlHand{b: b, lite: lite, prepared: map[string]*sql.Stmt{}}
	for _, text := range []string{listsSQL, todosSQL, countSQL, listSQL, oneSQL, createSQL, updateSQL} {
		st, err := db.Prepare(h.dialect(text))
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() {
			if err := st.Close(); err != nil {
				b.Error(err)
			}
		})
		h.prepared[text] = st
	}
	return h
}

// dialect is a statement as the database wants its parameters.
func (h *sqlHand) dialect(text string) string {
	switch {
	case h.lite:
		return strings.ReplaceAll(text, "$", "?")
	case text == createSQL:
		return pgCreateSQL()
	default:
		return text
	}
}

// moment is a time as either database gives it: SQLite knows the type of a
// column, and not that of what RETURNING gives.
type moment struct{ at *time.Time }

func (m *moment) Scan(v any) error {
	switch v := v.(type) {
	case time.Time:
		m.at = &v
	case string:
		at, err := time.Parse(liteLayout, v)
		m.at = &at
		return err
	}
	return nil
}

func (h *sqlHand) run(text string, args ...any) int {
	rows, err := h.prepared[text].Query(args...)
	if err != nil {
		h.b.Fatal(err)
	}
	defer func() {
		if err := rows.Close(); err != nil {
			h.b.Error(err)
		}
	}()
	n := 0
	var todos []todo
	for rows.Next() {
		var t todo
		var created, updated, completed moment
		if err := rows.Scan(&t.id, &created, &updated, &t.owner, &t.list, &t.title, &completed); err != nil {
			h.b.Fatal(err)
		}
		t.created, t.updated, t.completed = *created.at, *updated.at, completed.at
		todos = append(todos, t)
	}
	if err := rows.Err(); err != nil {
		h.b.Fatal(err)
	}
	for i := range todos {
		n += len(todos[i].id) + len(todos[i].title)
	}
	return n
}

// now is a time as the database stores it.
func (h *sqlHand) now() any {
	if h.lite {
		return time.Now().UTC().Format(liteLayout)
	}
	return time.Now().UTC()
}

func (h *sqlHand) lists(space, user string) int { return h.run(listsSQL, user, space) }
func (h *sqlHand) nested(space, user string) int {
	return h.lists(space, user) + h.run(todosSQL, user, space)
}

func (h *sqlHand) count(user string) int {
	n := 0
	if err := h.prepared[countSQL].QueryRow(user).Scan(&n); err != nil {
		h.b.Fatal(err)
	}
	return n
}

func (h *sqlHand) list(list, user string) int { return h.run(listSQL, user, list) }
func (h *sqlHand) one(id, user string) int    { return h.run(oneSQL, user, id) }

func (h *sqlHand) create(title, list, user string) int {
	return h.run(createSQL, user, fresh(), h.now(), list, title)
}

func (h *sqlHand) update(id, title, user string) int {
	return h.run(updateSQL, user, id, title, h.now())
}
