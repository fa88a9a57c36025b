package jsonapi

import "github.com/gozen-dev/gozen/query"

// object is the node of an object.
func object(members ...query.Member) *query.Object { return &query.Object{Members: members} }

// is is a member of an object.
func is(name string, value query.Node) query.Member { return query.Member{Name: name, Value: value} }

const yes = query.Bool(true)

// fieldNode returns a member of n, nil when n is no object or has none.
func fieldNode(n query.Node, name string) query.Node {
	if o, ok := n.(*query.Object); ok {
		return o.Get(name)
	}
	return nil
}
