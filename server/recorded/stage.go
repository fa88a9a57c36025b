package recorded

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/dialect/open"
	"github.com/gozen-dev/gozen/migrate"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
)

// Stage is a database with a schema and rows that cases run against.
type Stage struct {
	Schema *schema.Schema
	DB     *rt.DB

	conn     dialect.DB
	seed     []json.RawMessage
	postgres bool
}

// NewStage makes a stage whose procedures are [Procedures].
func NewStage(t testing.TB, url, source string, seed []json.RawMessage) *Stage {
	t.Helper()
	return NewStageWith(t, url, source, seed, Procedures)
}

// NewStageWith makes a stage whose procedures have other bodies.
func NewStageWith(
	t testing.TB, url, source string, seed []json.RawMessage, bodies func(*schema.Schema) map[string]rt.Procedure,
) *Stage {
	t.Helper()
	s := gozentest.Schema(t, source)
	if _, err := migrate.Push(t.Context(), url, s, migrate.Options{}); err != nil {
		t.Fatal(err)
	}
	conn, err := open.Open(t.Context(), url, s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	})
	db, err := rt.Open(s, conn, rt.Options{Logger: slog.New(slog.DiscardHandler), Procedures: bodies(s)})
	if err != nil {
		t.Fatal(err)
	}
	return &Stage{Schema: s, conn: conn, DB: db, seed: seed, postgres: strings.HasPrefix(url, "postgres")}
}

// Reset makes the rows those of the seed and the counters those after it.
func (s *Stage) Reset(t testing.TB) {
	t.Helper()
	if err := s.conn.Exec(t.Context(), s.emptying()); err != nil {
		t.Fatal(err)
	}
	var ops []*query.Op
	for _, part := range s.seed {
		ops = append(ops, s.creates(t, part)...)
	}
	if _, err := s.DB.Unrestricted("seed").Transaction(t.Context(), ops, query.DefaultIsolation); err != nil {
		t.Fatal(err)
	}
	if !s.postgres {
		return
	}
	var counters []string
	for _, m := range s.Schema.Models {
		if f := m.Field("id"); f != nil && f.Default != nil && f.Default.Func == "autoincrement" {
			counters = append(counters, fmt.Sprintf(
				`SELECT setval(pg_get_serial_sequence('"%[1]s"', 'id'), GREATEST((SELECT MAX("id") FROM "%[1]s"), 1), EXISTS (SELECT 1 FROM "%[1]s"))`, m.Table))
		}
	}
	if err := s.conn.Exec(t.Context(), counters); err != nil {
		t.Fatal(err)
	}
}

func (s *Stage) emptying() []string {
	var names []string
	for _, m := range s.Schema.Models {
		names = append(names, `"`+m.Table+`"`)
		for _, f := range m.Fields {
			if f.IsRelation() && f.Relation.Join != nil {
				names = append(names, `"`+f.Relation.Join.Table+`"`)
			}
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	var stmts []string
	for _, n := range names {
		stmts = append(stmts, "DELETE FROM "+n)
	}
	if s.postgres {
		return stmts
	}
	return append(stmts, "DELETE FROM sqlite_sequence")
}

// creates returns the operations that make the rows of a seed, in its order.
func (s *Stage) creates(t testing.TB, seed json.RawMessage) []*query.Op {
	t.Helper()
	n, err := query.ParseJSON(seed)
	if err != nil {
		t.Fatal(err)
	}
	var ops []*query.Op
	for _, model := range n.(*query.Object).Members {
		m := s.Schema.Model(model.Name)
		if m == nil {
			continue
		}
		for _, row := range model.Value.(query.Array) {
			args := &query.Object{Members: []query.Member{{Name: "data", Value: seedRow(t, row.(*query.Object))}}}
			op, err := query.Decode(s.Schema, m, query.Create, args, query.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			ops = append(ops, op)
		}
	}
	return ops
}

// seedRow turns a seed's row into create data: tags into typed values, null
// members, which are Json nulls or plain ones, into absent ones, and a list of
// team ids into a connect.
func seedRow(t testing.TB, row *query.Object) *query.Object {
	t.Helper()
	data := &query.Object{}
	for _, m := range row.Members {
		switch v := m.Value.(type) {
		case query.Null:
			continue
		case query.Array:
			if m.Name == "teams" {
				m.Value = connectAll(v)
			}
		case *query.Object:
			m.Value = untag(t, v)
		}
		data.Members = append(data.Members, m)
	}
	return data
}

func connectAll(ids query.Array) query.Node {
	list := make(query.Array, len(ids))
	for i, id := range ids {
		list[i] = &query.Object{Members: []query.Member{{Name: "id", Value: id}}}
	}
	return &query.Object{Members: []query.Member{{Name: "connect", Value: list}}}
}

func untag(t testing.TB, o *query.Object) query.Node {
	t.Helper()
	if len(o.Members) != 1 {
		return o
	}
	text, _ := o.Members[0].Value.(query.String)
	switch o.Members[0].Name {
	case "$date":
		at, err := time.Parse(time.RFC3339Nano, string(text))
		if err != nil {
			t.Fatal(err)
		}
		return query.Date(at)
	case "$bigint":
		return query.BigInt(text)
	case "$decimal":
		return query.Decimal(text)
	case "$bytes":
		b, err := base64.StdEncoding.DecodeString(string(text))
		if err != nil {
			t.Fatal(err)
		}
		return query.Bytes(b)
	default:
		return o
	}
}

// Dump returns every row of every table, for showing that nothing changed.
func (s *Stage) Dump(t testing.TB) string {
	t.Helper()
	var b bytes.Buffer
	for _, m := range s.Schema.Models {
		op, err := query.Decode(s.Schema, m, query.FindMany, &query.Object{}, query.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		doc, err := s.DB.Unrestricted("look").JSON(t.Context(), op)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s %s\n", m.Name, doc.Data)
	}
	return b.String()
}
