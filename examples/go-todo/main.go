// Command go-todo serves to-do lists over HTTP: a backend in ordinary Go on the
// client that gozen generate wrote from ../todo/schema.zmodel.
//
//	export DATABASE_URL=file:todo.db AUTH_SECRET=$(openssl rand -base64 33)
//	gozen db push --schema ../todo/schema.zmodel
//	go run .
package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"syscall"

	"github.com/gozen-dev/gozen/auth/session"
	"github.com/gozen-dev/gozen/examples/go-todo/zdb"
	"github.com/gozen-dev/gozen/server"
	"github.com/gozen-dev/gozen/sqlite"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Getenv)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "go-todo:", err)
		os.Exit(1)
	}
}

// run serves until ctx ends.
func run(ctx context.Context, getenv func(string) string) error {
	log := slog.Default()
	sessions, err := session.FromEnv(session.V5, getenv)
	if err != nil {
		return err
	}
	db, err := zdb.Open(ctx, zdb.Config{Driver: sqlite.New(cmp.Or(getenv("DATABASE_URL"), "file:todo.db")), Logger: log})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	h, err := newHandler(db, sessions, log)
	if err != nil {
		return err
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", cmp.Or(getenv("LISTEN"), "127.0.0.1:8080"))
	if err != nil {
		return err
	}
	log.InfoContext(ctx, "serving", "address", l.Addr().String())
	return server.Serve(ctx, l, server.Wrap(h, server.Options{Logger: log}), log)
}
