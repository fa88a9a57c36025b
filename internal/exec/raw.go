package exec

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/gozen-dev/gozen/internal/dialect"
	"github.com/gozen-dev/gozen/internal/wire"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// SQL is a statement that a program has written itself: parts of text with a
// value between each two, or one part with the placeholders $1, $2, ….
type SQL struct {
	Parts  []string
	Values []any // logical values, lists as []any
}

// RawSink receives the rows of a raw statement: [RawJSON] or [RawValues].
type RawSink interface {
	rawRow(columns []dialect.RawColumn, values []any) error
	// rawReset drops what came before, when a statement is run again.
	rawReset()
}

// Raw runs a statement that knows no rules, hands its rows to sink, and
// returns the number of rows that it affected. Who stands under the rules is
// refused, unless it is said to be allowed.
func (e *Engine) Raw(ctx context.Context, q SQL, who Who, sink RawSink) (int64, error) {
	raw, err := readRaw(q, who)
	if err != nil {
		return 0, err
	}
	var n int64
	err = e.attempt(ctx, func() error {
		sink.rawReset()
		n, err = e.db.Raw(ctx, raw, sink.rawRow)
		return err
	})
	if err == nil {
		e.tell(anyTable())
	}
	return n, e.failRaw(err)
}

// Raw is [Engine.Raw] in the transaction.
func (t *Tx) Raw(ctx context.Context, q SQL, who Who, sink RawSink) (n int64, err error) {
	raw, err := readRaw(q, who)
	if err != nil {
		return 0, err
	}
	err = t.group(ctx, nil, func(ctx context.Context) error {
		sink.rawReset()
		n, err = t.tx.Raw(ctx, raw, sink.rawRow)
		t.changed(anyTable())
		return t.engine.failRaw(err)
	})
	return n, err
}

// Raw is [Engine.Raw] in the transaction of the write.
func (c *Change) Raw(ctx context.Context, q SQL, who Who, sink RawSink) (int64, error) {
	if c.over.Load() {
		return 0, closed(hookReturned)
	}
	raw, err := readRaw(q, who)
	if err != nil {
		return 0, err
	}
	conn, ok := c.conn.(dialect.RawRunner)
	if !ok {
		return 0, &query.Error{Reason: query.NotSupported, Message: "raw SQL is not supported in this transaction"}
	}
	sink.rawReset()
	c.run.beside = anyTable()
	n, err := conn.Raw(ctx, raw, sink.rawRow)
	return n, c.engine.failRaw(err)
}

func readRaw(q SQL, who Who) (dialect.Raw, error) {
	if !who.Bypass && !who.Raw {
		return dialect.Raw{}, query.Rejected("", query.Other, "raw SQL knows no rules: it is refused on a client that is under them")
	}
	if len(q.Parts) != 1 && len(q.Parts) != len(q.Values)+1 {
		return dialect.Raw{}, &query.Error{
			Reason: query.InvalidInput, Message: "Invalid raw SQL: there must be one part more than values, or one part with placeholders",
		}
	}
	return dialect.Raw{SQL: dialect.JoinRaw(q.Parts), Args: q.Values}, nil
}

// failRaw is fail for a statement of no model, P2010 where no other code fits.
func (e *Engine) failRaw(err error) error {
	err = e.fail(nil, err)
	q, ok := errors.AsType[*query.Error](err)
	if !ok || q.Reason != query.DBQueryError {
		return err
	}
	switch q.Code {
	case "P2002", "P2003", "P2004", "P2011", "P2024", "P2034":
		return err
	default: // the others speak of the schema's columns, of which a raw statement need not be
	}
	with := *q
	with.Code, with.Message = "P2010", "Raw query failed. Code: "+q.DBCode
	return &with
}

// RawValues is a [RawSink] that makes Go values of rows.
type RawValues struct {
	Rows []map[string]any
}

func (s *RawValues) rawReset() { s.Rows = []map[string]any{} }

func (s *RawValues) rawRow(columns []dialect.RawColumn, values []any) error {
	row := make(map[string]any, len(columns))
	for i, c := range columns {
		row[c.Name] = values[i]
	}
	s.Rows = append(s.Rows, row)
	return nil
}

// RawJSON is a [RawSink] that makes JSON: an array of objects.
type RawJSON struct {
	// Data is the array but for its end. Types are the members of superjson's type map.
	Data, Types []byte

	n    int
	keys []rawKey
}

// rawKey is a column's name, as JSON and in a path of the type map.
type rawKey struct {
	member, path string
	last         bool // no later column has the name
}

func (s *RawJSON) rawReset() { *s = RawJSON{Data: []byte{'['}} }

func (s *RawJSON) rawRow(columns []dialect.RawColumn, values []any) error {
	if s.n == 0 {
		s.keys = rawKeys(columns)
	} else {
		s.Data = append(s.Data, ',')
	}
	s.Data = append(s.Data, '{')
	for i, c := range columns {
		if !s.keys[i].last {
			continue
		}
		if s.Data[len(s.Data)-1] != '{' {
			s.Data = append(s.Data, ',')
		}
		s.Data = append(s.Data, s.keys[i].member...)
		s.Data = wire.AppendValue(s.Data, values[i], c.Type)
		s.annotate(i, c.Type, values[i])
	}
	s.Data = append(s.Data, '}')
	s.n++
	return nil
}

// rawKeys readies the names of columns. Of several with one name the last
// counts, as in a JavaScript object.
func rawKeys(columns []dialect.RawColumn) []rawKey {
	keys := make([]rawKey, len(columns))
	for i, c := range columns {
		same := func(other dialect.RawColumn) bool { return other.Name == c.Name }
		path := strings.NewReplacer(`\`, `\\`, `.`, `\.`).Replace(c.Name)
		keys[i] = rawKey{
			member: string(wire.AppendString(nil, c.Name)) + ":",
			path:   path,
			last:   !slices.ContainsFunc(columns[i+1:], same),
		}
	}
	return keys
}

func (s *RawJSON) annotate(column int, t schema.ValueType, v any) {
	tag := wire.Tag(t)
	if tag == "" {
		return
	}
	path := strconv.Itoa(s.n) + "." + s.keys[column].path
	list, ok := v.([]any)
	if !ok {
		s.tag(path, tag, v)
	}
	for i, x := range list {
		s.tag(path+"."+strconv.Itoa(i), tag, x)
	}
}

// tag notes what a value is; text that stands for a number that is none has no tag.
func (s *RawJSON) tag(path, tag string, v any) {
	if _, text := v.(string); text || v == nil {
		return
	}
	if len(s.Types) > 0 {
		s.Types = append(s.Types, ',')
	}
	s.Types = wire.AppendString(s.Types, path)
	s.Types = append(append(s.Types, ':'), tag...)
}
