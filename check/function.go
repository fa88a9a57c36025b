package check

import (
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/internal/pattern"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/syntax"
)

// funcDecl is a declared function.
type funcDecl struct {
	decl     *syntax.Function
	file     *file
	library  bool
	contexts []string
}

func newFuncDecl(fn *syntax.Function, f *file) *funcDecl {
	d := &funcDecl{decl: fn, file: f, library: f.lib == nil}
	for _, m := range fn.Metas {
		if m.Name.Text != "expressionContext" {
			continue
		}
		for _, arg := range m.Args {
			for _, r := range refsOf(arg.Value) {
				d.contexts = append(d.contexts, r.Name.Text)
			}
		}
	}
	return d
}

func (c *checker) unknownFunction(f *file, call *syntax.Call) {
	c.report(CodeUnknownFunction, call.Func, "unknown function %s", call.Func.Text).Hint = c.suggest(call.Func.Text, func() []string {
		return f.namesOf(func(d syntax.Decl) bool {
			_, ok := d.(*syntax.Function)
			return ok
		})
	})
}

// call types a function call.
func (x *exprs) call(e *syntax.Call, want *enum) (schema.Expr, typ) {
	decl, ok := x.file.lookup(e.Func.Text).(*syntax.Function)
	if !ok {
		x.c.unknownFunction(x.file, e)
		return nil, typ{}
	}
	fn := x.c.funcs[decl]
	x.c.info.use(e.Func, decl)
	if x.ctx != anywhere && !slices.Contains(fn.contexts, x.ctx.String()) {
		x.c.report(CodeFunctionContext, e, "%s() is not available in %s", e.Func.Text, contextName(x.ctx))
		return nil, typ{}
	}
	if fn.library {
		switch e.Func.Text {
		case "auth":
			return x.authCall(e)
		case "before", "future":
			return x.rowCall(e)
		case "check":
			return x.checkCall(e)
		}
	}
	args, ok := x.arguments(e, fn, want)
	if !ok {
		return nil, typ{}
	}
	if fn.library && !x.checkLibraryCall(e, args) {
		return nil, typ{}
	}
	t := x.resultType(fn, len(args))
	return &schema.Call{Func: canonical(fn, e.Func.Text), Args: args, T: t.ValueType}, t
}

func contextName(x context) string {
	switch x {
	case inDefault:
		return "a default value"
	case inPolicy:
		return "an access rule"
	case inValidation:
		return "a validation"
	case inIndex:
		return "an index"
	default:
		return "any place"
	}
}

// canonical gives the old names of the format functions their new ones.
func canonical(fn *funcDecl, name string) string {
	if fn.library {
		switch name {
		case "email":
			return "isEmail"
		case "url":
			return "isUrl"
		case "datetime":
			return "isDateTime"
		}
	}
	return name
}

// resultType is the declared type; length is a number or, with bounds, a check.
func (x *exprs) resultType(fn *funcDecl, args int) typ {
	r := fn.decl.Returns
	t := typ{ValueType: schema.ValueType{Kind: kindNamed(r.Name.Text), List: r.List}}
	switch d := fn.file.lookup(r.Name.Text).(type) {
	case *syntax.Model:
		t = elementType(x.c.containers[d])
		t.List = r.List
	case *syntax.Enum:
		t.Kind, t.Name, t.enum = schema.EnumKind, d.Name.Text, x.c.enums[d]
	}
	if fn.library && fn.decl.Name.Text == "length" {
		t.Kind = schema.Int
		if args > 1 {
			t.Kind = schema.Boolean
		}
	}
	return t
}

// arguments types the arguments by position.
func (x *exprs) arguments(e *syntax.Call, fn *funcDecl, want *enum) ([]schema.Expr, bool) {
	params := fn.decl.Params
	var args []schema.Expr
	ok := true
	for i, a := range e.Args {
		v, t := x.expr(a, want)
		if t.enum != nil {
			want = t.enum
		}
		if t.Kind == schema.Invalid {
			ok = false
			continue
		}
		if i < len(params) {
			ok = x.argument(fn, params[i], a, t) && ok
			args = append(args, v)
		}
	}
	for _, p := range params[min(len(e.Args), len(params)):] {
		if !p.Type.Optional {
			x.c.report(CodeMissingParam, e, "%s() lacks its argument %s", e.Func.Text, p.Name.Text)
			return nil, false
		}
	}
	return args, ok
}

