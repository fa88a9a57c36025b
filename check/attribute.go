package check

import (
	"math"
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/syntax"
)

// attrDecl is a declared attribute.
type attrDecl struct {
	decl       *syntax.AttributeDecl
	file       *file
	library    bool
	targets    []string // field types that it may stand on; empty for all
	context    context  // of the expressions in its arguments
	once       bool
	onceModel  bool
	deprecated string
	index      map[string]int // see param
}

// manyParams is how many parameters an attribute has when finding one by its
// name is worth a table; those of the library have fewer.
const manyParams = 8

// param returns the index of the parameter called name, or -1.
func (d *attrDecl) param(name string) int {
	if len(d.decl.Params) <= manyParams {
		return slices.IndexFunc(d.decl.Params, func(p *syntax.Param) bool { return p.Name.Text == name })
	}
	if d.index == nil {
		d.index = map[string]int{}
		for i, p := range slices.Backward(d.decl.Params) {
			d.index[p.Name.Text] = i
		}
	}
	if i, ok := d.index[name]; ok {
		return i
	}
	return -1
}

// applied is the use of an attribute with each argument at its parameter. It is
// worked out whenever it is asked for: to keep one for each attribute of a schema
// would take twice as much memory as the text.
type applied struct {
	attr *syntax.Attribute
	decl *attrDecl // nil when unknown
	// For each parameter, which argument it has: 1 is the first. One of them is used.
	few  [8]uint8
	many []uint32
}

// arg returns the argument of a parameter, or nil.
func (ap applied) arg(param string) *syntax.Arg {
	if ap.decl == nil || len(ap.attr.Args) == 0 {
		return nil
	}
	if i := ap.decl.param(param); i >= 0 {
		return ap.at(i)
	}
	return nil
}

// at returns the argument of the parameter with an index, or nil.
func (ap *applied) at(param int) *syntax.Arg {
	arg := 0
	switch {
	case ap.many != nil:
		arg = int(ap.many[param])
	case param < len(ap.few):
		arg = int(ap.few[param])
	}
	if arg == 0 {
		return nil
	}
	return ap.attr.Args[arg-1]
}

// give notes that a parameter has the argument with an index.
func (ap *applied) give(param, arg int) {
	if ap.many == nil && param < len(ap.few) && arg < math.MaxUint8 {
		ap.few[param] = uint8(arg) + 1
		return
	}
	if ap.many == nil {
		ap.many = make([]uint32, max(len(ap.decl.decl.Params), len(ap.few)))
		for i, n := range ap.few {
			ap.many[i] = uint32(n)
		}
	}
	ap.many[param] = uint32(arg) + 1
}

// value returns the argument's value of a parameter, or nil.
func (ap applied) value(param string) syntax.Expr {
	if arg := ap.arg(param); arg != nil {
		return arg.Value
	}
	return nil
}

// text returns the string given for a parameter, or def.
func (ap applied) text(param, def string) string {
	if lit, ok := ap.value(param).(*syntax.StringLit); ok {
		return lit.Value
	}
	return def
}

// fieldNames returns the names listed for a parameter.
func (ap applied) fieldNames(param string) []string {
	var names []string
	for _, r := range refsOf(ap.value(param)) {
		names = append(names, r.Name.Text)
	}
	return names
}

// refsOf returns the bare names in e, a list of them or one alone.
func refsOf(e syntax.Expr) []*syntax.Ref {
	switch e := e.(type) {
	case *syntax.Ref:
		return []*syntax.Ref{e}
	case *syntax.ListLit:
		var refs []*syntax.Ref
		for _, item := range e.Items {
			if r, ok := item.(*syntax.Ref); ok {
				refs = append(refs, r)
			}
		}
		return refs
	}
	return nil
}

// bindAttributes finds the declaration of every attribute used and matches
// arguments with parameters.
func (c *checker) bindAttributes() {
	c.declareAttributes(c.lib)
	for _, f := range c.files {
		c.declareAttributes(f)
	}
	for _, f := range c.files {
		for _, d := range f.tree.Decls {
			for _, a := range attributesOf(d) {
				c.bind(f, a)
			}
		}
	}
}

func (c *checker) declareAttributes(f *file) {
	for _, d := range f.tree.Decls {
		switch d := d.(type) {
		case *syntax.AttributeDecl:
			c.attrs[d] = newAttrDecl(d, f)
			c.checkParams(f, d.Params)
		case *syntax.Function:
			c.funcs[d] = newFuncDecl(d, f)
			c.checkParams(f, d.Params)
			c.paramType(f, d.Returns)
			c.checkMetas(d.Metas)
		case *syntax.Procedure:
			c.checkMetas(d.Metas)
		}
	}
}

