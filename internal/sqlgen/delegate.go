package sqlgen

import "github.com/gozen-dev/gozen/internal/plan"

// row writes a source in FROM with the tables of its delegate bases.
func (w *Writer) row(s *plan.Source) {
	tables := s.Tables()
	w.source(s)
	for _, base := range tables[1:] {
		w.Key(" JOIN ")
		w.source(base)
		w.Key(" ON ")
		ids := s.Model.IDFields()
		for i, f := range base.Model.IDFields() {
			if i > 0 {
				w.Key(" AND ")
			}
			w.column(&plan.Column{Source: base, Field: f})
			w.Key(" = ")
			w.column(&plan.Column{Source: s, Field: ids[i]})
		}
	}
}

// joined writes a source after JOIN: one of several tables as one.
func (w *Writer) joined(s *plan.Source) {
	if s.Base == nil {
		w.source(s)
		return
	}
	w.Key("(")
	w.row(s)
	w.Key(")")
}

// aliases writes the aliases of all tables of a source.
func (w *Writer) aliases(s *plan.Source) {
	tables := s.Tables()
	w.list(len(tables), func(i int) { w.alias(tables[i]) })
}
