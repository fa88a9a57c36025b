package bench

import (
	"context"
	"encoding/binary"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/gozen-dev/gozen/auth/session"
)

// The limit: what one can do who writes a handler for one page. The caller's id
// comes in the URL; columns go from the driver's row to JSON with no struct between.

// bareSite serves the three pages by hand.
func bareSite(b *testing.B, url string) string {
	b.Helper()
	page := newPager(b, url)
	return serve(b, pages(func(statements []string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			page.answer(w, r, statements, r.URL.Query().Get("user"))
		}
	}))
}

// carefulSite is what nobody leaves out who means it: the user's id comes from
// the same cookie as Gozen's, in the page's round trip the user is found to
// exist, and a line is logged.
func carefulSite(b *testing.B, url string, sessions *session.Manager) string {
	b.Helper()
	page, log := newPager(b, url), slog.New(slog.NewTextHandler(io.Discard, nil))
	return serve(b, pages(func(statements []string) http.HandlerFunc {
		statements = append([]string{userSQL}, statements...)
		return func(w http.ResponseWriter, r *http.Request) {
			start := time.Now()
			id, err := sessions.Authenticate(r)
			if err != nil || id == nil {
				http.Error(w, "sign in", http.StatusUnauthorized)
				return
			}
			n := page.answer(w, r, statements, id.Subject)
			log.LogAttrs(r.Context(), slog.LevelInfo, "request", slog.String("method", r.Method), slog.String("path", r.URL.Path),
				slog.Int("bytes", n), slog.Duration("took", time.Since(start)))
		}
	}))
}

// userSQL takes the key, too, so that all statements have the same parameters.
const userSQL = `SELECT u."id" FROM "User" u WHERE u."id" = $1 AND $2 <> ''`

func pages(handler func(statements []string) http.HandlerFunc) *http.ServeMux {
	mux := http.NewServeMux()
	for path, statements := range map[string][]string{"/lists": {listsSQL}, "/one": {oneSQL}, "/nested": {listsSQL, todosSQL}} {
		mux.HandleFunc(path, handler(statements))
	}
	return mux
}

// answer runs the statements and returns how long the answer is.
func (page pager) answer(w http.ResponseWriter, r *http.Request, statements []string, user string) int {
	q := r.URL.Query()
	rows, err := page(r.Context(), statements, user, q.Get("space")+q.Get("id"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return 0
	}
	if statements[0] == userSQL && !rows.known {
		http.Error(w, "sign in", http.StatusUnauthorized)
		return 0
	}
	body := rows.document(strings.HasPrefix(r.URL.Path, "/nested"))
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body)
	return len(body)
}

func newPager(b *testing.B, url string) pager {
	b.Helper()
	if path, ok := strings.CutPrefix(url, "file:"); ok {
		path, _, _ = strings.Cut(path, "?")
		pool, err := sqlitex.NewPool(path, sqlitex.PoolOptions{PoolSize: clients})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = pool.Close() })
		return litePager(pool)
	}
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		b.Fatal(err)
	}
	config.MaxConns = clients
	pool, err := pgxpool.NewWithConfig(context.Background(), config)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(pool.Close)
	return pgPager(pool)
}

// pager runs the statements of a page.
type pager func(ctx context.Context, statements []string, user, key string) (*bareRows, error)

// bareRows are rows as the members of JSON objects.
type bareRows struct {
	known bool // whether the user exists, where that was asked
	lists []bareRow
	todos map[string][]byte // by list: the rows, a comma before each
}

// levelOf is the level of a statement's rows: -1 is the user.
func levelOf(statements []string, i int) int {
	if statements[0] == userSQL {
		return i - 1
	}
	return i
}

type bareRow struct {
	id   string
	json []byte
}

func (rows *bareRows) document(nested bool) []byte {
	b := []byte(`{"data":[`)
	for i, l := range rows.lists {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(b, '{'), l.json...)
		if nested {
			b = append(b, `,"todos":[`...)
			if todos := rows.todos[l.id]; len(todos) > 0 {
				b = append(b, todos[1:]...)
			}
			b = append(b, ']')
		}
		b = append(b, '}')
	}
	return append(b, "]}"...)
}

// add makes a row of level 0 or 1 of the seven columns that their statements have.
func (rows *bareRows) add(level int, column func(b []byte, i int) []byte, id, parent string) {
	if level < 0 {
		rows.known = true
		return
	}
	names := [...]string{`"id":`, `,"createdAt":`, `,"updatedAt":`, `,"ownerId":`, `,"listId":`, `,"title":`, `,"completedAt":`}
	if level == 0 {
		names[4] = `,"spaceId":`
	}
	b := make([]byte, 0, 256)
	for i, name := range names {
		b = column(append(b, name...), i)
	}
	if level == 0 {
		rows.lists = append(rows.lists, bareRow{id, b})
		return
	}
	rows.todos[parent] = append(append(append(rows.todos[parent], ',', '{'), b...), '}')
}

func quoted(b []byte, s []byte) []byte {
	for _, c := range s {
		if c < ' ' || c == '"' || c == '\\' {
			return strconv.AppendQuote(b, string(s))
		}
	}
	return append(append(append(b, '"'), s...), '"')
}

func pgPager(pool *pgxpool.Pool) pager {
	epoch := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	return func(ctx context.Context, statements []string, user, key string) (*bareRows, error) {
		var batch pgx.Batch
		for _, s := range statements {
			batch.Queue(s, user, key)
		}
		results := pool.SendBatch(ctx, &batch)
		out := &bareRows{todos: map[string][]byte{}}
		for i := range statements {
			rows, err := results.Query()
			if err != nil {
				return nil, err
			}
			level := levelOf(statements, i)
			for rows.Next() {
				raw := rows.RawValues()
				out.add(level, func(b []byte, i int) []byte {
					switch {
					case raw[i] == nil:
						return append(b, "null"...)
					case i == 1 || i == 2 || i == 6:
						at := epoch.Add(time.Duration(binary.BigEndian.Uint64(raw[i])) * time.Microsecond)
						return append(at.AppendFormat(append(b, '"'), liteLayout), '"')
					default:
						return quoted(b, raw[i])
					}
				}, string(raw[0]), string(raw[min(4, len(raw)-1)]))
			}
			if rows.Err() != nil {
				return nil, rows.Err()
			}
		}
		return out, results.Close()
	}
}

func litePager(pool *sqlitex.Pool) pager {
	return func(ctx context.Context, statements []string, user, key string) (*bareRows, error) {
		conn, err := pool.Take(ctx)
		if err != nil {
			return nil, err
		}
		defer pool.Put(conn)
		out := &bareRows{todos: map[string][]byte{}}
		var buf [256]byte
		for i, s := range statements {
			level := levelOf(statements, i)
			st, err := conn.Prepare(strings.ReplaceAll(s, "$", "?"))
			if err != nil {
				return nil, err
			}
			st.BindText(1, user)
			st.BindText(2, key)
			for {
				row, err := st.Step()
				if err != nil {
					return nil, err
				}
				if !row {
					break
				}
				out.add(level, func(b []byte, i int) []byte {
					if st.ColumnType(i) == sqlite.TypeNull {
						return append(b, "null"...)
					}
					return quoted(b, buf[:st.ColumnBytes(i, buf[:])])
				}, st.ColumnText(0), st.ColumnText(4))
			}
			if err := st.Reset(); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
}