func (x *exprs) argument(fn *funcDecl, p *syntax.Param, a syntax.Expr, t typ) bool {
	dest := schema.ValueType{Kind: kindNamed(p.Type.Name.Text), List: p.Type.List}
	if dest.Kind == schema.Invalid {
		x.c.report(CodeParamType, p, "parameter type %s is not usable", p.Type.Name.Text)
		return false
	}
	ok := assignable(dest, t, a)
	if fn.library && fn.decl.Name.Text == "length" && p.Name.Text == "field" {
		return x.lengthArgument(a, t)
	}
	if !ok {
		x.c.report(CodeCallArg, a, "argument does not fit parameter %s of %s(): it takes %s, not %s",
			p.Name.Text, fn.decl.Name.Text, describe(dest), describe(t.ValueType))
	}
	return ok
}

func (x *exprs) lengthArgument(a syntax.Expr, t typ) bool {
	if t.field && (t.Kind == schema.String || t.List && t.Kind != schema.ModelKind) {
		return true
	}
	x.c.report(CodeLengthArg, a, "length() takes a String or list field")
	return false
}

// checkLibraryCall checks what the declarations of the library cannot say.
func (x *exprs) checkLibraryCall(e *syntax.Call, args []schema.Expr) bool {
	switch e.Func.Text {
	case "currentModel", "currentOperation":
		if len(e.Args) > 0 {
			return x.checkCasing(e.Args[0])
		}
	case "regex":
		return x.checkPattern(e.Args[1])
	case "cuid":
		return x.checkVersion(e, CodeCUID, "cuid version is 1 or 2", "1", "2") && x.checkFormat(e, 1)
	case "uuid":
		return x.checkVersion(e, CodeUUID, "uuid version is 4 or 7", "4", "7") && x.checkFormat(e, 1)
	case "nanoid":
		return x.checkNanoid(e) && x.checkFormat(e, 1)
	case "ulid":
		return x.checkFormat(e, 0)
	case "dbgenerated":
		if s, ok := arg(e, 0).(*syntax.StringLit); ok && s.Value == "" {
			x.c.report(CodeDefaultValue, e, "dbgenerated() needs an expression")
			return false
		}
	}
	return true
}

// arg returns an argument of a call, or nil.
func arg(e *syntax.Call, i int) syntax.Expr {
	if i < len(e.Args) {
		return e.Args[i]
	}
	return nil
}

func (x *exprs) checkCasing(e syntax.Expr) bool {
	s, ok := e.(*syntax.StringLit)
	if ok && slices.Contains([]string{"original", "upper", "lower", "capitalize", "uncapitalize"}, s.Value) {
		return true
	}
	x.c.report(CodeCasing, e, "casing must be one of original, upper, lower, capitalize, uncapitalize")
	return false
}

// checkPattern wants a literal that is a regular expression. Patterns are
// JavaScript's; those that Go cannot run in linear time are refused.
func (x *exprs) checkPattern(e syntax.Expr) bool {
	s, ok := e.(*syntax.StringLit)
	if !ok {
		x.c.report(CodePatternLiteral, e, "regex() needs a literal pattern")
		return false
	}
	if _, err := pattern.Compile(s.Value); err != nil {
		x.c.report(CodePattern, e, "invalid %v", err)
		return false
	}
	return true
}

func (x *exprs) checkVersion(e *syntax.Call, code diag.Code, message string, versions ...string) bool {
	v := arg(e, 0)
	if n, ok := v.(*syntax.NumberLit); v == nil || ok && slices.Contains(versions, strings.TrimPrefix(n.Text, "+")) {
		return true
	}
	x.c.report(code, v, "%s", message)
	return false
}

func (x *exprs) checkNanoid(e *syntax.Call) bool {
	v := arg(e, 0)
	if v == nil {
		return true
	}
	n, ok := integer(v)
	switch {
	case !ok || n <= 0:
		x.c.report(CodeNanoid, v, "length must be positive")
	case n < 2 || n > 255:
		x.c.report(CodeDefaultValue, v, "the length of a nanoid is 2 to 255")
	default:
		return true
	}
	return false
}

