package gozen

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
)

// Driver opens a database: [github.com/gozen-dev/gozen/sqlite.New] and
// [github.com/gozen-dev/gozen/postgres.New] return one.
type Driver = rt.Driver

// Rows collects rows; generated code implements it.
type Rows = rt.Rows

// Scan is the row that [Rows] appends.
type Scan = rt.Scan

// Config says how to open a database. Only Driver is needed.
type Config struct {
	Driver    Driver
	Logger    *slog.Logger     // default slog.Default()
	Now       func() time.Time // default time.Now
	Rand      io.Reader        // of ids and secrets; default crypto/rand
	PlanCache int              // compiled queries kept; default 2000

	// EncryptionKey is the key of 32 bytes for @encrypted fields; DecryptionKeys
	// are those that older rows still need.
	EncryptionKey  []byte
	DecryptionKeys [][]byte

	// Computed gives the @computed fields, each by its name like "User.postCount".
	Computed map[string]Computed
	// Procedures are the bodies of the schema's procedures.
	Procedures map[string]Procedure
	// Plugins are told of requests and of rows that are written.
	Plugins []Plugin
}

// Computed gives the value of a @computed field as an SQL expression over the
// row, made by [Expression].
type Computed = rt.Computed

// Table stands for the row of which a field is computed.
type Table = rt.Row

// Expr is an SQL expression.
type Expr = rt.SQL

// Expression makes an SQL expression. Each {} in format is replaced by an
// argument: an [Expr], such as a field of the [Table], by its text, anything else
// by a bound value.
func Expression(format string, args ...any) Expr { return rt.Expr(format, args...) }

// DB is an open database with its schema. It has no operations of its own:
// they are on a [Client], which says whose authority it has. It is safe for
// concurrent use.
type DB struct {
	rt      *rt.DB
	close   func() error
	encoder encoder
	forms   sync.Map // of formKey to *form
}

// Open opens a database for a checked schema. Generated packages call it from
// their own Open; by itself it gives the dynamic client, JSON in and out.
func Open(ctx context.Context, s *schema.Schema, c Config) (*DB, error) {
	if c.Driver == nil {
		return nil, usage("open: Config.Driver is not set: take sqlite.New(path) or postgres.New(url)")
	}
	conn, err := c.Driver.Open(ctx, s)
	if err != nil {
		return nil, &Error{Kind: ErrDatabase, Op: "open", Message: err.Error(), cause: err}
	}
	db := &DB{close: conn.Close}
	db.rt, err = rt.Open(s, conn, rt.Options{
		Logger: c.Logger, Now: c.Now, Rand: c.Rand, PlanCache: c.PlanCache, EncryptionKey: c.EncryptionKey,
		DecryptionKeys: c.DecryptionKeys, Computed: c.Computed, Procedures: db.bodies(c.Procedures), Plugins: db.plugins(c.Plugins),
	})
	if err != nil {
		_ = conn.Close()
		return nil, &Error{Kind: ErrUsage, Op: "open", Message: err.Error(), cause: err}
	}
	return db, nil
}

func (db *DB) plugins(list []Plugin) []rt.Plugin {
	plugins := make([]rt.Plugin, len(list))
	for i, p := range list {
		plugins[i] = p.plugin(db)
	}
	return plugins
}

// OpenJSON is Open with the schema in its JSON form, as generated packages embed it.
func OpenJSON(ctx context.Context, text []byte, c Config) (*DB, error) {
	s, err := schema.Decode(text)
	if err != nil {
		return nil, &Error{Kind: ErrUsage, Op: "open", Message: err.Error(), cause: err}
	}
	return Open(ctx, s, c)
}

// Close closes the database.
func (db *DB) Close() error { return db.close() }

// Runtime returns what is below, for the packages that serve it: those of sign-in,
// the HTTP APIs.
func (db *DB) Runtime() *rt.DB { return db.rt }

// Schema returns the schema.
func (db *DB) Schema() *schema.Schema { return db.rt.Schema() }

// As returns a client that may do what the rules let user do. User is a
// generated Auth struct, a map of auth()'s members, or nil for nobody.
func (db *DB) As(user any) *Client {
	return &Client{db: db, user: authOf(user)}
}

// SignedIn returns the client of the user whom a session names by the text of
// his id, with what the rules use of his row as it is when the client's first
// request runs, which reads it in its own round trip. An empty id, one that is
// none, and one without a row are nobody's.
func (db *DB) SignedIn(ctx context.Context, id string) (*Client, error) {
	m := db.rt.Schema().AuthModel()
	if m == nil {
		return nil, usage("nobody is signed in by an id: auth() is not a model")
	}
	if err := ctx.Err(); err != nil {
		return nil, failed(m.Name, query.FindUnique, err)
	}
	bound, _ := db.rt.SignedIn(id, nil)
	return &Client{db: db, bound: bound}, nil
}

// Unrestricted returns a client to which no rule applies. The reason says why
// and is logged.
func (db *DB) Unrestricted(reason string) *Client {
	return &Client{db: db, unrestricted: true, bound: db.rt.Unrestricted(reason)}
}
