package check

import (
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/schema"
)

// unknowable looks for a reason why a condition can be neither true nor false: a
// comparison with a value of the row that may be null. Known are the paths that
// an enclosing && has found to be there, or an enclosing || to be missing.
//
// A deny rule fires on true only, so a null there lets pass what its author meant
// to stop. Values of auth() are no reason: without a user, rules fail closed.
func unknowable(s *typesByModel, e schema.Expr, known []string) string {
	switch e := e.(type) {
	case *schema.Not:
		return unknowable(s, e.X, known)
	case *schema.Binary:
		switch e.Op {
		case schema.And:
			return s.both(e, append(known, tested(e, schema.Ne)...))
		case schema.Or:
			return s.both(e, append(known, tested(e, schema.Eq)...))
		}
		if isNull(e.L) || isNull(e.R) {
			return ""
		}
		return firstOf(s.nullable(e.L, known), s.nullable(e.R, known))
	case *schema.Predicate:
		return "" // a missing element decides like one that does not fit
	case *schema.Ref:
		return s.nullable(e, known)
	}
	return ""
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// typesByModel finds the fields along a path.
type typesByModel struct {
	c    *checker
	self *container
}

func (s *typesByModel) both(e *schema.Binary, known []string) string {
	known = slices.Clip(known)
	return firstOf(unknowable(s, e.L, known), unknowable(s, e.R, known))
}

// nullable returns the path of e when a value along it may be missing.
func (s *typesByModel) nullable(e schema.Expr, known []string) string {
	r, ok := e.(*schema.Ref)
	if !ok || r.Root == schema.RootAuth || r.Scope != 0 || len(r.Path) == 0 {
		return ""
	}
	path := strings.Join(r.Path, ".")
	if slices.Contains(known, path) {
		return ""
	}
	k := s.self
	for i, name := range r.Path {
		m := k.member(name)
		if m == nil {
			return ""
		}
		if m.typ.Optional && !slices.Contains(known, strings.Join(r.Path[:i+1], ".")) {
			return path
		}
		if k = m.target; k == nil {
			return ""
		}
	}
	return ""
}

// tested returns the paths that the operands of a chain compare with null.
func tested(e *schema.Binary, op schema.Operator) []string {
	var paths []string
	for _, side := range []schema.Expr{e.L, e.R} {
		b, ok := side.(*schema.Binary)
		switch {
		case !ok:
		case b.Op == e.Op:
			paths = append(paths, tested(b, op)...)
		case b.Op == op && isNull(b.R):
			if r, ok := b.L.(*schema.Ref); ok {
				paths = append(paths, strings.Join(r.Path, "."))
			}
		}
	}
	return paths
}

func isNull(e schema.Expr) bool {
	lit, ok := e.(*schema.Literal)
	return ok && lit.Value == nil
}

// lintUnknown warns about a deny rule that a null disarms, and about a rule for
// updating a field, which passes on true only.
func (c *checker) lintUnknown(k *container, r *schema.Rule, ap applied, field bool) {
	update := field && r.Ops&schema.OpUpdate != 0
	if r.Allow && !update {
		return
	}
	path := unknowable(&typesByModel{c, k}, r.Cond, nil)
	if path == "" {
		return
	}
	effect := "the rule then does not deny"
	if r.Allow {
		effect = "the update is then refused"
	}
	c.warn(CodeUnknown, ap.value("condition"), "the condition is unknown when %s is null: %s", path, effect).Hint =
		"say what null means: " + path + " != null && …, or " + path + " == null || …"
}
