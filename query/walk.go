package query

// RowGroups returns every createMany in the op, nested ones too, in an order
// that depends on the op's shape only: the n-th of one op is the n-th of
// every other of its shape.
func (op *Op) RowGroups() []*Rows {
	var all []*Rows
	if op.Rows != nil {
		all = append(all, op.Rows)
	}
	var walk func(d *Data)
	walk = func(d *Data) {
		if d == nil {
			return
		}
		for _, rw := range d.Relations {
			for _, n := range rw.Writes {
				walk(n.Create)
				walk(n.Update)
				if n.Rows != nil {
					all = append(all, n.Rows)
				}
			}
		}
	}
	walk(op.Create)
	walk(op.Update)
	return all
}
