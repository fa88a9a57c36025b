package main

import (
	"fmt"
	"strings"

	"github.com/gozen-dev/gozen/internal/dialect/postgres"
	"github.com/gozen-dev/gozen/internal/dialect/sqlite"
	planner "github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/policy"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// explain returns the SQL by which a signed-in user finds the rows of a model
// that its rules let him read.
func explain(s *schema.Schema, model string) (string, error) {
	m := s.Model(model)
	if m == nil {
		return "", fmt.Errorf("the schema has no model %s", model)
	}
	p, err := policy.New(s, nil)
	if err != nil {
		return "", fmt.Errorf("rules: %w", err)
	}
	op := &query.Op{Kind: query.FindMany, Model: m, Page: query.NoPage(), Select: &query.Selection{Fields: m.IDFields()}}
	pl, err := planner.Build(s, op)
	if err != nil {
		return "", fmt.Errorf("plan: %w", err)
	}
	guarded, err := p.Guard(pl, somebody(s, p))
	if err != nil {
		return "", fmt.Errorf("rules: %w", err)
	}
	var d sqlgen.Dialect = sqlite.NewDialect(s)
	if s.Provider == "postgresql" {
		d = postgres.NewDialect(s)
	}
	return indented(sqlgen.Select(d, guarded.Plan().Read.Select).SQL), nil
}

// somebody is a user who has everything that the rules ask about: plans depend
// on what is missing only, never on values.
func somebody(s *schema.Schema, p *policy.Policy) map[string]any {
	user := map[string]any{}
	if t := s.Type(s.Auth); t != nil {
		for _, f := range t.Fields {
			user[f.Name] = true
		}
	}
	if m := s.AuthModel(); m != nil {
		members := p.Members()
		user = someRow(s, m, members)
	}
	return user
}

func someRow(s *schema.Schema, m *schema.Model, members *policy.Members) map[string]any {
	row := map[string]any{}
	for _, n := range members.Fields {
		row[n] = true
	}
	for n, below := range members.Relations {
		f := m.Field(n)
		related := someRow(s, s.Model(f.Relation.Target), below)
		row[n] = related
		if f.Type.List {
			row[n] = []any{related}
		}
	}
	return row
}

// indented breaks a statement before its clauses, so that it can be read.
func indented(sql string) string {
	var b strings.Builder
	depth := 0
	for i := 0; i < len(sql); i++ {
		switch sql[i] {
		case '\'', '"':
			end := i + 1 + strings.IndexByte(sql[i+1:], sql[i])
			b.WriteString(sql[i:end])
			i = end
		case '(':
			depth++
		case ')':
			depth--
		case ' ':
			if clause(sql[i+1:]) {
				b.WriteString("\n" + strings.Repeat("  ", depth))
				continue
			}
		}
		b.WriteByte(sql[i])
	}
	return b.String()
}

func clause(sql string) bool {
	for _, word := range []string{"FROM ", "WHERE ", "AND ", "OR ", "ORDER BY ", "JOIN ", "LEFT JOIN "} {
		if strings.HasPrefix(sql, word) {
			return true
		}
	}
	return false
}
