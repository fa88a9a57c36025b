package check

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/syntax"
)

// integer returns the whole number that e is.
func integer(e syntax.Expr) (int, bool) {
	n, ok := e.(*syntax.NumberLit)
	if !ok {
		return 0, false
	}
	v, err := strconv.Atoi(n.Text)
	return v, err == nil
}

// buildDefault reads @default.
func (c *checker) buildDefault(k *container, m *member, ap applied) *schema.Default {
	if ap.value("map") != nil && c.source.provider != "sqlserver" && c.source.provider != "" {
		c.report(CodeDefaultMap, ap.arg("map"), "only sqlserver names its defaults")
	}
	e := ap.value("value")
	if e == nil || m.enum == nil && m.typ.Kind == schema.Invalid {
		return nil
	}
	switch e := e.(type) {
	case *syntax.Call:
		return c.defaultCall(k, m, e)
	case *syntax.Access:
		return c.defaultAuth(k, m, e)
	case *syntax.ListLit:
		return c.defaultList(m, e)
	case *syntax.Ref:
		if m.enum != nil && !m.typ.List && m.enum.values[e.Name.Text] != nil {
			c.info.use(e.Name, m.enum.values[e.Name.Text])
			return &schema.Default{Value: m.enum.literal(e.Name.Text)}
		}
		c.badDefaultName(k, m, e)
		return nil
	case *syntax.Binary, *syntax.Predicate, *syntax.Not, *syntax.This, *syntax.ObjectLit:
		c.report(CodeDefaultValue, e, "a default must be a literal or a call")
		return nil
	}
	if m.typ.List {
		c.report(CodeArgType, e, "argument does not fit parameter value: the default of a list is a list")
		return nil
	}
	lit := c.checkLiteral(m, e)
	if lit == nil {
		return nil
	}
	return &schema.Default{Value: lit}
}

func (c *checker) badDefaultName(k *container, m *member, e *syntax.Ref) {
	name := e.Name.Text
	switch {
	case k.member(name) != nil:
		c.report(CodeDefaultValue, e, "a default cannot refer to another field")
	case m.enum != nil && !m.typ.List:
		c.report(CodeUnknownName, e, "%s has no value %q", m.enum.name(), name).Hint = c.choose(name, m.enum.valueNames)
	case c.valueOwner(m.from.file, name) != nil:
		c.wrongDefault(m, e)
	default:
		c.report(CodeUnknownName, e, "unknown name %q in this scope", name)
	}
}

func (c *checker) wrongDefault(m *member, e syntax.Expr) {
	d := c.report(CodeArgType, e, "argument does not fit parameter value: %s is no %s",
		m.from.file.tree.Text(e), describe(schema.ValueType{Kind: m.typ.Kind, Name: m.typ.Name}))
	d.Hint = c.literalHint(m, e)
}

// literalHint says how a value of the field's type is written.
func (c *checker) literalHint(m *member, e syntax.Expr) string {
	s, quoted := e.(*syntax.StringLit)
	switch kind := m.typ.Kind; {
	case quoted && m.enum != nil && m.enum.values[s.Value] != nil,
		quoted && kind == schema.Boolean && (s.Value == "true" || s.Value == "false"):
		return "write it without quotes"
	case quoted && kind.Numeric():
		if _, err := strconv.ParseFloat(s.Value, 64); err == nil {
			return "write it without quotes"
		}
		return "write a number"
	case m.enum != nil:
		return "write a value of " + m.enum.name()
	case kind == schema.String && c.constant(e) != nil:
		return "write it in quotes"
	case kind == schema.DateTime:
		return `write "2024-01-31T00:00:00Z", or now()`
	case kind == schema.Boolean:
		return "write true or false"
	case kind.Numeric():
		return "write a number"
	}
	return ""
}

// defaultList reads the default of a list field, item by item.
func (c *checker) defaultList(m *member, e *syntax.ListLit) *schema.Default {
	if !m.typ.List || m.relation() {
		c.wrongDefault(m, e)
		return nil
	}
	out := &schema.List{T: schema.ValueType{Kind: m.typ.Kind, Name: m.typ.Name, List: true}}
	for _, item := range e.Items {
		if r, ok := item.(*syntax.Ref); ok && m.enum != nil {
			if m.enum.values[r.Name.Text] == nil {
				c.report(CodeUnknownName, r, "%s has no value %q", m.enum.name(), r.Name.Text).Hint = c.choose(r.Name.Text, m.enum.valueNames)
				return nil
			}
			c.info.use(r.Name, m.enum.values[r.Name.Text])
			out.Items = append(out.Items, m.enum.literal(r.Name.Text))
			continue
		}
		lit := c.checkLiteral(m, item)
		if lit == nil {
			return nil
		}
		out.Items = append(out.Items, lit)
	}
	return &schema.Default{Value: out}
}

