package bench

import (
	"context"
	"encoding/binary"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// The limit: what one can do who writes a handler for one page. The caller's id
// comes in the URL; columns go from the driver's row to JSON with no struct between.

// bareSite serves the three pages by hand.
func bareSite(b *testing.B, url string) string {
	b.Helper()
	var page pager
	if path, ok := strings.CutPrefix(url, "file:"); ok {
		path, _, _ = strings.Cut(path, "?")
		pool, err := sqlitex.NewPool(path, sqlitex.PoolOptions{PoolSize: clients})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = pool.Close() })
		page = litePager(pool)
	} else {
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
		page = pgPager(pool)
	}
	mux := http.NewServeMux()
	for path, statements := range map[string][]string{"/lists": {listsSQL}, "/one": {oneSQL}, "/nested": {listsSQL, todosSQL}} {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			q := r.URL.Query()
			key := q.Get("space") + q.Get("id")
			rows, err := page(r.Context(), statements, q.Get("user"), key)
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			body := rows.document(len(statements) > 1)
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Length", strconv.Itoa(len(body)))
			_, _ = w.Write(body)
		})
	}
	return serve(b, mux)
}

// pager runs the statements of a page.
type pager func(ctx context.Context, statements []string, user, key string) (*bareRows, error)

// bareRows are rows as the members of JSON objects.
type bareRows struct {
	lists []bareRow
	todos map[string][]byte // by list: the rows, a comma before each
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

// add makes a row of level 0 or 1 of the seven columns that all statements have.
func (rows *bareRows) add(level int, column func(b []byte, i int) []byte, id, parent string) {
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
		for level := range statements {
			rows, err := results.Query()
			if err != nil {
				return nil, err
			}
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
				}, string(raw[0]), string(raw[4]))
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
		for level, s := range statements {
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
