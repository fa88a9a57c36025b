package rt_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
)

const things = `
	datasource db { provider = "sqlite" url = "file:x.db" }
	model Thing {
		id Int @id
		name String?
		big BigInt?
		price Decimal?
		weight Float?
		done Boolean?
		made DateTime?
		data Bytes?
		extra Json?
		@@allow('all', true)
	}`

// onThings runs a test on every database, with one full thing and an empty one.
func onThings(t *testing.T, test func(t *testing.T, db *rt.DB, postgres bool)) {
	t.Helper()
	gozentest.Each(t, func(t *testing.T, url string) {
		db, err := openDB(context.Background(), t, things, url)
		if err != nil {
			t.Fatal(err)
		}
		do(t, db, db.Unrestricted("test"), `thing.createMany {"data":[{"id":1,"name":"a.\"b\"","big":9007199254740993,"price":"1.50",`+
			`"weight":0.5,"done":true,"made":"2024-02-03T04:05:06.789Z","extra":{"a":[1,null]}},{"id":2}]}`)
		test(t, db, strings.HasPrefix(url, "postgres"))
	})
}

func parts(text string, values ...any) rt.RawSQL {
	return rt.RawSQL{Parts: strings.Split(text, "?"), Values: values}
}

func TestRawRowsHaveTheTypesOfTheirColumns(t *testing.T) {
	t.Parallel()
	onThings(t, func(t *testing.T, db *rt.DB, postgres bool) {
		root := db.Unrestricted("test")
		if _, err := root.ExecuteRaw(t.Context(), parts(`UPDATE "Thing" SET "data" = ? WHERE "id" = ?`, []byte{0, 255}, int64(1))); err != nil {
			t.Fatal(err)
		}
		count := `SELECT COUNT(*) AS "a.b", ? AS "q\""`
		tests := []struct {
			name        string
			sql         rt.RawSQL
			data, types string
		}{
			{
				"every type of column", parts(`SELECT * FROM "Thing" ORDER BY "id"`),
				`[{"id":1,"name":"a.\"b\"","big":"9007199254740993","price":"1.5","weight":0.5,"done":true,` +
					`"made":"2024-02-03T04:05:06.789Z","data":[0,255],"extra":{"a":[1,null]}},` +
					`{"id":2,"name":null,"big":null,"price":null,"weight":null,"done":null,"made":null,"data":null,"extra":null}]`,
				`"0.big":["bigint"],"0.price":[["custom","Decimal"]],"0.made":["Date"],"0.data":[["typed-array","Uint8Array"]]`,
			},
			{
				"a count is a bigint, a dot in a name is escaped", parts(strings.TrimSuffix(count, `\""`)+`" FROM "Thing"`, "x"),
				`[{"a.b":"2","q":"x"}]`, `"0.a\\.b":["bigint"]`,
			},
			{"no rows", parts(`SELECT * FROM "Thing" WHERE "id" = ?`, int64(7)), `[]`, ``},
			{"of two columns with one name the last", parts(`SELECT 'a' AS "x", 'b' AS "x"`), `[{"x":"b"}]`, ``},
			{"rows of a write", parts(`INSERT INTO "Thing" ("id") VALUES (?) RETURNING "id"`, int64(3)), `[{"id":3}]`, ``},
		}
		for _, tt := range tests {
			doc, err := root.QueryRaw(t.Context(), tt.sql)
			if err != nil {
				t.Errorf("%s: %v (%v)", tt.name, err, errors.Unwrap(err))
				continue
			}
			if tt.name == "every type of column" && postgres {
				tt.data = strings.Replace(tt.data, `{"a":[1,null]}`, `{"a": [1, null]}`, 1)
			}
			if string(doc.Data) != tt.data || string(doc.Types) != tt.types {
				t.Errorf("%s:\nwant %s\n     %s\ngot  %s\n     %s", tt.name, tt.data, tt.types, doc.Data, doc.Types)
			}
		}
	})
}

func TestRawValuesAreBound(t *testing.T) {
	t.Parallel()
	made := time.Date(2024, 2, 3, 4, 5, 6, 789e6, time.UTC)
	onThings(t, func(t *testing.T, db *rt.DB, postgres bool) {
		root := db.Unrestricted("test")
		in := `"id" IN (SELECT value FROM json_each(?))`
		if postgres {
			in = `"id" = ANY(?)`
		}
		for _, where := range []rt.RawSQL{
			parts(`"name" = ?`, `a."b"`),
			parts(`"big" = ?`, int64(9007199254740993)),
			parts(`"price" = ?`, decimal.RequireFromString("1.50")),
			parts(`"weight" = ? AND "done" = ?`, 0.5, true),
			parts(`"made" = ?`, made),
			parts(in, []any{int64(1), int64(9)}),
			parts(`"name" <> ?`, `'; DROP TABLE "Thing"; --`),
			{Parts: []string{`"id" < $2 AND "weight" = $1 AND "weight" < $2`}, Values: []any{0.5, int64(2)}},
		} {
			where.Parts = append([]string{`SELECT "id" FROM "Thing" WHERE ` + where.Parts[0]}, where.Parts[1:]...)
			rows, err := root.RowsRaw(t.Context(), where)
			if err != nil || len(rows) != 1 || rows[0]["id"] != int64(1) {
				t.Errorf("%v %v: got %v, %v (%v)", where.Parts, where.Values, rows, err, errors.Unwrap(err))
			}
		}
		if n, err := root.ExecuteRaw(t.Context(), parts(`UPDATE "Thing" SET "name" = ?`, nil)); n != 2 || err != nil {
			t.Errorf("%d rows were changed, %v", n, err)
		}
	})
}

