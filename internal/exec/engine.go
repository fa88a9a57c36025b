// Package exec runs guarded plans: it compiles them to statements once, binds
// values on every run, and makes JSON or Go values of the rows.
//
// It accepts nothing but a policy.Guarded, so what it runs has passed the
// rules, or went round them by name.
package exec

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/eval"
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/policy"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// Config is what an [Engine] needs beside its schema and database. The zero
// value works.
type Config struct {
	Now       func() time.Time // default time.Now
	Rand      io.Reader        // default crypto/rand
	PlanCache int              // plans kept; default 2000
	Logger    *slog.Logger     // default slog.Default()

	// EncryptionKey and DecryptionKeys are for @encrypted fields: 32 bytes each.
	EncryptionKey  []byte
	DecryptionKeys [][]byte
	// RequestKeys says that requests may bring the keys, and that there need not be others.
	RequestKeys bool

	// Computed are the formulas of @computed fields, one for each.
	Computed map[*schema.Field]*plan.Formula

	// Watcher is told of what writes do; nil for none.
	Watcher Watcher
	// Observe is told of requests that have run, Committed of the tables that a
	// commit may have changed; each nil for nobody.
	Observe   func(ctx context.Context, o *Observation)
	Committed func(tables []string)
}

func (c Config) withDefaults() Config {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Rand == nil {
		c.Rand = rand.Reader
	}
	if c.PlanCache == 0 {
		c.PlanCache = 2000
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	return c
}

// Engine runs requests against one database. It is safe for concurrent use.
type Engine struct {
	schema    *schema.Schema
	db        dialect.DB
	policy    *policy.Policy
	validator *eval.Validator
	secrets   *secrets
	watcher   Watcher
	observe   func(context.Context, *Observation)
	changed   func(tables []string)
	cache     *cache
	keys      sync.Pool // *[]byte: room for keys of the cache
	trials    sync.Pool // *trial
	now       func() time.Time
	rand      io.Reader
}

// New returns an engine. It fails when the schema has a rule or a pattern that
// cannot be compiled, or asks for what c does not give.
func New(s *schema.Schema, db dialect.DB, c Config) (*Engine, error) {
	if err := checkComputed(s, c.Computed); err != nil {
		return nil, err
	}
	p, err := policy.New(s, c.Computed)
	if err != nil {
		return nil, err
	}
	v, err := eval.NewValidator(s)
	if err != nil {
		return nil, err
	}
	c = c.withDefaults()
	if err := checkMarks(s); err != nil {
		return nil, err
	}
	secrets, err := newSecrets(s, c)
	if err != nil {
		return nil, err
	}
	return &Engine{
		schema: s, db: db, policy: p, validator: v, secrets: secrets, watcher: c.Watcher,
		observe: c.Observe, changed: c.Committed,
		cache: newCache(c.PlanCache), now: c.Now, rand: c.Rand,
	}, nil
}

// Schema returns the engine's schema.
func (e *Engine) Schema() *schema.Schema { return e.schema }

// Now is the time of a request that begins now.
func (e *Engine) Now() time.Time { return e.now().UTC().Truncate(time.Millisecond) }

// Policy returns the schema's policy.
func (e *Engine) Policy() *policy.Policy { return e.policy }

// Who is the authority under which a request runs. Its zero value is an
// anonymous user under the rules.
type Who struct {
	User map[string]any // what auth() is; nil is anonymous
	// Claimed says that a session has named a user and that nobody has looked for
	// his row yet. Nothing runs for such a caller, who must not pass for anonymous.
	Claimed bool
	Bypass  bool // no rules apply
	// Deleted says that rows marked as deleted are seen and deletions are for good.
	Deleted bool
	// Quiet says that the watcher is not told.
	Quiet bool
	Skip  Skip
	// Raw says that raw SQL is allowed under the rules, which it does not know.
	Raw bool
	// Keys are for @encrypted fields, instead of the engine's own; nil for those.
	Keys *Keys
}

// Skip names what a request is spared. Its zero value spares nothing.
type Skip struct {
	// Validation is that of input, transformations such as @trim included, and
	// of rows.
	Validation bool
	// RowValidation is that of rows as they are after an update.
	RowValidation bool
	// Passwords is the hashing of what is written to @password fields.
	Passwords bool
}

// program returns the compiled plan of a request, from the cache if a request
// of its shape by such a user has been seen.
func (e *Engine) program(op *query.Op, who Who) (p *program, cached bool, err error) {
	room, ok := e.keys.Get().(*[]byte)
	if !ok {
		room = new([]byte)
	}
	defer e.keys.Put(room)
	key := op.AppendShape(e.appendWho((*room)[:0], who))
	*room = key
	if p := e.cache.get(key); p != nil {
		return p, true, nil
	}
	build, watcher := plan.Build, e.watcher
	if who.Deleted {
		build = plan.BuildWithDeleted
	}
	if who.Quiet {
		watcher = nil
	}
	pl, err := build(e.schema, op)
	if err != nil {
		return nil, false, err
	}
	var guarded policy.Guarded
	if who.Bypass {
		guarded, err = e.policy.Bypass(pl)
	} else {
		guarded, err = e.policy.Guard(pl, who.User)
	}
	if err != nil {
		return nil, false, err
	}
	p = compile(e.schema, guarded, e.db.Dialect(), watcher)
	e.cache.put(string(key), p)
	return p, false, nil
}

// appendWho appends what of the caller a program depends on. It ends where the
// shape begins: no pattern has a zero.
func (e *Engine) appendWho(key []byte, who Who) []byte {
	if who.Quiet && e.watcher != nil {
		key = append(key, 'q')
	}
	if who.Deleted {
		key = append(key, 'd')
	}
	if who.Bypass {
		return append(key, '*', 0)
	}
	return append(e.policy.AppendPattern(key, who.User), 0)
}