// checkFormat wants a placeholder in an id format, one that no backslash hides.
func (x *exprs) checkFormat(e *syntax.Call, i int) bool {
	v := arg(e, i)
	if v == nil {
		return true
	}
	s, ok := v.(*syntax.StringLit)
	if ok && strings.Contains(strings.ReplaceAll(s.Value, `\%s`, ""), "%s") {
		return true
	}
	x.c.report(CodeFormat, v, "format must contain %%s").Hint = "it stands for the id"
	return false
}

func (x *exprs) authCall(e *syntax.Call) (schema.Expr, typ) {
	k := x.c.auth
	if k == nil {
		x.c.report(CodeNoAuth, e, "auth() has no type: mark one with @@auth or name it User")
		return nil, typ{}
	}
	t := elementType(k)
	t.auth, t.nullable = true, true
	return &schema.Ref{Root: schema.RootAuth, T: t.ValueType}, t
}

// rowCall types before() and future(): the row on the other side of an update.
func (x *exprs) rowCall(e *syntax.Call) (schema.Expr, typ) {
	root := schema.RootBefore
	if e.Func.Text == "future" {
		root = schema.RootFuture
		x.future = true
	} else {
		x.before = true
	}
	if !x.checkRowCall(e, root) {
		return nil, typ{}
	}
	t := elementType(x.self)
	t.Kind = schema.ModelKind
	t.free, t.before = !x.self.isModel(), root == schema.RootBefore
	return &schema.Ref{Root: root, T: t.ValueType}, t
}

func (x *exprs) checkRowCall(e *syntax.Call, root schema.Root) bool {
	switch {
	case x.self == nil:
		x.c.report(CodeUnknownName, e, "%s() has no meaning outside a model", e.Func.Text)
	case x.member != nil && root == schema.RootBefore:
		x.c.report(CodeBeforeField, e, "before() is not available in field rules")
	case x.member != nil:
		x.c.report(CodeFutureField, e, "future() is not available in field rules")
	case root == schema.RootBefore && x.ops != schema.OpPostUpdate:
		x.c.report(CodeBeforeOp, e, "before() is only available in post-update rules").Hint = "make it a rule for 'post-update' alone"
	case root == schema.RootFuture && x.ops != schema.OpUpdate:
		x.c.report(CodeFutureOp, e, "future() is only available in update rules").Hint = "make it a rule for 'update' alone"
	default:
		return true
	}
	return false
}

// checkCall types check(rel[, op]).
func (x *exprs) checkCall(e *syntax.Call) (schema.Expr, typ) {
	if len(e.Args) == 0 {
		x.c.report(CodeMissingParam, e, "check() lacks its argument field")
		return nil, typ{}
	}
	v, t := x.expr(e.Args[0], nil)
	if t.Kind == schema.Invalid {
		return nil, typ{}
	}
	ref, ok := v.(*schema.Ref)
	switch {
	case !ok || !isRef(e.Args[0]) || t.Kind != schema.ModelKind:
		x.c.report(CodeCheckField, e.Args[0], "check() needs a relation field")
		return nil, typ{}
	case t.List:
		list := x.file.tree.Text(e.Args[0])
		x.c.report(CodeCheckList, e.Args[0], "check() needs a to-one relation").Hint =
			list + " is a list: ask about its rows, as in " + list + "?[…]"
		return nil, typ{}
	}
	op := schema.Ops(0)
	if o := arg(e, 1); o != nil {
		s, _ := o.(*syntax.StringLit)
		if s != nil {
			op = checkOp(s.Value)
		}
		if op == 0 {
			x.c.report(CodeCheckOp, o, "unknown operation; use 'read', 'create', 'update' or 'delete'")
			return nil, typ{}
		}
	}
	ops := op
	if ops == 0 {
		ops = x.ops
	}
	x.checks = append(x.checks, checkCall{to: t.target, at: e, ops: ops})
	return &schema.Check{Rel: ref, Op: op}, boolType()
}

func checkOp(name string) schema.Ops {
	switch name {
	case "create":
		return schema.OpCreate
	case "read":
		return schema.OpRead
	case "update":
		return schema.OpUpdate
	case "delete":
		return schema.OpDelete
	}
	return 0
}
