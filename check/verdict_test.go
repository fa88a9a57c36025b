package check_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/internal/eval"
	"github.com/gozen-dev/gozen/schema"
)

// phrases makes conditions over the fields of one model.
type phrases struct{ *rand.Rand }

func (p phrases) pick(words ...string) string { return words[p.IntN(len(words))] }

func (p phrases) condition(depth int) string {
	if depth > 0 && p.IntN(3) > 0 {
		switch p.IntN(5) {
		case 0:
			return "!(" + p.condition(depth-1) + ")"
		case 1:
			return "kids" + p.pick("?", "!", "^") + "[" + p.condition(0) + "]"
		default:
			op := p.pick(" && ", " || ")
			parts := make([]string, 2+p.IntN(2))
			for i := range parts {
				parts[i] = "(" + p.condition(depth-1) + ")"
			}
			return strings.Join(parts, op)
		}
	}
	switch p.IntN(8) {
	case 0:
		return p.pick("true", "false", "b", "ob", "!b", "!ob", "b == ob", "b != true")
	case 1:
		return p.pick("role", "orole") + p.pick(" == ", " != ") + p.pick("USER", "ADMIN")
	case 2:
		return p.pick("role", "orole") + " in [" + p.pick("USER", "ADMIN", "USER, ADMIN") + "]"
	case 3:
		return p.pick("on", "orole", "ob", "auth()", "auth().m", "up") + p.pick(" == ", " != ") + "null"
	case 4:
		return p.pick("n", "on", "m") + p.pick(" == ", " != ") + p.pick("auth().m", "n", "on", "up.n")
	case 5:
		return p.pick("n", "on", "m") + " in [" + p.pick("1", "2, 3", "") + "]"
	case 6:
		return p.pick("1", "2", "n") + p.pick(" == ", " < ", " >= ", " > ") + p.pick("1", "2", "on")
	}
	return p.pick("n", "on", "m", "up.n") + p.pick(" == ", " != ", " < ", " <= ", " > ", " >= ") + p.pick("1", "2", "1.5", "n", "m")
}

// row makes a row with rows below and above it.
func (p phrases) row(depth int) map[string]any {
	maybe := func(v any) any {
		if p.IntN(3) == 0 {
			return nil
		}
		return v
	}
	r := map[string]any{
		"id": int64(p.IntN(3)), "n": int64(p.IntN(4)), "m": int64(p.IntN(4)), "on": maybe(int64(p.IntN(4))),
		"b": p.IntN(2) == 0, "ob": maybe(p.IntN(2) == 0),
		"role": p.pick("USER", "ADMIN"), "orole": maybe(p.pick("USER", "ADMIN")),
		"kids": []any{}, "up": nil,
	}
	if depth > 0 {
		for range p.IntN(3) {
			r["kids"] = append(r["kids"].([]any), p.row(0))
		}
		if p.IntN(2) == 0 {
			r["up"] = p.row(0)
		}
	}
	return r
}

// TestLintsAreRight holds what the lints say of random conditions to what the
// conditions say of random rows.
func TestLintsAreRight(t *testing.T) {
	t.Parallel()
	const model = "enum Role { USER ADMIN }\nmodel User { id Int @id n Int m Int on Int? b Boolean ob Boolean? role Role orole Role?\n" +
		" up User? @relation('t', fields: [upId], references: [id]) upId Int? kids User[] @relation('t')\n @@%s('read', %s) %s }"
	p := phrases{rand.New(rand.NewPCG(7, 7))}
	runs, said := 4000, 0
	if testing.Short() {
		runs = 400
	}
	for range runs {
		cond, effect, more := p.condition(2), "allow", ""
		if p.IntN(3) == 0 {
			effect, more = "deny", "@@allow('read', n > 0)"
		}
		s, diags := files(prelude + fmt.Sprintf(model, effect, cond, more))
		if s == nil {
			t.Fatalf("%s\n%s", cond, lines(diags))
		}
		var always, never bool
		for _, d := range diags {
			always = always || d.Code == check.CodeAlways
			never = never || d.Code == check.CodeNever && effect == "allow" || d.Code == check.CodeDeadDeny
		}
		if !always && !never {
			continue
		}
		said++
		rules := s.Model("User").Rules
		rule := rules[slices.IndexFunc(rules, func(r *schema.Rule) bool { return r.Allow == (effect == "allow") })]
		for range 40 {
			row, user := p.row(1), p.row(0)
			v := eval.Eval(rule.Cond, &eval.Env{Schema: s, Scopes: []any{row}, Auth: user})
			if always && v != true || never && v == true {
				t.Fatalf("%s: always %t, never %t, but %v for %v and the user %v", cond, always, never, v, row, user)
			}
		}
	}
	if said < runs/20 {
		t.Errorf("the lints spoke of %d of %d conditions only", said, runs)
	}
	t.Logf("the lints spoke of %d of %d conditions", said, runs)
}