// checkMetas refuses @@@targetField on what is no attribute.
func (c *checker) checkMetas(metas []*syntax.Attribute) {
	for _, m := range metas {
		if m.Name.Text == "targetField" {
			c.report(CodeTargetField, m, "@@@targetField belongs on attribute declarations").Hint = "remove it here"
		}
	}
}

// checkParams reports parameters of unknown types.
func (c *checker) checkParams(f *file, params []*syntax.Param) {
	for _, p := range params {
		c.checkMetas(p.Metas)
		switch p.Type.Name.Text {
		case "FieldReference", "TransitiveFieldReference", "ContextType":
		default:
			c.paramType(f, p.Type)
		}
	}
}

func newAttrDecl(a *syntax.AttributeDecl, f *file) *attrDecl {
	d := &attrDecl{decl: a, file: f, library: f.lib == nil}
	switch a.Name.Text {
	case "allow", "deny":
		d.context = inPolicy
	case "default":
		d.context = inDefault
	case "index":
		d.context = inIndex
	}
	for _, m := range a.Metas {
		switch m.Name.Text {
		case "targetField":
			for _, arg := range m.Args {
				for _, r := range refsOf(arg.Value) {
					d.targets = append(d.targets, r.Name.Text)
				}
			}
		case "validation":
			d.context = inValidation
		case "once":
			d.once = true
		case "onceInModel":
			d.onceModel = true
		case "deprecated":
			d.deprecated = "deprecated"
			if len(m.Args) > 0 {
				if lit, ok := m.Args[0].Value.(*syntax.StringLit); ok {
					d.deprecated = lit.Value
				}
			}
		}
	}
	return d
}

// attributesOf returns every attribute in a declaration.
func attributesOf(d syntax.Decl) []*syntax.Attribute {
	var attrs []*syntax.Attribute
	body := func(members []syntax.Member) {
		for _, m := range members {
			switch m := m.(type) {
			case *syntax.Attribute:
				attrs = append(attrs, m)
			case *syntax.Field:
				attrs = append(attrs, m.Attrs...)
			case *syntax.EnumValue:
				attrs = append(attrs, m.Attrs...)
			}
		}
	}
	switch d := d.(type) {
	case *syntax.Model:
		body(d.Body)
	case *syntax.Enum:
		body(d.Body)
	}
	return attrs
}

// attrDecl returns the declaration of a, an attribute in f, or nil.
func (c *checker) attrDecl(f *file, a *syntax.Attribute) *attrDecl {
	key := attrName{a.Level, a.Name.Text}
	d, known := f.attrs[key]
	if !known {
		if decl, ok := f.lookup(a.Text()).(*syntax.AttributeDecl); ok {
			d = c.attrs[decl]
		}
		if f.attrs == nil {
			f.attrs = map[attrName]*attrDecl{}
		}
		f.attrs[key] = d
	}
	return d
}

// attrName is the name of an attribute with its at signs, which it counts.
type attrName struct {
	level uint8
	name  string
}

// applied matches the arguments of a, an attribute in f, with the parameters of
// its declaration, up to the first mistake.
func (c *checker) applied(f *file, a *syntax.Attribute) applied {
	ap := applied{attr: a, decl: c.attrDecl(f, a)}
	if ap.decl == nil {
		return ap
	}
	next := 0
	for n, arg := range a.Args {
		i := ap.parameter(arg, &next)
		if i < 0 || ap.at(i) != nil {
			break
		}
		ap.give(i, n)
	}
	return ap
}

// parameter finds the parameter that arg is for, or returns -1. All positional
// parameters before next have an argument.
func (ap *applied) parameter(arg *syntax.Arg, next *int) int {
	if name := arg.Name(); name != "" {
		return ap.decl.param(name)
	}
	params := ap.decl.decl.Params
	for ; *next < len(params); *next++ {
		if params[*next].Positional && ap.at(*next) == nil {
			return *next
		}
	}
	return -1
}

// bind reports what is wrong with the arguments of a. The first mistake ends it.
func (c *checker) bind(f *file, a *syntax.Attribute) {
	ap := applied{attr: a, decl: c.attrDecl(f, a)}
	if ap.decl == nil {
		d := c.report(CodeUnknownAttribute, a.Name, "unknown attribute %s", a.Text())
		d.Hint = c.attributeHint(f, a)
		return
	}
	decl := ap.decl.decl
	c.info.use(a.Name, decl)
	if ap.decl.deprecated != "" {
		c.warn(CodeDeprecated, a, "%s", ap.decl.deprecated)
	}
	next := 0
	for n, arg := range a.Args {
		i := ap.parameter(arg, &next)
		if i < 0 {
			c.noParameter(ap, arg)
			return
		}
		c.info.argument(arg, decl.Params[i])
		if ap.at(i) != nil {
			c.report(CodeArgTwice, arg, "parameter %s is given twice", decl.Params[i].Name.Text)
			return
		}
		ap.give(i, n)
	}
	c.checkMissing(ap)
}

