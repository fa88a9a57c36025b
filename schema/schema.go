// Package schema is the waist of Gozen: the checked data model that the
// language ends in and every engine starts from.
//
// A [Schema] is plain, immutable data. Names are resolved, both ends of every
// relation are known, inherited members are copied to where they apply, and
// rules are typed expressions ([Expr]). Package check builds it from ZModel
// text; its JSON form (see [Schema.MarshalJSON] and [Decode]) is what
// generated programs embed, so that they link no parser.
//
// The package imports nothing else of Gozen.
package schema

import (
	"slices"
	"strings"
)

// Schema is a whole checked data model. Build one with [New] or [Decode]; it
// never changes afterwards.
type Schema struct {
	Provider   string       `json:"provider,omitempty"` // as the datasource names it: sqlite, postgresql, …
	Extensions []*Extension `json:"extensions,omitempty"`
	Models     []*Model     `json:"models"` // in declaration order, views included
	Enums      []*Enum      `json:"enums,omitempty"`
	Types      []*Type      `json:"types,omitempty"`
	Procedures []*Procedure `json:"procedures,omitempty"`
	Plugins    []*Plugin    `json:"plugins,omitempty"`
	// Auth names the model or type that auth() has; empty when there is none.
	Auth string `json:"auth,omitempty"`

	models map[string]*Model
	enums  map[string]*Enum
	types  map[string]*Type
}

// Extension is one that PostgreSQL must have before the tables.
type Extension struct {
	Name    string `json:"name"`
	Schema  string `json:"schema,omitempty"`  // the database schema for its objects
	Version string `json:"version,omitempty"` // the database's own choice where it is empty
}

// Model returns the model with exactly this name, or nil.
func (s *Schema) Model(name string) *Model { return s.models[name] }

// Enum returns the enum with exactly this name, or nil.
func (s *Schema) Enum(name string) *Enum { return s.enums[name] }

// Type returns the custom type with exactly this name, or nil.
func (s *Schema) Type(name string) *Type { return s.types[name] }

