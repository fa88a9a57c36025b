package plan

import (
	"slices"

	"github.com/gozen-dev/gozen/schema"
)

// Parts breaks up the writing of rows that lie in several tables into steps of
// one table each. It comes last: the rules have been added, and hold for all
// parts. Other steps are returned as they are. Numbers of new frames count on
// from p's; frames is the last given out.
func Parts(s *schema.Schema, step Step, frames *int) []Step {
	switch step := step.(type) {
	case *Update:
		if step.Target.Base != nil {
			return updateParts(step, frames)
		}
	case *Delete:
		if step.Target.Marks() {
			return Parts(s, marked(step), frames)
		}
		before, after := orphansOf(s, step.Out, frames)
		if step.Target.Base != nil || len(before)+len(after) > 0 {
			return slices.Concat(lookFor(step), before, deleteParts(step), after)
		}
	}
	return []Step{step}
}

// updateParts finds the rows, holds them in all of their tables, and writes
// each table by id. The outermost base comes last, for only there the id may
// change, and the databases carry the change to the other tables.
func updateParts(u *Update, frames *int) []Step {
	ids := u.Target.Model.IDFields()
	frame := func() *Frame {
		*frames++
		return &Frame{ID: *frames, Model: u.Target.Model, Fields: ids}
	}
	found := frame()
	steps := []Step{&Lookup{Out: found, Need: u.Need, Denied: u.Denied, Select: &Select{
		Columns: Columns(u.Target, ids), From: u.Target, Where: u.Where, Lock: true,
	}}}
	written := found
	for _, table := range u.Target.Tables() {
		part := &Update{Target: table, Sets: setsIn(table, u), Where: partOf(table, found), Unlinks: u.Unlinks}
		if slices.ContainsFunc(part.Sets, func(a Assign) bool { return u.Target.Model.IsID(a.Field) }) {
			written = frame()
			part.Out = written
		}
		if len(part.Sets) > 0 {
			steps = append(steps, part)
		}
	}
	if written == found && len(u.Out.Fields) == len(ids) {
		return append(steps, &Merge{Out: u.Out, From: []*Frame{found}})
	}
	row := u.Target.WithDeleted()
	return append(steps, &Lookup{Out: u.Out, Select: &Select{
		Columns: Columns(row, u.Out.Fields), From: row, Where: Among(row, written),
	}})
}

// setsIn are the assignments of an update to one of its tables.
func setsIn(table *Source, u *Update) []Assign {
	var sets []Assign
	for _, a := range u.Sets {
		if writes(u.Target, table, a.Field) {
			sets = append(sets, within(table, a))
		}
	}
	return sets
}

// writes reports whether the table is where an update of the row writes the
// field: an id in the outermost base, any other where it is stored.
func writes(row, table *Source, f *schema.Field) bool {
	if row.Model.IsID(f) {
		return table.Base == nil
	}
	return row.Holder(f) == table
}

// partOf tells whether the row of table is a part of one of the frame's rows.
func partOf(table *Source, rows *Frame) Expr {
	return &InFrame{Columns: keys(table, table.Model.IDFields()), Frame: rows, Fields: rows.Model.IDFields()}
}

// within makes an assignment compute from the table that it writes: a new id
// from the base's, where plans take it from the row's own.
func within(table *Source, a Assign) Assign {
	if x, ok := a.X.(*Arith); ok {
		if c, ok := x.L.(*Column); ok {
			y := *x
			y.L = &Column{Source: table, Field: c.Field}
			a.X = &y
		}
	}
	return a
}

// lookFor finds the rows to delete and holds them.
func lookFor(d *Delete) []Step {
	return []Step{&Lookup{Out: d.Out, Need: d.Need, Select: &Select{
		Columns: Columns(d.Target, d.Out.Fields), From: d.Target, Where: d.Where, Limit: d.Limit, Lock: true,
	}}}
}

// deleteParts deletes the rows found from the outermost base; the databases
// delete the rest of them.
func deleteParts(d *Delete) []Step {
	tables := d.Target.Tables()
	base := tables[len(tables)-1]
	return []Step{&Delete{Target: base, Where: partOf(base, d.Out)}}
}

// InsertParts breaks up the insertion of one row, the outermost base first:
// every other part takes its id from there. Nil means that the row lies in one
// table. What a part's frame keeps is what Out keeps of that table.
func InsertParts(s *schema.Schema, in *Insert, frames *int) []*Insert {
	if BaseOf(s, in.Model) == nil {
		return nil
	}
	aliases := 0
	tables := NewSource(s, in.Model, &aliases).Tables()
	var parts []*Insert
	for i := range slices.Backward(tables) {
		*frames++
		part := insertPart(in, tables, i)
		part.Out.ID = *frames
		if len(parts) > 0 {
			root := parts[0].Out
			for _, f := range in.Model.IDFields() {
				part.Columns = append(part.Columns, Assign{Field: f, X: &Param{From: &Cell{Frame: root, Field: f}, Type: f.Type}})
			}
		}
		parts = append(parts, part)
	}
	return parts
}

// insertPart is the insertion into table i. A base also notes which of the
// models that extend it the row is of, whatever the field's default says.
func insertPart(in *Insert, tables []*Source, i int) *Insert {
	part := &Insert{Model: tables[i].Model, Group: -1, Out: &Frame{Model: in.Model, Fields: in.Model.IDFields()}}
	var kind *schema.Field
	if i > 0 {
		kind = in.Model.Field(tables[i].Model.Delegate.Discriminator)
		value := &Constant{V: tables[i-1].Model.Delegate.Value}
		part.Columns = []Assign{{Field: kind, X: &Param{From: value, Type: kind.Type}}}
	}
	for _, a := range in.Columns {
		if a.Field != kind && writes(tables[0], tables[i], a.Field) {
			part.Columns = append(part.Columns, a)
		}
	}
	for _, f := range in.Out.Fields {
		if !in.Model.IsID(f) && tables[0].Holder(f) == tables[i] {
			part.Out.Fields = append(part.Out.Fields, f)
		}
	}
	return part
}
