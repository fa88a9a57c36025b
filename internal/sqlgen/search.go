package sqlgen

import (
	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/schema"
)

func (w *Writer) textSearch(s *plan.TextSearch) {
	var threshold Fragment
	if s.Threshold != nil {
		threshold = func(w *Writer) { w.param(s.Threshold, kind(schema.Float)) }
	}
	w.dialect.TextSearch(w, s.Text, w.shaped(s.X), sought(s.Text), threshold)
}

func (w *Writer) textRank(r *plan.TextRank) {
	xs := make([]Fragment, len(r.Xs))
	for i, x := range r.Xs {
		xs[i] = w.shaped(x)
	}
	w.dialect.TextRank(w, r.Text, xs, sought(r.Text))
}

func sought(q plan.TextQuery) Fragment {
	return func(w *Writer) { w.param(q.Needle, kind(schema.String)) }
}
