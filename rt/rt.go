// Package rt is the runtime under every client: the HTTP server's, the
// Auth.js store's, and the generated ones.
//
// A [DB] has no operations of its own. They are on a [Client], and a client
// says whose authority it has: [DB.As] for a user under the rules,
// [DB.Unrestricted] for trusted code, with a reason that is logged. Requests that
// belong together run in a transaction: [Client.InTransaction], [Client.Begin].
package rt

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"maps"
	"time"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/exec"
	"github.com/gozen-dev/gozen/internal/recent"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// Options configure a [DB]. The zero value works.
type Options struct {
	Logger    *slog.Logger     // default slog.Default()
	Now       func() time.Time // default time.Now
	Rand      io.Reader        // default crypto/rand
	PlanCache int              // compiled plans kept; default 2000

	// EncryptionKey is the key of 32 bytes that @encrypted fields are written
	// with, DecryptionKeys are those that older rows still need. To replace a
	// key, make it a decryption key; rows take the new one when they are written.
	EncryptionKey  []byte
	DecryptionKeys [][]byte
	// RequestKeys opens a schema with @encrypted fields although there is no
	// EncryptionKey: requests bring theirs, as [Client.WithKeys] has it. One that
	// meets such a field without a key fails.
	RequestKeys bool

	// Computed gives the @computed fields, each by its name like "User.postCount";
	// one of a delegate base or an abstract model is named by each model that
	// stores it, and holds for the models that extend it.
	Computed map[string]Computed

	// Procedures are the bodies of the schema's procedures. One without a body
	// fails when it is called.
	Procedures map[string]Procedure

	// Plugins are told of requests and of what they do, and may change both. A
	// later one stands around those before it.
	Plugins []Plugin

	// Observe is told of every request when it has run, refused ones and those of
	// sign-in included, by the goroutine that ran it: metrics, traces and slow-query
	// logs are made of this. Nil costs nothing.
	Observe func(ctx context.Context, o *Observation)
	// Committed is told, after each commit, which tables it may have changed; "*"
	// among them stands for all. It must not wait for anything.
	Committed func(tables []string)
}

// Observation is what became of a request.
type Observation = exec.Observation

// DB is an open database with its schema. It is safe for concurrent use.
type DB struct {
	engine *exec.Engine
	logger *slog.Logger

	look       *query.Op                         // for the auth model's row, without its id; nil where there is none
	seen       *recent.Cache[string, *principal] // users as they were found last, by their id as it is written
	procedures map[string]Procedure
	call       ProcedureHandler // with what stands around it
	handler    Handler          // the same; nil where no plugin has a Query
}

// Open makes a DB of a checked schema and a database that has its tables. It
// fails when a rule of the schema cannot be compiled, or o lacks what the schema
// asks for.
func Open(s *schema.Schema, db dialect.DB, o Options) (*DB, error) {
	logger := o.Logger
	if logger == nil {
		logger = slog.Default()
	}
	if err := checkProcedures(s, o.Procedures); err != nil {
		return nil, err
	}
	computed, err := formulas(s, o.Computed)
	if err != nil {
		return nil, err
	}
	out := &DB{logger: logger, procedures: maps.Clone(o.Procedures)}
	w, err := out.plug(s, o.Plugins)
	if err != nil {
		return nil, err
	}
	out.engine, err = exec.New(s, db, exec.Config{
		Now: o.Now, Rand: o.Rand, PlanCache: o.PlanCache, Logger: logger,
		EncryptionKey: o.EncryptionKey, DecryptionKeys: o.DecryptionKeys, RequestKeys: o.RequestKeys,
		Computed: computed, Watcher: w, Observe: o.Observe, Committed: o.Committed,
	})
	if err != nil {
		return nil, err
	}
	out.look = lookFor(s, out.engine.Policy().Members())
	out.seen = recent.New[string, *principal](principals)
	return out, nil
}

// Schema returns the schema that the DB was opened with.
func (db *DB) Schema() *schema.Schema { return db.engine.Schema() }

// As returns a client that can do what the rules let user do. User holds the
// members of auth() by name; nil is the anonymous user.
func (db *DB) As(user map[string]any) *Client {
	return &Client{db: db, who: exec.Who{User: user}}
}

// Unrestricted returns a client to which no rule applies. It is for code that
// decides by itself, such as sign-in; the reason says why and is logged.
func (db *DB) Unrestricted(reason string) *Client {
	db.logger.Info("unrestricted client", "reason", reason)
	return &Client{db: db, who: exec.Who{Bypass: true}}
}

// Client runs requests with one authority. It is small and safe for
// concurrent use; make one for each request.
type Client struct {
	db    *DB
	who   exec.Who
	claim *claim  // who says who asks; nil where that is known
	tx    session // in which requests run; nil for one of their own each
}

