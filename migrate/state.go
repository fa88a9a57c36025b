package migrate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

// Stage is how far a migration is.
type Stage string

// The stages of a migration.
const (
	// Applied migrations are done, and their file is the one that was run.
	Applied Stage = "applied"
	// Pending migrations are to be applied.
	Pending Stage = "pending"
	// Interrupted migrations were stopped between two steps; the next deploy goes on with them.
	Interrupted Stage = "interrupted"
	// Failed migrations were stopped by another tool, which does not say how far it came.
	Failed Stage = "failed"
	// Edited migrations were applied, and their file was changed since.
	Edited Stage = "edited"
	// Missing migrations were applied, and there is no file for them.
	Missing Stage = "missing"
	// Ahead are migrations that a newer version of the program has applied.
	Ahead Stage = "ahead"
)

// wrong reports whether nothing can be applied while a migration is in that stage.
func (s Stage) wrong() bool { return s == Failed || s == Edited || s == Missing }

// Migration is a migration and how far it is in a database.
type Migration struct {
	Name  string `json:"name"`
	Stage Stage  `json:"stage"`

	file   *migration
	record *record
}

// State is where a database stands in its history.
type State struct {
	// Migrations are in the order in which they are applied.
	Migrations []Migration `json:"migrations"`
	// UpToDate says that nothing is pending and nothing is wrong.
	UpToDate bool `json:"upToDate"`
}

// HistoryError is the refusal to go on with a history that does not fit the
// files.
type HistoryError struct {
	// Migrations are those in the way: edited, missing or failed ones.
	Migrations []Migration
}

// Error says what is wrong with each.
func (e *HistoryError) Error() string {
	texts := make([]string, len(e.Migrations))
	for i, m := range e.Migrations {
		switch m.Stage {
		case Edited:
			texts[i] = m.Name + " was changed after it was applied"
		case Missing:
			texts[i] = m.Name + " was applied and its file is gone"
		default:
			texts[i] = m.Name + " failed before"
		}
	}
	return "the history and the migrations differ: " + strings.Join(texts, "; ")
}

// Status tells where the database at url stands in the history that the
// migrations in files make. It changes nothing.
func Status(ctx context.Context, url string, files fs.FS) (_ *State, err error) {
	db, err := openToRead(ctx, url)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	return readState(ctx, db, files)
}

func readState(ctx context.Context, db database, files fs.FS) (*State, error) {
	all, err := readFolder(files, db.dialect())
	if err != nil {
		return nil, err
	}
	return stateOf(ctx, db, all)
}

// stateOf lays files and history side by side.
func stateOf(ctx context.Context, db database, all []*migration) (*State, error) {
	records, err := history{db}.records(ctx)
	if err != nil {
		return nil, err
	}
	s := &State{}
	last := ""
	for _, m := range all {
		r := records[m.name]
		s.Migrations = append(s.Migrations, Migration{Name: m.name, Stage: stageOf(m, r), file: m, record: r})
		delete(records, m.name)
		last = m.name
	}
	for _, name := range slices.Sorted(maps.Keys(records)) {
		gone := Migration{Name: name, Stage: Missing, record: records[name]}
		if name > last && gone.record.finished {
			gone.Stage = Ahead
		}
		s.Migrations = append(s.Migrations, gone)
	}
	slices.SortStableFunc(s.Migrations, func(a, b Migration) int { return strings.Compare(a.Name, b.Name) })
	s.UpToDate = !slices.ContainsFunc(s.Migrations, func(m Migration) bool { return m.Stage != Applied && m.Stage != Ahead })
	return s, nil
}

func stageOf(m *migration, r *record) Stage {
	switch {
	case r == nil:
		return Pending
	case r.finished && m.is(r.checksum):
		return Applied
	case r.finished:
		return Edited
	case r.resumable():
		return Interrupted
	default:
		return Failed
	}
}

// has reports whether some migration is in that stage.
func (s *State) has(stage Stage) bool {
	return slices.ContainsFunc(s.Migrations, func(m Migration) bool { return m.Stage == stage })
}

// check refuses a state from which nothing can be applied.
func (s *State) check() error {
	var wrong []Migration
	for _, m := range s.Migrations {
		if m.Stage.wrong() {
			wrong = append(wrong, m)
		}
	}
	if len(wrong) > 0 {
		return &HistoryError{Migrations: wrong}
	}
	return nil
}

// find returns the migration that name names, in full or by a part that no
// other has.
func (s *State) find(name string) (*Migration, error) {
	var found []*Migration
	for i := range s.Migrations {
		m := &s.Migrations[i]
		if m.Name == name {
			return m, nil
		}
		if name != "" && strings.Contains(m.Name, name) {
			found = append(found, m)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return nil, fmt.Errorf("no migration %q", name)
	default:
		return nil, fmt.Errorf("several migrations have %q in their name; give more of it", name)
	}
}
