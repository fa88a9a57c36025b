package rpc

import (
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// comparesSecret finds a @password field that op compares or sorts by. Who may
// do so can learn another's hash a character at a time, by startsWith, without
// ever being shown it; so that over HTTP a password may be written and nothing
// else. ZenStack lets it be searched.
func comparesSecret(op *query.Op) *schema.Field {
	if f := secretInCond(op.Where); f != nil {
		return f
	}
	if f := secretInPage(op.Page); f != nil {
		return f
	}
	if op.Counts != nil {
		if f := secret(op.Counts.Fields...); f != nil {
			return f
		}
	}
	if f := secretInGroups(op); f != nil {
		return f
	}
	for _, d := range []*query.Data{op.Create, op.Update} {
		if f := secretInData(d); f != nil {
			return f
		}
	}
	return secretInSelection(op.Select)
}

func secretInGroups(op *query.Op) *schema.Field {
	if f := secret(op.By...); f != nil {
		return f
	}
	for _, a := range op.Aggregates {
		if f := secret(a.Field); f != nil {
			return f
		}
	}
	return secretInCond(op.Having)
}

// refuseSecret is the answer to an op that [comparesSecret].
func refuseSecret(op *query.Op) error {
	f := comparesSecret(op)
	if f == nil {
		return nil
	}
	return query.Invalid(op.Kind, op.Model.Name, []query.Issue{{Path: f.Name, Message: "a password can be neither compared nor sorted by"}})
}

func secretInCond(c query.Cond) *schema.Field {
	switch c := c.(type) {
	case query.And:
		return secretInConds(c)
	case query.Or:
		return secretInConds(c)
	case query.Not:
		return secretInCond(c.X)
	case *query.Compare:
		return secret(c.Field)
	case *query.CompareFields:
		return secret(c.Field, c.With)
	case *query.IsNull:
		return secret(c.Field)
	case *query.Search:
		return secret(c.Field)
	case *query.Related:
		return secretInCond(c.Cond)
	case nil, *query.CompareJSON, *query.Absent, *query.Within: // a password is no Json
		return nil
	default:
		panic("rpc: unknown condition")
	}
}

func secretInConds(list []query.Cond) *schema.Field {
	for _, c := range list {
		if f := secretInCond(c); f != nil {
			return f
		}
	}
	return nil
}

func secret(fields ...*schema.Field) *schema.Field {
	for _, f := range fields {
		if f != nil && f.Password != nil {
			return f
		}
	}
	return nil
}

func secretInPage(p query.Page) *schema.Field {
	for _, o := range p.OrderBy {
		if f := secret(o.Field); f != nil {
			return f
		}
		if o.Rank != nil {
			if f := secret(o.Rank.Fields...); f != nil {
				return f
			}
		}
	}
	if p.Cursor != nil {
		if f := secret(p.Cursor.Fields...); f != nil {
			return f
		}
	}
	return secret(p.Distinct...)
}

func secretInSelection(s *query.Selection) *schema.Field {
	if s == nil {
		return nil
	}
	for _, c := range s.Counts {
		if f := secretInCond(c.Where); f != nil {
			return f
		}
	}
	for _, r := range s.Relations {
		if f := secretInCond(r.Where); f != nil {
			return f
		}
		if f := secretInPage(r.Page); f != nil {
			return f
		}
		if f := secretInSelection(r.Select); f != nil {
			return f
		}
	}
	return nil
}

func secretInData(d *query.Data) *schema.Field {
	if d == nil {
		return nil
	}
	for _, r := range d.Relations {
		for _, n := range r.Writes {
			if f := secretInConds(append([]query.Cond{n.Where}, n.SetWhere...)); f != nil {
				return f
			}
			for _, below := range []*query.Data{n.Create, n.Update} {
				if f := secretInData(below); f != nil {
					return f
				}
			}
		}
	}
	return nil
}
