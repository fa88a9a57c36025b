package openapi

import (
	"context"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
)

// view is what somebody may ever use of a schema.
type view struct {
	c      *Config
	ops    map[*schema.Model]schema.Ops
	hidden map[*schema.Field]schema.Ops // what may never be done with a field
}

// everything is the view of who may do all that the slice leaves.
func everything(c *Config) *view {
	v := &view{c: c, ops: map[*schema.Model]schema.Ops{}, hidden: map[*schema.Field]schema.Ops{}}
	for _, m := range c.Schema.Models {
		if !c.Slice.Model(m) {
			continue
		}
		v.ops[m] = schema.OpAll
		if m.View {
			v.ops[m] = schema.OpRead
		}
		if m.Delegate != nil && m.Delegate.Discriminator != "" {
			v.ops[m] &^= schema.OpCreate
		}
	}
	return v
}

// viewOf is the view of a client's user, as its rules have it.
func viewOf(ctx context.Context, c *Config, client *rt.Client) (*view, error) {
	v := everything(c)
	for _, m := range c.Schema.Models {
		for _, op := range []schema.Ops{schema.OpCreate, schema.OpRead, schema.OpUpdate, schema.OpDelete} {
			if v.ops[m]&op == 0 {
				continue
			}
			verdict, err := client.Check(ctx, op, &query.Op{Model: m})
			if err != nil {
				return nil, err
			}
			if !verdict.Allowed {
				v.ops[m] &^= op
			}
		}
		for _, f := range m.Fields {
			if err := v.field(ctx, client, m, f); err != nil {
				return nil, err
			}
		}
	}
	return v, nil
}

// field notes what the rules of a field never permit.
func (v *view) field(ctx context.Context, client *rt.Client, m *schema.Model, f *schema.Field) error {
	for _, op := range []schema.Ops{schema.OpRead, schema.OpUpdate} {
		if v.ops[m]&op == 0 || !ruled(f, op) {
			continue
		}
		verdict, err := client.CheckField(ctx, op, m, f)
		if err != nil {
			return err
		}
		if !verdict.Allowed {
			v.hidden[f] |= op
		}
	}
	return nil
}

// ruled reports whether a field has rules of its own for op.
func ruled(f *schema.Field, op schema.Ops) bool {
	for _, r := range f.Rules {
		if r.Ops&op != 0 {
			return true
		}
	}
	return false
}

// fingerprint is the same for views that show the same.
func (v *view) fingerprint() string {
	var b []byte
	for _, m := range v.c.Schema.Models {
		b = append(b, '0'+byte(v.ops[m]&schema.OpAll))
		for _, f := range m.Fields {
			if v.hidden[f] != 0 {
				b = append(append(b, f.Name...), '0'+byte(v.hidden[f]))
			}
		}
		b = append(b, ' ')
	}
	return string(b)
}

// models lists what may be used in some way, in the schema's order.
func (v *view) models() []*schema.Model {
	var list []*schema.Model
	for _, m := range v.c.Schema.Models {
		if v.ops[m] != 0 && v.anyKind(m) {
			list = append(list, m)
		}
	}
	return list
}

func (v *view) anyKind(m *schema.Model) bool {
	for k := query.FindUnique; k <= query.DeleteMany; k++ {
		if v.may(m, k) {
			return true
		}
	}
	return false
}

// may reports whether an operation is there and may ever succeed.
func (v *view) may(m *schema.Model, k query.Kind) bool {
	var needs schema.Ops
	switch k {
	case query.Create, query.CreateMany, query.CreateManyAndReturn:
		needs = schema.OpCreate
	case query.Update, query.UpdateMany, query.UpdateManyAndReturn:
		needs = schema.OpUpdate
	case query.Upsert:
		needs = schema.OpCreate | schema.OpUpdate
	case query.Delete, query.DeleteMany:
		needs = schema.OpDelete
	default:
		needs = schema.OpRead
	}
	if k == query.Upsert && v.ops[m]&schema.OpCreate == 0 {
		return false
	}
	return v.c.Slice.Operation(m, k) && v.ops[m]&needs != 0
}

// reads reports whether rows of a model may be seen.
func (v *view) reads(m *schema.Model) bool {
	return v.ops[m]&schema.OpRead != 0 && v.c.Slice.Reads(m)
}

// target is the model behind a relation.
func (v *view) target(f *schema.Field) *schema.Model { return v.c.Schema.Model(f.Relation.Target) }

// known reports whether callers know of a field at all.
func (v *view) known(f *schema.Field) bool {
	if f.Ignore || f.Type.Kind == schema.Unsupported {
		return false
	}
	return !f.IsRelation() || v.c.Slice.Model(v.target(f))
}

// readable lists the fields of a model that may be seen, relations to what may be
// seen among them, but for those that want arguments. Omitted ones are not shown, and yet can be asked about.
func (v *view) readable(m *schema.Model) []*schema.Field {
	var list []*schema.Field
	for _, f := range m.Fields {
		if v.known(f) && len(f.Params) == 0 && v.hidden[f]&schema.OpRead == 0 && (!f.IsRelation() || v.reads(v.target(f))) {
			list = append(list, f)
		}
	}
	return list
}

// called lists the fields that may be seen where a request gives their arguments.
func (v *view) called(m *schema.Model) []*schema.Field {
	var list []*schema.Field
	for _, f := range m.Fields {
		if v.known(f) && len(f.Params) > 0 && v.hidden[f]&schema.OpRead == 0 && !f.Omit {
			list = append(list, f)
		}
	}
	return list
}

// shown are the readable fields that results have.
func (v *view) shown(m *schema.Model) []*schema.Field {
	var list []*schema.Field
	for _, f := range v.readable(m) {
		if !f.Omit {
			list = append(list, f)
		}
	}
	return list
}

// compared are the readable fields that conditions may be about.
func (v *view) compared(m *schema.Model) []*schema.Field {
	var list []*schema.Field
	for _, f := range v.readable(m) {
		if f.Password == nil && !f.Encrypted {
			list = append(list, f)
		}
	}
	return list
}

// scalars keeps what is no relation.
func scalars(fields []*schema.Field) []*schema.Field {
	var list []*schema.Field
	for _, f := range fields {
		if !f.IsRelation() {
			list = append(list, f)
		}
	}
	return list
}
