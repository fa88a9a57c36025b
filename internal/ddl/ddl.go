// Package ddl says what a schema looks like as tables: columns with their
// types, keys, indexes, foreign keys, join tables and native enums. It also
// compares two such pictures and writes the statements that lead from one to
// the other. It never talks to a database; package migrate does.
//
//	realm, err := ddl.FromSchema(s, ddl.PostgreSQL, "public")
//	statements, err := ddl.Create(ddl.PostgreSQL, realm)
//
// Tables are described in the terms of ariga.io/atlas. Names of keys, indexes
// and constraints are those that Prisma gives (User_email_key, Post_authorId_fkey),
// so that a database made by ZenStack or Prisma needs no change. Two things
// are Gozen's own: each foreign key has an index, if no other key or index
// starts with its columns, because every cascade and every rule that follows a
// relation looks rows up by it; and SQLite keeps DateTime, Decimal and Json as
// text, the only way to keep them exact.
//
// The package gives up, with an error, on names that contain a quote, a
// backslash or a control character: no schema needs one, and so no name can
// leave its quotes whatever the statement.
package ddl

import (
	"fmt"

	atlas "ariga.io/atlas/sql/schema"

	"github.com/gozen-dev/gozen/schema"
)

// Dialect names the database that tables are made for. Its zero value is none.
type Dialect uint8

// The dialects.
const (
	SQLite Dialect = iota + 1
	PostgreSQL
)

// String returns the name as a datasource's provider has it.
func (d Dialect) String() string {
	switch d {
	case SQLite:
		return "sqlite"
	case PostgreSQL:
		return "postgresql"
	default:
		return "no dialect"
	}
}

// Space is the database schema that tables stand in when nothing names one.
func (d Dialect) Space() string {
	if d == PostgreSQL {
		return "public"
	}
	return "main"
}

// FromSchema returns the tables of s. Models without @@schema stand in space,
// or in [Dialect.Space] when that is empty. Views have no table.
func FromSchema(s *schema.Schema, d Dialect, space string) (*atlas.Realm, error) {
	b, err := newBuilder(s, d, space)
	if err != nil {
		return nil, err
	}
	b.extensions()
	if err := b.enums(); err != nil {
		return nil, err
	}
	steps := []func(*schema.Model) error{b.table, b.keys, b.references, b.joins, b.foreignKeyIndexes}
	for _, step := range steps {
		for _, m := range s.Models {
			if m.View {
				continue
			}
			if err := step(m); err != nil {
				return nil, fmt.Errorf("model %s: %w", m.Name, err)
			}
		}
	}
	return b.realm, checkNames(b.realm, d)
}

// builder gathers the tables of one schema.
type builder struct {
	schema *schema.Schema
	types  types
	space  string
	realm  *atlas.Realm
	tables map[string]*atlas.Table // by model name
}

// types is what differs between the databases.
type types interface {
	// column returns the type and the default of a field's column.
	column(f *schema.Field) (atlas.Type, atlas.Expr, error)
	// autoincrement makes the database count in c.
	autoincrement(t *atlas.Table, c *atlas.Column) error
	// enum returns the type for a new native enum, or nil where there is none.
	enum(e *schema.Enum, in *atlas.Schema) *atlas.EnumType
	// refine adds to an index what only this database knows of.
	refine(idx *atlas.Index, x *schema.Index) error
	// oneSpace reports whether all tables stand in one database schema.
	oneSpace() bool
}

func newBuilder(s *schema.Schema, d Dialect, space string) (*builder, error) {
	if space == "" {
		space = d.Space()
	}
	b := &builder{schema: s, space: space, realm: atlas.NewRealm(), tables: map[string]*atlas.Table{}}
	switch d {
	case SQLite:
		b.types = sqliteTypes{schema: s}
	case PostgreSQL:
		b.types = &postgresTypes{schema: s, enums: map[string]*atlas.EnumType{}}
	default:
		return nil, fmt.Errorf("tables for %v", d)
	}
	b.inSpace("") // even when empty: comparing realms wants it on both sides
	return b, nil
}

// inSpace returns the database schema called name, making it when it is new.
// SQLite has only one, whatever the model says.
func (b *builder) inSpace(name string) *atlas.Schema {
	if name == "" || b.types.oneSpace() {
		name = b.space
	}
	if s, ok := b.realm.Schema(name); ok {
		return s
	}
	s := atlas.New(name)
	b.realm.AddSchemas(s)
	return s
}

func (b *builder) enums() error {
	for _, e := range b.schema.Enums {
		space := b.inSpace(e.Schema)
		if t := b.types.enum(e, space); t != nil {
			space.AddObjects(t)
		}
	}
	return nil
}
