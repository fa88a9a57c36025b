package wire

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/query"
)

// The faults of annotations. Their texts reach the caller, in the words that
// clients of superjson know.
var (
	errMalformed = errors.New("malformed serialization annotations")
	errAbsent    = errors.New("serialization annotations name a value that is not there")
)

// Unwrap takes the member meta off a request's arguments and applies the
// annotations in it to the rest. Arguments without one, and those that are no
// object, come back as they are; a meta of any other shape is dropped.
func Unwrap(args query.Node) (query.Node, error) {
	o, ok := args.(*query.Object)
	if !ok {
		return args, nil
	}
	i := slices.IndexFunc(o.Members, func(m query.Member) bool { return m.Name == "meta" })
	if i < 0 {
		return args, nil
	}
	rest := slices.Concat(o.Members[:i], o.Members[i+1:])
	return Annotate(&query.Object{Members: rest}, o.Members[i].Value)
}

// Annotate applies annotations to a value: meta is {"serialization":
// {"values": tree, "v": 1}}. It returns a new value. A meta of any other shape
// says nothing.
func Annotate(n, meta query.Node) (query.Node, error) {
	m, ok := meta.(*query.Object)
	if !ok {
		return n, nil
	}
	s, ok := m.Get("serialization").(*query.Object)
	if !ok {
		return n, nil
	}
	values := s.Get("values")
	if values == nil {
		return n, nil
	}
	// Before version 1 a backslash escaped dots only, not itself.
	a := annotator{legacy: s.Get("v") == nil}
	return a.apply(n, []annotation{{tree: values, here: true}})
}

// annotation is a part of the tree, and the way from the value at hand to the
// value that it is about.
type annotation struct {
	path string // what is left of it
	here bool   // nothing is left; an empty path is a segment, too
	tree query.Node
}

type annotator struct{ legacy bool }

// apply applies annotations to n and to what is below it, in one pass over
// both, whatever their number.
func (a annotator) apply(n query.Node, list []annotation) (query.Node, error) {
	kind, below, err := a.split(list)
	if err != nil {
		return nil, err
	}
	if kind != nil {
		if len(below) > 0 {
			return nil, errMalformed
		}
		return leaf(n, kind)
	}
	if len(below) == 0 {
		return n, nil
	}
	switch n := n.(type) {
	case *query.Object:
		return a.object(n, below)
	case query.Array:
		return a.array(n, below)
	default:
		return nil, errAbsent
	}
}

// split tells the type that annotations give to the value at hand from those
// of values below it, which it groups by the next segment of their path.
func (a annotator) split(list []annotation) (kind query.Node, below map[string][]annotation, err error) {
	for len(list) > 0 {
		x := list[len(list)-1]
		list = list[:len(list)-1]
		if !x.here {
			name, rest, err := a.segment(x.path)
			if err != nil {
				return nil, nil, err
			}
			if below == nil {
				below = make(map[string][]annotation)
			}
			rest.tree = x.tree
			below[name] = append(below[name], rest)
			continue
		}
		switch tree := x.tree.(type) {
		case query.Array:
			if len(tree) != 1 || kind != nil {
				return nil, nil, errMalformed
			}
			kind = tree[0]
		case *query.Object:
			for _, m := range tree.Members {
				list = append(list, annotation{path: m.Name, tree: m.Value})
			}
		default:
			return nil, nil, errMalformed
		}
	}
	return kind, below, nil
}