// WithDeleted returns a client that also sees rows of models with @deletedAt
// that are marked as deleted, under the same rules. It brings a row back by
// writing null into the field, and what it deletes is gone.
func (c *Client) WithDeleted() *Client {
	with := *c
	with.who.Deleted = true
	return &with
}

// WithUser returns a client with the same authority that takes auth() to be
// user. Of an unrestricted client only @default(auth().…) asks for it.
func (c *Client) WithUser(user map[string]any) *Client {
	with := *c
	with.who.User, with.who.Claimed, with.claim = user, false, nil
	return &with
}

// Skip names what [Client.Skipping] spares requests. Its zero value spares nothing.
type Skip exec.Skip

// Skipping returns a client whose requests are spared what s names: the input's
// validation, that of rows after an update, the hashing of passwords. It is for
// trusted code that moves data about.
func (c *Client) Skipping(s Skip) *Client {
	with := *c
	with.who.Skip = exec.Skip(s)
	return &with
}

// Keys are for @encrypted fields, for one request or several.
type Keys = exec.Keys

// NewKeys returns keys that seal with one of 32 bytes, and open with it and
// with older ones.
func NewKeys(encrypt []byte, older ...[]byte) (*Keys, error) { return exec.NewKeys(encrypt, older...) }

// AsStored returns keys with which texts are shown as they are stored: for
// tools that only look whether rows can be read.
func AsStored() *Keys { return exec.AsStored() }

// SealedElsewhere returns keys for a client whose caller seals and opens the
// texts of @encrypted fields by itself. It fails where a field has a validation, a
// default or something else that asks for the text itself.
func (db *DB) SealedElsewhere() (*Keys, error) { return db.engine.SealedElsewhere() }

// WithKeys returns a client whose requests use these keys for @encrypted fields
// instead of the DB's own; nil is those.
func (c *Client) WithKeys(k *Keys) *Client {
	with := *c
	with.who.Keys = k
	return &with
}

// session is a transaction that requests of a client run in.
type session interface {
	Run(ctx context.Context, op *query.Op, who exec.Who, sink exec.Sink) error
	Transaction(ctx context.Context, ops []*query.Op, who exec.Who, sinks []exec.Sink) error
	Raw(ctx context.Context, q exec.SQL, who exec.Who, sink exec.RawSink) (int64, error)
}

// Document is a result as JSON. Data is its text; Types are the members of
// superjson's type map, `"0.createdAt":["Date"],…`, empty when there are none;
// where the whole result is one annotated value they are its annotation, `["Date"]`.
type Document struct {
	Data, Types []byte
}

// JSON runs a request and gives its result as JSON. Its errors are [query.Error]
// values, or those of ctx.
func (c *Client) JSON(ctx context.Context, op *query.Op) (Document, error) {
	if c.hooked() {
		return c.hookedJSON(ctx, op, "")
	}
	var sink exec.JSON
	if err := c.run(ctx, op, &sink); err != nil {
		return Document{}, c.db.logged(ctx, err)
	}
	return Document{Data: sink.Data, Types: sink.Types}, nil
}

// Rows runs a request and gives its result as Go values: map[string]any for an
// entity, []any for a list, int64, bool or nil; scalars as [query.Op.Values]
// has them.
func (c *Client) Rows(ctx context.Context, op *query.Op) (any, error) {
	if c.hooked() {
		return c.handle(ctx, op)
	}
	var sink exec.Values
	if err := c.run(ctx, op, &sink); err != nil {
		return nil, c.db.logged(ctx, err)
	}
	return sink.Result, nil
}

// run runs a request in the client's transaction, if it has one.
func (c *Client) run(ctx context.Context, op *query.Op, sink exec.Sink) error {
	if c.tx != nil {
		return c.tx.Run(ctx, op, c.who, sink)
	}
	if c.claim != nil && !op.Kind.Writes() {
		if done, err := c.claim.read(ctx, op, c.who, sink); done {
			return err
		}
	}
	who, err := c.asks(ctx)
	if err != nil {
		return err
	}
	return c.db.engine.Run(ctx, op, who, sink)
}

// asks returns the client's authority with its user known.
func (c *Client) asks(ctx context.Context) (exec.Who, error) {
	who := c.who
	if c.claim == nil {
		return who, nil
	}
	user, err := c.claim.user(ctx)
	if err != nil {
		return who, err
	}
	who.User, who.Claimed = user, false
	return who, nil
}

// logged logs what a caller will not be told.
func (db *DB) logged(ctx context.Context, err error) error {
	if q, ok := errors.AsType[*query.Error](err); ok && q.Cause != nil {
		db.logger.WarnContext(ctx, "request failed", "model", q.Model, "reason", string(q.Reason), "cause", q.Cause)
	}
	return err
}
