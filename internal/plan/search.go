package plan

import (
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

func search(x Expr, c *query.Search) Expr {
	s := &TextSearch{X: x, Text: textQuery(c.Text)}
	if c.Threshold != query.NoSlot {
		s.Threshold = &Param{From: Slot(c.Threshold), Type: schema.ValueType{Kind: schema.Float}}
	}
	return s
}

func textQuery(q query.TextQuery) TextQuery {
	return TextQuery{
		Kind: q.Kind, Unaccent: q.Unaccent, Config: q.Config,
		Needle: &Param{From: Slot(q.Search), Type: schema.ValueType{Kind: schema.String}},
	}
}

func rank(src *Source, r *query.Rank) Expr {
	return &TextRank{Xs: Columns(src, r.Fields), Text: textQuery(r.Text)}
}
