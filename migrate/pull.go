package migrate

import (
	"context"
	"errors"
	"fmt"
	"slices"

	atlas "ariga.io/atlas/sql/schema"

	"github.com/gozen-dev/gozen/internal/pull"
	"github.com/gozen-dev/gozen/schema"
)

// Pulled is a schema that was made from a database.
type Pulled struct {
	// Text is the schema, in its canonical form.
	Text []byte
	// Notes say what no schema can say, and what is left to do.
	Notes []string
}

// PullOptions tunes [Pull] and [Follow].
type PullOptions struct {
	// ShadowURL names the shadow database that [Follow] uses, in place of one of its own.
	ShadowURL string
	// Progress, if it is set, is called before each question that is asked of a
	// database; its Migration says of which, and how many there will be is not known.
	Progress func(Progress)
}

// ErrNoTables says that there is nothing to pull. A file that is not there is an
// empty database: its name may be mistyped.
var ErrNoTables = errors.New("the database has no tables")

// Pull returns a schema of what the database at url has. It has no rules yet:
// nobody may do anything with what it describes until they are written.
func Pull(ctx context.Context, url string, opts PullOptions) (_ *Pulled, err error) {
	db, err := openToRead(ctx, url)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	db.link().asked = asking(opts.Progress, "reading the database")
	space, err := db.space(ctx)
	if err != nil {
		return nil, fmt.Errorf("find the database schema: %w", err)
	}
	have, err := connected(ctx, db, []string{space})
	if err != nil {
		return nil, fmt.Errorf("inspect the database: %w", err)
	}
	if !slices.ContainsFunc(have.Schemas, func(s *atlas.Schema) bool { return len(s.Tables) > 0 }) {
		return nil, ErrNoTables
	}
	made, err := pull.New(db.dialect(), space, have)
	if err != nil {
		return nil, err
	}
	return &Pulled{Text: made.Text, Notes: made.Notes}, nil
}

// connected returns what the given schemas of the database have, and others
// that their foreign keys lead to.
func connected(ctx context.Context, db database, spaces []string) (*atlas.Realm, error) {
	for {
		have, err := db.inspectAll(ctx, spaces)
		if err != nil {
			return nil, err
		}
		n := len(spaces)
		for _, s := range have.Schemas {
			for _, t := range s.Tables {
				for _, fk := range t.ForeignKeys {
					if to := fk.RefTable.Schema; to != nil && !slices.Contains(spaces, to.Name) {
						spaces = append(spaces, to.Name)
					}
				}
			}
		}
		if len(spaces) == n {
			return have, nil
		}
	}
}

// Existing is a schema that is to follow its database.
type Existing struct {
	// Root is the file that new models go to.
	Root string
	// Files are the texts of all its files, by name.
	Files map[string][]byte
	// Schema is what they mean.
	Schema *schema.Schema
}

// Followed says how a schema has changed.
type Followed struct {
	// Files are those whose text changed, in canonical form.
	Files map[string][]byte
	// Changes are lines for people: "add field Note.text".
	Changes []string
	// Notes say what no schema can say, and what is left to do.
	Notes []string
}

// Follow brings a schema to what the database at url has. What is the same in
// both stays as it was written: rules, attributes, comments, order. It tries
// the schema in a shadow of the database.
func Follow(ctx context.Context, url string, old Existing, opts PullOptions) (_ *Followed, err error) {
	db, err := openToRead(ctx, url)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	db.link().asked = asking(opts.Progress, "reading the database")
	space, err := db.space(ctx)
	if err != nil {
		return nil, fmt.Errorf("find the database schema: %w", err)
	}
	tables, err := db.tables(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the tables: %w", err)
	}
	if len(tables) == 0 {
		return nil, ErrNoTables
	}
	c := &comparison{db: db, url: url, shadowURL: opts.ShadowURL, progress: opts.Progress}
	made, _, err := TheSchema{old.Schema}.picture(ctx, c)
	if err != nil {
		return nil, err
	}
	spaces := []string{space}
	for _, s := range made.Schemas {
		if s.Name != space {
			spaces = append(spaces, s.Name)
		}
	}
	have, err := connected(ctx, db, spaces)
	if err != nil {
		return nil, fmt.Errorf("inspect the database: %w", err)
	}
	u, err := pull.Update(db.dialect(), space, pull.Source{Root: old.Root, Files: old.Files, Schema: old.Schema}, made, have)
	if err != nil {
		return nil, err
	}
	return &Followed{Files: u.Files, Changes: u.Changes, Notes: u.Notes}, nil
}