func TestRawSQLIsRefusedUnderRules(t *testing.T) {
	t.Parallel()
	onThings(t, func(t *testing.T, db *rt.DB, _ bool) {
		ctx, all := t.Context(), parts(`SELECT "id" FROM "Thing"`)
		err := db.As(nil).InTransaction(ctx, rt.TxOptions{}, func(c *rt.Client) error {
			_, inside := c.ExecuteRaw(ctx, parts(`DELETE FROM "Thing"`))
			_, outside := db.As(map[string]any{"id": int64(1)}).QueryRaw(ctx, all)
			for _, err := range []error{inside, outside} {
				var q *query.Error
				if !errors.As(err, &q) || q.Reason != query.RejectedByPolicy || q.Policy != query.Other {
					t.Errorf("got %v", err)
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		rows, err := db.As(nil).DangerouslyAllowRawSQL("test").RowsRaw(ctx, all)
		if err != nil || len(rows) != 2 {
			t.Errorf("got %v, %v", rows, err)
		}
	})
}

func TestRawFailuresTellTheirCodeAndNothingElse(t *testing.T) {
	t.Parallel()
	onThings(t, func(t *testing.T, db *rt.DB, _ bool) {
		root := db.Unrestricted("test")
		for text, code := range map[string]string{
			`SELECT "secret" FROM "Nowhere"`:                "P2010",
			`INSERT INTO "Thing" ("id") VALUES (1)`:         "P2002",
			`SELECT 1; SELECT 2`:                            "P2010",
			`SELECT $1`:                                     "P2010",
			`INSERT INTO "Thing" ("id") VALUES (NULL), (1)`: "P2011",
		} {
			_, err := root.QueryRaw(t.Context(), rt.RawSQL{Parts: []string{text}})
			var q *query.Error
			if !errors.As(err, &q) || q.Code != code && code != "P2011" || strings.Contains(err.Error(), "Nowhere") {
				t.Errorf("%s: got %v", text, err)
			}
		}
		if _, err := root.QueryRaw(t.Context(), rt.RawSQL{Parts: []string{"a", "b", "c"}, Values: []any{1}}); err == nil {
			t.Error("parts and values that do not fit were accepted")
		}
		// A transaction begun in raw SQL must not catch what others do.
		if _, err := root.QueryRaw(t.Context(), rt.RawSQL{Parts: []string{"BEGIN"}}); err == nil {
			t.Error("BEGIN was accepted")
		}
		do(t, db, root, `thing.update {"where":{"id":1},"data":{"name":"kept"}}`)
		if got := do(t, db, root, `thing.findUnique {"where":{"id":1},"select":{"name":true}}`); got != `{"name":"kept"}` {
			t.Errorf("got %s", got)
		}
	})
}

func TestRawSQLInATransactionIsAPartOfIt(t *testing.T) {
	t.Parallel()
	onThings(t, func(t *testing.T, db *rt.DB, _ bool) {
		ctx, root := t.Context(), db.Unrestricted("test")
		stop := errors.New("stop")
		err := root.InTransaction(ctx, rt.TxOptions{}, func(c *rt.Client) error {
			for i := range 3 {
				if _, err := c.ExecuteRaw(ctx, parts(`INSERT INTO "Thing" ("id") VALUES (?)`, int64(10+i%2))); (err != nil) != (i == 2) {
					t.Errorf("insert %d: %v", i, err)
				}
			}
			rows, err := c.RowsRaw(ctx, parts(`SELECT COUNT(*) AS "n" FROM "Thing"`))
			if err != nil || fmt.Sprint(rows) != "[map[n:4]]" {
				t.Errorf("got %v, %v", rows, err)
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Error(err)
		}
		if got := do(t, db, root, `thing.count`); got != "2" {
			t.Errorf("there are %s", got)
		}
		// COMMIT behind the transaction's back ends it.
		tx, err := root.Begin(ctx, rt.TxOptions{})
		if err != nil {
			t.Fatal(err)
		}
		_, _ = tx.Client().ExecuteRaw(ctx, rt.RawSQL{Parts: []string{"COMMIT"}})
		if err := tx.Commit(ctx); err == nil {
			t.Error("a transaction that was gone was committed")
		}
	})
}

func TestWhatTheDatabaseLacksIsTold(t *testing.T) {
	t.Parallel()
	onThings(t, func(t *testing.T, db *rt.DB, _ bool) {
		root := db.Unrestricted("test")
		for _, c := range []struct{ change, code string }{
			{`ALTER TABLE "Thing" DROP COLUMN "weight"`, "P2022"},
			{`DROP TABLE "Thing"`, "P2021"},
		} {
			if _, err := root.ExecuteRaw(t.Context(), rt.RawSQL{Parts: []string{c.change}}); err != nil {
				t.Fatal(err)
			}
			_, err := root.JSON(t.Context(), opOf(t, db, "thing.findMany"))
			var q *query.Error
			if !errors.As(err, &q) || q.Code != c.code || !strings.Contains(q.Message, "gozen db push") || strings.Contains(q.Message, "weight") {
				t.Errorf("%s: got %v", c.change, err)
			}
		}
	})
}
