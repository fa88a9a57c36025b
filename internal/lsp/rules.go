package lsp

import (
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/syntax"
)

// rule is an @@allow, @@deny, @allow or @deny as its author wrote it.
type rule struct {
	allow bool
	ops   []string
	cond  string
}

// rulesOf reads the rules among attributes.
func rulesOf(a *check.Analysis, attrs []*syntax.Attribute) []rule {
	var rules []rule
	for _, attr := range attrs {
		if attr.Name.Text != "allow" && attr.Name.Text != "deny" {
			continue
		}
		r := rule{allow: attr.Name.Text == "allow"}
		for _, arg := range attr.Args {
			switch p := a.Param(arg); {
			case p == nil:
			case p.Name.Text == "operation":
				if lit, ok := arg.Value.(*syntax.StringLit); ok {
					r.ops = operations(lit.Value)
				}
			case p.Name.Text == "condition":
				r.cond = textOf(a, arg.Value)
			}
		}
		if r.ops != nil && r.cond != "" {
			rules = append(rules, r)
		}
	}
	return rules
}

// operations returns the operations that a rule's list of them names.
func operations(list string) []string {
	var ops []string
	for op := range strings.SplitSeq(list, ",") {
		if op = strings.TrimSpace(op); op == "all" {
			ops = append(ops, "create", "read", "update", "delete")
		} else {
			ops = append(ops, op)
		}
	}
	return ops
}

// permissions says who may do what with the rows of a model.
func permissions(a *check.Analysis, m *syntax.Model) []string {
	if m.Kind == syntax.TypeDecl || m.Abstract {
		return nil
	}
	rules := rulesOf(a, a.Attributes(m))
	lines := []string{"**Who may do what**", ""}
	for _, op := range []string{"create", "read", "update", "post-update", "delete"} {
		allow, deny := conditions(rules, op)
		if op == "post-update" && len(allow)+len(deny) == 0 {
			continue // no rule looks at the updated row
		}
		lines = append(lines, permission(op, op == "post-update", allow, deny))
	}
	return []string{strings.Join(lines, "\n")}
}

// fieldPermissions says what the rules of a field add to those of its model.
func fieldPermissions(a *check.Analysis, f *syntax.Field) []string {
	rules := rulesOf(a, f.Attrs)
	var lines []string
	for _, op := range []string{"read", "update"} {
		if allow, deny := conditions(rules, op); len(allow)+len(deny) > 0 {
			lines = append(lines, permission(op, true, allow, deny))
		}
	}
	if lines == nil {
		return nil
	}
	return []string{strings.Join(append([]string{"**Beyond the model's rules**", ""}, lines...), "\n")}
}

func conditions(rules []rule, op string) (allow, deny []string) {
	for _, r := range rules {
		switch {
		case !slices.Contains(r.ops, op):
		case r.allow:
			allow = append(allow, r.cond)
		default:
			deny = append(deny, r.cond)
		}
	}
	return allow, deny
}

// permission is one line of the list. Without an allow nobody may, but for what
// is on top of another decision: that needs one only when there are any.
func permission(op string, onTop bool, allow, deny []string) string {
	line := "- **" + op + "**: "
	switch {
	case slices.Contains(deny, "true"), len(allow) == 0 && !onTop:
		return line + "nobody"
	case len(allow) == 0:
		return line + "unless " + codes(deny)
	case slices.Contains(allow, "true"):
		line += "everyone"
	default:
		line += "if " + codes(allow)
	}
	if len(deny) > 0 {
		line += ", but not if " + codes(deny)
	}
	return line
}

func codes(conds []string) string {
	return "`" + strings.Join(conds, "` or `") + "`"
}

// modelSQL shows what a signed-in user's read of a model is to the database.
func (s *server) modelSQL(a *check.Analysis, m *syntax.Model) []string {
	if s.config.Explain == nil || a.Schema == nil || a.Schema.Model(m.Name.Text) == nil {
		return nil
	}
	return s.explained("**A signed-in user's read, as SQL**", a.Schema, m.Name.Text)
}

func (s *server) explained(title string, sch *schema.Schema, model string) []string {
	sql, err := s.config.Explain(sch, model)
	if err != nil {
		s.log("explain %s: %v", model, err)
		return nil
	}
	return []string{title, fenced("sql", sql)}
}

// ruleSQL shows the rule at a place as the rows that it selects, alone of all
// rules of its model.
func (s *server) ruleSQL(spot *spot, a *check.Analysis) []string {
	if s.config.Explain == nil || a.Schema == nil {
		return nil
	}
	attr, _ := memberAt(declAt(spot.file, spot.offset), spot.offset).(*syntax.Attribute)
	if attr == nil {
		return nil
	}
	at := attr.Span()
	from := at.Pos()
	where := schema.Pos{File: at.File(), Line: from.Line, Col: from.Col}
	for _, m := range a.Schema.Models {
		for _, r := range m.Rules {
			if r.Pos != where || comparesRows(r.Cond) {
				continue
			}
			title := "**The rows that it allows, as SQL**"
			if !r.Allow {
				title = "**The rows that it denies, as SQL**"
			}
			return s.explained(title, only(a.Schema, m, r), m.Name)
		}
	}
	return nil
}

// comparesRows reports whether a condition is about a row before and after an
// update, which no query can show.
func comparesRows(cond schema.Expr) bool {
	found := false
	schema.Walk(cond, func(e schema.Expr) bool {
		if r, ok := e.(*schema.Ref); ok && (r.Root == schema.RootBefore || r.Root == schema.RootFuture) {
			found = true
		}
		return !found
	})
	return found
}

// only returns a schema in which nothing decides about reads of m but r.
func only(s *schema.Schema, m *schema.Model, r *schema.Rule) *schema.Schema {
	out := schema.Schema{Provider: s.Provider, Enums: s.Enums, Types: s.Types, Auth: s.Auth}
	for _, other := range s.Models {
		c := *other
		if other == m {
			c.Rules = []*schema.Rule{{Allow: true, Ops: schema.OpRead, Cond: r.Cond}}
		}
		out.Models = append(out.Models, &c)
	}
	return schema.New(out)
}
