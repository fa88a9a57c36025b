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
	if o := d.arguments(args); o != nil {
		d.op(op, o, &path{})
	}
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
