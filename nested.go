package gozen

// Creator is a generated struct for a new row.
type Creator[M any] interface{ GozenCreate(M) }

// write is one nested write. The encoder turns it into arguments.
type write struct {
	kind    string
	key     *Part
	rows    []any // new rows
	changes []*Part
	where   []*Part
	keys    []*Part
}

// Create makes new related rows: Create(model.TodoCreate{…}, …), or those of a
// slice, Create(todos...).
func Create[C Creator[M], M any](rows ...C) Nested[M] {
	w := write{kind: "create", rows: make([]any, len(rows))}
	for i, r := range rows {
		w.rows[i] = r
	}
	return nested[M](w)
}

// Connect relates rows that there are.
func Connect[M any](keys ...Key[M]) Nested[M] {
	return nested[M](write{kind: "connect", keys: Parts(keys)})
}

// ConnectOrCreate relates the row named by k, or a new one when there is none.
func ConnectOrCreate[M any](k Key[M], row Creator[M]) Nested[M] {
	return nested[M](write{kind: "connectOrCreate", key: k.p, rows: []any{row}})
}

// Disconnect ends the relation to the rows named. Without keys it ends that of
// a to-one relation.
func Disconnect[M any](keys ...Key[M]) Nested[M] {
	return nested[M](write{kind: "disconnect", keys: Parts(keys)})
}

// Replace relates the rows named and no others.
func Replace[M any](keys ...Key[M]) Nested[M] {
	return nested[M](write{kind: "set", keys: Parts(keys)})
}

// Update changes the related row named by k. The zero Key is the one of a to-one relation.
func Update[M any](k Key[M], ch ...Change[M]) Nested[M] {
	return nested[M](write{kind: "update", key: k.p, changes: Parts(ch)})
}

// Upsert changes the related row named by k, or makes a new one when there is
// none. The zero Key is the one of a to-one relation.
func Upsert[M any](k Key[M], row Creator[M], ch ...Change[M]) Nested[M] {
	return nested[M](write{kind: "upsert", key: k.p, rows: []any{row}, changes: Parts(ch)})
}

// UpdateMany changes the related rows of which p holds.
func UpdateMany[M any](p Pred[M], ch ...Change[M]) Nested[M] {
	return nested[M](write{kind: "updateMany", where: []*Part{p.p}, changes: Parts(ch)})
}

// Delete deletes the related rows named. Without keys it deletes that of a
// to-one relation.
func Delete[M any](keys ...Key[M]) Nested[M] {
	return nested[M](write{kind: "delete", keys: Parts(keys)})
}

// DeleteMany deletes the related rows of which p holds.
func DeleteMany[M any](p Pred[M]) Nested[M] {
	return nested[M](write{kind: "deleteMany", where: []*Part{p.p}})
}

// Together does several things with the rows of one relation.
func Together[M any](n ...Nested[M]) Nested[M] {
	p := written("", false, Parts(n))
	return Nested[M]{p}
}

func nested[M any](w write) Nested[M] { return Nested[M]{&Part{writes: []write{w}}} }

// written is the change of a relation by nested writes.
//
//go:noinline
func written(name string, many bool, list []*Part) *Part {
	p := &Part{name: name, many: many}
	for _, n := range list {
		if n != nil {
			p.writes = append(p.writes, n.writes...)
			p.fail(n.err)
		}
	}
	return p
}
