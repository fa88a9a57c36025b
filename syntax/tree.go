package syntax

import (
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/diag"
)

// Node is a piece of the tree that stands somewhere in the text.
type Node interface {
	Span() diag.Span
}

// File is a parsed file.
type File struct {
	Name     string
	Source   string
	Imports  []*Import
	Decls    []Decl
	Comments []*Comment // all of them, in order, documentation included
	text     *diag.File
}

// Span covers the whole file.
func (f *File) Span() diag.Span { return f.text.Span(0, len(f.Source)) }

// Whole is the file as such: a span without a place in it.
func (f *File) Whole() diag.Span { return f.text.Whole() }

// Text returns the source text of n, which must be of this file.
func (f *File) Text(n Node) string {
	s := n.Span()
	return f.Source[s.Start():s.End()]
}

// Comment is a comment as written, with its slashes.
type Comment struct {
	Text string
	At   diag.Span
}

// Span returns the comment's place.
func (c *Comment) Span() diag.Span { return c.At }

// documents reports whether c is a /// comment.
func (c *Comment) documents() bool { return strings.HasPrefix(c.Text, "///") }

// Name is an identifier.
type Name struct {
	Text string
	At   diag.Span
}

// Span returns the name's place.
func (n Name) Span() diag.Span { return n.At }

// Import is import "path".
type Import struct {
	Path *StringLit
	At   diag.Span
}

// Span returns the import's place.
func (n *Import) Span() diag.Span { return n.At }

// Decl is a declaration. It is a closed sum: [Block], [Model], [Enum],
// [Function], [AttributeDecl], [Procedure].
type Decl interface {
	Node
	// Ident is the declared name.
	Ident() Name
	decl()
}

// Head is what every declaration starts with.
type Head struct {
	Name Name
	Doc  string
	At   diag.Span
}

// Span returns the declaration's place.
func (h *Head) Span() diag.Span { return h.At }

// Ident is the declared name.
func (h *Head) Ident() Name { return h.Name }

func (*Head) decl() {}

// BlockKind tells the three kinds of option blocks apart.
type BlockKind uint8

// The option blocks.
const (
	Datasource BlockKind = iota
	Generator
	Plugin
)

// String returns the keyword.
func (k BlockKind) String() string {
	return [...]string{"datasource", "generator", "plugin"}[k]
}

// Block is a datasource, generator or plugin with its options.
type Block struct {
	Head
	Kind    BlockKind
	Options []*Option
}

// Option returns the option called name, the last when repeated, or nil.
func (b *Block) Option(name string) *Option {
	for _, v := range slices.Backward(b.Options) {
		if v.Name.Text == name {
			return v
		}
	}
	return nil
}

// Option is name = value in a block.
type Option struct {
	Name  Name
	Doc   string
	Value Expr
	At    diag.Span
}

// Span returns the option's place.
func (o *Option) Span() diag.Span { return o.At }

// ModelKind tells what a [Model] declares.
type ModelKind uint8

// The containers of fields.
const (
	ModelDecl ModelKind = iota
	ViewDecl
	TypeDecl
)

// String returns the keyword.
func (k ModelKind) String() string { return [...]string{"model", "view", "type"}[k] }

// Model is a model, view or type.
type Model struct {
	Head
	Kind     ModelKind
	Abstract bool
	Bases    []Name // extends
	Mixins   []Name // with
	Body     []Member
}

// Enum is an enum with its values.
type Enum struct {
	Head
	Body []Member // *EnumValue and *Attribute
}

// Member is a field, an enum value or a block attribute, in written order.
type Member interface {
	Node
	member()
}

// Field is a field of a model, view or type. Params are what a computed field
// is computed of.
type Field struct {
	Name   Name
	Doc    string
	Params []*Param
	Type   FieldType
	Attrs  []*Attribute
	At     diag.Span
}

// Span returns the field's place.
func (f *Field) Span() diag.Span { return f.At }

// EnumValue is a value of an enum.
type EnumValue struct {
	Name  Name
	Doc   string
	Attrs []*Attribute
	At    diag.Span
}

// Span returns the value's place.
func (v *EnumValue) Span() diag.Span { return v.At }

// Attribute is the application of an attribute. Level counts the at signs.
type Attribute struct {
	Name  Name // without the at signs
	Args  []*Arg
	end   uint32
	Level uint8
}

// Span returns the attribute's place.
func (a *Attribute) Span() diag.Span { return a.Name.At.With(a.Name.At.Start(), int(a.end)) }

// Text returns the attribute's name as written.
func (a *Attribute) Text() string { return strings.Repeat("@", int(a.Level)) + a.Name.Text }

func (*Field) member()     {}
func (*EnumValue) member() {}
func (*Attribute) member() {}

// Arg is an argument of an attribute. Label is the parameter's name where it is
// written, nil where the argument is positional, which most are.
type Arg struct {
	Label *Name
	Value Expr
}

// Name is the label's text, empty without one.
func (a *Arg) Name() string {
	if a.Label == nil {
		return ""
	}
	return a.Label.Text
}

// Span returns the argument's place.
func (a *Arg) Span() diag.Span {
	switch {
	case a.Label == nil && a.Value == nil:
		return diag.Span{} // nothing of it could be read
	case a.Label == nil:
		return a.Value.Span()
	case a.Value == nil:
		return a.Label.At
	}
	return a.Label.At.With(a.Label.At.Start(), a.Value.Span().End())
}

// FieldType is a type with its suffixes. Where no type could be read, its name is
// empty and has a place.
type FieldType struct {
	Name        Name
	Unsupported Expr // the argument of Unsupported(…)
	end         uint32
	List        bool
	Optional    bool
}

// Span returns the type's place.
func (t FieldType) Span() diag.Span { return t.Name.At.With(t.Name.At.Start(), int(t.end)) }

// Function declares a callable; its Body, nil when empty, has no meaning.
type Function struct {
	Head
	Params  []*Param
	Returns FieldType
	Body    Expr
	Metas   []*Attribute
}

// Procedure declares a custom operation.
type Procedure struct {
	Head
	Mutation bool
	Params   []*Param
	Returns  FieldType
	Metas    []*Attribute
}

// AttributeDecl declares an attribute. Level counts the at signs.
type AttributeDecl struct {
	Head
	Level  int
	Params []*Param
	Metas  []*Attribute
}

// Param is a declared parameter. Positional says that an attribute's argument
// may be given without its name.
type Param struct {
	Name       Name
	Doc        string
	Positional bool
	Type       FieldType
	Metas      []*Attribute
	At         diag.Span
}

// Span returns the parameter's place.
func (p *Param) Span() diag.Span { return p.At }
