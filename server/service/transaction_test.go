package service_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/server/service"
)

const (
	addUser    = `{"model":"user","operation":"create","args":{"data":{"id":%d},"select":{"id":true}}%s}`
	countUsers = `{"model":"user","operation":"count"%s}`
)

func within(id string) string { return fmt.Sprintf(`,"transaction":%q`, id) }

func TestTransactionsOverHTTP(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		id := s.id(t, `{"timeout":60000}`)
		s.ask(t,
			asked{"a write", "/query", fmt.Sprintf(addUser, 1, within(id)), `{"id":1}`},
			asked{"seen inside", "/query", fmt.Sprintf(countUsers, within(id)), `1`},
			asked{"unseen outside", "/query", fmt.Sprintf(countUsers, ``), `0`},
			asked{"a failure", "/query", fmt.Sprintf(addUser, 1, within(id)), `! Bad Request P2002 … "target":["id"] … "dbErrorCode":`},
			asked{"life goes on", "/query", fmt.Sprintf(addUser, 2, within(id)), `{"id":2}`},
			asked{"another user in it, under rules", "/query", `{"as":{"user":{"id":2}},"model":"note","operation":"create","args":{"data":{"text":"x","owner":{"connect":{"id":1}}}}` + within(id) + `}`, `! Forbidden P2004`},
			asked{"a batch in it", "/batch", `{"operations":[{"model":"user","operation":"count"}]` + within(id) + `}`, `[2]`},
			asked{"raw SQL in it", "/raw", `{"kind":"execute","text":"DELETE FROM \"User\" WHERE \"id\" = 2"` + within(id) + `}`, `1`},
			asked{"one inside of it", "/transaction", `{"transaction":"` + id + `"}`, `! Bad Request`},
			asked{"the commit", "/transaction/" + id + "/commit", `{}`, `null`},
			asked{"seen outside", "/query", fmt.Sprintf(countUsers, ``), `1`},
			asked{"after the end", "/query", fmt.Sprintf(countUsers, within(id)), `! Bad Request P2028 … Transaction already closed`},
			asked{"a second end", "/transaction/" + id + "/rollback", `{}`, `! Bad Request P2028`},
			asked{"one that never was", "/transaction/nonsense/commit", `{}`, `! Bad Request P2028 … Transaction not found`},
			asked{"too long", "/transaction", `{"timeout":600001}`, `! Bad Request … timeout`},
			asked{"too short", "/transaction", `{"maxWait":0}`, `! Bad Request … maxWait`},
			asked{"no number", "/transaction", `{"timeout":"5s"}`, `! Bad Request … timeout`},
			asked{"serializable", "/batch", `{"operations":[{"model":"user","operation":"count"}],"isolationLevel":"Serializable"}`, `[1]`},
		)
		other := s.id(t, `{"isolationLevel":"Serializable"}`)
		if other == id {
			t.Error("two transactions have one id")
		}
		s.ask(t,
			asked{"a write", "/query", fmt.Sprintf(addUser, 9, within(other)), `{"id":9}`},
			asked{"the rollback", "/transaction/" + other + "/rollback", `{}`, `null`},
			asked{"nothing of it", "/query", fmt.Sprintf(countUsers, ``), `1`},
		)
	})
}

func TestAForgottenTransactionEndsByItself(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		id := s.id(t, `{"timeout":30}`)
		for {
			status, text := s.post(t, "/query", fmt.Sprintf(countUsers, within(id)))
			if status == http.StatusOK {
				continue
			}
			if !strings.Contains(text, "P2028") || !strings.Contains(text, "timeout has passed") {
				t.Errorf("got %d %s", status, text)
			}
			break
		}
		// What it held is free: on SQLite, to write.
		s.ask(t, asked{"a write", "/query", fmt.Sprintf(addUser, 1, ``), `{"id":1}`})
	})
}

func TestOpenTransactionsAreBounded(t *testing.T) {
	t.Parallel()
	gozentest.Each(t, func(t *testing.T, url string) {
		db := openDB(t, url, slog.New(slog.DiscardHandler))
		h, err := service.New(service.Config{DB: db, Key: key, Transactions: 1})
		if err != nil {
			t.Fatal(err)
		}
		first := status(t, h, "/transaction", `{"timeout":60000}`)
		second := status(t, h, "/transaction", `{"timeout":60000,"maxWait":50}`)
		if first != http.StatusOK || second != http.StatusBadRequest {
			t.Errorf("got %d, then %d", first, second)
		}
		h.Close()
		// The first is rolled back, and the database free; but no other is begun.
		if _, err := db.Unrestricted("test").ExecuteRaw(t.Context(), parts(`DELETE FROM "Note"`)); err != nil {
			t.Error(err)
		}
		if got := status(t, h, "/transaction", `{}`); got != http.StatusBadRequest {
			t.Errorf("a closed handler began a transaction: %d", got)
		}
	})
}

func TestEachUnenforcedSessionIsLoggedOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		const words, reason = "unrestricted client", `,"options":{"reason":"adapter"}`
		for range 5 {
			s.ask(t, asked{"without a reason", "/query", fmt.Sprintf(countUsers, ``), `0`},
				asked{"with one", "/query", fmt.Sprintf(countUsers, reason), `0`},
				asked{"under rules", "/query", fmt.Sprintf(countUsers, `,"as":{"user":null},"options":{"reason":"page"}`), `0`})
		}
		id := s.id(t, `{}`)
		for range 2 {
			s.ask(t, asked{"in a transaction", "/query", fmt.Sprintf(countUsers, reason+within(id)), `0`})
		}
		s.http.CloseIdleConnections()
		s.ask(t, asked{"on another connection", "/query", fmt.Sprintf(countUsers, reason), `0`})
		for text, want := range map[string]int{`reason=service`: 1, `reason="service: adapter"`: 3, `page`: 0} {
			if got := s.log.count(words, text); got != want {
				t.Errorf("%s was logged %d times, want %d", text, got, want)
			}
		}
	})
}

func TestManyCallersAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		s.ask(t, asked{"the user", "/query", fmt.Sprintf(addUser, 1, ``), `{"id":1}`})
		const callers, each = 8, 10
		var wg sync.WaitGroup
		for c := range callers {
			wg.Go(func() {
				for i := range each {
					body := fmt.Sprintf(`{"as":{"user":{"id":1}},"model":"note","operation":"create","args":{"data":{"text":"%d"},"select":{"ownerId":true}}}`, c)
					if i%2 == 0 {
						body = fmt.Sprintf(countUsers, ``)
					}
					if status, text := s.post(t, "/query", body); status != http.StatusOK {
						t.Errorf("got %d %s", status, text)
					}
				}
			})
		}
		wg.Wait()
		s.ask(t, asked{"all of them", "/query", `{"model":"note","operation":"count"}`, fmt.Sprint(callers * each / 2)})
	})
}

func status(t *testing.T, h http.Handler, path, body string) int {
	t.Helper()
	code, _ := answer(context.WithoutCancel(t.Context()), h, path, body)
	return code
}
