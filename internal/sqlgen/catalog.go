package sqlgen

import "github.com/gozen-dev/gozen/schema"

// Catalog answers how a schema's enums and join tables are stored.
type Catalog struct {
	enums   map[string]*enum
	joins   map[joinColumn]Type
	columns map[joinColumn]schema.ValueType
}

type enum struct {
	decl *schema.Enum
	// stored and members are nil where every member is stored by its own name.
	stored, members map[string]string
}

type joinColumn struct{ table, column string }

// NewCatalog makes the catalog of a schema; that of a nil schema is empty.
func NewCatalog(s *schema.Schema) *Catalog {
	c := &Catalog{enums: map[string]*enum{}, joins: map[joinColumn]Type{}, columns: map[joinColumn]schema.ValueType{}}
	if s == nil {
		return c
	}
	for _, e := range s.Enums {
		c.enums[e.Name] = newEnum(e)
	}
	for _, m := range s.Models {
		for _, f := range m.Fields {
			if f.Stored() && f.Base == "" {
				c.columns[joinColumn{m.Table, f.Column}] = f.Type
			}
			if f.Relation != nil && f.Relation.Join != nil && len(m.ID) > 0 {
				j := f.Relation.Join
				c.joins[joinColumn{j.Table, j.This}] = Stored(m.IDFields()[0])
			}
		}
	}
	return c
}

func newEnum(decl *schema.Enum) *enum {
	e := &enum{decl: decl}
	for _, v := range decl.Values {
		if v.DBName != "" && v.DBName != v.Name {
			e.stored, e.members = map[string]string{}, map[string]string{}
			break
		}
	}
	if e.stored == nil {
		return e
	}
	for _, v := range decl.Values {
		db := v.DBName
		if db == "" {
			db = v.Name
		}
		e.stored[v.Name], e.members[db] = db, v.Name
	}
	return e
}

// Enum returns the declaration of an enum, or nil.
func (c *Catalog) Enum(name string) *schema.Enum {
	if e := c.enums[name]; e != nil {
		return e.decl
	}
	return nil
}

// Mapped reports whether some member of an enum is stored by another name.
func (c *Catalog) Mapped(name string) bool {
	e := c.enums[name]
	return e != nil && e.stored != nil
}

// StoredMember returns what the database holds for a member of an enum.
func (c *Catalog) StoredMember(name, member string) string {
	if e := c.enums[name]; e != nil {
		if db, ok := e.stored[member]; ok {
			return db
		}
	}
	return member
}

// Member returns the member of an enum for what the database holds.
func (c *Catalog) Member(name, stored string) string {
	if e := c.enums[name]; e != nil {
		if m, ok := e.members[stored]; ok {
			return m
		}
	}
	return stored
}

// Column returns the type of a table's column; Invalid when the schema has none.
func (c *Catalog) Column(table, column string) schema.ValueType {
	return c.columns[joinColumn{table, column}]
}

func (c *Catalog) join(j *schema.Join, column string) Type {
	return c.joins[joinColumn{j.Table, column}]
}
