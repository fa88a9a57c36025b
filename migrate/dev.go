package migrate

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	atlas "ariga.io/atlas/sql/schema"

	"github.com/gozen-dev/gozen/internal/ddl"
	"github.com/gozen-dev/gozen/schema"
)

// DevOptions tunes [Dev].
type DevOptions struct {
	// Name is what the new migration is called, after its time; empty makes one
	// of what changes.
	Name string
	// CreateOnly writes the migration and does not apply it.
	CreateOnly bool
	// Accept is asked when the new migration would lose data that the database
	// has. Nil declines: the migration is written and not applied.
	Accept func(warnings []string) bool
	// ShadowURL names an empty database in which migrations are tried. Empty
	// makes one and drops it, which PostgreSQL has to allow.
	ShadowURL string
	// Now is the present; zero asks the clock.
	Now time.Time
	// Progress, if it is set, is called before each statement on the database.
	Progress func(Progress)
}

// Developed says what [Dev] did.
type Developed struct {
	// Created is the new migration, empty when nothing had changed.
	Created string `json:"created,omitempty"`
	// Changes are lines for people: what the new migration does.
	Changes []string `json:"changes,omitempty"`
	// Warnings say what it loses, and which rows are in its way.
	Warnings []string `json:"warnings,omitempty"`
	// Applied are the migrations that were applied, or only written down as
	// applied where Known is true.
	Applied []string `json:"applied,omitempty"`
	// Known says that the database had all of it already.
	Known bool `json:"known,omitempty"`
}

// DriftError says that a database is not what its history makes of it:
// somebody has changed it by other means.
type DriftError struct {
	// Tables say, table by table, what was done to the database besides.
	Tables []Drift
}

// Drift is what was done to a table, or to an enum, besides the migrations.
type Drift struct {
	Name    string   `json:"name"`
	Changes []string `json:"changes"`
}

// Error tells it table by table.
func (e *DriftError) Error() string {
	var b strings.Builder
	b.WriteString("the database was changed by other means than its migrations:")
	for _, t := range e.Tables {
		fmt.Fprintf(&b, "\n  %s: %s", t.Name, strings.Join(t.Changes, "; "))
	}
	return b.String()
}

// Dev makes a migration in the folder dir of what the schema wants and the
// migrations do not make yet, and applies it to the database at url with all
// that is pending. It is for development: it compares databases, and tries
// everything in a shadow database first. Beside each migration.sql it writes
// the down.sql that takes it back.
func Dev(ctx context.Context, url, dir string, s *schema.Schema, opts DevOptions) (_ *Developed, err error) {
	db, err := openMade(ctx, url)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	if err := db.lock(ctx); err != nil {
		return nil, fmt.Errorf("lock the database: %w", err)
	}
	if err := db.makeSpace(ctx); err != nil {
		return nil, fmt.Errorf("make the database schema: %w", err)
	}
	all, err := readFolder(os.DirFS(dir), db.dialect())
	if err != nil {
		return nil, err
	}
	state, err := stateOf(ctx, db, all)
	if err != nil {
		return nil, err
	}
	for i := range state.Migrations {
		// No newer program stands behind a database of development: a file is gone.
		if m := &state.Migrations[i]; m.Stage == Ahead {
			m.Stage = Missing
		}
	}
	if err := state.check(); err != nil {
		return nil, err
	}
	sh, err := openShadow(ctx, db, url, opts.ShadowURL)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, sh.remove(ctx)) }()
	d := &development{db: db, shadow: sh, dir: dir, schema: s, opts: opts, all: all, state: state, out: &Developed{}}
	return d.out, d.run(ctx)
}

// development is a run of [Dev].
type development struct {
	db     database
	shadow *shadow
	dir    string
	schema *schema.Schema
	opts   DevOptions
	all    []*migration
	state  *State
	before *atlas.Realm // what the shadow had before the new migration
	out    *Developed
}

func (d *development) run(ctx context.Context) error {
	drift, err := d.replay(ctx)
	if err != nil {
		return err
	}
	m, risks, err := d.next(ctx)
	if err != nil {
		return err
	}
	if m != nil {
		d.all = append(d.all, m)
	}
	if len(drift) > 0 {
		// A database that was pushed has it all already, and lacks the history.
		rest, err := d.apart(ctx)
		if err != nil {
			return err
		}
		if len(rest) > 0 {
			return &DriftError{Tables: drift}
		}
		d.out.Known = true
	}
	if m != nil {
		if err := d.wayBack(ctx, m); err != nil {
			return err
		}
		if err := d.write(m); err != nil {
			return err
		}
	}
	if d.opts.CreateOnly {
		return nil
	}
	if d.out.Known {
		return d.baseline(ctx)
	}
	if err := d.accept(risks); err != nil {
		return err
	}
	done, err := deploy(ctx, d.db, d.all, DeployOptions{Progress: d.opts.Progress})
	if done != nil {
		d.out.Applied = done.Applied
	}
	return err
}

// replay brings the shadow to what the migrations make, and tells on the way
// how the database differs from what those make that it has.
func (d *development) replay(ctx context.Context) ([]Drift, error) {
	for _, m := range d.state.Migrations {
		if m.Stage == Applied {
			if err := d.shadow.apply(ctx, m.Name, m.file.up); err != nil {
				return nil, err
			}
		}
	}
	var drift []Drift
	// In the middle of a migration nothing can be said.
	if !d.state.has(Interrupted) {
		var err error
		if drift, err = d.apart(ctx); err != nil {
			return nil, err
		}
	}
	for _, m := range d.state.Migrations {
		if m.Stage == Pending || m.Stage == Interrupted {
			if err := d.shadow.apply(ctx, m.Name, m.file.up); err != nil {
				return nil, err
			}
		}
	}
	return drift, nil
}

// apart tells how the database differs from the shadow.
func (d *development) apart(ctx context.Context) ([]Drift, error) {
	made, err := d.shadow.picture(ctx)
	if err != nil {
		return nil, err
	}
	have, err := d.present(ctx)
	if err != nil {
		return nil, err
	}
	changes, err := ddl.Exact(d.db.dialect(), made, have)
	if err != nil {
		return nil, err
	}
	return drifts(changes), nil
}

func drifts(changes *ddl.Changes) []Drift {
	var out []Drift
	for _, g := range changes.Groups() {
		out = append(out, Drift{Name: g.Name, Changes: g.Lines})
	}
	return out
}

// accept asks whether a migration may be applied that the rows are not indifferent to.
func (d *development) accept(risks []weighed) error {
	var lost []string
	var blocked RowsError
	for _, r := range risks {
		switch {
		case r.rows == 0:
		case r.Loses:
			lost = append(lost, r.text())
		default:
			blocked.add(r.Risk)
		}
	}
	if len(blocked.Changes) > 0 {
		return &blocked
	}
	if len(lost) > 0 && (d.opts.Accept == nil || !d.opts.Accept(lost)) {
		return &DataLossError{Changes: lost}
	}
	return nil
}

// baseline writes all migrations down as applied.
func (d *development) baseline(ctx context.Context) error {
	h := history{d.db}
	if err := h.create(ctx); err != nil {
		return err
	}
	state, err := stateOf(ctx, d.db, d.all)
	if err != nil {
		return err
	}
	for i := range state.Migrations {
		if m := &state.Migrations[i]; m.Stage == Pending {
			if err := h.resolve(ctx, m, true); err != nil {
				return err
			}
			d.out.Applied = append(d.out.Applied, m.Name)
		}
	}
	return nil
}