// segment takes the first segment off a path.
func (a annotator) segment(path string) (name string, rest annotation, err error) {
	if end := strings.IndexAny(path, `.\`); end < 0 {
		return path, annotation{here: true}, nil
	} else if path[end] == '.' {
		return path[:end], annotation{path: path[end+1:]}, nil
	}
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		switch c := path[i]; {
		case c == '.':
			return b.String(), annotation{path: path[i+1:]}, nil
		case c != '\\':
			b.WriteByte(c)
		case i+1 < len(path) && (path[i+1] == '.' || path[i+1] == '\\' && !a.legacy):
			i++
			b.WriteByte(path[i])
		case a.legacy:
			b.WriteByte(c)
		default:
			return "", rest, errMalformed
		}
	}
	return b.String(), annotation{here: true}, nil
}

func (a annotator) object(o *query.Object, below map[string][]annotation) (query.Node, error) {
	out := &query.Object{Members: slices.Clone(o.Members)}
	for i := range out.Members {
		m := &out.Members[i]
		list, ok := below[m.Name]
		if !ok {
			continue
		}
		v, err := a.apply(m.Value, list)
		if err != nil {
			return nil, err
		}
		m.Value = v
		delete(below, m.Name)
	}
	return out, missing(below)
}

func (a annotator) array(items query.Array, below map[string][]annotation) (query.Node, error) {
	out := slices.Clone(items)
	for name, list := range below {
		i, ok := index(name)
		if !ok || i >= len(out) {
			continue
		}
		v, err := a.apply(out[i], list)
		if err != nil {
			return nil, err
		}
		out[i] = v
		delete(below, name)
	}
	return out, missing(below)
}

// index reads an array index as superjson writes it.
func index(s string) (int, bool) {
	if s == "" || len(s) > 9 || len(s) > 1 && s[0] == '0' {
		return 0, false
	}
	i := 0
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, false
		}
		i = i*10 + int(c-'0')
	}
	return i, true
}

// missing complains about annotations whose value is not there. That an absent
// member is undefined is no contradiction.
func missing(below map[string][]annotation) error {
	for _, list := range below {
		for _, x := range list {
			tree, ok := x.tree.(query.Array)
			if !ok || len(tree) != 1 || tree[0] != query.String("undefined") {
				return errAbsent
			}
		}
	}
	return nil
}

// leaf makes the typed value of a stand-in.
func leaf(n, kind query.Node) (query.Node, error) {
	switch kind := kind.(type) {
	case query.String:
		return simple(n, string(kind))
	case query.Array:
		if len(kind) != 2 {
			return nil, errMalformed
		}
		what, ok1 := kind[0].(query.String)
		name, ok2 := kind[1].(query.String)
		if !ok1 || !ok2 {
			return nil, errMalformed
		}
		return named(n, string(what), string(name))
	default:
		return nil, errMalformed
	}
}

// simple makes the values whose type is one word.
func simple(n query.Node, kind string) (query.Node, error) {
	switch kind {
	case "undefined":
		return query.Undefined{}, nil
	case "Date":
		return date(n), nil
	case "bigint":
		return bigint(n)
	case "number":
		return number(n), nil
	case "set", "map", "regexp", "URL", "Error":
		return nil, fmt.Errorf("values of type %s are not accepted", kind)
	default:
		return nil, errMalformed
	}
}

// named makes the values whose type has a name.
func named(n query.Node, kind, name string) (query.Node, error) {
	switch kind {
	case "custom":
		return custom(n, name)
	case "typed-array":
		// Node's Buffer is a Uint8Array, and clients send it as such.
		if name == "Uint8Array" || name == "Buffer" {
			return byteArray(n)
		}
		return nil, errors.New("Trying to deserialize unknown typed array") //nolint:staticcheck // superjson's words
	case "class":
		return nil, errors.New("Trying to deserialize unknown class") //nolint:staticcheck // superjson's words
	case "symbol":
		return nil, errors.New("Trying to deserialize unknown symbol") //nolint:staticcheck // superjson's words
	default:
		return nil, errMalformed
	}
}

func custom(n query.Node, name string) (query.Node, error) {
	switch name {
	case "Decimal":
		return decimalValue(n)
	case "Bytes":
		return base64Bytes(n)
	case "DbNull":
		return query.DBNull, nil
	case "JsonNull":
		return query.JSONNull, nil
	case "AnyNull":
		return query.AnyNull, nil
	default:
		return nil, errors.New("Trying to deserialize unknown custom value") //nolint:staticcheck // superjson's words
	}
}
