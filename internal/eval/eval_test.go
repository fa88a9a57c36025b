package eval_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/gozen-dev/gozen/internal/eval"
	"github.com/gozen-dev/gozen/schema"
)

const rowModels = `
enum Role { USER ADMIN }
model User { id Int @id
  name String?
  role Role @default(USER)
  plan String?
  tags String[]
  orgs Org[]
  as A[]
  @@auth
}
model Org { id Int @id
  plan String?
  role Role @default(USER)
  user User? @relation(fields: [userId], references: [id])
  userId Int?
}
model A { id Int @id
  a Int?
  b Int?
  f Float?
  d Decimal?
  g BigInt?
  s String?
  flag Boolean?
  t DateTime?
  r Role @default(USER)
  tags String[]
  owner User? @relation(fields: [ownerId], references: [id])
  ownerId Int?
  @@allow('read', %s)
}
`

type row = map[string]any

// TestEval evaluates rules as an author writes them. Unknown is nil.
func TestEval(t *testing.T) {
	t.Parallel()
	full := row{
		"id": int64(1), "a": int64(2), "b": int64(2), "f": 1.5, "d": decimal.RequireFromString("0.10"), "g": int64(5),
		"s": "Hello", "flag": true, "t": instant, "r": "ADMIN", "tags": []any{"x", "y"},
		"owner": row{"id": int64(7), "name": "Ann"}, "ownerId": int64(7),
	}
	user := row{
		"id": int64(7), "name": "Ann", "role": "ADMIN", "tags": []any{"x"},
		"orgs": []any{row{"id": int64(1), "role": "ADMIN", "plan": "pro"}, row{"id": int64(2), "role": "USER"}},
	}
	alone := row{"id": int64(9), "orgs": []any{}, "tags": []any{}}
	for _, c := range []struct {
		rule       string
		row, user  any
		want       any
		annotation string
	}{
		{`true`, full, nil, true, "a constant"},
		{`a == 2`, full, nil, true, ""},
		{`a != 2`, full, nil, false, ""},
		{`a == 2`, row{}, nil, nil, "NULL is unknown"},
		{`a != 2`, row{}, nil, nil, ""},
		{`!(a == 2)`, row{}, nil, nil, ""},
		{`a == null`, row{}, nil, true, "but null is asked for"},
		{`a != null`, row{}, nil, false, ""},
		{`a == b`, row{}, nil, nil, "NULL is not equal to NULL"},
		{`a == b`, full, nil, true, ""},
		{`a < 3`, full, nil, true, ""},
		{`a <= 2`, full, nil, true, ""},
		{`a > 2`, full, nil, false, ""},
		{`a >= 3`, full, nil, false, ""},
		{`a < 3`, row{}, nil, nil, ""},
		{`f > 1`, full, nil, true, "numbers compare by value"},
		{`d == 0.1`, full, nil, true, ""},
		{`g > 4.5`, full, nil, true, ""},
		{`d < f`, full, nil, true, ""},
		{`s == 'Hello'`, full, nil, true, ""},
		{`s == 'hello'`, full, nil, false, "text compares binary"},
		{`r == ADMIN`, full, nil, true, ""},
		{`flag`, full, nil, true, ""},
		{`!flag`, full, nil, false, ""},
		{`!flag`, row{}, nil, nil, ""},
		{`flag && a == 2`, full, nil, true, ""},
		{`flag && a == 9`, full, nil, false, ""},
		{`a == 9 && flag`, row{"a": int64(1)}, nil, false, "false decides"},
		{`flag && a == 9`, row{"a": int64(1)}, nil, false, "from either side"},
		{`flag && a == 1`, row{"a": int64(1)}, nil, nil, ""},
		{`flag || a == 1`, row{"a": int64(1)}, nil, true, "true decides"},
		{`flag || a == 9`, row{"a": int64(1)}, nil, nil, ""},
		{`a in [1, 2]`, full, nil, true, ""},
		{`a in [1, 3]`, full, nil, false, ""},
		{`a in []`, row{}, nil, false, "nothing is in nothing"},
		{`a in [1]`, row{}, nil, nil, ""},
		{`a in [auth().id]`, full, nil, nil, "an unknown member might be it"},
		{`s in auth().tags`, full, user, false, ""},
		{`s in auth().tags`, full, nil, nil, "there is no list"},
		{`t < now()`, full, nil, false, "the time is given"},
		{`t <= now()`, full, nil, true, ""},
		{`contains(s, 'ell')`, full, nil, true, ""},
		{`contains(s, 'ELL')`, full, nil, false, ""},
		{`contains(s, 'ELL', true)`, full, nil, true, ""},
		{`startsWith(s, 'He')`, full, nil, true, ""},
		{`endsWith(s, 'lo')`, full, nil, true, ""},
		{`contains(s, 'x')`, row{}, nil, nil, "a function of NULL is unknown"},
		{`contains(s, auth().name)`, full, nil, nil, "also of a missing user's name"},
		{`has(tags, 'x')`, full, nil, true, ""},
		{`has(tags, 'z')`, full, nil, false, ""},
		{`hasSome(tags, ['z', 'y'])`, full, nil, true, ""},
		{`hasSome(tags, [])`, full, nil, false, ""},
		{`hasEvery(tags, ['x', 'y'])`, full, nil, true, ""},
		{`hasEvery(tags, ['x', 'z'])`, full, nil, false, ""},
		{`hasEvery(tags, [])`, full, nil, true, ""},
		{`isEmpty(tags)`, full, nil, false, ""},
		{`isEmpty(tags)`, alone, nil, true, ""},
		{`isEmpty(tags)`, row{}, nil, nil, ""},
		{`currentModel() == 'A'`, full, nil, true, ""},
		{`currentOperation('upper') == 'READ'`, full, nil, true, ""},
		{`auth() == null`, full, nil, true, "nobody is signed in"},
		{`auth() != null`, full, user, true, ""},
		{`auth() == owner`, full, user, true, "users are equal when their ids are"},
		{`auth() == owner`, full, alone, false, ""},
		{`auth() == owner`, full, nil, nil, "nobody is not somebody"},
		{`auth() != owner`, full, nil, nil, ""},
		{`auth() == owner`, row{}, user, nil, "there is no owner"},
		{`owner == null`, row{}, nil, true, ""},
		{`owner.name == 'Ann'`, full, nil, true, ""},
		{`owner.name == 'Ann'`, row{}, nil, nil, ""},
		{`auth().role == ADMIN`, full, user, true, ""},
		{`auth().plan == 'pro'`, full, user, nil, "a member that is not there"},
		{`auth().orgs?[role == ADMIN]`, full, user, true, ""},
		{`auth().orgs![role == ADMIN]`, full, user, false, ""},
		{`auth().orgs^[role == ADMIN]`, full, user, false, ""},
		{`auth().orgs?[plan == 'pro' && role == USER]`, full, user, false, ""},
		{`auth().orgs![plan == 'pro']`, full, user, false, "an element that is unknown is not every"},
		{`auth().orgs^[plan == 'free']`, full, user, true, "nor is it one of none"},
		{`auth().orgs?[id == this.id]`, full, user, true, "this is the row at any depth"},
		{`auth().orgs?[id == this.a]`, full, user, true, ""},
		{`auth().orgs?[true]`, full, alone, false, "an empty list"},
		{`auth().orgs![false]`, full, alone, true, ""},
		{`auth().orgs^[true]`, full, alone, true, ""},
		{`auth().orgs?[true]`, full, nil, nil, "no list"},
		{`auth().orgs^[true]`, full, nil, nil, ""},
		{`a == 2`, row{"a": "2"}, nil, nil, "types that do not compare"},
		{`a in [2]`, row{"a": "2"}, nil, nil, ""},
		{`a < 3`, row{"a": []any{}}, nil, nil, ""},
	} {
		t.Run(c.rule+" "+c.annotation, func(t *testing.T) {
			t.Parallel()
			s := compile(t, fmt.Sprintf(rowModels, c.rule))
			env := &eval.Env{
				Schema: s, Scopes: []any{c.row}, Auth: c.user, Now: instant, Model: "A", Operation: "read",
			}
			if diff := cmp.Diff(c.want, eval.Eval(s.Model("A").Rules[0].Cond, env)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEvalOfRowsBeforeAndAfter(t *testing.T) {
	t.Parallel()
	s := compile(t, `
model A { id Int @id
  n Int
  @@allow('post-update', before().n < n)
}`)
	cond := s.Model("A").Rules[0].Cond
	env := &eval.Env{Schema: s, Scopes: []any{row{"n": int64(2)}}, Before: row{"n": int64(1)}}
	if got := eval.Eval(cond, env); got != true {
		t.Errorf("got %v", got)
	}
	env.Before = nil
	if got := eval.Eval(cond, env); got != nil {
		t.Errorf("without a row before: got %v", got)
	}
	future := &schema.Ref{Root: schema.RootFuture, Path: []string{"n"}}
	env.Future = row{"n": int64(3)}
	if got := eval.Eval(future, env); got != int64(3) {
		t.Errorf("future: got %v", got)
	}
}

func TestEvalAsksItsHost(t *testing.T) {
	t.Parallel()
	check := &schema.Check{Rel: &schema.Ref{Path: []string{"owner"}}, Op: schema.OpRead}
	call := &schema.Call{Func: "answer", Args: []schema.Expr{&schema.Literal{Value: schema.Number("42")}}}
	env := &eval.Env{Scopes: []any{row{"owner": row{"id": int64(1)}}}}
	if got := eval.Eval(check, env); got != nil {
		t.Errorf("check without a host: got %v", got)
	}
	if got := eval.Eval(call, env); got != nil {
		t.Errorf("a host's function without a host: got %v", got)
	}
	env.Check = func(_ *schema.Check, related any) any { return related.(row)["id"] == int64(1) }
	env.Call = func(_ *schema.Call, args []any) any { return args[0] == int64(42) }
	if got := eval.Eval(check, env); got != true {
		t.Errorf("check: got %v", got)
	}
	if got := eval.Eval(call, env); got != true {
		t.Errorf("call: got %v", got)
	}
	env.Scopes = []any{row{}}
	if got := eval.Eval(check, env); got != nil {
		t.Errorf("check of no row: got %v", got)
	}
}
