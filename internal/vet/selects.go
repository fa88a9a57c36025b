package vet

import (
	"go/ast"
	"go/types"
	"reflect"
	"slices"
	"strings"
	"unicode"
)

// selects reports a struct for gozen.Select that does not fit its model, in the
// words of the error that the call would return.
func (v *visit) selects(call *ast.CallExpr) {
	f := v.callee(call)
	if !ours(f) || f.Name() != "Select" || len(call.Args) != 1 {
		return
	}
	types := v.info.Instances[name(call.Fun)].TypeArgs
	if types.Len() != 2 {
		return
	}
	s := &selection{client: client(v.info.TypeOf(call.Args[0]))}
	if complaint := s.fit(types.At(0), types.At(1)); complaint != "" {
		v.report(call.Fun, "select "+complaint)
	}
}

// client is the generated package that a query is of.
func client(query types.Type) *types.Package {
	if n, ok := types.Unalias(pointee(query)).(*types.Named); ok {
		return n.Obj().Pkg()
	}
	return nil
}

// selection checks a struct and those in it.
type selection struct {
	client *types.Package
	path   []types.Type
}

// model is a generated row as its struct tells it.
type model struct {
	name   string
	fields []*types.Var
	names  []string // in the schema; what is no field of the model has none
}

func modelOf(row types.Type) (model, bool) {
	named, ok := types.Unalias(pointee(row)).(*types.Named)
	if !ok {
		return model{}, false
	}
	fields, ok := named.Underlying().(*types.Struct)
	if !ok {
		return model{}, false
	}
	m := model{name: named.Obj().Name()}
	for i := range fields.NumFields() {
		m.fields = append(m.fields, fields.Field(i))
		m.names = append(m.names, jsonName(fields.Tag(i)))
	}
	return m, true
}

// fit says what is wrong with t as the select of a model.
func (s *selection) fit(t, row types.Type) string {
	m, ok := modelOf(row)
	fields, isStruct := t.Underlying().(*types.Struct)
	switch {
	case isParameter(t) || !ok:
		return "" // nothing is known of it
	case !isStruct:
		return shown(t) + ": it is no struct"
	case slices.ContainsFunc(s.path, func(o types.Type) bool { return types.Identical(o, t) }):
		return shown(t) + ": the struct has itself in it, and so no end"
	}
	s.path = append(s.path, t)
	defer func() { s.path = s.path[:len(s.path)-1] }()
	taken, complaint := s.gather(t, fields, m, false)
	if complaint == "" && taken == 0 {
		return shown(t) + ": it has no field of " + m.name
	}
	return complaint
}

// gather checks the fields of a struct, and of those embedded in it, and counts them.
func (s *selection) gather(t types.Type, fields *types.Struct, m model, embedded bool) (taken int, complaint string) {
	for i := range fields.NumFields() {
		f, json := fields.Field(i), jsonName(fields.Tag(i))
		if below, ok := f.Type().Underlying().(*types.Struct); ok && f.Embedded() && json == "" {
			n, complaint := s.gather(t, below, m, true)
			if complaint != "" {
				return 0, complaint
			}
			taken += n
			continue
		}
		if json == "-" || !f.Exported() || embedded && generated(f.Type()) {
			continue
		}
		if complaint := s.field(t, f, json, m); complaint != "" {
			return 0, complaint
		}
		taken++
	}
	return taken, ""
}

// field says what is wrong with one field of the struct.
func (s *selection) field(t types.Type, f *types.Var, json string, m model) string {
	at := m.find(f.Name(), json)
	if at < 0 {
		if json == "_count" || json == "" && f.Name() == "Count" {
			return s.counts(t, f, m)
		}
		return shown(t) + "." + f.Name() + ": " + m.name + " has no such field"
	}
	theirs := m.fields[at].Type()
	of := shown(t) + "." + f.Name() + ": " + m.name + "." + m.names[at]
	if method(theirs, "Must") != nil {
		below, complaint := relatedStruct(f.Type(), theirs, s.optional(m, m.fields[at].Name()))
		if complaint != "" {
			return of + " " + complaint
		}
		return s.fit(below, target(theirs))
	}
	if want := misfit(f.Type(), theirs); want != "" {
		return of + " is " + want + ", not " + shown(f.Type())
	}
	return ""
}

// counts says what is wrong with a struct of the numbers of related rows.
func (s *selection) counts(t types.Type, f *types.Var, m model) string {
	fields, ok := f.Type().Underlying().(*types.Struct)
	if !ok {
		return shown(t) + ".Count: it is no struct of ints"
	}
	for i := range fields.NumFields() {
		c := fields.Field(i)
		at := m.find(c.Name(), jsonName(fields.Tag(i)))
		if at < 0 || !many(m.fields[at].Type()) || !basic(c.Type(), types.Int) {
			return shown(t) + ".Count." + c.Name() + ": it is no int for a to-many relation of " + m.name
		}
	}
	return ""
}

// optional reports whether a to-one relation may be null, which its descriptor tells.
func (s *selection) optional(m model, relation string) bool {
	if s.client == nil {
		return false
	}
	descriptors := s.client.Scope().Lookup(m.name + "Fields")
	if descriptors == nil {
		return false
	}
	fields, ok := descriptors.Type().Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range fields.Fields() {
		if n, ok := types.Unalias(pointee(f.Type())).(*types.Named); ok && f.Name() == relation {
			return n.Obj().Name() == "NullToOne"
		}
	}
	return false
}

// find returns the place of the field that a struct's field names, -1 when there is none.
func (m model) find(goName, json string) int {
	return slices.IndexFunc(m.names, func(n string) bool {
		if n == "" || n == "-" || n == "_count" {
			return false
		}
		return n == json || json == "" && plain(n) == plain(goName)
	})
}

// plain is a name without what Go and ZModel spell differently: OwnerID is ownerId.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

func jsonName(tag string) string {
	name, _, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ",")
	return name
}

// generated reports whether a field of an embedded row is no scalar of its model.
func generated(t types.Type) bool {
	if types.IsInterface(t) || method(t, "Must") != nil {
		return true
	}
	p, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return false
	}
	n, ok := types.Unalias(p.Elem()).(*types.Named)
	return ok && strings.HasSuffix(n.Obj().Name(), "Count") && isStruct(n)
}
