package gozen

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"github.com/gozen-dev/gozen/schema"
)

// form is how a caller's struct is filled from rows of a model. It is worked
// out once for each type.
type form struct {
	t      reflect.Type // the struct
	model  *schema.Model
	fields []formField // scalar fields in the order of the schema
	below  []formField // relations
	counts []formField // members of _count
	count  []int       // where _count stands in the struct
}

// formField is a field of the struct.
type formField struct {
	field *schema.Field
	index []int
	form  *form // of a relation
}

type formKey struct {
	model string
	t     reflect.Type
}

// form returns the form of a struct for a model, or says what does not fit.
func (db *DB) form(model string, t reflect.Type) (*form, error) {
	key := formKey{model, t}
	if known, ok := db.forms.Load(key); ok {
		return known.(*form), nil
	}
	m := db.rt.Schema().Model(model)
	if m == nil {
		return nil, usage("the schema has no model %q: run gozen generate", model)
	}
	f, err := (&former{schema: db.rt.Schema()}).form(m, t)
	if err == nil {
		db.forms.Store(key, f)
	}
	return f, err
}

// former makes a form and those of its relations.
type former struct {
	schema *schema.Schema
	path   []reflect.Type
}

func (r *former) form(m *schema.Model, t reflect.Type) (*form, error) {
	if t.Kind() != reflect.Struct {
		return nil, usage("select %s: it is no struct", t)
	}
	if slices.Contains(r.path, t) {
		return nil, usage("select %s: the struct has itself in it, and so no end", t)
	}
	r.path = append(r.path, t)
	defer func() { r.path = r.path[:len(r.path)-1] }()
	f := &form{t: t, model: m}
	if err := r.gather(f, t, nil); err != nil {
		return nil, err
	}
	if len(f.fields)+len(f.below)+len(f.counts) == 0 {
		return nil, usage("select %s: it has no field of %s", t, m.Name)
	}
	place := func(x formField) int { return slices.Index(m.Fields, x.field) }
	slices.SortFunc(f.fields, func(a, b formField) int { return cmp.Compare(place(a), place(b)) })
	slices.SortFunc(f.counts, func(a, b formField) int { return cmp.Compare(place(a), place(b)) })
	return f, nil
}

// gather adds the fields of a struct, and of those embedded in it.
func (r *former) gather(f *form, t reflect.Type, above []int) error {
	for i := range t.NumField() {
		sf := t.Field(i)
		index := append(slices.Clip(above), i)
		name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
		switch {
		case sf.Anonymous && name == "" && sf.Type.Kind() == reflect.Struct:
			if err := r.gather(f, sf.Type, index); err != nil {
				return err
			}
		case name == "-" || !sf.IsExported() || len(above) > 0 && generated(sf.Type):
		default:
			if err := r.add(f, sf, name, index); err != nil {
				return err
			}
		}
	}
	return nil
}

// generated reports whether the field of an embedded row is a relation or what
// else is not a scalar.
func generated(t reflect.Type) bool {
	if reflect.PointerTo(t).Implements(reflect.TypeFor[Rows]()) || t.Kind() == reflect.Interface {
		return true
	}
	if t.Kind() == reflect.Pointer && strings.HasSuffix(t.Elem().Name(), "Count") && t.Elem().Kind() == reflect.Struct {
		return true
	}
	_, loaded := reflect.PointerTo(t).MethodByName("Must")
	return loaded
}

func (r *former) add(f *form, sf reflect.StructField, name string, index []int) error {
	field := fieldFor(f.model, sf.Name, name)
	switch {
	case field == nil && (name == "_count" || name == "" && sf.Name == "Count"):
		f.count = index
		return f.addCounts(sf.Type)
	case field == nil:
		return usage("select %s.%s: %s has no such field", f.t, sf.Name, f.model.Name)
	case field.IsRelation():
		below, complaint := relatedStruct(sf.Type, field)
		if complaint != "" {
			return usage("select %s.%s: %s.%s %s", f.t, sf.Name, f.model.Name, field.Name, complaint)
		}
		form, err := r.form(r.schema.Model(field.Relation.Target), below)
		if err != nil {
			return err
		}
		f.below = append(f.below, formField{field, index, form})
	default:
		if complaint := misfit(sf.Type, field); complaint != "" {
			return usage("select %s.%s: %s.%s is %s, not %s", f.t, sf.Name, f.model.Name, field.Name, complaint, sf.Type)
		}
		f.fields = append(f.fields, formField{field: field, index: index})
	}
	return nil
}

// addCounts adds the members of a _count, which are ints.
func (f *form) addCounts(t reflect.Type) error {
	if t.Kind() != reflect.Struct {
		return usage("select %s.Count: it is no struct of ints", f.t)
	}
	for i := range t.NumField() {
		sf := t.Field(i)
		name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
		field := fieldFor(f.model, sf.Name, name)
		if field == nil || !field.IsRelation() || !field.Type.List || sf.Type.Kind() != reflect.Int {
			return usage("select %s.Count.%s: it is no int for a to-many relation of %s", f.t, sf.Name, f.model.Name)
		}
		f.counts = append(f.counts, formField{field: field, index: []int{i}})
	}
	return nil
}

// fieldFor finds the field that a struct's field names.
func fieldFor(m *schema.Model, goName, jsonName string) *schema.Field {
	visible := func(f *schema.Field) *schema.Field {
		if f == nil || f.Ignore {
			return nil
		}
		return f
	}
	if jsonName != "" {
		return visible(m.Field(jsonName))
	}
	for _, f := range m.Fields {
		if plain(f.Name) == plain(goName) {
			return visible(f)
		}
	}
	return nil
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
