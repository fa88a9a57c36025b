package policy

import (
	"slices"
	"strconv"

	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/schema"
)

// authTree is what the rules, defaults and formulas of a schema use of auth(): its
// members, and theirs. A list has one child, its elements.
type authTree struct {
	members map[string]*authTree
	names   []string // of the members, in their order
	list    bool
}

// authPaths collects the members of auth() that a schema uses.
func authPaths(s *schema.Schema, computed map[*schema.Field]*plan.Formula) *authTree {
	t := &authTree{members: map[string]*authTree{}}
	if m := s.AuthModel(); m != nil {
		for _, id := range m.ID {
			t.at([]string{id})
		}
	}
	for _, m := range s.Models {
		for _, r := range m.Rules {
			t.collect(r.Cond, nil)
		}
		for _, f := range m.Fields {
			for _, r := range f.Rules {
				t.collect(r.Cond, nil)
			}
			if f.Default != nil && f.Default.Auth != nil {
				t.at(f.Default.Auth)
			}
			if formula := computed[f]; formula != nil {
				t.formula(formula)
			}
		}
	}
	return t
}

func (t *authTree) formula(f *plan.Formula) {
	for _, a := range f.Args {
		if auth, ok := a.From.(*plan.Auth); ok {
			t.at(auth.Path)
		}
	}
}

func (t *authTree) at(path []string) *authTree {
	for _, n := range path {
		c := t.members[n]
		if c == nil {
			c = &authTree{members: map[string]*authTree{}}
			t.members[n] = c
			i, _ := slices.BinarySearch(t.names, n)
			t.names = slices.Insert(t.names, i, n)
		}
		t = c
	}
	return t
}

// collect adds what e uses. Scopes holds, for each enclosing predicate, the
// node of its elements when it ranges over a list of auth(), else nil.
func (t *authTree) collect(e schema.Expr, scopes []*authTree) {
	schema.Walk(e, func(e schema.Expr) bool {
		switch e := e.(type) {
		case *schema.Ref:
			t.ref(e, scopes)
		case *schema.Predicate:
			over := t.ref(e.Over, scopes)
			if over != nil {
				over.list = true
			}
			t.collect(e.Cond, append(slices.Clone(scopes), over))
			return false
		}
		return true
	})
}

// ref adds a reference and returns its node, nil when it is not of auth().
func (t *authTree) ref(r *schema.Ref, scopes []*authTree) *authTree {
	if r.Root == schema.RootAuth {
		return t.at(r.Path)
	}
	if r.Root == schema.RootScope && r.Scope > 0 && scopes[r.Scope-1] != nil {
		return scopes[r.Scope-1].at(r.Path)
	}
	return nil
}

// AppendPattern appends which of the members that rules use are missing from a
// user, and how long its lists are. Users of one pattern share their plans.
func (p *Policy) AppendPattern(dst []byte, user map[string]any) []byte {
	if user == nil {
		return append(dst, '-')
	}
	return p.auth.pattern(append(dst, '+'), user)
}

func (t *authTree) pattern(dst []byte, v any) []byte {
	if t.list {
		items, ok := v.([]any)
		if !ok {
			return append(dst, '0')
		}
		dst = strconv.AppendInt(append(dst, '['), int64(len(items)), 10)
		for _, item := range items {
			dst = t.object(dst, item)
		}
		return append(dst, ']')
	}
	return t.object(dst, v)
}

func (t *authTree) object(dst []byte, v any) []byte {
	if v == nil {
		return append(dst, '0')
	}
	dst = append(dst, '1')
	if len(t.members) == 0 {
		return dst
	}
	m, _ := v.(map[string]any)
	for _, n := range t.names {
		dst = t.members[n].pattern(dst, m[n])
	}
	return dst
}

// sample is a user that has every member, and one element in every list.
func (t *authTree) sample() map[string]any {
	m := map[string]any{}
	for n, c := range t.members {
		var v any = true
		if len(c.members) > 0 {
			v = c.sample()
		}
		if c.list {
			v = []any{v}
		}
		m[n] = v
	}
	return m
}

// Lookup returns the member of user at the path, nil when any part of it is
// missing. Elements of lists are numbered.
func Lookup(user map[string]any, path []string) any {
	var v any = user
	if user == nil {
		return nil
	}
	for _, n := range path {
		switch x := v.(type) {
		case map[string]any:
			v = x[n]
		case []any:
			i, err := strconv.Atoi(n)
			if err != nil || i < 0 || i >= len(x) {
				return nil
			}
			v = x[i]
		default:
			return nil
		}
	}
	return v
}

// Members is what rules and defaults use of the auth model's row: scalar
// fields, and related rows with theirs.
type Members struct {
	Fields    []string
	Relations map[string]*Members
}

// Members tells what a row must be loaded with to serve as auth(): its id, and
// what rules and defaults use.
func (p *Policy) Members() *Members {
	auth := p.schema.AuthModel()
	if auth == nil {
		return &Members{}
	}
	return p.auth.of(p.schema, auth)
}

func (t *authTree) of(s *schema.Schema, m *schema.Model) *Members {
	out := &Members{Relations: map[string]*Members{}}
	out.Fields = append(out.Fields, m.ID...)
	for _, n := range t.names {
		f := m.Field(n)
		switch {
		case f == nil || slices.Contains(out.Fields, n):
		case f.IsRelation():
			out.Relations[n] = t.members[n].of(s, s.Model(f.Relation.Target))
		default:
			out.Fields = append(out.Fields, n)
		}
	}
	return out
}
