package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/dialect/open"
	"github.com/gozen-dev/gozen/internal/oracle"
	"github.com/gozen-dev/gozen/migrate"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
)

// ground is where databases are made: a folder, or a database of our own on a
// PostgreSQL server.
type ground struct {
	dir      string
	provider string
	server   string // PostgreSQL's
	name     string // of our database on it
	url      string
	made     int
	bent     bool
}

// clock is the time of every request.
func clock() time.Time { return time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC) }

func newGround(ctx context.Context, set settings) (*ground, error) {
	switch set.db {
	case "sqlite":
		dir, err := os.MkdirTemp("", "gozen-oracle")
		return &ground{provider: "sqlite", dir: dir}, err
	case "postgres":
		return newServer(ctx, set.server)
	default:
		return nil, fmt.Errorf("-db is %q, not sqlite or postgres", set.db)
	}
}

// newServer makes a database that sorts text by its bytes, as the oracle does.
func newServer(ctx context.Context, server string) (*ground, error) {
	if server == "" {
		return nil, errors.New("no PostgreSQL server: set GOZEN_TEST_POSTGRES or DATABASE_URL")
	}
	u, err := url.Parse(server)
	if err != nil {
		return nil, errors.New("the server's address is not a url")
	}
	name := "gozen_oracle_" + strings.ToLower(rand.Text())
	g := &ground{provider: "postgresql", server: server, name: name}
	if err := g.sql(ctx, server, `CREATE DATABASE "`+name+`" TEMPLATE template0 LOCALE 'C' ENCODING 'UTF8'`); err != nil {
		return nil, err
	}
	u.Path = "/" + name
	g.url = u.String()
	return g, nil
}

// close removes what was made, also when the run was interrupted.
func (g *ground) close() error {
	if g.dir != "" {
		return os.RemoveAll(g.dir)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	return g.sql(ctx, g.server, `DROP DATABASE "`+g.name+`" WITH (FORCE)`)
}

func (g *ground) sql(ctx context.Context, url, statement string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("connect to the server: %w", err)
	}
	_, err = conn.Exec(ctx, statement)
	return errors.Join(err, conn.Close(ctx))
}

// dialect is what the oracle must know of the database.
func (g *ground) dialect() oracle.Dialect {
	return oracle.Dialect{NullsLast: g.server != "" != g.bent, EnumOrder: g.server != "", FoldsLike: g.server == "", Now: clock()}
}

// engine is a database with a schema, as the engine runs it.
type engine struct {
	s    *schema.Schema
	conn dialect.DB
	db   *rt.DB
	root *rt.Client
	file string
}

// open makes an empty database with the schema's tables.
func (g *ground) open(ctx context.Context, s *schema.Schema) (*engine, error) {
	e, address := &engine{s: s}, g.url
	if g.dir != "" {
		g.made++
		e.file = filepath.Join(g.dir, fmt.Sprintf("%d.db", g.made))
		address = "file:" + filepath.ToSlash(e.file)
	} else if err := g.sql(ctx, g.url, "DROP SCHEMA public CASCADE; CREATE SCHEMA public"); err != nil {
		return nil, err
	}
	if _, err := migrate.Push(ctx, address, s, migrate.Options{}); err != nil {
		return nil, fmt.Errorf("make tables: %w", err)
	}
	var err error
	if e.conn, err = open.Open(ctx, address, s); err != nil {
		return nil, err
	}
	quiet := slog.New(slog.DiscardHandler)
	if e.db, err = rt.Open(s, e.conn, rt.Options{Logger: quiet, Now: clock, Computed: formulas(s)}); err != nil {
		return nil, errors.Join(err, e.close())
	}
	e.root = e.db.Unrestricted("compare with the oracle").WithDeleted()
	return e, nil
}

func (e *engine) close() error {
	err := e.conn.Close()
	if e.file != "" {
		for _, tail := range []string{"", "-wal", "-shm"} {
			if rm := os.Remove(e.file + tail); rm != nil && !errors.Is(rm, os.ErrNotExist) {
				err = errors.Join(err, rm)
			}
		}
	}
	return err
}

