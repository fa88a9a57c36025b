package migrate

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"ariga.io/atlas/sql/postgres"
	atlas "ariga.io/atlas/sql/schema"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/gozen-dev/gozen/internal/ddl"
)

// pushLock is the advisory lock that pushes hold. The number means nothing; it
// is "gozen" in ASCII, so that someone who reads pg_locks can guess.
const pushLock = 0x676f7a656e

// prismaLock is the advisory lock of Prisma's migrations. Whoever works at the
// history holds it as well: the history is the same.
const prismaLock = 72707369

// connectTimeout ends the wait for a server that does not answer.
const connectTimeout = 10 * time.Second

type postgresDB struct{ *connection }

func openPostgres(ctx context.Context, raw string) (database, error) {
	config, err := postgresConfig(raw)
	if err != nil {
		return nil, errURL
	}
	c, err := connect(ctx, stdlib.OpenDB(*config))
	if err != nil {
		return nil, err
	}
	return postgresDB{c}, nil
}

// postgresConfig reads the url as the engine does: Prisma's parameters are
// taken in Prisma's sense, and times without a zone are UTC.
func postgresConfig(raw string) (*pgx.ConnConfig, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, err
	}
	q := u.Query()
	space := q.Get("schema")
	for _, name := range []string{
		"schema", "connection_limit", "pool_timeout", "socket_timeout", "pgbouncer", "statement_cache_size",
		"sslidentity", "sslpassword", "sslaccept", "single_use_connections", "pool_max_conns",
	} {
		q.Del(name)
	}
	u.RawQuery = q.Encode()
	config, err := pgx.ParseConfig(u.String())
	if err != nil {
		return nil, err
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	if space != "" {
		config.RuntimeParams["search_path"] = pgx.Identifier{space}.Sanitize()
	}
	config.RuntimeParams["timezone"] = "UTC"
	config.RuntimeParams["client_encoding"] = "UTF8"
	return config, nil
}

func (postgresDB) dialect() ddl.Dialect { return ddl.PostgreSQL }

// begin takes a lock of the whole session, not of a transaction: adding a
// value to an enum has to be committed on its own.
func (p postgresDB) begin(ctx context.Context) error {
	_, err := p.conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", int64(pushLock))
	return err
}

// space returns the first schema of the search path that exists. When the url
// names one that does not, it is made.
func (p postgresDB) space(ctx context.Context) (string, error) {
	names, err := p.strings(ctx, "SELECT coalesce(current_schema(), trim(both '\"' from split_part(current_setting('search_path'), ',', 1)))")
	if err != nil {
		return "", err
	}
	return names[0], nil
}

func (p postgresDB) inspect(ctx context.Context, want *atlas.Realm) (*atlas.Realm, error) {
	driver, err := postgres.Open(p.inspected())
	if err != nil {
		return nil, err
	}
	names := make([]string, len(want.Schemas))
	for i, s := range want.Schemas {
		names[i] = s.Name
	}
	return p.inspectNamed(ctx, driver, names)
}

func (p postgresDB) inspectNamed(ctx context.Context, driver atlas.Inspector, names []string) (*atlas.Realm, error) {
	realm, err := driver.InspectRealm(ctx, &atlas.InspectRealmOption{
		Mode:    atlas.InspectSchemas | atlas.InspectTables | atlas.InspectTypes,
		Schemas: names,
	})
	if err != nil {
		return nil, err
	}
	return realm, p.addExtensions(ctx, realm)
}

// addExtensions adds those that somebody has made to a picture of the database. Where
// an extension's objects stand is said if it is not where tables do.
func (p postgresDB) addExtensions(ctx context.Context, realm *atlas.Realm) (err error) {
	rows, err := p.conn.QueryContext(ctx, "SELECT extname, CASE WHEN n.nspname IN (current_schema(), 'public') THEN '' ELSE n.nspname END"+
		" FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE extname <> 'plpgsql' ORDER BY extname")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		x := &ddl.Extension{}
		if err := rows.Scan(&x.Name, &x.Space); err != nil {
			return err
		}
		realm.Attrs = append(realm.Attrs, x)
	}
	return rows.Err()
}

// sameDefault lets the database read the new default and say it again in its
// own words, on a temporary table. Evaluating it instead could count up a
// sequence, and two calls of the same function need not be equal.
func (p postgresDB) sameDefault(ctx context.Context, d ddl.DefaultChange) (_ bool, err error) {
	tx, err := p.conn.BeginTx(ctx, nil)
	if err != nil {
		return false, err
	}
	defer func() {
		if rollbackErr := tx.Rollback(); err == nil {
			err = rollbackErr
		}
	}()
	create := fmt.Sprintf("CREATE TEMPORARY TABLE gozen_default (c %s DEFAULT %s)", ddl.TypeText(d.To.Type.Type), ddl.DefaultText(d.To.Default))
	if _, err := tx.ExecContext(ctx, create); err != nil {
		return false, err
	}
	const words = "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum WHERE d.adrelid = %s AND a.attname = %s"
	var was, is string
	table := "(quote_ident($1) || '.' || quote_ident($2))::regclass"
	if err := tx.QueryRowContext(ctx, fmt.Sprintf(words, table, "$3"), d.Table.Schema.Name, d.Table.Name, d.From.Name).Scan(&was); err != nil {
		return false, err
	}
	if err := tx.QueryRowContext(ctx, fmt.Sprintf(words, "'pg_temp.gozen_default'::regclass", "'c'")).Scan(&is); err != nil {
		return false, err
	}
	return was == is, nil
}

func (p postgresDB) run(ctx context.Context, drops []string, s *ddl.Script) error {
	if err := p.exec(ctx, s.First...); err != nil {
		return err
	}
	if err := p.exec(ctx, "BEGIN"); err != nil {
		return err
	}
	if err := p.exec(ctx, slices.Concat(drops, s.Then)...); err != nil {
		return err // closing the connection rolls back
	}
	return p.exec(ctx, "COMMIT")
}
