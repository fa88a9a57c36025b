package ddl

import (
	"fmt"
	"slices"
	"strings"

	"ariga.io/atlas/sql/postgres"
	atlas "ariga.io/atlas/sql/schema"
)

// Risk is a change whose outcome the rows decide: data that it loses, or rows
// that do not let it happen.
type Risk struct {
	// Loses says that data is lost; otherwise rows can be in the way.
	Loses bool
	// Line names the change, or says what is wrong when there are rows.
	Line string
	// Cure says what to do about the rows; empty where the change may lose them.
	Cure string
	// Count is a query for the number of rows that it is about.
	Count string
	// Noun says what Count counts: "rows with a value".
	Noun string

	table   *atlas.Table
	columns []*atlas.Column
}

// On reports whether a database has the table and the columns that
// [Risk.Count] asks about.
func (r Risk) On(have *atlas.Realm) bool {
	space := ""
	if r.table.Schema != nil {
		space = r.table.Schema.Name
	}
	for _, s := range have.Schemas {
		if s.Name != space && space != "" {
			continue
		}
		if t, ok := s.Table(r.table.Name); ok {
			return !slices.ContainsFunc(r.columns, func(c *atlas.Column) bool {
				_, ok := t.Column(c.Name)
				return !ok
			})
		}
	}
	return false
}

// Risks lists the changes that can lose data, or that rows can make
// impossible: dropped tables and columns, types that hold less, values taken
// from an enum; columns that become required, keys that become unique.
func (c *Changes) Risks() []Risk {
	var out []Risk
	for _, e := range c.enums {
		for _, v := range e.removed() {
			out = append(out, e.removal(v))
		}
	}
	for _, change := range c.tables {
		if drop, ok := change.(*atlas.DropTable); ok {
			out = append(out, risk(drop.T, "drop table "+drop.T.Name, "rows", "").loses())
		}
	}
	c.eachColumn(func(t *atlas.Table, change atlas.Change) {
		for _, r := range c.risks(t, change) {
			// A new column has no values yet that could stand in the way.
			if r.On(c.have) {
				out = append(out, r)
			}
		}
	})
	return out
}

// risks returns what can go wrong with a change inside a table.
func (c *Changes) risks(t *atlas.Table, change atlas.Change) []Risk {
	switch change := change.(type) {
	case *atlas.DropColumn:
		return []Risk{risk(t, fmt.Sprintf("drop column %s.%s", t.Name, change.C.Name), "rows with a value", filled(change.C), change.C).loses()}
	case *atlas.AddColumn:
		if _, serial := change.C.Type.Type.(*postgres.SerialType); change.C.Type.Null || change.C.Default != nil || serial || generated(change.C) {
			return nil
		}
		return []Risk{risk(t, fmt.Sprintf("%s.%s is required and has no default, but %s has rows", t.Name, change.C.Name, t.Name), "rows", "").cured("give the field a @default or make it optional")}
	case *atlas.ModifyColumn:
		return c.columnRisks(t, change)
	case *atlas.AddIndex:
		return uniqueRisk(t, change.I)
	case *atlas.ModifyIndex:
		return uniqueRisk(t, change.To)
	case *atlas.AddPrimaryKey:
		return uniqueRisk(t, change.P)
	case *atlas.ModifyPrimaryKey:
		return uniqueRisk(t, change.To)
	default:
		return nil
	}
}

func (c *Changes) columnRisks(t *atlas.Table, m *atlas.ModifyColumn) []Risk {
	var out []Risk
	switch {
	case c.dialect == SQLite && dates(m):
		odd := fmt.Sprintf(` WHERE "%s" IS NOT NULL AND %s IS NULL`, m.From.Name, storedDate(m.From.Name))
		line := fmt.Sprintf("%s.%s becomes text, but holds values that are no dates", t.Name, m.To.Name)
		out = append(out, risk(t, line, "values that are no dates", odd, m.From).cured("correct the values, such as 2024-01-31T10:00:00.000Z, or make the field a String"))
	case m.Change.Is(atlas.ChangeType) && !c.widens(m.From.Type.Type, m.To.Type.Type):
		out = append(out, risk(t, c.columnLine(t, m), "rows with a value", filled(m.From), m.From).loses())
	}
	if m.Change.Is(atlas.ChangeNull) && !m.To.Type.Null {
		line := fmt.Sprintf("%s.%s becomes required, but rows have no value in it", t.Name, m.To.Name)
		out = append(out, risk(t, line, "rows without a value", fmt.Sprintf(` WHERE "%s" IS NULL`, m.From.Name), m.From).
			cured("give the rows a value or leave the field optional"))
	}
	return out
}

func filled(c *atlas.Column) string { return fmt.Sprintf(` WHERE "%s" IS NOT NULL`, c.Name) }

func generated(c *atlas.Column) bool {
	return slices.ContainsFunc(c.Attrs, func(a atlas.Attr) bool {
		_, ok := a.(*atlas.GeneratedExpr)
		return ok
	})
}

// uniqueRisk asks for values that a new unique key would find more than once,
// where the key is over columns alone.
func uniqueRisk(t *atlas.Table, idx *atlas.Index) []Risk {
	if !idx.Unique && idx != t.PrimaryKey || inexpressible(idx) {
		return nil
	}
	var columns []*atlas.Column
	var names, known []string
	for _, p := range idx.Parts {
		columns = append(columns, p.C)
		names = append(names, p.C.Name)
		known = append(known, `"`+p.C.Name+`" IS NOT NULL`)
	}
	list := `"` + strings.Join(names, `", "`) + `"`
	line := fmt.Sprintf("%s becomes unique, but values occur more than once", t.Name+"."+strings.Join(names, "+"))
	r := risk(t, line, "values found more than once", "", columns...).cured("make the values differ or leave the key out")
	r.Count = fmt.Sprintf("SELECT count(*) FROM (SELECT 1 FROM %s WHERE %s GROUP BY %s HAVING count(*) > 1) AS d",
		ident(t.Schema, t.Name), strings.Join(known, " AND "), list)
	return []Risk{r}
}

// removal is the risk of a value that leaves an enum.
func (c *enumChange) removal(value string) Risk {
	counts := []string{"0"}
	r := Risk{Loses: true, Line: fmt.Sprintf("remove value %s from enum %s", value, c.to.T), Noun: "rows with it", table: &atlas.Table{}}
	for _, u := range c.users {
		if _, list := u.from.Type.Type.(*postgres.ArrayType); list {
			counts = append(counts, fmt.Sprintf(`(SELECT count(*) FROM %s WHERE %s = ANY ("%s"::text[]))`, ident(u.table.Schema, u.table.Name), quotedText(value), u.from.Name))
		} else {
			counts = append(counts, fmt.Sprintf(`(SELECT count(*) FROM %s WHERE "%s"::text = %s)`, ident(u.table.Schema, u.table.Name), u.from.Name, quotedText(value)))
		}
		r.table = u.table
		r.columns = []*atlas.Column{u.from}
	}
	r.Count = "SELECT " + strings.Join(counts, " + ")
	return r
}

// risk makes a risk that counts the rows of t that match where.
func risk(t *atlas.Table, line, noun, where string, columns ...*atlas.Column) Risk {
	return Risk{Line: line, Noun: noun, Count: "SELECT count(*) FROM " + ident(t.Schema, t.Name) + where, table: t, columns: columns}
}

func (r Risk) loses() Risk {
	r.Loses = true
	return r
}

func (r Risk) cured(by string) Risk { r.Cure = by; return r }
