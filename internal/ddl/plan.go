package ddl

import (
	"context"
	"fmt"
	"strings"

	"ariga.io/atlas/sql/migrate"
	"ariga.io/atlas/sql/postgres"
	atlas "ariga.io/atlas/sql/schema"
	"ariga.io/atlas/sql/sqlite"
)

// Script is changes written down as SQL.
type Script struct {
	// First is to be committed before the rest: PostgreSQL does not let a
	// transaction use an enum's value that it has added itself.
	First []string
	// Then is to run in one transaction, on SQLite with foreign keys off.
	Then []string
}

// Create returns the statements that make all tables in an empty database.
func Create(d Dialect, want *atlas.Realm) ([]string, error) {
	empty := atlas.NewRealm()
	for _, s := range want.Schemas[:1] {
		empty.AddSchemas(atlas.New(s.Name))
	}
	changes, err := Diff(d, empty, want)
	if err != nil {
		return nil, err
	}
	script, err := changes.Script()
	if err != nil {
		return nil, err
	}
	return script.Then, nil
}

// Script writes the changes down.
func (c *Changes) Script() (*Script, error) {
	if c.dialect == PostgreSQL {
		return c.postgres()
	}
	then, err := plan(sqlite.DefaultPlan, c.tables)
	if err != nil {
		return nil, err
	}
	s := &Script{Then: c.rewriteDates()}
	for _, statement := range then {
		// Whoever runs the script sets it before: in a transaction it does nothing.
		if !strings.HasPrefix(statement, "PRAGMA foreign_keys") {
			s.Then = append(s.Then, c.keepNumbers(statement))
		}
	}
	return s, nil
}

// postgres puts the statements in an order that always works: schemas and
// enums come first, foreign keys go before all else and come back last, for a
// key may refer to a unique index that the same script makes or drops.
func (c *Changes) postgres(options ...migrate.PlanOption) (*Script, error) {
	s := &Script{}
	schemas := make([]atlas.Change, len(c.spaces))
	for i, a := range c.spaces {
		schemas[i] = a
	}
	loosen, alter, tie := c.stages()
	for i, stage := range [][]atlas.Change{schemas, loosen, alter, tie} {
		statements, err := plan(postgres.DefaultPlan, stage, options...)
		if err != nil {
			return nil, err
		}
		s.Then = append(s.Then, statements...)
		if i == 0 {
			for _, x := range c.extensions {
				s.Then = append(s.Then, x.statement())
			}
			c.alterEnums(s)
		}
	}
	c.eachColumn(func(t *atlas.Table, change atlas.Change) {
		if m, ok := change.(*atlas.ModifyColumn); ok && startsCounting(m) {
			s.Then = append(s.Then, continueCounting(t, m.To))
		}
	})
	for _, e := range c.enums {
		if e.to == nil {
			s.Then = append(s.Then, "DROP TYPE "+ident(e.from.Schema, e.from.T))
		}
	}
	return s, nil
}

func (c *Changes) alterEnums(s *Script) {
	for _, e := range c.enums {
		switch {
		case e.to == nil: // dropped when nothing has its type any more
		case e.from == nil:
			s.Then = append(s.Then, e.create())
		case e.grows():
			s.First = append(s.First, e.grow()...)
		default:
			s.Then = append(s.Then, e.replace()...)
		}
	}
}

// stages splits the changes of tables into what lets go, what alters, and
// what ties together again.
func (c *Changes) stages() (loosen, alter, tie []atlas.Change) {
	for _, change := range c.tables {
		if drop, ok := change.(*atlas.DropTable); ok {
			var keys []atlas.Change
			for _, fk := range drop.T.ForeignKeys {
				keys = append(keys, &atlas.DropForeignKey{F: fk})
			}
			loosen = modify(loosen, drop.T, keys)
			bare := *drop.T // or Atlas drops keys that go in circles again
			bare.ForeignKeys = nil
			alter = append(alter, &atlas.DropTable{T: &bare, Extra: drop.Extra})
		}
	}
	for _, change := range c.tables {
		switch change := change.(type) {
		case *atlas.AddTable:
			bare := *change.T
			bare.ForeignKeys = nil
			alter = append(alter, &atlas.AddTable{T: &bare, Extra: change.Extra})
			var keys []atlas.Change
			for _, fk := range change.T.ForeignKeys {
				keys = append(keys, &atlas.AddForeignKey{F: fk})
			}
			tie = modify(tie, change.T, keys)
		case *atlas.ModifyTable:
			first, middle, last := stageTable(change)
			loosen = modify(loosen, change.T, first)
			alter = modify(alter, change.T, middle)
			tie = modify(tie, change.T, last)
		}
	}
	return loosen, alter, tie
}

