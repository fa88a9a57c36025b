package oracle

import "github.com/gozen-dev/gozen/schema"

// State is all that a database holds, in plain values.
type State struct {
	Rows map[string][]map[string]any // by model: stored fields by name
	// Links holds the pairs of ids of each join table, that of column A first.
	Links map[string][][2]any
}

// Load replaces what the database holds.
func (db *Database) Load(s State) {
	db.rows, db.links = map[string][]*row{}, map[string][]link{}
	for name, rows := range s.Rows {
		for _, v := range rows {
			r := &row{m: db.s.Model(name), v: v}
			db.rows[name] = append(db.rows[name], &row{m: r.m, v: r.values()})
		}
	}
	for _, j := range db.joins() {
		for _, pair := range s.Links[j.table] {
			a, b := db.byID(j.a, pair[0]), db.byID(j.b, pair[1])
			if a != nil && b != nil {
				db.links[j.table] = append(db.links[j.table], link{a, b})
			}
		}
	}
}

// State returns what the database holds.
func (db *Database) State() State {
	s := State{Rows: map[string][]map[string]any{}, Links: map[string][][2]any{}}
	for name, rows := range db.rows {
		for _, r := range rows {
			s.Rows[name] = append(s.Rows[name], r.values())
		}
	}
	for _, j := range db.joins() {
		for _, l := range db.links[j.table] {
			s.Links[j.table] = append(s.Links[j.table], [2]any{l.a.v[j.a.ID[0]], l.b.v[j.b.ID[0]]})
		}
	}
	return s
}

// join is a many-to-many relation's table with the models at its columns.
type join struct {
	table string
	a, b  *schema.Model
}

// joins lists the join tables of the schema.
func (db *Database) joins() []join {
	var list []join
	for _, m := range db.s.Models {
		for _, f := range m.Fields {
			if f.Relation != nil && f.Relation.Join != nil && f.Relation.Join.This == "A" && f.Base == "" {
				list = append(list, join{f.Relation.Join.Table, m, db.s.Model(f.Relation.Target)})
			}
		}
	}
	return list
}

func (db *Database) byID(m *schema.Model, id any) *row {
	for _, r := range db.kept(m) {
		if same(r.v[m.ID[0]], id) {
			return r
		}
	}
	return nil
}
