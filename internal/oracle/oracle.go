// Package oracle answers requests in the slowest and plainest way that can be
// thought of: it holds all rows in memory and goes through them, one by one,
// with the rules as the reference words them. It knows neither SQL nor plans,
// and shares nothing with the engine but the schema and the request, so that
// the two can be held against each other (see cmd/gozen-oracle).
//
//	db := oracle.New(s, oracle.Dialect{})
//	db.Load(state)
//	answer, err := db.Run(op, oracle.Who{User: user})
//
// Where the reference leaves open what happens, [Database.Run] says so with
// [ErrOpen] rather than guess.
package oracle

import (
	"errors"
	"maps"
	"time"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// ErrOpen is the error of a request whose outcome the reference leaves to the
// database: in which order rows are changed that get in each other's way.
var ErrOpen = errors.New("the reference leaves the outcome open")

// Dialect says in what databases differ, and answers with them.
type Dialect struct {
	NullsLast bool // NULL sorts behind every value
	FoldsLike bool // contains, startsWith and endsWith ignore the case of ASCII letters
	EnumOrder bool // members of an enum sort as they are declared, not as text
	// Now is the time of every request.
	Now time.Time
}

// Who makes a request. The zero value is the anonymous user.
type Who struct {
	User map[string]any // the members of auth(); nil is nobody
	Root bool           // no rule applies
}

// Database is a set of rows under a schema.
type Database struct {
	s     *schema.Schema
	d     Dialect
	rows  map[string][]*row // by model, in the order of their creation
	links map[string][]link // by join table
	said  *decisions
}

// decisions counts what the rules said in the last request.
type decisions struct {
	permitted, refused int

	keep bool
	log  []string
}

func (d *decisions) note(line string) {
	if d.keep {
		d.log = append(d.log, line)
	}
}

// row is one stored row. Its address is its identity: ids can change.
type row struct {
	m *schema.Model
	v map[string]any // by field, as query.Op.Values has values
}

// link is a row of a join table.
type link struct{ a, b *row }

// New returns an empty database.
func New(s *schema.Schema, d Dialect) *Database {
	return &Database{s: s, d: d, rows: map[string][]*row{}, links: map[string][]link{}, said: &decisions{}}
}

// Run answers a request: map[string]any for an entity, []any for a list,
// int64, bool or nil, with scalars as [query.Op.Values] has them. Its errors
// are a [*Failure] and [ErrOpen].
//
// A failed request changes nothing, unless it failed only to read back what it
// wrote.
func (db *Database) Run(op *query.Op, who Who) (any, error) {
	work := db.clone()
	work.said.keep = db.said.keep
	db.said = work.said
	db.survey(op, who)
	r := &request{db: work, c: caller{db: work, who: who}, op: op, misfit: map[*row]bool{}}
	answer, err := r.run()
	if err == nil || unread(err) {
		*db = *work
	}
	return answer, err
}

// RunAll answers requests in order, all or none of them. Validation of all comes
// first.
func (db *Database) RunAll(ops []*query.Op, who Who) ([]any, error) {
	before := *db
	for _, op := range ops {
		r := &request{db: db, c: caller{db: db, who: who}, op: op, misfit: map[*row]bool{}}
		if op.Kind.Writes() && !r.prepare() {
			return nil, r.broken()
		}
	}
	var answers []any
	for _, op := range ops {
		answer, err := db.Run(op, who)
		if err != nil {
			*db = before
			return nil, err
		}
		answers = append(answers, answer)
	}
	return answers, nil
}

// Mixed reports whether the last request told rules apart from none, and from a
// wall: they permitted something and refused something, of the rows that it
// came to or of those of its model.
func (db *Database) Mixed() bool { return db.said.permitted > 0 && db.said.refused > 0 }

// survey asks the rules for the operation about every row of the model.
func (db *Database) survey(op *query.Op, who Who) {
	ops := schema.OpRead
	switch op.Kind {
	case query.Create, query.CreateMany, query.CreateManyAndReturn:
		ops = schema.OpCreate
	case query.Update, query.UpdateMany, query.UpdateManyAndReturn, query.Upsert:
		ops = schema.OpUpdate
	case query.Delete, query.DeleteMany:
		ops = schema.OpDelete
	default:
	}
	c := caller{db: db, who: who}
	for _, r := range db.all(op.Model) {
		if ops == schema.OpRead {
			c.readable(op.Model, r)
		} else {
			c.may(r, ops)
		}
	}
}

// unread reports a write that was done and cannot be shown.
func unread(err error) bool {
	f, ok := errors.AsType[*Failure](err)
	return ok && f.Reasons[0].Policy == query.CannotReadBack
}

// clone copies the rows. Links point at the copies.
func (db *Database) clone() *Database {
	c := New(db.s, db.d)
	copies := map[*row]*row{}
	for name, rows := range db.rows {
		for _, r := range rows {
			x := &row{m: r.m, v: r.values()}
			copies[r] = x
			c.rows[name] = append(c.rows[name], x)
		}
	}
	for name, links := range db.links {
		for _, l := range links {
			c.links[name] = append(c.links[name], link{copies[l.a], copies[l.b]})
		}
	}
	return c
}

// values returns a copy of what the row holds.
func (r *row) values() map[string]any {
	v := make(map[string]any, len(r.v))
	maps.Copy(v, r.v)
	return v
}
