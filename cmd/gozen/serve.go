package main

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gozen-dev/gozen/server"
)

func serveCommand() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve a schema in production",
		Long: "Serve a schema in production: neither the schema nor the database is changed or watched.\n" +
			"It needs DATABASE_URL and AUTH_SECRET, and tables that gozen db push has brought to the schema.",
		Args: misuse(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return serve(cmd, &f) },
	}
	f.add(cmd)
	return cmd
}

func serve(cmd *cobra.Command, f *flags) error {
	p, src, err := production(cmd, f)
	if err != nil {
		return err
	}
	s, err := src.mustCompile(cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	if err := requireTables(cmd.Context(), p.database, s); err != nil {
		return err
	}
	st, err := p.build(cmd.Context(), s)
	if err != nil {
		return err
	}
	listener, err := listen(cmd.Context(), f.listen)
	if err != nil {
		return errors.Join(err, st.retire())
	}
	p.log.Info("serving", slog.String("address", listener.Addr().String()), slog.String("schema", src.root),
		slog.String("database", shownDatabase(p.database)), slog.String("signIn", st.signIn))
	var current swap
	current.replace(st)
	err = server.Serve(cmd.Context(), listener, server.Wrap(&current, server.Options{Logger: p.log}), p.log)
	return errors.Join(err, st.retire())
}

// production gathers what serve needs and refuses to guess any of it.
func production(cmd *cobra.Command, f *flags) (*plan, *source, error) {
	src, err := findSchema(f.schema)
	if err != nil {
		return nil, nil, err
	}
	origin, err := f.publicOrigin()
	if err != nil {
		return nil, nil, err
	}
	database, err := requiredDatabaseURL()
	if err != nil {
		return nil, nil, err
	}
	keys := secrets()
	if len(keys) == 0 {
		return nil, nil, &hinted{
			errors.New("AUTH_SECRET is not set: sessions cannot be sealed"),
			"export AUTH_SECRET=\"$(openssl rand -base64 33)\" and keep it: a new one signs everybody out",
		}
	}
	sessions, err := f.sessions(keys, origin)
	if err != nil {
		return nil, nil, err
	}
	if sessions.WeakSecret() {
		return nil, nil, &hinted{errors.New("AUTH_SECRET is shorter than 32 bytes"), "make one: openssl rand -base64 33"}
	}
	return &plan{name: src.root, database: database, origin: origin, sessions: sessions, log: newLogger(cmd)}, src, nil
}

// secure reports whether a site is reached over https.
func secure(origin string) bool { return strings.HasPrefix(origin, "https://") }

var errTables = fmt.Errorf("the database is not at the schema")
