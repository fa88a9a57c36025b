package query

import "github.com/gozen-dev/gozen/schema"

// supported says no to operations that the model or Gozen does not have.
func supported(m *schema.Model, kind Kind) error {
	no := func(why string) error { return &Error{Reason: NotSupported, Model: m.Name, Message: why} }
	switch {
	case m.Ignore:
		return no("model \"" + m.Name + "\" is not available to clients")
	case kind.Writes() && m.View:
		return no("model \"" + m.Name + "\" is a view, which cannot be written")
	case kind == Create || kind == CreateMany || kind == CreateManyAndReturn || kind == Upsert:
		// That of a delegate base comes after what is wrong with the arguments.
		if why := uncreatable(m); why != "" && m.Delegate == nil {
			return no(why)
		}
	}
	return nil
}

// uncreatable says why rows of m cannot be created, or "".
func uncreatable(m *schema.Model) string {
	if m.View {
		return "model \"" + m.Name + "\" is a view, which cannot be written"
	}
	if abstract(m) {
		return abstractModel(m)
	}
	for _, f := range m.Fields {
		if f.Type.Kind == schema.Unsupported && !f.Type.Optional && f.Default == nil {
			return "model \"" + m.Name + "\" cannot be created: field \"" + f.Name + "\" has an unsupported type"
		}
	}
	return ""
}

// abstract reports whether m is a delegate base: its rows are of other models.
func abstract(m *schema.Model) bool { return m.Delegate != nil && m.Delegate.Discriminator != "" }

func abstractModel(m *schema.Model) string {
	return "model \"" + m.Name + "\" is a delegate base: rows are created through the models that extend it"
}

// Abstract returns the error of creating a row of a model, nil where it has rows of
// its own. An upsert or connectOrCreate of a delegate base finds out
// when there is no row yet.
func Abstract(m *schema.Model) *Error {
	if !abstract(m) {
		return nil
	}
	return &Error{Reason: NotSupported, Model: m.Name, Message: abstractModel(m)}
}

// arguments returns the arguments as an object: none at all and null are {}.
// Anything else would be taken for a request for every row.
func (d *decoder) arguments(n Node) *Object {
	switch n.(type) {
	case nil, Undefined, Null:
		return &Object{}
	}
	o, _ := d.object(n, &path{})
	return o
}

func (d *decoder) op(op *Op, o *Object, p *path) {
	switch op.Kind {
	case FindUnique, FindUniqueOrThrow, Delete:
		op.Unique, op.Where = d.uniqueWhere(op.Model, o.Get("where"), p.key("where"))
		op.Select = d.selection(op.Model, o, p)
	case FindFirst, FindFirstOrThrow, FindMany:
		op.Where = d.optionalWhere(op.Model, o, p)
		op.Page = d.page(op.Model, o, p)
		if op.Kind != FindMany {
			op.Page = d.onlyFirst(op.Page, o, p)
		}
		op.Select = d.selection(op.Model, o, p)
	case Exists:
		op.Where = d.optionalWhere(op.Model, o, p)
	case Count:
		op.Where = d.optionalWhere(op.Model, o, p)
		op.Page = d.page(op.Model, o, p)
		op.Counts = d.countSelection(op.Model, o.Get("select"), p.key("select"))
	case Aggregate:
		op.Where = d.optionalWhere(op.Model, o, p)
		op.Page = d.page(op.Model, o, p)
		op.Aggregates = d.aggregates(op.Model, o, p)
	case GroupBy:
		d.groupBy(op, o, p)
	case Create:
		d.creatable(op.Model)
		op.Create = d.createArgument(op.Model, o, p.key("data"))
		op.Select = d.selection(op.Model, o, p)
	case CreateMany, CreateManyAndReturn:
		d.creatable(op.Model)
		op.SkipDuplicates = d.skipDuplicates(op.Model, o, p)
		op.Rows = d.createRows(op.Model, o.Get("data"), p.key("data"), nil)
		if op.Kind == CreateManyAndReturn {
			op.Select = d.selection(op.Model, o, p)
		}
	case Update:
		op.Unique, op.Where = d.uniqueWhere(op.Model, o.Get("where"), p.key("where"))
		op.Update = d.updateData(op.Model, o.Get("data"), p.key("data"), nil)
		op.Select = d.selection(op.Model, o, p)
	case UpdateMany, UpdateManyAndReturn:
		op.Where = d.optionalWhere(op.Model, o, p)
		op.Update = d.updateScalars(op.Model, o.Get("data"), p.key("data"), nil)
		op.Limit = d.limit(op.Model, o, p)
		if op.Kind == UpdateManyAndReturn {
			op.Select = d.selection(op.Model, o, p)
		}
	case Upsert:
		d.makeable(op.Model)
		op.Unique, op.Where = d.uniqueWhere(op.Model, o.Get("where"), p.key("where"))
		op.Create = d.createData(op.Model, o.Get("create"), p.key("create"), nil)
		op.Update = d.updateData(op.Model, o.Get("update"), p.key("update"), nil)
		op.Select = d.selection(op.Model, o, p)
	case DeleteMany:
		op.Where = d.optionalWhere(op.Model, o, p)
		op.Limit = d.limit(op.Model, o, p)
	default:
		panic("query: unknown operation")
	}
	d.only(o, p, argumentNames(op.Kind)...)
}

// argumentNames lists what an operation takes.
func argumentNames(k Kind) []string {
	switch k {
	case FindUnique, FindUniqueOrThrow, Delete:
		return []string{"where", "select", "include", "omit"}
	case FindFirst, FindFirstOrThrow, FindMany:
		return []string{"where", "orderBy", "skip", "take", "cursor", "distinct", "select", "include", "omit"}
	case Exists:
		return []string{"where"}
	case Count:
		return []string{"where", "orderBy", "skip", "take", "cursor", "select"}
	case Aggregate:
		return []string{"where", "orderBy", "skip", "take", "cursor", "_count", "_avg", "_sum", "_min", "_max"}
	case GroupBy:
		return []string{"by", "where", "having", "orderBy", "skip", "take", "_count", "_avg", "_sum", "_min", "_max"}
	case Create:
		return []string{"data", "select", "include", "omit"}
	case CreateMany:
		return []string{"data", "skipDuplicates"}
	case CreateManyAndReturn:
		return []string{"data", "skipDuplicates", "select", "omit"}
	case Update:
		return []string{"where", "data", "select", "include", "omit"}
	case UpdateMany:
		return []string{"where", "data", "limit"}
	case UpdateManyAndReturn:
		return []string{"where", "data", "limit", "select", "omit"}
	case Upsert:
		return []string{"where", "create", "update", "select", "include", "omit"}
	case DeleteMany:
		return []string{"where", "limit"}
	default:
		panic("query: unknown operation")
	}
}

func (d *decoder) limit(m *schema.Model, o *Object, p *path) Slot {
	n := o.Get("limit")
	if n == nil {
		return NoSlot
	}
	if m.Delegate != nil {
		d.refuse("\"limit\" is not supported on the polymorphic model \"" + m.Name + "\"")
	}
	i, ok := d.number(n, p.key("limit"), 0)
	if !ok {
		return NoSlot
	}
	return d.slot(i)
}

func (d *decoder) skipDuplicates(m *schema.Model, o *Object, p *path) bool {
	skip := d.bool(o.Get("skipDuplicates"), p.key("skipDuplicates"))
	if skip && m.Delegate != nil {
		d.refuse("\"skipDuplicates\" is not supported on the polymorphic model \"" + m.Name + "\"")
	}
	return skip
}
