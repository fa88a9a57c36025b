package rt_test

import (
	"context"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
)

// stance is who asks in a script, and in which transaction.
type stance struct {
	db     *rt.DB
	client *rt.Client
	tx     *rt.Tx
	former *rt.Client // of the transaction that was ended last
}

// becomes reports whether a line changes who asks.
func (a *stance) becomes(t *testing.T, l line) bool {
	word, rest, _ := strings.Cut(l.text, " ")
	switch {
	case l.text == "anon":
		a.client = a.as(nil)
	case l.text == "root" && a.tx != nil:
		a.client = a.tx.Unrestricted("test")
	case l.text == "root":
		a.client = a.db.Unrestricted("test")
	case l.text == "with deleted":
		a.client = a.client.WithDeleted()
	case word == "as":
		a.client = a.as(userOf(t, l, rest))
	default:
		return false
	}
	return true
}

func (a *stance) as(user map[string]any) *rt.Client {
	if a.tx != nil {
		return a.tx.As(user)
	}
	return a.db.As(user)
}

// ask runs a line that is a request, or begins or ends a transaction.
func (a *stance) ask(ctx context.Context, l line) string {
	word, rest, _ := strings.Cut(l.text, " ")
	switch word {
	case "begin":
		return a.begin(ctx, rest)
	case "commit":
		return a.end(a.tx.Commit(ctx))
	case "rollback":
		return a.end(a.tx.Rollback())
	case "outside":
		return request(ctx, a.db.Schema(), a.db.Unrestricted("test"), line{l.at, rest})
	case "still":
		return request(ctx, a.db.Schema(), a.former, line{l.at, rest})
	}
	return request(ctx, a.db.Schema(), a.client, l)
}

func (a *stance) begin(ctx context.Context, level string) string {
	isolation, ok := query.ParseIsolation(level)
	if level != "" && !ok {
		return "! script: no such level: " + level
	}
	tx, err := a.client.Begin(ctx, rt.TxOptions{Isolation: isolation})
	if err != nil {
		return failure(err)
	}
	a.tx, a.client = tx, tx.Client()
	return "begun"
}

// end leaves the transaction; the script goes on unrestricted.
func (a *stance) end(err error) string {
	a.former, a.client, a.tx = a.client, a.db.Unrestricted("test"), nil
	if err != nil {
		return failure(err)
	}
	return "ended"
}
