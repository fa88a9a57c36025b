package ddl

import (
	"fmt"
	"slices"
	"strings"

	"ariga.io/atlas/sql/postgres"
	atlas "ariga.io/atlas/sql/schema"
)

// enumChange makes or changes a native enum. Gozen writes these statements
// itself: Atlas neither removes nor reorders values.
type enumChange struct {
	from, to *atlas.EnumType // from is nil for a new one, to for one that goes
	users    []enumUser      // columns that have the type now
}

// enumUser is a column of an enum, or of a list of it.
type enumUser struct {
	table *atlas.Table
	from  *atlas.Column
	to    *atlas.Column // nil when the schema knows no such column
}

func diffEnums(have, want *atlas.Realm) []*enumChange {
	var out []*enumChange
	for _, s := range want.Schemas {
		old, ok := have.Schema(s.Name)
		if !ok {
			old = atlas.New(s.Name)
		}
		for _, o := range s.Objects {
			to, ok := o.(*atlas.EnumType)
			if !ok {
				continue
			}
			from := findEnum(old, to.T)
			if from == nil || !slices.Equal(from.Values, to.Values) {
				out = append(out, &enumChange{from: from, to: to, users: enumUsers(have, want, from)})
			}
		}
	}
	return out
}

// droppedEnums returns the enums that only have knows.
func droppedEnums(have, want *atlas.Realm) []*enumChange {
	var out []*enumChange
	for _, s := range have.Schemas {
		for _, o := range s.Objects {
			from, ok := o.(*atlas.EnumType)
			if !ok {
				continue
			}
			if other, ok := want.Schema(s.Name); !ok || findEnum(other, from.T) == nil {
				out = append(out, &enumChange{from: from})
			}
		}
	}
	return out
}

func findEnum(s *atlas.Schema, name string) *atlas.EnumType {
	for _, o := range s.Objects {
		if e, ok := o.(*atlas.EnumType); ok && e.T == name {
			return e
		}
	}
	return nil
}

func enumUsers(have, want *atlas.Realm, e *atlas.EnumType) []enumUser {
	var out []enumUser
	for _, s := range have.Schemas {
		for _, t := range s.Tables {
			for _, c := range t.Columns {
				if e != nil && enumOf(c) == e {
					out = append(out, enumUser{table: t, from: c, to: sameColumn(want, s, t, c)})
				}
			}
		}
	}
	return out
}

// enumOf returns the enum of a column or of its elements, or nil.
func enumOf(c *atlas.Column) *atlas.EnumType {
	switch t := c.Type.Type.(type) {
	case *atlas.EnumType:
		return t
	case *postgres.ArrayType:
		e, _ := t.Type.(*atlas.EnumType)
		return e
	default:
		return nil
	}
}

func sameColumn(r *atlas.Realm, s *atlas.Schema, t *atlas.Table, c *atlas.Column) *atlas.Column {
	ns, ok := r.Schema(s.Name)
	if !ok {
		return nil
	}
	nt, ok := ns.Table(t.Name)
	if !ok {
		return nil
	}
	nc, _ := nt.Column(c.Name)
	return nc
}

// grows reports whether the old values stay as they are, in their order.
func (c *enumChange) grows() bool {
	at := 0
	for _, v := range c.to.Values {
		if at < len(c.from.Values) && c.from.Values[at] == v {
			at++
		}
	}
	return at == len(c.from.Values)
}

// removed returns the values that the new enum no longer has.
func (c *enumChange) removed() []string {
	var out []string
	if c.from != nil && c.to != nil {
		for _, v := range c.from.Values {
			if !slices.Contains(c.to.Values, v) {
				out = append(out, v)
			}
		}
	}
	return out
}

// create returns the statement that makes the new enum.
func (c *enumChange) create() string {
	values := make([]string, len(c.to.Values))
	for i, v := range c.to.Values {
		values[i] = quotedText(v)
	}
	return fmt.Sprintf("CREATE TYPE %s AS ENUM (%s)", ident(c.to.Schema, c.to.T), strings.Join(values, ", "))
}

// grow returns the statements that add the new values where they belong.
func (c *enumChange) grow() []string {
	var out []string
	for i, v := range c.to.Values {
		if slices.Contains(c.from.Values, v) {
			continue
		}
		place := ""
		if i > 0 {
			place = " AFTER " + quotedText(c.to.Values[i-1])
		} else if len(c.from.Values) > 0 {
			place = " BEFORE " + quotedText(c.from.Values[0])
		}
		out = append(out, fmt.Sprintf("ALTER TYPE %s ADD VALUE %s%s", ident(c.to.Schema, c.to.T), quotedText(v), place))
	}
	return out
}

// replace returns the statements that put a new enum in the old one's place
// and move every column over. A row with a value that is gone stops them.
func (c *enumChange) replace() []string {
	old := fit(c.to.T, "_old")
	name := ident(c.to.Schema, c.to.T)
	out := []string{
		fmt.Sprintf(`ALTER TYPE %s RENAME TO "%s"`, name, old),
		c.create(),
	}
	for _, u := range c.users {
		list := ""
		if _, ok := u.from.Type.Type.(*postgres.ArrayType); ok {
			list = "[]"
		}
		alter := fmt.Sprintf(`ALTER TABLE %s ALTER COLUMN "%s"`, ident(u.table.Schema, u.table.Name), u.from.Name)
		if u.from.Default != nil {
			out = append(out, alter+" DROP DEFAULT")
		}
		out = append(out, fmt.Sprintf(`%s TYPE %s%s USING "%s"::text%s::%s%s`, alter, name, list, u.from.Name, list, name, list))
		if u.to != nil && u.to.Default != nil && enumOf(u.to) == c.to {
			out = append(out, alter+" SET DEFAULT "+DefaultText(u.to.Default))
		}
	}
	return append(out, "DROP TYPE "+ident(c.to.Schema, old))
}

// DefaultText writes the expression of a default as SQL.
func DefaultText(x atlas.Expr) string {
	switch x := atlas.UnderlyingExpr(x).(type) {
	case *atlas.Literal:
		return x.V
	case *atlas.RawExpr:
		return x.X
	default:
		panic(fmt.Sprintf("ddl: unknown default %T", x))
	}
}

// ident qualifies and quotes a name that [FromSchema] has checked.
func ident(s *atlas.Schema, name string) string {
	if s == nil || s.Name == "" {
		return `"` + name + `"`
	}
	return `"` + s.Name + `"."` + name + `"`
}

// quotedText writes a string literal for PostgreSQL.
func quotedText(s string) string { return DefaultText(text(s)) }
