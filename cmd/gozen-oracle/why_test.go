package main

import (
	"context"
	"errors"
	"os"
	"testing"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
)

// TestWhySaysWhatHappens asks rt.DB.Why before each of many random requests,
// and then does them: what was permitted must be done, and nothing else.
func TestWhySaysWhatHappens(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		whys(t, settings{db: "sqlite"}, 40)
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		server := os.Getenv("GOZEN_TEST_POSTGRES")
		if server == "" {
			t.Skip("NOT TESTED on PostgreSQL: GOZEN_TEST_POSTGRES is not set (make test sets it)")
		}
		whys(t, settings{db: "postgres", server: server}, 10)
	})
}

func whys(t *testing.T, set settings, schemas uint64) {
	t.Helper()
	g, err := newGround(t.Context(), set)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := g.close(); err != nil {
			t.Error(err)
		}
	}()
	if testing.Short() {
		schemas /= 10
	}
	var p prophet
	for i := range schemas {
		p.schema(t, g, newDice(77, i))
	}
	t.Logf("%d requests foretold, of which %d were done, on %d schemas", p.done+p.refused, p.done, schemas)
	if p.done < int(schemas) || p.refused < int(schemas) {
		t.Errorf("%d requests were done and %d refused: they tell nothing", p.done, p.refused)
	}
}

// prophet foretells requests.
type prophet struct{ done, refused int }

func (p *prophet) schema(t *testing.T, g *ground, d dice) {
	t.Helper()
	s, text := newSchema(d, g.provider)
	e, err := g.open(t.Context(), s)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	defer func() {
		if err := e.close(); err != nil {
			t.Error(err)
		}
	}()
	users := []map[string]any{nil, newUser(d, s), newUser(d, s), newUser(d, s)}
	for range 3 {
		if err := e.clear(t.Context()); err != nil {
			t.Fatal(err)
		}
		e.load(t.Context(), content(d, s))
		for range 12 {
			state, err := e.state(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			a := &asker{d: d, s: s, state: state, used: families{}}
			if complaint := p.foretell(t.Context(), e, a, among(d, users...)); complaint != "" {
				t.Fatalf("%s\n%s", complaint, text)
			}
		}
	}
}

// foretell asks about one request and makes it. It returns what is wrong.
func (p *prophet) foretell(ctx context.Context, e *engine, a *asker, user map[string]any) string {
	m := among(a.d, a.s.Models...)
	kind := among(a.d, query.FindUnique, query.FindUnique, query.Create, query.Update, query.Update, query.Delete)
	args := object{}
	if kind != query.Create {
		rows := a.state.Rows[m.Name]
		if len(rows) == 0 {
			return ""
		}
		id := object{}
		row := among(a.d, rows...)
		for _, name := range m.ID {
			id[name] = row[name]
		}
		args["where"] = key(m, id)
	}
	if kind == query.Create || kind == query.Update {
		data := own(m, a.write(m, kind)["data"].(object))
		if len(data) == 0 {
			return ""
		}
		args["data"] = data
	}
	op, err := decode(a.s, m, kind, args)
	if err != nil {
		return ""
	}
	x, err := e.db.Why(ctx, whyOf(user, m, kind, args))
	if err != nil {
		if q, ok := errors.AsType[*query.Error](err); !ok || q.Reason == query.InternalError || q.Reason == query.NotSupported {
			return "why " + m.Accessor() + "." + kind.String() + " " + text(args) + ": " + err.Error()
		}
		return "" // what the request would write cannot be written
	}
	if j := contradiction(x); j != "" {
		return j + "\n" + text(x)
	}
	_, err = e.db.As(user).Rows(ctx, op)
	done, known := outcome(kind, err)
	if kind == query.FindUnique {
		answer, err := e.db.As(user).Rows(ctx, op)
		done, known = answer != nil, err == nil
	}
	switch {
	case !known:
		return ""
	case done != x.Permitted:
		return "as " + text(user) + " " + m.Accessor() + "." + kind.String() + " " + text(args) + "\nengine: " + errorText(err) + "\nwhy: " + text(x)
	case done:
		p.done++
	default:
		p.refused++
	}
	return ""
}

// own drops what writes other rows.
func own(m *schema.Model, data object) object {
	out := object{}
	for k, v := range data {
		if f := m.Field(k); f != nil && f.Relation == nil {
			out[k] = v
		}
	}
	return out
}

func whyOf(user map[string]any, m *schema.Model, kind query.Kind, args object) rt.WhyQuestion {
	node := func(name string) query.Node {
		if args[name] == nil {
			return nil
		}
		n, err := query.ParseJSON([]byte(text(args[name])))
		if err != nil {
			panic("gozen-oracle: " + err.Error())
		}
		return n
	}
	ops := map[query.Kind]schema.Ops{
		query.FindUnique: schema.OpRead, query.Create: schema.OpCreate, query.Update: schema.OpUpdate, query.Delete: schema.OpDelete,
	}
	return rt.WhyQuestion{User: user, Operation: ops[kind], Model: m, Where: node("where"), Data: node("data")}
}

// outcome tells whether a write was done, if an error lets that be known.
func outcome(kind query.Kind, err error) (done, known bool) {
	q, ok := errors.AsType[*query.Error](err)
	switch {
	case err == nil:
		return true, true
	case !ok:
		return false, false
	case q.Reason == query.NotFound, q.Policy == query.NoAccess:
		return false, true
	default:
		return true, q.Policy == query.CannotReadBack && kind.Writes()
	}
}

func errorText(err error) string {
	if err == nil {
		return "done"
	}
	return err.Error()
}

// contradiction finds a judgement that does not follow from its rules.
func contradiction(x *rt.Explanation) string {
	all := true
	for _, j := range x.Judgements {
		allowed := j.Field != "" || j.Operation == "post-update"
		for _, r := range j.Rules {
			allowed = allowed && !r.Allow
		}
		denied := false
		for _, r := range j.Rules {
			allowed = allowed || r.Allow && r.Truth == rt.True
			denied = denied || !r.Allow && r.Truth == rt.True
		}
		if j.Permitted != (allowed && !denied) {
			return j.Operation + " " + j.Model + " does not follow from its rules"
		}
		all = all && j.Permitted
	}
	if x.Permitted != all {
		return "the whole does not follow from its parts"
	}
	return ""
}