// noParameter reports an argument that is for no parameter.
func (c *checker) noParameter(ap applied, arg *syntax.Arg) {
	if name := arg.Name(); name != "" {
		c.report(CodeUnknownArg, arg, "%s has no parameter %s", ap.attr.Text(), name).Hint = c.choose(name, ap.decl.paramNames)
		return
	}
	d := c.report(CodePositional, arg, "unexpected positional argument of %s", ap.attr.Text())
	for i, p := range ap.decl.decl.Params {
		if ap.at(i) == nil {
			d.Hint = "write the parameter's name: " + p.Name.Text + ": …"
			break
		}
	}
}

func (d *attrDecl) paramNames() []string {
	names := make([]string, len(d.decl.Params))
	for i, p := range d.decl.Params {
		names[i] = p.Name.Text
	}
	return names
}

func (c *checker) checkMissing(ap applied) {
	var missing []string
	for i, p := range ap.decl.decl.Params {
		if !p.Type.Optional && ap.at(i) == nil {
			missing = append(missing, p.Name.Text)
		}
	}
	if len(missing) > 0 {
		c.report(CodeMissingArg, ap.attr, "missing arguments of %s: %s", ap.attr.Text(), strings.Join(missing, ", ")).Hint =
			"write " + ap.attr.Text() + "(" + strings.Join(missing, ": …, ") + ": …)"
	}
}

func (c *checker) attributeHint(f *file, a *syntax.Attribute) string {
	at := strings.Repeat("@", int(a.Level))
	for _, other := range []string{"@" + at, strings.TrimPrefix(at, "@")} {
		if other != "" && f.lookup(other+a.Name.Text) != nil {
			return "did you mean \"" + other + a.Name.Text + "\"?"
		}
	}
	return c.suggest(a.Text(), func() []string {
		return f.namesOf(func(d syntax.Decl) bool {
			ad, ok := d.(*syntax.AttributeDecl)
			return ok && ad.Level == int(a.Level)
		})
	})
}

// argScope is where an attribute is applied: its arguments are checked there.
type argScope struct {
	file   *file
	self   *container // the model, view or type that has the attribute
	from   *container // where it is written
	member *member    // nil for a block attribute
}

// checkTarget refuses a field attribute on a field of a type it is not for.
func (c *checker) checkTarget(ap applied, m *member) {
	if ap.decl != nil && m.typ.Kind != schema.Invalid && !ap.decl.fits(m) {
		d := c.report(CodeTarget, ap.attr, "%s cannot be used on a field of type %s", ap.attr.Text(), m.decl.Type.Name.Text)
		d.Hint = "it is for " + strings.ReplaceAll(strings.Join(ap.decl.targets, ", "), "Field", "")
	}
}

// fits reports whether d may stand on m.
func (d *attrDecl) fits(m *member) bool {
	return len(d.targets) == 0 || slices.ContainsFunc(d.targets, func(t string) bool {
		return t == targetName(m.typ.Kind) || t == "ListField" && m.typ.List && !m.relation()
	})
}

func targetName(k schema.Kind) string {
	switch k {
	case schema.ModelKind:
		return "ModelField"
	case schema.Custom:
		return "TypeDefField"
	case schema.EnumKind:
		return ""
	}
	return k.String() + "Field"
}

// checkOnce refuses a repeated attribute that may stand once.
func (c *checker) checkOnce(f func(i int) *file, attrs []*syntax.Attribute) {
	count := map[string]int{}
	for _, a := range attrs {
		count[a.Name.Text]++
	}
	for i, a := range attrs {
		if d := c.attrDecl(f(i), a); count[a.Name.Text] > 1 && d != nil && d.once {
			c.report(CodeOnce, a, "%s may be applied once", a.Text())
		}
	}
}

// checkOnceInModel refuses an attribute on two fields of k that may stand on one.
func (c *checker) checkOnceInModel(k *container) {
	uses := map[string][]*syntax.Attribute{}
	for _, m := range k.members {
		for _, a := range m.decl.Attrs {
			if d := c.attrDecl(m.from.file, a); d != nil && d.onceModel {
				uses[a.Name.Text] = append(uses[a.Name.Text], a)
			}
		}
	}
	for _, as := range uses {
		if len(as) < 2 {
			continue
		}
		for _, a := range as {
			c.report(CodeOnceInModel, a, "%s may be applied to one field per model", a.Text())
		}
	}
}
