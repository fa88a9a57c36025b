package ddl

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	atlas "ariga.io/atlas/sql/schema"
)

// maxName is PostgreSQL's limit for names, in bytes. SQLite has none, but the
// same schema is to have the same names everywhere.
const maxName = 63

// keyName is [KeyName] of columns.
func keyName(table string, cols []*atlas.Column, suffix string) string {
	names := make([]string, len(cols))
	for i, c := range cols {
		names[i] = c.Name
	}
	return KeyName(table, names, suffix)
}

// KeyName is the name that Prisma gives a key (_key), an index (_idx) or a
// foreign key (_fkey) over columns of a table.
func KeyName(table string, columns []string, suffix string) string {
	return fit(strings.Join(append([]string{table}, columns...), "_"), suffix)
}

// fit cuts the name so that the suffix still fits, between characters.
func fit(name, suffix string) string {
	if n := maxName - len(suffix); len(name) > n {
		for !utf8.RuneStart(name[n]) {
			n--
		}
		name = name[:n]
	}
	return name + suffix
}

// checkNames refuses names that a database could not keep or that quoting
// could not hold, and names given twice where the database wants them unique.
func checkNames(r *atlas.Realm, d Dialect) error {
	for _, x := range Extensions(r) {
		if err := x.check(); err != nil {
			return err
		}
	}
	for _, s := range r.Schemas {
		if err := checkName("schema", s.Name, d); err != nil {
			return err
		}
		relations := names{dialect: d, kind: "table or index"}
		for _, t := range s.Tables {
			if err := relations.add(t.Name); err != nil {
				return err
			}
			if err := checkTable(t, &relations); err != nil {
				return fmt.Errorf("table %s: %w", t.Name, err)
			}
		}
		types := names{dialect: d, kind: "enum"}
		for _, o := range s.Objects {
			if e, ok := o.(*atlas.EnumType); ok {
				if err := types.add(e.T); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func checkTable(t *atlas.Table, relations *names) error {
	columns := names{dialect: relations.dialect, kind: "column"}
	for _, c := range t.Columns {
		if err := columns.add(c.Name); err != nil {
			return err
		}
	}
	if len(t.Columns) == 0 {
		return fmt.Errorf("no columns")
	}
	for _, idx := range t.Indexes {
		if err := relations.add(idx.Name); err != nil {
			return err
		}
	}
	constraints := names{dialect: relations.dialect, kind: "foreign key"}
	for _, fk := range t.ForeignKeys {
		if err := constraints.add(fk.Symbol); err != nil {
			return err
		}
	}
	return nil
}

// names is a set of names of one kind.
type names struct {
	dialect Dialect
	kind    string
	seen    map[string]bool
}

func (n *names) add(name string) error {
	if err := checkName(n.kind, name, n.dialect); err != nil {
		return err
	}
	key := name
	if n.dialect == SQLite {
		key = strings.ToLower(name) // SQLite's names ignore the case of ASCII letters
	}
	if n.seen[key] {
		return fmt.Errorf("two of the name %q for a %s; give one another with map", name, n.kind)
	}
	if n.seen == nil {
		n.seen = map[string]bool{}
	}
	n.seen[key] = true
	return nil
}

func checkName(kind, name string, d Dialect) error {
	switch {
	case name == "":
		return fmt.Errorf("empty name of a %s", kind)
	case d == PostgreSQL && len(name) > maxName:
		return fmt.Errorf("name %q of a %s has more than %d bytes", name, kind, maxName)
	case strings.ContainsAny(name, "\"'`\\") || strings.ContainsFunc(name, unprintable):
		return fmt.Errorf("name %q of a %s has a quote, a backslash or a control character", name, kind)
	default:
		return nil
	}
}

func unprintable(r rune) bool { return !unicode.IsPrint(r) }
