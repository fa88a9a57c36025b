package exec

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"

	"github.com/gozen-dev/gozen/internal/password"
	"github.com/gozen-dev/gozen/internal/seal"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// secrets turns what is written to @password and @encrypted fields into what
// is stored, and opens what is stored of the latter. A run has the engine's, or
// the same with the keys of its request.
type secrets struct {
	keys   *Keys // nil where there are none
	rand   io.Reader
	logger *slog.Logger
}

// of returns the secrets of a request.
func (s *secrets) of(who Who) *secrets {
	if who.Keys == nil {
		return s
	}
	own := *s
	own.keys = who.Keys
	return &own
}

// newSecrets refuses a schema whose encrypted fields could not be: without a
// key, unless requests bring theirs, or where the database must tell one value
// from another.
func newSecrets(s *schema.Schema, c Config) (*secrets, error) {
	sec := &secrets{rand: c.Rand, logger: c.Logger}
	for _, m := range s.Models {
		for _, f := range m.Fields {
			if !f.Encrypted {
				continue
			}
			if what := unsealable(m, f, c); what != "" {
				return nil, configError(m, f, "@encrypted "+what)
			}
		}
	}
	if c.EncryptionKey == nil {
		return sec, nil
	}
	var err error
	sec.keys, err = NewKeys(c.EncryptionKey, c.DecryptionKeys...)
	return sec, err
}

// unsealable says why a field cannot be encrypted, or nothing.
func unsealable(m *schema.Model, f *schema.Field, c Config) string {
	unique := slices.ContainsFunc(m.Uniques, func(k *schema.Key) bool { return slices.Contains(k.Fields, f.Name) })
	refers := slices.ContainsFunc(m.Fields, func(r *schema.Field) bool {
		return r.IsRelation() && slices.Contains(r.Relation.Fields, f.Name)
	})
	switch {
	case c.EncryptionKey == nil && !c.RequestKeys:
		return "needs a key: give 32 bytes as rt.Options.EncryptionKey, or to the gozen command as GOZEN_ENCRYPTION_KEY"
	case f.Type.Kind != schema.String || f.Type.List:
		return "is for a single String: store the value as text"
	case m.IsID(f) || unique || refers:
		return "cannot be part of a key: equal texts are stored differently; take the key off, or @encrypted"
	default:
		return ""
	}
}

// configError refuses a schema for what it says of a field.
func configError(m *schema.Model, f *schema.Field, what string) *query.Error {
	return &query.Error{
		Reason: query.ConfigError, Model: m.Name,
		Message: fmt.Sprintf("%s:%d: %s.%s: %s", f.Pos.File, f.Pos.Line, m.Name, f.Name, what),
	}
}

// stored is what the database holds for a value of the field.
func (s *secrets) stored(f *schema.Field, v any) (any, error) {
	plain, ok := v.(string)
	if !ok {
		return v, nil
	}
	var err error
	if f.Password != nil {
		if plain, err = password.Hash(plain, f.Password.Cost); err != nil {
			return nil, err
		}
	}
	if f.Encrypted {
		if s.keys == nil {
			return nil, errNoKey()
		}
		if plain, err = s.keys.close(s.rand, plain); err != nil {
			return nil, err
		}
	}
	return plain, nil
}

// open is what the stored text of an encrypted field shows. One that was stored
// before the field was encrypted is shown as it is, and so is one whose key is
// gone, which the log tells.
func (s *secrets) open(f *schema.Field, stored string) string {
	if s.keys == nil {
		return stored // see program.sealed
	}
	plain, err := s.keys.open(stored)
	switch {
	case err == nil:
		return plain
	case !errors.Is(err, seal.ErrPlain):
		s.logger.LogAttrs(context.Background(), slog.LevelWarn, "stored text cannot be decrypted",
			slog.String("field", f.Name), slog.Any("error", err))
	}
	return stored
}

// protect replaces what a request writes to such fields, in every form of write
// and at any depth, by what is stored.
func (r *run) protect() error {
	p := &protection{secrets: r.secrets, values: r.values, plain: r.who.Skip.Passwords}
	p.data(r.op.Create)
	p.data(r.op.Update)
	p.rows(r.op.Rows)
	if len(p.issues) > 0 {
		return query.Violated(r.op.Kind, r.op.Model.Name, p.issues)
	}
	return p.err
}

type protection struct {
	*secrets

	values []any // the run's own copy
	plain  bool  // passwords come as they are to be stored
	issues []query.Issue
	err    error
}

func (p *protection) data(d *query.Data) {
	if d == nil {
		return
	}
	for _, s := range d.Sets {
		p.slot(s.Field, s.Value, d.Path+"."+s.Field.Name)
	}
	for _, rw := range d.Relations {
		for _, n := range rw.Writes {
			p.data(n.Create)
			p.data(n.Update)
			p.rows(n.Rows)
		}
	}
}

func (p *protection) rows(rows *query.Rows) {
	if rows == nil {
		return
	}
	for _, g := range rows.Groups {
		for i, f := range g.Fields {
			for _, base := range g.Base {
				p.slot(f, base+query.Slot(i), rows.Path+"."+f.Name)
			}
		}
	}
}

func (p *protection) slot(f *schema.Field, slot query.Slot, path string) {
	if f.Password == nil && !f.Encrypted || f.Password != nil && p.plain || p.err != nil {
		return
	}
	v, err := p.stored(f, p.values[slot])
	if errors.Is(err, password.ErrTooLong) {
		p.issues = append(p.issues, query.Issue{Path: path, Message: err.Error()})
		return
	}
	p.values[slot], p.err = v, err
}
