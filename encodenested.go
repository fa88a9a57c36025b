package gozen

import (
	"slices"

	"github.com/gozen-dev/gozen/query"
)

// writes are the nested writes of one relation: {create: …, connect: …}.
func (e *encoder) writes(p *Part, many bool) (query.Node, error) {
	if p.err != nil {
		return nil, p.err
	}
	o := &query.Object{}
	for _, w := range p.writes {
		list, err := e.write(w, many)
		if err != nil {
			return nil, err
		}
		if many {
			addTo(o, w.kind, list)
			continue
		}
		if len(list) != 1 || o.Get(w.kind) != nil {
			return nil, usage("a to-one relation takes one row: %s", w.kind)
		}
		o.Members = append(o.Members, query.Member{Name: w.kind, Value: list[0]})
	}
	return o, nil
}

// addTo adds nested writes of a kind to those that there are.
func addTo(o *query.Object, kind string, list query.Array) {
	for i := range o.Members {
		if m := &o.Members[i]; m.Name == kind {
			before, _ := m.Value.(query.Array)
			m.Value = append(slices.Clip(before), list...)
			return
		}
	}
	o.Members = append(o.Members, query.Member{Name: kind, Value: list})
}

// write is one nested write, or several of its kind.
func (e *encoder) write(w write, many bool) (query.Array, error) {
	switch w.kind {
	case "create":
		return e.creates(w)
	case "connect", "set", "disconnect", "delete":
		return keys(w, many)
	case "deleteMany":
		p := allOf(w.where)
		return query.Array{p.node}, p.err
	default:
		o, err := e.both(w, many)
		return query.Array{o}, err
	}
}

func (e *encoder) creates(w write) (query.Array, error) {
	list := make(query.Array, len(w.rows))
	for i, row := range w.rows {
		o, err := e.data(row)
		if err != nil {
			return nil, err
		}
		list[i] = o
	}
	return list, nil
}

// keys names rows; none are the row of a to-one relation.
func keys(w write, many bool) (query.Array, error) {
	if len(w.keys) == 0 && !many {
		return query.Array{query.Bool(true)}, nil
	}
	list := make(query.Array, len(w.keys))
	for i, k := range w.keys {
		if k == nil {
			return nil, usage("%s: an empty key names no row", w.kind)
		}
		if k.err != nil {
			return nil, k.err
		}
		list[i] = k.node
	}
	return list, nil
}

// both is a write that says which row, or rows, and what becomes of it.
func (e *encoder) both(w write, many bool) (*query.Object, error) {
	o := &query.Object{}
	add := func(name string, n query.Node) { o.Members = append(o.Members, query.Member{Name: name, Value: n}) }
	switch {
	case w.kind == "updateMany":
		p := allOf(w.where)
		if p.err != nil {
			return nil, p.err
		}
		add("where", p.node)
	case w.key != nil:
		if w.key.err != nil {
			return nil, w.key.err
		}
		add("where", w.key.node)
	case many:
		return nil, usage("%s: an empty key names no row", w.kind)
	}
	if len(w.rows) > 0 {
		data, err := e.data(w.rows[0])
		if err != nil {
			return nil, err
		}
		add("create", data)
	}
	if w.kind == "connectOrCreate" {
		return o, nil
	}
	data, err := e.changes(w.changes)
	if err != nil {
		return nil, err
	}
	if w.kind == "upsert" {
		add("update", data)
	} else {
		add("data", data)
	}
	return o, nil
}
