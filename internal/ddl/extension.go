package ddl

import (
	"fmt"
	"slices"

	atlas "ariga.io/atlas/sql/schema"
)

// Extension is one that a PostgreSQL database has, or is to have. Atlas does not
// know them: a realm has them among its attributes.
type Extension struct {
	atlas.Attr
	Name    string
	Space   string // the database schema that its objects stand in, if it is said
	Version string // if it is said
}

// Extensions returns those of a realm.
func Extensions(r *atlas.Realm) []*Extension {
	var out []*Extension
	for _, a := range r.Attrs {
		if x, ok := a.(*Extension); ok {
			out = append(out, x)
		}
	}
	return out
}

// extensions adds what the schema's datasource asks for.
func (b *builder) extensions() {
	if b.types.oneSpace() {
		return
	}
	for _, x := range b.schema.Extensions {
		b.realm.Attrs = append(b.realm.Attrs, &Extension{Name: x.Name, Space: x.Schema, Version: x.Version})
	}
}

// missingExtensions are those that are wanted and not there. None is ever dropped,
// or changed: which version there is, and where, the database's owner decides.
func missingExtensions(have, want *atlas.Realm) []*Extension {
	there := Extensions(have)
	return slices.DeleteFunc(Extensions(want), func(x *Extension) bool {
		return slices.ContainsFunc(there, func(y *Extension) bool { return x.Name == y.Name })
	})
}

func (x *Extension) statement() string {
	s := `CREATE EXTENSION IF NOT EXISTS "` + x.Name + `"`
	if x.Space != "" {
		s += ` WITH SCHEMA "` + x.Space + `"`
	}
	if x.Version != "" {
		s += ` VERSION "` + x.Version + `"`
	}
	return s
}

// check refuses names that quotes could not hold.
func (x *Extension) check() error {
	for kind, name := range map[string]string{"schema": x.Space, "version": x.Version} {
		if name == "" {
			continue
		}
		if err := checkName(kind, name, PostgreSQL); err != nil {
			return fmt.Errorf("extension %s: %w", x.Name, err)
		}
	}
	return checkName("PostgreSQL extension", x.Name, PostgreSQL)
}
