package vet

import "go/types"

// relatedStruct returns the struct of a relation's rows, or what is wrong with
// t for a relation that rows have as theirs.
func relatedStruct(t, theirs types.Type, optional bool) (types.Type, string) {
	below := t
	switch u := t.Underlying().(type) {
	case *types.Slice:
		if !many(theirs) {
			return nil, "is a relation, and wants a struct, not " + shown(t)
		}
		below = u.Elem()
	case *types.Pointer:
		if many(theirs) {
			return nil, "is a relation, and wants a slice of structs, not " + shown(t)
		}
		below = u.Elem()
	default:
		switch {
		case many(theirs):
			return nil, "is a relation, and wants a slice of structs, not " + shown(t)
		case optional:
			return nil, "is a relation, and wants a pointer to a struct, not " + shown(t)
		}
	}
	if !isStruct(below) && !isParameter(below) {
		return nil, "is a relation, and wants structs, not " + shown(below)
	}
	return below, ""
}

// many reports whether a field of a row is a to-many relation.
func many(theirs types.Type) bool {
	_, slice := theirs.Underlying().(*types.Slice)
	return slice && method(theirs, "Must") != nil
}

// target is the row of a relation's model.
func target(theirs types.Type) types.Type {
	switch u := theirs.Underlying().(type) {
	case *types.Slice:
		return u.Elem()
	case *types.Struct:
		for f := range u.Fields() {
			if f.Name() == "Row" {
				return f.Type()
			}
		}
	}
	return theirs
}

// misfit says of which type a field would be, if a value that rows have as
// theirs does not fit into a t.
func misfit(t, theirs types.Type) string {
	if isParameter(t) {
		return ""
	}
	if list, ok := theirs.Underlying().(*types.Slice); ok && !bytes(theirs) {
		if mine, ok := t.Underlying().(*types.Slice); ok && fits(mine.Elem(), list.Elem()) {
			return ""
		}
		return "[]" + fitting(list.Elem())
	}
	mine, pointer := t.Underlying().(*types.Pointer)
	if pointer {
		t = mine.Elem()
	}
	if base, absent := types.Unalias(theirs).(*types.Pointer); absent {
		if theirs = base.Elem(); !pointer {
			return "*" + fitting(theirs)
		}
	}
	if fits(t, theirs) {
		return ""
	}
	return fitting(theirs)
}

// fits reports whether a t can hold values that rows have as theirs.
func fits(t, theirs types.Type) bool {
	switch {
	case isParameter(t):
		return true
	case bytes(theirs):
		return bytes(t)
	case basic(theirs, types.Int):
		return basic(t, types.Int) || basic(t, types.Int64)
	case scalarStruct(theirs):
		return types.Identical(types.Unalias(t), types.Unalias(theirs))
	case isStruct(theirs):
		return isStruct(t)
	default:
		return types.Identical(t.Underlying(), theirs.Underlying())
	}
}

// fitting is what a value is held in.
func fitting(theirs types.Type) string {
	switch {
	case bytes(theirs):
		return "[]byte"
	case isStruct(theirs) && !scalarStruct(theirs):
		return "a struct"
	case basic(theirs, types.String):
		return "string" // of an enum as well
	default:
		return shown(theirs)
	}
}

// scalarStruct reports whether t is a DateTime or Decimal.
func scalarStruct(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil {
		return false
	}
	path, name := n.Obj().Pkg().Path(), n.Obj().Name()
	return path == "time" && name == "Time" || path == module && name == "Decimal"
}

func bytes(t types.Type) bool {
	s, ok := t.Underlying().(*types.Slice)
	return ok && basic(s.Elem(), types.Uint8)
}

func basic(t types.Type, k types.BasicKind) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Kind() == k
}

func isStruct(t types.Type) bool {
	_, ok := t.Underlying().(*types.Struct)
	return ok
}

// isParameter reports whether t is a type parameter, of which nothing is known.
func isParameter(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.TypeParam)
	return ok
}
