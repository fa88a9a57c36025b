package migrate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	atlas "ariga.io/atlas/sql/schema"

	"github.com/gozen-dev/gozen/internal/ddl"
)

// weighed is a risk and how many rows of the database it is about; -1 where
// the database does not have the table yet.
type weighed struct {
	ddl.Risk
	rows int
}

func (w weighed) text() string {
	if w.rows < 0 {
		return w.Line
	}
	return fmt.Sprintf("%s (%s: %d)", w.Line, w.Noun, w.rows)
}

// next makes the migration from what the shadow has to what the schema wants,
// and leaves the shadow as it makes it. It is nil when nothing has changed. The
// way back is not in it yet: see [development.wayBack].
func (d *development) next(ctx context.Context) (*migration, []weighed, error) {
	changes, err := d.missing(ctx)
	if err != nil || changes.Empty() {
		return nil, nil, err
	}
	risks, err := d.weigh(ctx, changes)
	if err != nil {
		return nil, nil, err
	}
	d.out.Changes = changes.Lines()
	d.out.Warnings = warnings(risks)
	m := &migration{name: d.name(), hasDown: true}
	statements, err := d.try(ctx, m.name, changes)
	if err != nil {
		return nil, nil, err
	}
	m.up = script(d.out.Changes, d.out.Warnings, statements)
	d.out.Created = m.name
	return m, risks, nil
}

// missing compares the shadow with the schema.
func (d *development) missing(ctx context.Context) (*ddl.Changes, error) {
	want, err := wanted(ctx, d.shadow, d.schema)
	if err != nil {
		return nil, err
	}
	made, err := d.shadow.picture(ctx)
	if err != nil {
		return nil, err
	}
	changes, err := ddl.Replace(d.db.dialect(), made, want)
	if err != nil {
		return nil, err
	}
	return changes, sameDefaults(ctx, d.shadow, changes)
}

// try runs the changes in the shadow and returns their statements. What does
// not work is found before it is written.
func (d *development) try(ctx context.Context, name string, changes *ddl.Changes) ([]string, error) {
	var err error
	if d.before, err = d.shadow.picture(ctx); err != nil {
		return nil, err
	}
	statements, err := d.shadow.file(ctx, changes)
	if err != nil {
		return nil, err
	}
	if err := d.shadow.apply(ctx, name, terminated(statements)); err != nil {
		return nil, err
	}
	rest, err := d.missing(ctx)
	if err != nil {
		return nil, err
	}
	if !rest.Empty() {
		return nil, fmt.Errorf("the new migration would leave a difference to the schema: %s", strings.Join(rest.Lines(), "; "))
	}
	return statements, nil
}

// wayBack writes the down.sql of the new migration, and tries it: the shadow is
// as before then.
func (d *development) wayBack(ctx context.Context, m *migration) error {
	down, err := d.shadow.back(ctx, d.before)
	if err != nil {
		return err
	}
	m.down = down
	return d.shadow.apply(ctx, m.name+"/"+downFile, down)
}

// weigh asks the database how many rows each risk is about.
func (d *development) weigh(ctx context.Context, changes *ddl.Changes) ([]weighed, error) {
	have, err := d.present(ctx)
	if err != nil {
		return nil, err
	}
	var out []weighed
	for _, r := range changes.Risks() {
		w := weighed{Risk: r, rows: -1}
		if r.On(have) {
			if w.rows, err = d.db.link().count(ctx, r.Count); err != nil {
				return nil, fmt.Errorf("look at the rows: %w", err)
			}
		}
		out = append(out, w)
	}
	return out, nil
}

// present returns what the database has where the shadow or the schema has
// something.
func (d *development) present(ctx context.Context) (*atlas.Realm, error) {
	spaces, err := d.shadow.spaces(ctx)
	if err != nil {
		return nil, err
	}
	want, err := wanted(ctx, d.db, d.schema)
	if err != nil {
		return nil, err
	}
	for _, s := range want.Schemas {
		if !slices.Contains(spaces, s.Name) {
			spaces = append(spaces, s.Name)
		}
	}
	have, err := d.db.inspectAll(ctx, spaces)
	if err != nil {
		return nil, fmt.Errorf("inspect the database: %w", err)
	}
	return have, nil
}

// warnings are the texts of risks that some rows may be concerned by.
func warnings(risks []weighed) []string {
	var out []string
	for _, r := range risks {
		if r.rows != 0 || r.Loses {
			out = append(out, r.text())
		}
	}
	return out
}
