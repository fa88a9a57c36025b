// Package vet finds mistakes in programs that use a generated client which the
// compiler lets pass, and which a call would be refused for:
//
//   - a literal of a new row that leaves out what has to be given;
//   - a struct for gozen.Select that does not fit its model.
//
// It reads types and the tags of generated code, and no schema. What it cannot
// see for certain it lets pass: a field may be assigned later, a row may be
// made complete by a function that it goes through.
//
// [Unit] answers go vet, which hands it a package at a time; [Files] is the
// analysis alone.
package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// module is what generated code imports.
const module = "github.com/gozen-dev/gozen"

// Finding is a mistake in a program.
type Finding struct {
	Pos, End token.Pos
	Message  string
}

// Files finds the mistakes in the files of a package that compiles, in order.
// Of info it needs Types, Defs, Uses, Instances and Selections.
func Files(files []*ast.File, info *types.Info) []Finding {
	v := &visit{info: info}
	for _, f := range files {
		ast.PreorderStack(f, nil, func(n ast.Node, above []ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				v.literal(n, above)
			case *ast.CallExpr:
				v.selects(n)
			}
			return true
		})
	}
	return v.found
}

// visit is an analysis on its way.
type visit struct {
	info  *types.Info
	found []Finding
}

func (v *visit) report(n ast.Node, message string) {
	v.found = append(v.found, Finding{n.Pos(), n.End(), message})
}

// callee returns what a call calls, nil for a value.
func (v *visit) callee(call *ast.CallExpr) *types.Func {
	f, _ := v.info.Uses[name(call.Fun)].(*types.Func)
	return f
}

// name is the identifier at the end of what a call names.
func name(e ast.Expr) *ast.Ident {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return e
	case *ast.SelectorExpr:
		return e.Sel
	case *ast.IndexExpr:
		return name(e.X)
	case *ast.IndexListExpr:
		return name(e.X)
	default:
		return nil
	}
}

// ours reports whether f is a function of package gozen.
func ours(f *types.Func) bool {
	return f != nil && f.Pkg() != nil && f.Pkg().Path() == module
}

// pointee is the type without a pointer.
func pointee(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// method returns a method of a type or of a pointer to it, nil when there is none.
func method(t types.Type, name string) *types.Signature {
	found := types.NewMethodSet(types.NewPointer(pointee(t))).Lookup(nil, name)
	if found == nil {
		return nil
	}
	s, _ := found.Type().(*types.Signature)
	return s
}

// shown is a type as a program names it.
func shown(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string { return p.Name() })
}

// option splits a struct's tag for gozen: the name before the comma, and what follows.
func option(tag string) (name string, options []string) {
	name, rest, _ := strings.Cut(tag, ",")
	return name, strings.Split(rest, ",")
}