// Procedure returns the procedure with exactly this name, or nil.
func (s *Schema) Procedure(name string) *Procedure {
	for _, p := range s.Procedures {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// ModelByAccessor returns the model that a client calls name: its declared
// name, or that with the first letter in lower case. Other spellings are nil.
func (s *Schema) ModelByAccessor(name string) *Model {
	if m := s.models[name]; m != nil {
		return m
	}
	if name == "" || name[0] < 'a' || name[0] > 'z' {
		return nil
	}
	return s.models[strings.ToUpper(name[:1])+name[1:]]
}

// AuthModel returns the model that auth() has, or nil when it is a custom type
// or absent.
func (s *Schema) AuthModel() *Model { return s.models[s.Auth] }

// Model is a table (or a view) with its rules. Fields holds everything that a
// row has: own fields and those copied from abstract models and mixins. Fields
// inherited from a delegate base are in Fields too, with [Field.Base] set; they
// are stored in the base's table.
type Model struct {
	Name   string   `json:"name"`
	Table  string   `json:"table"`            // as @@map says, else Name
	Schema string   `json:"schema,omitempty"` // as @@schema says
	Doc    string   `json:"doc,omitempty"`
	Pos    Pos      `json:"pos,omitzero"`
	View   bool     `json:"view,omitempty"`
	Ignore bool     `json:"ignore,omitempty"` // @@ignore: in the database, not in the client
	Fields []*Field `json:"fields"`

	// ID lists the fields that identify a row: @id, else @@id, else the first
	// @unique or @@unique. Empty only on views.
	ID []string `json:"id,omitempty"`
	// IDName is what a client calls a compound id in a unique where.
	IDName string `json:"idName,omitempty"`
	// Uniques lists every other unique key, single-field ones included. Name is
	// what a client calls a compound key.
	Uniques []*Key   `json:"uniques,omitempty"`
	Indexes []*Index `json:"indexes,omitempty"`

	Rules      []*Rule       `json:"rules,omitempty"`
	Validates  []*Validate   `json:"validates,omitempty"`
	Attributes []*Attribute  `json:"attributes,omitempty"` // those without a field of their own here
	Delegate   *DelegateInfo `json:"delegate,omitempty"`

	fields map[string]*Field
}

// Field returns the field with exactly this name, or nil.
func (m *Model) Field(name string) *Field { return m.fields[name] }

// IDFields returns the fields that identify a row.
func (m *Model) IDFields() []*Field {
	fs := make([]*Field, len(m.ID))
	for i, n := range m.ID {
		fs[i] = m.fields[n]
	}
	return fs
}

// IsID reports whether f is one of the fields that identify a row of m.
func (m *Model) IsID(f *Field) bool {
	return slices.Contains(m.ID, f.Name)
}

// DeletedAt returns the field that says when a row was deleted, or nil where
// deleting a row removes it.
func (m *Model) DeletedAt() *Field {
	for _, f := range m.Fields {
		if f.DeletedAt {
			return f
		}
	}
	return nil
}

// Accessor returns the name by which clients call the model: the declared
// name with its first letter in lower case.
func (m *Model) Accessor() string { return strings.ToLower(m.Name[:1]) + m.Name[1:] }

// DelegateInfo is a model's place in a polymorphic hierarchy.
type DelegateInfo struct {
	Discriminator string   `json:"discriminator,omitempty"` // on a base: the field that names the concrete model
	Base          string   `json:"base,omitempty"`          // on a sub-model: the model it extends
	Value         string   `json:"value,omitempty"`         // on a sub-model: what its rows hold in the discriminator
	Subs          []string `json:"subs,omitempty"`          // on a base: the models that extend it directly
}

// Key is a unique key of one or more fields.
type Key struct {
	Name   string   `json:"name"`          // what a client calls it; the field's name for a single field
	Map    string   `json:"map,omitempty"` // the constraint's name in the database
	Fields []string `json:"fields"`
}

// Index is a non-unique index.
type Index struct {
	Map    string       `json:"map,omitempty"`
	Type   string       `json:"type,omitempty"` // BTree, Hash, Gin, …
	Fields []IndexField `json:"fields"`
}

// IndexField is one column of an [Index].
type IndexField struct {
	Name   string `json:"name"`
	Desc   bool   `json:"desc,omitempty"`
	Ops    string `json:"ops,omitempty"` // operator class
	Length int    `json:"length,omitempty"`
}

// Enum is a closed set of names.
type Enum struct {
	Name   string       `json:"name"`
	DBName string       `json:"dbName"` // as @@map says, else Name
	Schema string       `json:"schema,omitempty"`
	Doc    string       `json:"doc,omitempty"`
	Pos    Pos          `json:"pos,omitzero"`
	Values []*EnumValue `json:"values"`
}

// Value returns the member with exactly this name, or nil.
func (e *Enum) Value(name string) *EnumValue {
	for _, v := range e.Values {
		if v.Name == name {
			return v
		}
	}
	return nil
}

// EnumValue is one member: the name that clients use and the text stored.
type EnumValue struct {
	Name   string `json:"name"`
	DBName string `json:"dbName"`
	Doc    string `json:"doc,omitempty"`
}

// Type is a custom type: the shape of a typed-JSON column, of auth(), or of a
// procedure's arguments. Mixins that only lend their fields to models are here
// too, but nothing refers to them.
type Type struct {
	Name      string      `json:"name"`
	Doc       string      `json:"doc,omitempty"`
	Pos       Pos         `json:"pos,omitzero"`
	Fields    []*Field    `json:"fields"`
	Validates []*Validate `json:"validates,omitempty"`
	Strict    bool        `json:"strict,omitempty"` // JSON of this type has no other members

	fields map[string]*Field
}

// Field returns the field with exactly this name, or nil.
func (t *Type) Field(name string) *Field { return t.fields[name] }

// Procedure is a custom operation whose body the host supplies.
type Procedure struct {
	Name     string       `json:"name"`
	Doc      string       `json:"doc,omitempty"`
	Pos      Pos          `json:"pos,omitzero"`
	Mutation bool         `json:"mutation,omitempty"`
	Params   []*Parameter `json:"params,omitempty"`
	Returns  ValueType    `json:"returns"`
}

// Parameter is one named argument of a [Procedure] or of a computed [Field].
type Parameter struct {
	Name string    `json:"name"`
	Type ValueType `json:"type"`
}

// Plugin is a plugin block, kept as written; Gozen does not run JavaScript.
type Plugin struct {
	Name    string            `json:"name"`
	Options map[string]string `json:"options,omitempty"`
}

// Attribute is an attribute that has no meaning to the engine and is kept for
// tools, @meta above all. Args hold source text of the arguments.
type Attribute struct {
	Name string   `json:"name"`
	Args []string `json:"args,omitempty"`
}

// Pos is a place in a schema file, lines and columns counted from 1 in bytes.
type Pos struct {
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
	Col  int    `json:"col,omitempty"`
}
