package query

import (
	"slices"
	"strconv"

	"github.com/gozen-dev/gozen/schema"
)

// maxIssues bounds how many issues one answer lists.
const maxIssues = 100

// Decode makes an Op of a request's arguments, strictly: every key must be
// known, every value of its field's type. All issues of the arguments are
// reported together in one InvalidInput error, as [Invalid] words it. What is
// well-formed but not built is a NotSupported error.
//
// Slots are numbered in the order of the schema, and those of createMany's rows
// last, so that requests of the same structure have the same [Op.Shape].
func Decode(s *schema.Schema, m *schema.Model, kind Kind, args Node, lim Limits) (*Op, error) {
	if err := supported(m, kind); err != nil {
		return nil, err
	}
	d := &decoder{s: s, lim: lim}
	op := &Op{Kind: kind, Model: m, Page: NoPage(), Limit: NoSlot}
	d.op(op, arguments(args), &path{})
	if lim.Values > 0 && len(d.values) > lim.Values {
		d.issue(&path{}, "Too big: the request holds more values than the limit")
	}
	if len(d.issues) > 0 {
		return nil, Invalid(kind, m.Name, d.issues)
	}
	if d.refused != "" {
		return nil, &Error{Reason: NotSupported, Model: m.Name, Message: d.refused}
	}
	op.Values = d.finish()
	return op, nil
}

// decoder collects what a walk over the arguments finds.
type decoder struct {
	s       *schema.Schema
	lim     Limits
	issues  []Issue
	refused string // the first thing that is well-formed but not supported
	values  []any
	rows    []*pendingRow
}

// supported says no to operations that the model or Gozen does not have.
func supported(m *schema.Model, kind Kind) error {
	no := func(why string) error { return &Error{Reason: NotSupported, Model: m.Name, Message: why} }
	switch {
	case m.Ignore:
		return no("model \"" + m.Name + "\" is not available to clients")
	case kind == Aggregate || kind == GroupBy:
		return no("operation \"" + kind.String() + "\" is not supported yet")
	case kind.Writes() && m.View:
		return no("model \"" + m.Name + "\" is a view, which cannot be written")
	case kind == Create || kind == CreateMany || kind == CreateManyAndReturn || kind == Upsert:
		if why := uncreatable(m); why != "" {
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
	if m.Delegate != nil && m.Delegate.Discriminator != "" {
		return "model \"" + m.Name + "\" is a delegate base: rows are created through the models that extend it"
	}
	for _, f := range m.Fields {
		if f.Type.Kind == schema.Unsupported && !f.Type.Optional && f.Default == nil {
			return "model \"" + m.Name + "\" cannot be created: field \"" + f.Name + "\" has an unsupported type"
		}
	}
	return ""
}

// arguments returns the arguments as an object, as JavaScript would see them:
// nothing, numbers and booleans have no keys, arrays and strings have indexes.
func arguments(n Node) *Object {
	switch n := n.(type) {
	case *Object:
		return n
	case Array:
		if len(n) > 0 {
			return &Object{Members: []Member{{Name: "0", Value: n[0]}}}
		}
	case String:
		if n != "" {
			return &Object{Members: []Member{{Name: "0", Value: n}}}
		}
	}
	return &Object{}
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
	case Create:
		op.Create = d.createArgument(op.Model, o, p.key("data"))
		op.Select = d.selection(op.Model, o, p)
	case CreateMany, CreateManyAndReturn:
		op.Rows = d.createRows(op.Model, o.Get("data"), p.key("data"), nil)
		op.SkipDuplicates = d.skipDuplicates(op.Model, o, p)
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
		return []string{"where", "orderBy", "skip", "take", "select"}
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

// issue reports a fault and returns what the value decoders return with one.
func (d *decoder) issue(p *path, message string) (any, bool) {
	if len(d.issues) < maxIssues {
		d.issues = append(d.issues, Issue{Path: p.String(), Message: message})
	}
	return nil, false
}

func (d *decoder) expected(p *path, what string, n Node) (any, bool) {
	return d.issue(p, "Invalid input: expected "+what+", received "+received(n))
}

// refuse notes something well-formed that is not supported.
func (d *decoder) refuse(why string) {
	if d.refused == "" {
		d.refused = why
	}
}

func (d *decoder) object(n Node, p *path) (*Object, bool) {
	o, ok := n.(*Object)
	if !ok {
		d.expected(p, "object", n)
	}
	return o, ok
}

// only reports the members of o that are not among names.
func (d *decoder) only(o *Object, p *path, names ...string) {
	for i := range o.Members {
		m := &o.Members[i]
		if !m.absent() && !slices.Contains(names, m.Name) {
			d.unknown(m.Name, p, names)
		}
	}
}

// unknown reports one key. The suggestion is not worth the time once the list
// of issues is full.
func (d *decoder) unknown(name string, p *path, known []string) {
	if len(d.issues) < maxIssues {
		d.issue(p, unrecognized(name, known))
	}
}

// nest goes one level of relations or logical operators down.
func (d *decoder) nest(p *path) (*path, bool) {
	if d.lim.Nesting > 0 && p.level > d.lim.Nesting {
		d.issue(p, "Too big: relations and conditions nest deeper than the limit")
		return nil, false
	}
	q := *p
	q.level++
	return &q, true
}

func (d *decoder) slot(v any) Slot {
	d.values = append(d.values, v)
	return Slot(len(d.values) - 1)
}

// batch reports whether a list of n members is within the limit.
func (d *decoder) batch(n int, p *path) bool {
	if d.lim.Batch > 0 && n > d.lim.Batch {
		d.issue(p, "Too big: the list is longer than the limit")
		return false
	}
	return true
}

// visible reports whether clients see the field at all.
func (d *decoder) visible(f *schema.Field) bool {
	if f == nil || f.Ignore || f.Type.Kind == schema.Unsupported {
		return false
	}
	return f.Relation == nil || !d.s.Model(f.Relation.Target).Ignore
}

// target returns the model at the other end of a relation.
func (d *decoder) target(f *schema.Field) *schema.Model { return d.s.Model(f.Relation.Target) }

// fieldNames lists the fields that are visible and pass keep.
func (d *decoder) fieldNames(m *schema.Model, keep func(*schema.Field) bool) []string {
	var names []string
	for _, f := range m.Fields {
		if d.visible(f) && keep(f) {
			names = append(names, f.Name)
		}
	}
	return names
}

// unknownFields reports the members of o that name no field that passes keep,
// nor one of extra.
func (d *decoder) unknownFields(m *schema.Model, o *Object, p *path, keep func(*schema.Field) bool, extra ...string) {
	for i := range o.Members {
		name := o.Members[i].Name
		f := m.Field(name)
		if d.visible(f) && keep(f) || slices.Contains(extra, name) {
			continue
		}
		if !o.Members[i].absent() && len(d.issues) < maxIssues {
			d.unknown(name, p, append(d.fieldNames(m, keep), extra...))
		}
	}
}

// bool decodes a flag; absent is false.
func (d *decoder) bool(n Node, p *path) bool {
	b, ok := n.(Bool)
	if !ok && n != nil {
		d.expected(p, "boolean", n)
	}
	return bool(b)
}

// number decodes an integer of at least low.
func (d *decoder) number(n Node, p *path, low int64) (int64, bool) {
	v, ok := d.int(n, p)
	if !ok {
		return 0, false
	}
	i := v.(int64)
	if i < low {
		d.issue(p, "Too small: expected number to be >="+strconv.FormatInt(low, 10))
		return 0, false
	}
	return i, true
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
