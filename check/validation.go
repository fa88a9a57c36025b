package check

import (
	"github.com/gozen-dev/gozen/internal/pattern"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/syntax"
)

// validation reads a validation or transformation attribute of a field.
func (c *checker) validation(m *member, ap applied) *schema.Validation {
	v := &schema.Validation{Name: ap.attr.Name.Text, Message: ap.text("message", "")}
	for _, p := range ap.decl.decl.Params {
		if p.Name.Text == "message" {
			continue
		}
		arg := ap.value(p.Name.Text)
		if arg == nil {
			v.Args = append(v.Args, nil)
			continue
		}
		lit := c.constant(arg)
		if lit == nil || numericBound(v.Name) && lit.T.Kind != schema.Int && lit.T.Kind != schema.Float {
			c.report(CodeArgType, arg, "argument does not fit parameter %s: it takes a literal", p.Name.Text)
			return nil
		}
		v.Args = append(v.Args, lit)
	}
	for len(v.Args) > 0 && v.Args[len(v.Args)-1] == nil {
		v.Args = v.Args[:len(v.Args)-1]
	}
	if text := ap.value("regex"); text != nil {
		if s, ok := text.(*syntax.StringLit); ok {
			if _, err := pattern.Compile(s.Value); err != nil {
				c.report(CodeRegex, text, "invalid %v", err)
			}
		}
	}
	return v
}

func numericBound(name string) bool {
	return name == "gt" || name == "gte" || name == "lt" || name == "lte"
}

// constant returns the literal that e is, or nil. It may stand elsewhere too.
func (c *checker) constant(e syntax.Expr) *schema.Literal {
	switch e := e.(type) {
	case *syntax.StringLit:
		return literal(e.Value, schema.String)
	case *syntax.NumberLit:
		return c.number(e.Text)
	case *syntax.BoolLit:
		return literal(e.Value, schema.Boolean)
	}
	return nil
}

// validate reads @@validate.
func (c *checker) validate(k *container, b *blockAttr) *schema.Validate {
	ap := c.applied(b.from.file, b.attr)
	e := ap.value("value")
	if e == nil {
		return nil
	}
	x := &exprs{c: c, file: b.from.file, self: k, decl: b.from, ctx: inValidation}
	cond, t := x.expr(e, nil)
	if !c.wantCondition(e, t, "value") {
		return nil
	}
	v := &schema.Validate{Cond: cond, Message: ap.text("message", ""), Pos: pos(b.attr)}
	if list, ok := ap.value("path").(*syntax.ListLit); ok {
		for _, item := range list.Items {
			if s, ok := item.(*syntax.StringLit); ok {
				v.Path = append(v.Path, s.Value)
			}
		}
	}
	return v
}

// wantCondition reports an argument that cannot decide anything.
func (c *checker) wantCondition(e syntax.Expr, t typ, param string) bool {
	if t.Kind == schema.Invalid {
		return false
	}
	if !condition(t) {
		c.report(CodeArgType, e, "argument does not fit parameter %s: it takes Boolean, not %s",
			param, describe(t.ValueType))
		return false
	}
	return true
}
