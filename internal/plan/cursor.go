package plan

import "slices"

import "github.com/gozen-dev/gozen/query"

// after is the condition that a row comes at or after the cursor's row in the
// select's order, which is total. The cursor's row is looked up where its
// values are compared, so that it need not match the select's condition, and
// one that does not exist for the caller leaves no rows.
func (b *builder) after(sel *Select, p query.Page) Expr {
	keys := p.OrderBy
	at := func(column func(*Source) Expr) *Select {
		src := b.source(sel.From.Model)
		s := &Select{From: src, Where: b.cond(src, p.CursorWhere, p.Cursor)}
		if column != nil {
			s.Columns = []Expr{column(src)}
		}
		return s
	}
	var ways Or
	var same And
	for i, o := range sel.Order {
		key := func(src *Source) Expr {
			if i < len(keys) {
				return b.orderExpr(src, keys[i].Path, keys[i])
			}
			return &Column{Source: src, Field: sel.From.Model.IDFields()[i-len(keys)]}
		}
		ways = append(ways, append(slices.Clip(same), &After{
			X: key(sel.From), Than: &Scalar{Select: at(key)}, Order: o,
		}))
		same = append(same, &Same{L: key(sel.From), R: &Scalar{Select: at(key)}, Type: o.Type})
	}
	return And{&Exists{Select: at(nil)}, append(ways, same)}
}