// checkLiteral returns e as a value of the field's type, or reports why it is
// none and returns nil.
func (c *checker) checkLiteral(m *member, e syntax.Expr) *schema.Literal {
	shared := c.constant(e)
	if shared == nil || !literalKind(m.typ.Kind, shared.T.Kind) {
		c.wrongDefault(m, e)
		return nil
	}
	lit := &schema.Literal{Value: shared.Value}
	lit.T = schema.ValueType{Kind: m.typ.Kind, Name: m.typ.Name}
	if !c.literalFits(m, e, lit) {
		return nil
	}
	return lit
}

// literalKind reports whether a literal of kind lit can stand for a field.
func literalKind(field, lit schema.Kind) bool {
	switch field {
	case schema.Int, schema.BigInt, schema.Float, schema.Decimal:
		return lit == schema.Int || lit == schema.Float
	case schema.DateTime, schema.Bytes, schema.JSON, schema.Custom:
		return lit == schema.String
	}
	return field == lit
}

// literalFits checks the text of a literal: what the language lets pass, but no
// database could store.
func (c *checker) literalFits(m *member, e syntax.Expr, lit *schema.Literal) bool {
	text, _ := lit.Value.(string)
	if n, ok := lit.Value.(schema.Number); ok {
		text = string(n)
	}
	switch m.typ.Kind {
	case schema.Int, schema.BigInt:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || m.typ.Kind == schema.Int && (n < math.MinInt32 || n > math.MaxInt32) {
			c.report(CodeDefaultValue, e, "%s is no value of type %s", text, m.typ.Kind)
			return false
		}
		lit.Value = schema.Number(strconv.FormatInt(n, 10))
	case schema.DateTime:
		if !dateText.MatchString(text) {
			c.wrongDefault(m, e)
			return false
		}
		if _, err := time.Parse(time.RFC3339Nano, text); err != nil {
			c.report(CodeDefaultValue, e, "%q is no full instant", text).Hint = `write "2024-01-31T00:00:00Z"`
			return false
		}
	case schema.Bytes:
		if _, err := base64.StdEncoding.DecodeString(text); err != nil {
			c.report(CodeDefaultValue, e, "%q is not base64", text)
			return false
		}
	case schema.JSON, schema.Custom:
		if !json.Valid([]byte(text)) {
			c.report(CodeArgType, e, "argument does not fit parameter value: it is not valid JSON")
			return false
		}
	}
	return true
}

// defaultCall reads a default that is made anew for each row.
func (c *checker) defaultCall(k *container, m *member, e *syntax.Call) *schema.Default {
	x := &exprs{c: c, file: m.from.file, self: k, decl: m.from, member: m, ctx: inDefault}
	v, t := x.expr(e, nil)
	if t.Kind == schema.Invalid {
		return nil
	}
	call, ok := v.(*schema.Call)
	if !ok || !assignable(m.typ, t, e) || m.relation() || m.enum != nil && t.Kind != schema.Any {
		c.wrongDefault(m, e)
		return nil
	}
	d := &schema.Default{Func: call.Func}
	for _, a := range e.Args {
		switch a := a.(type) {
		case *syntax.NumberLit:
			d.Arg, _ = integer(a)
		case *syntax.StringLit:
			d.Format = a.Value
		}
	}
	if d.Func == "dbgenerated" {
		d.SQL, d.Format = d.Format, ""
	}
	return d
}

// defaultAuth reads a default taken from the current user: auth().org.id.
func (c *checker) defaultAuth(k *container, m *member, e *syntax.Access) *schema.Default {
	x := &exprs{c: c, file: m.from.file, self: k, decl: m.from, member: m, ctx: inDefault}
	v, t := x.expr(e, nil)
	if t.Kind == schema.Invalid {
		return nil
	}
	ref, ok := v.(*schema.Ref)
	if !ok || ref.Root != schema.RootAuth {
		c.report(CodeDefaultValue, e, "a default cannot refer to another field")
		return nil
	}
	same := m.typ.List == t.List && t.enum == m.enum && fits(base(m.typ.Kind), base(t.Kind))
	if !same || t.Kind == schema.ModelKind {
		c.report(CodeArgType, e, "argument does not fit parameter value: %s is %s, not %s",
			strings.TrimSpace(m.from.file.tree.Text(e)), describe(t.ValueType), describe(m.typ))
		return nil
	}
	return &schema.Default{Auth: ref.Path}
}