// do runs a request that must succeed, for the comparison's own ends.
func (e *engine) do(ctx context.Context, m *schema.Model, kind query.Kind, args object) (any, error) {
	op, err := decode(e.s, m, kind, args)
	if err != nil {
		return nil, err
	}
	answer, err := e.root.Rows(ctx, op)
	if err != nil {
		return nil, fmt.Errorf("%s.%s %s: %w", m.Accessor(), kind, text(args), errors.Join(err, errors.Unwrap(err)))
	}
	return answer, nil
}

func decode(s *schema.Schema, m *schema.Model, kind query.Kind, args object) (*query.Op, error) {
	limits := query.DefaultLimits()
	limits.AllowOmitOverride = true
	return query.Decode(s, m, kind, node(args), limits)
}

// state reads the whole database.
func (e *engine) state(ctx context.Context) (oracle.State, error) {
	s := oracle.State{Rows: map[string][]map[string]any{}, Links: map[string][][2]any{}}
	for _, m := range e.s.Models {
		if abstract(m) {
			if err := e.orphans(ctx, m); err != nil {
				return s, err
			}
			continue
		}
		omit := shownAll(m)
		for _, f := range computed(m) {
			omit[f.Name] = true
		}
		args := object{"omit": omit}
		include := object{}
		for _, f := range joined(m) {
			include[f.Name] = true
		}
		if len(include) > 0 {
			args["include"] = include
		}
		answer, err := e.do(ctx, m, query.FindMany, args)
		if err != nil {
			return s, err
		}
		for _, x := range answer.([]any) {
			r := x.(map[string]any)
			for _, f := range joined(m) {
				for _, y := range r[f.Name].([]any) {
					other := y.(map[string]any)[e.s.Model(f.Relation.Target).ID[0]]
					s.Links[f.Relation.Join.Table] = append(s.Links[f.Relation.Join.Table], [2]any{r[m.ID[0]], other})
				}
				delete(r, f.Name)
			}
			s.Rows[m.Name] = append(s.Rows[m.Name], r)
		}
	}
	return s, nil
}

// computed lists the fields that are computed.
func computed(m *schema.Model) []*schema.Field {
	return those(func(f *schema.Field) bool { return f.Computed }, m)
}

// formulas implement the computed fields.
func formulas(s *schema.Schema) map[string]rt.Computed {
	host := map[string]rt.Computed{}
	for _, m := range s.Models {
		for _, f := range computed(m) {
			if f.Base == "" {
				host[m.Name+"."+f.Name] = func(r rt.Row) rt.SQL { return rt.Expr("{} * 2", r.Field(oracle.Twice(f.Name))) }
			}
		}
	}
	return host
}

// shownAll omits nothing, whatever the schema omits.
func shownAll(m *schema.Model) object {
	o := object{}
	for _, f := range scalars(m) {
		if f.Omit {
			o[f.Name] = false
		}
	}
	return o
}

// orphans complains of rows of a base that are of no model.
func (e *engine) orphans(ctx context.Context, base *schema.Model) error {
	count := func(m *schema.Model) (int64, error) {
		n, err := e.do(ctx, m, query.Count, object{})
		if err != nil {
			return 0, err
		}
		return n.(int64), nil
	}
	left, err := count(base)
	for _, m := range concrete(e.s, base) {
		n, err := count(m)
		if err != nil {
			return err
		}
		left -= n
	}
	if err == nil && left != 0 {
		return fmt.Errorf("%s has %d rows that are of no model", base.Name, left)
	}
	return err
}

// joined lists the many-to-many relations that m has the first column of.
func joined(m *schema.Model) []*schema.Field {
	var list []*schema.Field
	for _, f := range m.Fields {
		if f.Relation != nil && f.Relation.Join != nil && f.Relation.Join.This == "A" {
			list = append(list, f)
		}
	}
	return list
}

// same compares two databases, whatever the order of their rows.
func same(a, b oracle.State) bool { return describe(a) == describe(b) }

func describe(s oracle.State) string {
	var lines []string
	for name, rows := range s.Rows {
		for _, r := range rows {
			lines = append(lines, name+" "+text(r))
		}
	}
	for name, links := range s.Links {
		for _, l := range links {
			lines = append(lines, name+" "+text([]any{l[0], l[1]}))
		}
	}
	return strings.Join(sorted(lines), "\n")
}
