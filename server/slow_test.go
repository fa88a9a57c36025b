package server_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/server"
)

func TestSlowQueriesAreLoggedWithoutTheirValues(t *testing.T) {
	t.Parallel()
	s := membersDB(t).Schema()
	n, err := query.ParseJSON([]byte(`{"where":{"role":"secret","id":{"gt":4711}},"orderBy":{"id":"asc"}}`))
	if err != nil {
		t.Fatal(err)
	}
	op, err := query.Decode(s, s.Model("User"), query.FindMany, n, query.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slow := server.SlowQueries(slog.New(slog.NewTextHandler(&log, nil)), time.Second)
	slow(t.Context(), &rt.Observation{Op: op, Took: time.Second - 1})
	if log.Len() > 0 {
		t.Errorf("a fast one was logged: %s", &log)
	}
	slow(t.Context(), &rt.Observation{Op: op, Took: time.Second, Cached: true})
	for _, want := range []string{"model=User", "operation=findMany", `fields="[role id]"`, "shape=", "took=1s", "planned=false", "failed=false"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("%s is missing in %s", want, &log)
		}
	}
	for _, value := range []string{"secret", "4711"} {
		if strings.Contains(log.String(), value) {
			t.Errorf("%s is in %s", value, &log)
		}
	}
}
