package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/gozen-dev/gozen/auth/mail"
	"github.com/gozen-dev/gozen/auth/session"
	"github.com/gozen-dev/gozen/migrate"
	"github.com/gozen-dev/gozen/server/metrics"
)

func devCommand() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "dev",
		Short: "Serve a schema while it is being written",
		Long: "Serve a schema while it is being written: check it, bring the database to it, serve it, and\n" +
			"do so again whenever one of its files changes. A schema with errors changes nothing: the last\n" +
			"good one is served on. The database is DATABASE_URL, or dev.db beside the schema.",
		Example: "  gozen dev\n" +
			"  gozen dev --schema zenstack/schema.zmodel --listen 127.0.0.1:8080\n" +
			"  gozen dev --compat v4   # for an app with next-auth 4",
		Args: misuse(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return dev(cmd, &f) },
	}
	f.add(cmd)
	return cmd
}

// developer is a running gozen dev.
type developer struct {
	cmd  *cobra.Command
	src  *source
	plan plan
	swap swap
}

func dev(cmd *cobra.Command, f *flags) (err error) {
	d, err := newDeveloper(cmd, f)
	if err != nil {
		return err
	}
	listeners, err := f.listeners(cmd.Context())
	if err != nil {
		return err
	}
	if err := d.load(cmd.Context()); err != nil {
		return errors.Join(err, listeners.close())
	}
	watch, err := newWatcher(d.plan.log)
	if err != nil {
		return errors.Join(err, listeners.close())
	}
	defer func() { err = errors.Join(err, watch.close()) }()
	if err := watch.follow(d.src); err != nil {
		return errors.Join(err, listeners.close())
	}
	d.plan.announce(d.cmd.OutOrStdout(), listeners, d.swap.current)
	ctx, stop := context.WithCancel(cmd.Context())
	watched := make(chan struct{})
	go func() { defer close(watched); watch.run(ctx, func() { d.reload(ctx, watch) }) }()
	err = d.plan.serve(ctx, &d.swap, listeners)
	stop()
	<-watched
	return errors.Join(err, d.swap.replace(nil).retire())
}

func newDeveloper(cmd *cobra.Command, f *flags) (*developer, error) {
	src, err := findSchema(f.schema)
	if err != nil {
		return nil, err
	}
	at, err := f.address()
	if err != nil {
		return nil, err
	}
	database := databaseURL(src)
	major, err := f.major()
	if err != nil {
		return nil, err
	}
	rows, err := f.rows()
	if err != nil {
		return nil, err
	}
	v2, err := zenstack2(f.zenstack)
	if err != nil {
		return nil, err
	}
	keys := session.EnvSecrets(major, os.Getenv)
	if len(keys) == 0 {
		kept, err := keptSecret(secretDir(src, database))
		if err != nil {
			return nil, err
		}
		keys = []string{kept}
	}
	sessions, err := f.sessions(major, keys, at.origin)
	if err != nil {
		return nil, err
	}
	return &developer{cmd: cmd, src: src, plan: plan{
		name: src.root, database: database, at: at, sessions: sessions, rows: rows, v2: v2,
		mailbox: &mail.Box{}, index: true, log: newLogger(cmd),
		operation: f.operation, metrics: metrics.New(),
	}}, nil
}

// load compiles the schema, brings the database to it, and serves it.
func (d *developer) load(ctx context.Context) error {
	s, err := d.src.load(d.cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	pushed, err := migrate.Push(ctx, d.plan.database, s, migrate.Options{})
	if err != nil {
		return refusedPush(err)
	}
	changed(d.cmd.OutOrStdout(), pushed)
	next, err := d.plan.build(ctx, s)
	if err != nil {
		return err
	}
	if before := d.swap.replace(next); before != nil {
		go func() {
			if err := before.retire(); err != nil {
				d.plan.log.Warn("close the database of the schema before", slog.Any("error", err))
			}
		}()
	}
	return nil
}

// reload is load after a change: what is wrong is printed, and the last good
// schema goes on.
func (d *developer) reload(ctx context.Context, watch *watcher) {
	start := time.Now()
	err := d.load(ctx)
	if ferr := watch.follow(d.src); ferr != nil {
		d.plan.log.Warn("watching schema files", slog.Any("error", ferr))
	}
	if err != nil {
		report(d.cmd.ErrOrStderr(), err)
		say(d.cmd.ErrOrStderr(), "gozen: hint: the last good schema is still served\n")
		return
	}
	say(d.cmd.OutOrStdout(), "reloaded %s in %d ms\n", d.src.root, time.Since(start).Milliseconds())
}