func modify(to []atlas.Change, t *atlas.Table, changes []atlas.Change) []atlas.Change {
	if len(changes) == 0 {
		return to
	}
	return append(to, &atlas.ModifyTable{T: t, Changes: changes})
}

func stageTable(m *atlas.ModifyTable) (loosen, alter, tie []atlas.Change) {
	for _, change := range m.Changes {
		switch change := change.(type) {
		case *atlas.DropForeignKey:
			loosen = append(loosen, change)
		case *atlas.AddForeignKey:
			tie = append(tie, change)
		case *atlas.ModifyForeignKey:
			loosen = append(loosen, &atlas.DropForeignKey{F: change.From})
			tie = append(tie, &atlas.AddForeignKey{F: change.To})
		case *atlas.ModifyColumn:
			first, middle := stageColumn(change)
			loosen = append(loosen, first...)
			alter = append(alter, middle)
		default:
			alter = append(alter, change)
		}
	}
	return loosen, alter, tie
}

// stageColumn gives a change of type what PostgreSQL wants besides: the old
// default out of the way, and a word on how to convert.
func stageColumn(m *atlas.ModifyColumn) (loosen []atlas.Change, alter atlas.Change) {
	if !m.Change.Is(atlas.ChangeType) || serial(m.From) || serial(m.To) {
		return nil, m
	}
	to := *m
	if m.From.Default != nil {
		bare := *m.From
		bare.Default = nil
		loosen = append(loosen, &atlas.ModifyColumn{From: m.From, To: &bare, Change: atlas.ChangeDefault})
		to.Change &^= atlas.ChangeDefault
		if m.To.Default != nil {
			to.Change |= atlas.ChangeDefault
		}
	}
	to.Extra = append(to.Extra, &postgres.ConvertUsing{X: fmt.Sprintf(`"%s"::%s`, m.To.Name, TypeText(m.To.Type.Type))})
	return loosen, &to
}

func serial(c *atlas.Column) bool {
	_, ok := c.Type.Type.(*postgres.SerialType)
	return ok
}

// startsCounting reports whether a column that was filled by hand becomes a serial.
func startsCounting(m *atlas.ModifyColumn) bool {
	return m.Change.Is(atlas.ChangeType) && serial(m.To) && !serial(m.From)
}

// continueCounting lets a new sequence go on after the numbers that are there.
func continueCounting(t *atlas.Table, c *atlas.Column) string {
	return fmt.Sprintf(`SELECT setval(pg_get_serial_sequence('%[1]s', '%[2]s'), greatest(max("%[2]s"), 1), max("%[2]s") IS NOT NULL) FROM %[1]s`,
		ident(t.Schema, t.Name), c.Name)
}

// TypeText writes a column's type for PostgreSQL.
func TypeText(t atlas.Type) string {
	switch t := t.(type) {
	case *atlas.EnumType:
		return ident(t.Schema, t.T)
	case *postgres.ArrayType:
		return TypeText(t.Type) + "[]"
	}
	s, err := postgres.FormatType(t)
	if err != nil {
		panic(fmt.Sprintf("ddl: a type that was planned before: %v", err))
	}
	return s
}

func plan(p migrate.PlanApplier, changes []atlas.Change, options ...migrate.PlanOption) ([]string, error) {
	if len(changes) == 0 {
		return nil, nil
	}
	// Without a connection the planner runs nothing, so there is nothing to cancel.
	planned, err := p.PlanChanges(context.Background(), "", changes, options...)
	if err != nil {
		return nil, fmt.Errorf("plan tables: %w", err)
	}
	out := make([]string, len(planned.Changes))
	for i, c := range planned.Changes {
		out[i] = c.Cmd
	}
	return out, nil
}
