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

// forecast is a request to foretell.
type forecast struct {
	user  map[string]any
	m     *schema.Model
	kind  query.Kind
	args  object
	field *schema.Field // of a read: the field to look at, which holds something
}

// request makes a request on a row that there is.
func (p *prophet) request(a *asker, user map[string]any) (forecast, bool) {
	f := forecast{user: user, m: among(a.d, a.s.Models...), args: object{}}
	f.kind = among(a.d, query.FindUnique, query.FindUnique, query.Create, query.Update, query.Update, query.Delete)
	if f.kind != query.Create {
		rows := a.state.Rows[f.m.Name]
		if len(rows) == 0 {
			return f, false
		}
		id := object{}
		row := among(a.d, rows...)
		for _, name := range f.m.ID {
			id[name] = row[name]
		}
		f.args["where"] = key(f.m, id)
		if x := among(a.d, scalars(f.m)...); f.kind == query.FindUnique && row[x.Name] != nil && !x.Omit {
			f.field = x
		}
	}
	if f.kind == query.Create || f.kind == query.Update {
		data := own(f.m, a.write(f.m, f.kind)["data"].(object))
		f.args["data"] = data
		return f, len(data) > 0
	}
	return f, true
}

// foretell asks about one request and makes it. It returns what is wrong.
func (p *prophet) foretell(ctx context.Context, e *engine, a *asker, user map[string]any) string {
	f, ok := p.request(a, user)
	if !ok {
		return ""
	}
	op, err := decode(a.s, f.m, f.kind, f.args)
	if err != nil {
		return ""
	}
	what := "as " + text(user) + " " + f.m.Accessor() + "." + f.kind.String() + " " + text(f.args)
	x, err := e.db.Why(ctx, f.question())
	if err != nil {
		if q, ok := errors.AsType[*query.Error](err); !ok || q.Reason == query.InternalError || q.Reason == query.NotSupported {
			return what + "\nwhy: " + err.Error()
		}
		return "" // what the request would write cannot be written
	}
	if j := contradiction(x); j != "" {
		return what + "\n" + j + "\n" + text(x)
	}
	answer, err := e.db.As(user).Rows(ctx, op)
	done, known := f.outcome(answer, err)
	switch {
	case !known:
		return ""
	case done != x.Permitted:
		return what + "\nengine: " + text(answer) + " " + errorText(err) + "\nwhy: " + text(x)
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

// question is what why is asked.
func (f forecast) question() rt.WhyQuestion {
	part := func(name string) query.Node {
		if x, ok := f.args[name].(object); ok {
			return node(x)
		}
		return nil
	}
	ops := map[query.Kind]schema.Ops{
		query.FindUnique: schema.OpRead, query.Create: schema.OpCreate, query.Update: schema.OpUpdate, query.Delete: schema.OpDelete,
	}
	return rt.WhyQuestion{
		User: f.user, Operation: ops[f.kind], Model: f.m, Field: f.field, Where: part("where"), Data: part("data"),
	}
}

// outcome tells whether the request was done, if that can be known.
func (f forecast) outcome(answer any, err error) (done, known bool) {
	if f.kind == query.FindUnique {
		row, _ := answer.(map[string]any)
		if f.field != nil && row != nil {
			return row[f.field.Name] != nil, err == nil
		}
		return row != nil, err == nil
	}
	q, ok := errors.AsType[*query.Error](err)
	switch {
	case err == nil:
		return true, true
	case !ok:
		return false, false
	case q.Reason == query.NotFound, q.Policy == query.NoAccess:
		return false, true
	default:
		return true, q.Policy == query.CannotReadBack
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
	// Nothing is judged of a row that is not there, as one marked as deleted is not.
	all := len(x.Judgements) > 0
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
