package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gozen-dev/gozen/auth/session"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/server/metrics"
)

func serveCommand() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve a schema in production",
		Long: "Serve a schema in production: neither the schema nor the database is changed or watched.\n" +
			"It needs DATABASE_URL and AUTH_SECRET, and tables that gozen db push has brought to the schema.",
		Example: "  gozen serve --origin https://example.com --listen 0.0.0.0:8080\n" +
			"  gozen serve --listen unix:/run/app/gozen.sock   # for programs on this machine",
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
	s, err := src.load(cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	st, err := p.build(cmd.Context(), s)
	if err != nil {
		return err
	}
	if err := requireTables(cmd.Context(), st.db); err != nil {
		return errors.Join(err, st.retire())
	}
	listeners, err := f.listeners(cmd.Context())
	if err != nil {
		return errors.Join(err, st.retire())
	}
	p.announce(cmd.OutOrStdout(), listeners, st)
	var current swap
	current.replace(st)
	err = p.serve(cmd.Context(), &current, listeners)
	return errors.Join(err, st.retire())
}

// production gathers what serve needs and refuses to guess any of it.
func production(cmd *cobra.Command, f *flags) (*plan, *source, error) {
	src, err := findSchema(f.schema)
	if err != nil {
		return nil, nil, err
	}
	at, err := f.address()
	if err != nil {
		return nil, nil, err
	}
	if at.origin == "" && !loopback(f.listen) {
		return nil, nil, &hinted{
			fmt.Errorf("the site's public origin is not known, and %s is not a loopback address", f.listen),
			"say where browsers find the site: --origin https://app.example.com (or AUTH_URL)",
		}
	}
	database, err := requiredDatabaseURL()
	if err != nil {
		return nil, nil, err
	}
	major, err := f.major()
	if err != nil {
		return nil, nil, err
	}
	rows, err := f.rows()
	if err != nil {
		return nil, nil, err
	}
	v2, err := zenstack2(f.zenstack)
	if err != nil {
		return nil, nil, err
	}
	keys := session.EnvSecrets(major, os.Getenv)
	if len(keys) == 0 {
		return nil, nil, &hinted{
			errors.New("AUTH_SECRET is not set: sessions cannot be sealed"),
			"export AUTH_SECRET=\"$(openssl rand -base64 33)\" and keep it: a new one signs everybody out",
		}
	}
	sessions, err := f.sessions(major, keys, at.origin)
	if err != nil {
		return nil, nil, err
	}
	if sessions.WeakSecret() {
		return nil, nil, &hinted{errors.New("AUTH_SECRET is shorter than 32 bytes"), "make one: openssl rand -base64 33"}
	}
	return &plan{
		name: src.root, database: database, at: at, sessions: sessions, rows: rows, v2: v2, log: newLogger(cmd),
		operation: f.operation, metrics: metrics.New(),
	}, src, nil
}

// requireTables reads a row of each model, so that a database that was not
// brought to the schema is told at the start, not to the first user.
func requireTables(ctx context.Context, db *rt.DB) error {
	client := db.Unrestricted("serve: are the tables there").WithKeys(rt.AsStored())
	var missing []string
	for _, m := range db.Schema().Models {
		if m.Ignore || m.View {
			continue
		}
		_, err := client.Rows(ctx, firstRow(m))
		q, _ := errors.AsType[*query.Error](err)
		switch {
		case err == nil, q != nil && q.Reason == query.NotSupported:
		case q != nil && q.Reason == query.DBQueryError:
			missing = append(missing, m.Name)
		default:
			return fmt.Errorf("look at the tables: %w", err)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return &hinted{
		fmt.Errorf("the database lacks the tables, or columns of them, of: %s", strings.Join(missing, ", ")),
		"bring it to the schema: gozen db push",
	}
}

func firstRow(m *schema.Model) *query.Op {
	op := &query.Op{
		Kind: query.FindFirst, Model: m, Select: &query.Selection{}, Limit: query.NoSlot,
		Page: query.Page{Skip: query.NoSlot, Take: 0}, Values: []any{int64(1)},
	}
	for _, f := range m.Fields {
		if f.Stored() && f.Type.Kind != schema.Unsupported {
			op.Select.Fields = append(op.Select.Fields, f)
		}
	}
	return op
}
