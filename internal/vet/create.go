package vet

import (
	"go/ast"
	"go/types"
	"reflect"
	"slices"
	"strings"
)

// newRow is the generated struct of a new row.
type newRow struct {
	t      types.Type
	fields *types.Struct
	row    types.Type // *model.Todo
}

// creating returns what t is as the struct of a new row.
func creating(t types.Type) (newRow, bool) {
	if t == nil {
		return newRow{}, false
	}
	t = pointee(t)
	fields, ok := t.Underlying().(*types.Struct)
	if !ok {
		return newRow{}, false
	}
	ties := method(t, "GozenCreate")
	if ties == nil || ties.Params().Len() != 1 {
		return newRow{}, false
	}
	return newRow{t, fields, ties.Params().At(0).Type()}, true
}

// literal reports what a literal of a new row leaves out.
func (v *visit) literal(lit *ast.CompositeLit, above []ast.Node) {
	n, ok := creating(v.info.TypeOf(lit))
	if !ok {
		return
	}
	given := map[string]bool{}
	for _, e := range lit.Elts {
		kv, keyed := e.(*ast.KeyValueExpr)
		if !keyed {
			return // without keys Go wants all of them
		}
		if key, ok := kv.Key.(*ast.Ident); ok {
			given[key.Name] = true
		}
	}
	p := v.placed(above)
	if !p.written {
		// The zero value stands beside an error, or is filled later.
		if len(lit.Elts) == 0 || !v.completed(n, above, given) {
			return
		}
	}
	for _, missing := range n.missing(given, p) {
		v.report(lit, shown(n.t)+": "+missing+" is required")
	}
}

// missing lists what has to be given and is not.
func (n newRow) missing(given map[string]bool, p place) []string {
	var list []string
	for i := range n.fields.NumFields() {
		f := n.fields.Field(i)
		relation, options := option(reflect.StructTag(n.fields.Tag(i)).Get("gozen"))
		if given[f.Name()] {
			continue
		}
		if relation == "" {
			if slices.Contains(options, "required") {
				list = append(list, f.Name())
			}
			continue
		}
		for _, o := range options {
			if keys, ok := strings.CutPrefix(o, "required="); ok && p.written && !p.relates(n, f) {
				instead := strings.Split(keys, "+")
				if slices.ContainsFunc(instead, func(k string) bool { return !given[k] }) {
					list = append(list, f.Name()+" or "+strings.Join(instead, " and "))
				}
			}
		}
	}
	return list
}

// place is where a literal stands.
type place struct {
	written bool       // right in a call that writes it
	nested  bool       // in a row of another model, which relates it to itself
	parent  types.Type // that model's row, nil when it is not known
}

// relates reports whether a relation of n may be given by where n is written.
// When n has none to the parent, it is one to the base of that, or to models on
// the way, and any may be it.
func (p place) relates(n newRow, relation *types.Var) bool {
	if !p.nested || p.to(relation) {
		return p.nested
	}
	for f := range n.fields.Fields() {
		if p.to(f) {
			return false
		}
	}
	return true
}

// to reports whether a relation leads to the parent.
func (p place) to(relation *types.Var) bool {
	t, ok := types.Unalias(relation.Type()).(*types.Named)
	return ok && p.parent != nil && t.TypeArgs().Len() == 1 && types.Identical(t.TypeArgs().At(0), p.parent)
}

// placed follows a literal outwards, through slices of its kind, to what it is
// handed to.
func (v *visit) placed(above []ast.Node) place {
	for i, n := range slices.Backward(above) {
		switch n := n.(type) {
		case *ast.ParenExpr, *ast.UnaryExpr, *ast.KeyValueExpr:
		case *ast.CompositeLit:
			if _, fields := v.info.TypeOf(n).Underlying().(*types.Struct); fields {
				return place{}
			}
		case *ast.CallExpr:
			return v.handed(n, above[:i])
		default:
			return place{}
		}
	}
	return place{}
}

// handed is the place of a literal in the arguments of a call.
func (v *visit) handed(call *ast.CallExpr, above []ast.Node) place {
	f := v.callee(call)
	switch {
	case f == nil:
		return place{}
	case f.Signature().Recv() != nil && method(f.Signature().Recv().Type(), "GozenQuery") != nil:
		return place{written: true}
	case ours(f) && slices.Contains([]string{"Create", "ConnectOrCreate", "Upsert"}, f.Name()):
		return place{written: true, nested: true, parent: v.parent(above)}
	default:
		return place{}
	}
}

// parent is the model whose row, or change, nested writes stand in.
func (v *visit) parent(above []ast.Node) types.Type {
	for _, n := range slices.Backward(above) {
		switch n := n.(type) {
		case *ast.ParenExpr, *ast.KeyValueExpr:
		case *ast.CompositeLit:
			row, _ := creating(v.info.TypeOf(n))
			return row.row
		case *ast.CallExpr:
			f := v.callee(n)
			if ours(f) && f.Name() == "Together" {
				continue
			}
			return v.changed(n, f)
		default:
			return nil
		}
	}
	return nil
}

// changed is the model of zdb.List in zdb.List.Todos.Write(…).
func (v *visit) changed(call *ast.CallExpr, f *types.Func) types.Type {
	selector, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || !ours(f) || f.Name() != "Write" {
		return nil
	}
	relation, ok := types.Unalias(pointee(v.info.TypeOf(selector.X))).(*types.Named)
	if !ok || relation.TypeArgs().Len() == 0 {
		return nil
	}
	return relation.TypeArgs().At(0)
}

// completed adds to given what the function around a literal assigns to rows of
// its type. It is false when that cannot be known, because something else gets
// at such a row.
func (v *visit) completed(n newRow, above []ast.Node, given map[string]bool) bool {
	known := true
	same := func(e ast.Expr) bool {
		t := v.info.TypeOf(e)
		return t != nil && types.Identical(pointee(t), n.t)
	}
	for _, f := range above {
		if _, ok := f.(*ast.FuncDecl); !ok {
			continue
		}
		ast.Inspect(f, func(x ast.Node) bool {
			switch x := x.(type) {
			case *ast.AssignStmt:
				for _, to := range x.Lhs {
					if s, ok := ast.Unparen(to).(*ast.SelectorExpr); ok && same(s.X) {
						given[s.Sel.Name] = true
					}
				}
			case *ast.UnaryExpr:
				_, lit := ast.Unparen(x.X).(*ast.CompositeLit)
				known = known && (x.Op.String() != "&" || lit || !same(x.X))
			}
			return known
		})
	}
	return known
}
