package migrate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	atlas "ariga.io/atlas/sql/schema"

	"github.com/gozen-dev/gozen/internal/ddl"
	"github.com/gozen-dev/gozen/schema"
)

// Side is what [Diff] compares: [TheSchema], [TheMigrations] or [TheDatabase].
type Side interface {
	// picture returns the tables of the side, and the triggers that a rebuilt
	// table would lose.
	picture(ctx context.Context, c *comparison) (*atlas.Realm, map[string][]string, error)
}

// TheSchema is the tables that a schema wants.
type TheSchema struct{ Schema *schema.Schema }

// TheMigrations is the tables that the migrations in a folder make.
type TheMigrations struct{ Files fs.FS }

// TheDatabase is the tables that the database has.
type TheDatabase struct{}

// Difference is what leads from one side to another.
type Difference struct {
	// Tables say it in words, table by table.
	Tables []Drift `json:"tables"`
	// Warnings name what is lost on the way.
	Warnings []string `json:"warnings"`
	// Script is the SQL, as a migration has it; empty where there is no difference.
	Script string `json:"script"`
}

// comparison is a run of [Diff].
type comparison struct {
	db        database
	url       string
	shadowURL string
	progress  func(Progress) // of what is read of the shadow; may be nil
}

// Diff returns the SQL that leads from one side to another. The database at
// url says for which kind of database, and is one of the sides where that is
// asked for; schemas and migrations are tried in a shadow of it, which
// shadowURL may name. Nothing is changed.
func Diff(ctx context.Context, url string, from, to Side, shadowURL string) (_ *Difference, err error) {
	db, err := openToRead(ctx, url)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	c := &comparison{db: db, url: url, shadowURL: shadowURL}
	have, triggers, err := from.picture(ctx, c)
	if err != nil {
		return nil, err
	}
	want, _, err := to.picture(ctx, c)
	if err != nil {
		return nil, err
	}
	compare := ddl.Exact
	if _, ok := to.(TheSchema); ok {
		compare = ddl.Replace // what no schema can say stays
	}
	changes, err := compare(db.dialect(), have, want)
	if err != nil {
		return nil, err
	}
	return c.difference(ctx, changes, triggers)
}

func (c *comparison) difference(ctx context.Context, changes *ddl.Changes, triggers map[string][]string) (*Difference, error) {
	d := &Difference{Tables: []Drift{}, Warnings: []string{}}
	if changes.Empty() {
		return d, nil
	}
	space, err := c.db.space(ctx)
	if err != nil {
		return nil, fmt.Errorf("find the database schema: %w", err)
	}
	statements, err := changes.File(space, triggers)
	if err != nil {
		return nil, err
	}
	d.Tables = drifts(changes)
	d.Warnings = append(d.Warnings, losses(changes)...)
	d.Script = script(changes.Lines(), d.Warnings, statements)
	return d, nil
}

func (s TheSchema) picture(ctx context.Context, c *comparison) (*atlas.Realm, map[string][]string, error) {
	return c.inShadow(ctx, func(sh *shadow) error {
		want, err := wanted(ctx, sh, s.Schema)
		if err != nil {
			return err
		}
		have, err := sh.picture(ctx)
		if err != nil {
			return err
		}
		changes, err := ddl.Diff(sh.dialect(), have, want)
		if err != nil {
			return err
		}
		statements, err := sh.file(ctx, changes)
		if err != nil {
			return err
		}
		return sh.apply(ctx, "of the schema", terminated(statements))
	})
}

func (m TheMigrations) picture(ctx context.Context, c *comparison) (*atlas.Realm, map[string][]string, error) {
	return c.inShadow(ctx, func(sh *shadow) error {
		all, err := readFolder(m.Files, sh.dialect())
		if err != nil {
			return err
		}
		for _, m := range all {
			if err := sh.apply(ctx, m.name, m.up); err != nil {
				return err
			}
		}
		return nil
	})
}

func (TheDatabase) picture(ctx context.Context, c *comparison) (*atlas.Realm, map[string][]string, error) {
	spaces, err := c.db.spaces(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("inspect the database: %w", err)
	}
	have, err := c.db.inspectAll(ctx, spaces)
	if err != nil {
		return nil, nil, fmt.Errorf("inspect the database: %w", err)
	}
	triggers, err := c.db.triggers(ctx)
	return have, triggers, err
}

// inShadow returns what a shadow holds after f has filled it.
func (c *comparison) inShadow(ctx context.Context, f func(*shadow) error) (_ *atlas.Realm, _ map[string][]string, err error) {
	sh, err := openShadow(ctx, c.db, c.url, c.shadowURL)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, sh.remove(ctx)) }()
	sh.link().asked = asking(c.progress, "reading the shadow of the schema")
	if err := f(sh); err != nil {
		return nil, nil, err
	}
	have, err := sh.picture(ctx)
	if err != nil {
		return nil, nil, err
	}
	triggers, err := sh.triggers(ctx)
	return have, triggers, err
}
