package main

import (
	"slices"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

func (a *asker) write(m *schema.Model, kind query.Kind) object {
	args := object{}
	switch kind {
	case query.Create:
		args["data"] = a.create(m, nil, 2)
		a.shape(m, args, 1)
	case query.CreateMany, query.CreateManyAndReturn:
		args["data"] = a.rows(m, nil)
		if m.Delegate == nil && a.d.chance(12) {
			args["skipDuplicates"] = true
		}
	case query.Update:
		args["where"], args["data"] = a.unique(m), a.update(m, nil, 2, false)
		a.shape(m, args, 1)
	case query.UpdateMany, query.UpdateManyAndReturn:
		args["data"] = a.update(m, nil, 0, true)
		a.many(m, args)
	case query.Upsert:
		args["where"], args["create"], args["update"] = a.unique(m), a.create(m, nil, 1), a.update(m, nil, 1, false)
		a.shape(m, args, 1)
	case query.Delete:
		args["where"] = a.unique(m)
		a.shape(m, args, 1)
	case query.DeleteMany:
		a.many(m, args)
	default:
		panic("gozen-oracle: not a write: " + kind.String())
	}
	return args
}

func (a *asker) many(m *schema.Model, args object) {
	if a.d.chance(80) {
		args["where"] = a.where(m, 1)
	}
	if m.Delegate == nil && a.d.chance(15) {
		args["limit"] = a.d.n(4) * 2
	}
}

func (a *asker) rows(m *schema.Model, via *schema.Field) []any {
	list := []any{}
	for range 1 + a.d.n(3) {
		list = append(list, a.create(m, via, -1))
	}
	return list
}

// create is the data of a new row. Via is the relation that leads back to the
// parent, which gives that key. At depth -1 it has no relations.
func (a *asker) create(m *schema.Model, via *schema.Field, depth int) object {
	data := object{}
	for _, f := range settable(a.s, m) {
		switch {
		case m.IsID(f) && !isKey(m, f):
			data[f.Name] = a.newID(m, f)
		case isKey(m, f):
		case f.DeletedAt && a.d.chance(90):
		case f.Default != nil || f.UpdatedAt || f.Type.Optional:
			if a.d.chance(55) {
				data[f.Name] = maybe(a.d, f)
			}
		default:
			data[f.Name] = whole(a.d, f)
		}
	}
	for _, f := range relations(m) {
		if f == via {
			continue
		}
		if f.Relation.Owner() {
			a.owned(m, f, data, depth)
		} else if depth > 0 && a.d.chance(30) {
			data[f.Name] = a.nestedCreate(f, depth)
		}
	}
	return data
}

// newID is the id of a row to be made, mostly one that is free.
func (a *asker) newID(m *schema.Model, f *schema.Field) any {
	v := someID(a.d, f)
	for range 6 {
		taken := slices.ContainsFunc(a.stored(m), func(r map[string]any) bool { return text(r[f.Name]) == text(v) })
		if !taken {
			break
		}
		v = someID(a.d, f)
	}
	return v
}

// owned gives a new row its key to another: as a field, or as a nested write.
func (a *asker) owned(m *schema.Model, f *schema.Field, data object, depth int) {
	skip := f.Type.Optional || hasDefault(m, f)
	if skip && a.d.chance(40) {
		return
	}
	if depth > 0 && a.d.chance(50) {
		data[f.Name] = a.nestedCreate(f, depth)
		return
	}
	a.pointAt(f, data)
}

func hasDefault(m *schema.Model, f *schema.Field) bool {
	return !slices.ContainsFunc(f.Relation.Fields, func(n string) bool { return m.Field(n).Default == nil })
}

// pointAt sets a foreign key, mostly to a row that is there.
func (a *asker) pointAt(f *schema.Field, data object) {
	target := a.s.Model(f.Relation.Target)
	rows := a.stored(target)
	switch {
	case f.Type.Optional && a.d.chance(20):
		for _, name := range f.Relation.Fields {
			data[name] = nil
		}
	case len(rows) > 0 && a.d.chance(92):
		r := among(a.d, rows...)
		for i, name := range f.Relation.Fields {
			data[name] = plain(r[f.Relation.References[i]])
		}
	default:
		for i, name := range f.Relation.Fields {
			data[name] = a.likely(target, target.Field(f.Relation.References[i]))
		}
	}
}

// nestedCreate is what a create may nest.
func (a *asker) nestedCreate(f *schema.Field, depth int) object {
	m := a.s.Model(f.Relation.Target)
	kinds := []string{"create", "connect", "connectOrCreate"}
	if abstract(m) {
		kinds = kinds[1:]
	} else if f.Type.List && f.Relation.Join == nil {
		kinds = append(kinds, "createMany")
	}
	o := object{}
	for range 1 + a.d.n(2)*a.d.n(2) {
		kind := among(a.d, kinds...)
		if !f.Type.List {
			return object{kind: a.nestedOne(f, m, kind, depth)}
		}
		o[kind] = a.nestedList(f, m, kind, depth)
	}
	return o
}

// nestedList is one nested write or a list of them.
func (a *asker) nestedList(f *schema.Field, m *schema.Model, kind string, depth int) any {
	if kind == "createMany" || a.d.chance(60) {
		return a.nestedOne(f, m, kind, depth)
	}
	list := []any{}
	for range a.d.n(3) {
		list = append(list, a.nestedOne(f, m, kind, depth))
	}
	return list
}

func (a *asker) nestedOne(f *schema.Field, m *schema.Model, kind string, depth int) any {
	back := m.Field(f.Relation.Opposite)
	many := f.Type.List
	a.used.add("nested " + kind)
	switch kind {
	case "create":
		return a.create(m, back, depth-1)
	case "createMany":
		return object{"data": a.rows(m, back), "skipDuplicates": m.Delegate == nil && a.d.chance(12)}
	case "connect", "set":
		return a.unique(m)
	case "connectOrCreate":
		return object{"where": a.unique(m), "create": a.create(m, back, depth-1)}
	case "disconnect", "delete":
		if many {
			return a.unique(m)
		}
		return among(a.d, any(true), any(true), any(a.where(m, 0)))
	case "deleteMany":
		return among(a.d, object{}, a.where(m, 1))
	case "updateMany":
		return object{"where": among(a.d, object{}, a.where(m, 1)), "data": a.update(m, back, 0, true)}
	case "update":
		data := a.update(m, back, depth-1, false)
		if many {
			return object{"where": a.unique(m), "data": data}
		}
		if a.d.chance(20) {
			return object{"where": a.where(m, 0), "data": data}
		}
		return data
	case "upsert":
		o := object{"create": a.create(m, back, depth-1), "update": a.update(m, back, depth-1, false)}
		if many {
			o["where"] = a.unique(m)
		} else if a.d.chance(20) {
			o["where"] = a.where(m, 0)
		}
		return o
	default:
		panic("gozen-oracle: unknown nested write " + kind)
	}
}

// update is the data of an update. Scalars says that it has no relations.
func (a *asker) update(m *schema.Model, via *schema.Field, depth int, only bool) object {
	data := object{}
	if a.d.chance(5) {
		return data
	}
	for _, f := range settable(a.s, m) {
		if isKey(m, f) || (m.IsID(f) || f.DeletedAt) && a.d.chance(80) || a.d.chance(55) {
			continue
		}
		data[f.Name] = a.change(m, f)
	}
	for _, f := range relations(m) {
		if f == via {
			continue
		}
		switch {
		case !only && depth > 0 && a.d.chance(40):
			data[f.Name] = a.nestedUpdate(f, depth)
		case f.Relation.Owner() && a.d.chance(25):
			a.pointAt(f, data)
		}
	}
	return data
}

func (a *asker) change(m *schema.Model, f *schema.Field) any {
	if m.IsID(f) {
		return someID(a.d, f)
	}
	switch {
	case f.Type.List && a.d.chance(50):
		return object{"push": among(a.d, value(a.d, f), whole(a.d, f))}
	case f.Type.List:
		return among(a.d, whole(a.d, f), any(object{"set": whole(a.d, f)}))
	case f.Type.Kind == schema.JSON:
		return maybe(a.d, f)
	case f.Type.Kind.Numeric() && a.d.chance(8):
		a.used.add("atomic operation")
		return object{"divide": among(a.d, 1, 2)}
	case f.Type.Kind.Numeric() && a.d.chance(30):
		a.used.add("atomic operation")
		return object{among(a.d, "increment", "decrement", "multiply"): a.d.n(4)}
	case a.d.chance(15):
		return object{"set": maybe(a.d, f)}
	default:
		return maybe(a.d, f)
	}
}

// nestedUpdate is what an update may nest.
func (a *asker) nestedUpdate(f *schema.Field, depth int) object {
	m := a.s.Model(f.Relation.Target)
	kinds := []string{"create", "connect", "connectOrCreate", "upsert", "update", "update"}
	if abstract(m) {
		kinds = []string{"connect", "connectOrCreate", "upsert", "update", "update"}
	}
	severable := f.Type.Optional
	if !f.Relation.Owner() && f.Relation.Join == nil {
		severable = m.Field(f.Relation.Opposite).Type.Optional
	}
	if f.Type.List {
		kinds = append(kinds, "set", "delete", "deleteMany", "updateMany")
		severable = severable || f.Relation.Join != nil
		if f.Relation.Join == nil && !abstract(m) {
			kinds = append(kinds, "createMany")
		}
	} else if f.Type.Optional {
		kinds = append(kinds, "delete")
	}
	if severable {
		kinds = append(kinds, "disconnect", "disconnect")
	}
	o := object{}
	for range 1 + a.d.n(2)*a.d.n(2) {
		kind := among(a.d, kinds...)
		if !f.Type.List {
			return object{kind: a.nestedOne(f, m, kind, depth)}
		}
		o[kind] = a.nestedList(f, m, kind, depth)
		if kind == "set" {
			o[kind] = a.set(m)
		}
	}
	return o
}

func (a *asker) set(m *schema.Model) []any {
	list := []any{}
	for range a.d.n(3) {
		list = append(list, a.unique(m))
	}
	return list
}
