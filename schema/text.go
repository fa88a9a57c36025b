package schema

import (
	"strconv"
	"strings"
)

// Text is an expression as ZModel writes it. Elements of outer predicates, to
// which the source gave names that are not kept, are called element1, element2 …
func Text(e Expr) string {
	t := &printer{}
	t.expr(e, false)
	return t.b.String()
}

// Text is the rule as ZModel writes it; that of a field begins with one @.
func (r *Rule) Text(field bool) string {
	name := "@deny("
	if r.Allow {
		name = "@allow("
	}
	if !field {
		name = "@" + name
	}
	if r.Cond == nil {
		return name + "'" + r.Ops.String() + "')"
	}
	text := name + "'" + r.Ops.String() + "', " + Text(r.Cond)
	if r.Override {
		text += ", true"
	}
	return text + ")"
}

// String lists the operations as a rule does.
func (o Ops) String() string {
	var names []string
	if o&OpAll == OpAll {
		names, o = append(names, "all"), o&^OpAll
	}
	for _, n := range []struct {
		op   Ops
		name string
	}{{OpCreate, "create"}, {OpRead, "read"}, {OpUpdate, "update"}, {OpDelete, "delete"}, {OpPostUpdate, "post-update"}} {
		if o&n.op != 0 {
			names = append(names, n.name)
		}
	}
	return strings.Join(names, ",")
}

type printer struct {
	b     strings.Builder
	depth int // of predicates
}

// expr writes an expression, in parentheses where it is an operand and has operators itself.
func (t *printer) expr(e Expr, operand bool) {
	switch e := e.(type) {
	case *Literal:
		t.literal(e)
	case *List:
		t.list("[", e.Items, "]")
	case *Ref:
		t.ref(e)
	case *Not:
		t.b.WriteByte('!')
		t.expr(e.X, true)
	case *Binary:
		t.binary(e, operand)
	case *Predicate:
		t.ref(e.Over)
		t.b.WriteString(string(e.Quant) + "[")
		t.depth++
		t.expr(e.Cond, false)
		t.depth--
		t.b.WriteByte(']')
	case *Call:
		t.list(e.Func+"(", e.Args, ")")
	case *Check:
		t.b.WriteString("check(")
		t.ref(e.Rel)
		if e.Op != 0 {
			t.b.WriteString(", '" + e.Op.String() + "'")
		}
		t.b.WriteByte(')')
	default:
		panic("schema: unknown expression")
	}
}

func (t *printer) list(begin string, items []Expr, end string) {
	t.b.WriteString(begin)
	for i, x := range items {
		if i > 0 {
			t.b.WriteString(", ")
		}
		t.expr(x, false)
	}
	t.b.WriteString(end)
}

// binary writes a chain of one operator without parentheses.
func (t *printer) binary(e *Binary, operand bool) {
	if operand {
		t.b.WriteByte('(')
	}
	logical := e.Op == And || e.Op == Or
	l, chained := e.L.(*Binary)
	chained = chained && l.Op == e.Op && logical
	t.expr(e.L, !chained && !(logical && isComparison(e.L)))
	t.b.WriteString(" " + string(e.Op) + " ")
	t.expr(e.R, !(logical && isComparison(e.R)))
	if operand {
		t.b.WriteByte(')')
	}
}

func isComparison(e Expr) bool {
	b, ok := e.(*Binary)
	return ok && b.Op != And && b.Op != Or
}

func (t *printer) literal(e *Literal) {
	switch v := e.Value.(type) {
	case nil:
		t.b.WriteString("null")
	case bool:
		t.b.WriteString(strconv.FormatBool(v))
	case Number:
		t.b.WriteString(string(v))
	case string:
		if e.T.Kind == EnumKind {
			t.b.WriteString(v)
			return
		}
		t.b.WriteString("'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`).Replace(v) + "'")
	}
}

func (t *printer) ref(e *Ref) {
	var parts []string
	switch e.Root {
	case RootAuth:
		parts = []string{"auth()"}
	case RootBefore:
		parts = []string{"before()"}
	case RootFuture:
		parts = []string{"future()"}
	case RootScope:
		switch {
		case e.Scope == 0 && (t.depth > 0 || len(e.Path) == 0):
			parts = []string{"this"}
		case e.Scope != t.depth || len(e.Path) == 0:
			parts = []string{"element" + strconv.Itoa(e.Scope)}
		}
	}
	t.b.WriteString(strings.Join(append(parts, e.Path...), "."))
}
