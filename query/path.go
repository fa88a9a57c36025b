package query

import "strconv"

// path is a place in a request. Text is made of it only when an issue needs it.
type path struct {
	up    *path
	name  string // empty for an index
	index int
	level int // of relations and logical operators
}

func (p *path) key(name string) *path { return &path{up: p, name: name, level: p.level} }

func (p *path) item(i int) *path { return &path{up: p, index: i, level: p.level} }

// String returns the dotted form: data.posts.create[0].title.
func (p *path) String() string {
	if p.up == nil {
		return ""
	}
	return string(p.append(nil))
}

func (p *path) append(b []byte) []byte {
	if p.up == nil {
		return b
	}
	b = p.up.append(b)
	if p.name == "" {
		b = append(b, '[')
		b = strconv.AppendInt(b, int64(p.index), 10)
		return append(b, ']')
	}
	if len(b) > 0 {
		b = append(b, '.')
	}
	return append(b, p.name...)
}
