package jsonapi

import (
	"net/http"
	"strings"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// inclusion is a tree of relations to include, by their names.
type inclusion map[string]inclusion

// included reads the parameter include, whose paths start at res.
func (q *request) included(res *resource) (inclusion, error) {
	tree := inclusion{}
	for _, path := range listed(q.params.get("include")) {
		if err := q.h.include(tree, res, path); err != nil {
			return nil, err
		}
	}
	return tree, nil
}

// includedBelow is included for resources that a relation leads to. Paths start
// at the parent, as ZenStack has them, or at the resources, as JSON:API has them.
func (q *request) includedBelow(f *schema.Field) (inclusion, error) {
	tree := inclusion{}
	for _, path := range listed(q.params.get("include")) {
		rest, ok := strings.CutPrefix(path, f.Name+".")
		if path == f.Name {
			continue
		}
		if !ok {
			rest = path
		}
		if err := q.h.include(tree, q.h.resources.of(f), rest); err != nil {
			return nil, err
		}
	}
	return tree, nil
}

func (h *handler) include(tree inclusion, res *resource, path string) error {
	name, rest, further := strings.Cut(path, ".")
	f := res.relation(name)
	if f == nil {
		return unsupportedRelation(http.StatusBadRequest, res.model.Accessor(), name)
	}
	below := tree[name]
	if below == nil {
		below = inclusion{}
		tree[name] = below
	}
	if !further {
		return nil
	}
	return h.include(below, h.resources.of(f), rest)
}

// sparse returns the fields that the parameter fields[…] names for a resource;
// ok is false when there is none. The type is written as in paths, as ZenStack
// wants it, or as documents have it, as JSON:API says.
func (q *request) sparse(res *resource) (names []string, ok bool) {
	for _, p := range q.params {
		if in := bracketed(p.name, "fields"); len(in) == 1 && (in[0] == res.model.Accessor() || in[0] == res.model.Name) {
			return listed(p.value), true
		}
	}
	return nil, false
}

// shape is what is asked of each row of a resource, as members of an operation's
// arguments: its attributes, the related rows that tree includes, and with links
// the ids of the other related rows.
func (q *request) shape(res *resource, tree inclusion, links bool) []query.Member {
	var related []query.Member
	for _, f := range res.relations {
		target := q.h.resources.of(f)
		below, ok := tree[f.Name]
		switch {
		case ok:
			related = append(related, is(f.Name, relatedNode(f, target, q.shape(target, below, false))))
		case links:
			related = append(related, is(f.Name, identifiersNode(f, target)))
		}
	}
	names, ok := q.sparse(res)
	if !ok {
		if len(related) == 0 {
			return nil
		}
		return []query.Member{is("include", object(related...))}
	}
	members := res.key.selected()
	for _, name := range names {
		// A relation may be named, too; it is there anyway.
		if res.relation(name) == nil && fieldNode(object(members...), name) == nil {
			members = append(members, is(name, yes))
		}
	}
	return []query.Member{is("select", object(append(members, related...)...))}
}

// relatedNode is what a select or an include says of a relation. Several rows come
// in the order of their ids, so that a document is the same each time.
func relatedNode(f *schema.Field, target *resource, shape []query.Member) query.Node {
	if f.Type.List {
		shape = append(shape, target.key.ordered()...)
	}
	return wanted(shape)
}

// wanted is a select's value: true where nothing more is said.
func wanted(members []query.Member) query.Node {
	if len(members) == 0 {
		return yes
	}
	return object(members...)
}

// identifiersNode is relatedNode for ids alone.
func identifiersNode(f *schema.Field, target *resource) query.Node {
	return relatedNode(f, target, []query.Member{is("select", object(target.key.selected()...))})
}
