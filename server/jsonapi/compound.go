package jsonapi

import "strconv"

// compound collects the resources that are included, each once, nearest first.
type compound struct {
	h    *handler
	seen map[seenKey]map[string]any // rows, by what identifies them
	list []related
}

type seenKey struct {
	res *resource
	id  string
}

// related is a row with its resource.
type related struct {
	res *resource
	row map[string]any
}

// step is a row whose relations are still to be followed.
type step struct {
	related
	tree inclusion
}

// collect finds what tree includes of rows, which are not included themselves.
func (c *compound) collect(res *resource, primary []map[string]any, tree inclusion) {
	c.seen = map[seenKey]map[string]any{}
	queue := make([]step, 0, len(primary))
	for _, row := range primary {
		if id, ok := res.key.text(row); ok {
			c.seen[seenKey{res, id}] = row
		}
		queue = append(queue, step{related{res, row}, tree})
	}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, f := range at.res.relations {
			below, ok := at.tree[f.Name]
			if !ok {
				continue
			}
			target := c.h.resources.of(f)
			found := rows(at.row[f.Name])
			if one, ok := at.row[f.Name].(map[string]any); ok {
				found = append(found, one)
			}
			for _, row := range found {
				c.add(target, row)
				queue = append(queue, step{related{target, row}, below})
			}
		}
	}
}

// add takes a row. One that came before, on another way, gets what this way has
// loaded in addition: every included resource must be linked to by another.
func (c *compound) add(res *resource, row map[string]any) {
	id, ok := res.key.text(row)
	if !ok {
		return
	}
	before, seen := c.seen[seenKey{res, id}]
	if !seen {
		c.seen[seenKey{res, id}] = row
		c.list = append(c.list, related{res, row})
		return
	}
	for name, v := range row {
		if _, has := before[name]; !has {
			before[name] = v
		}
	}
}

// included writes what rows include.
func (d *document) included(res *resource, primary []map[string]any, tree inclusion) {
	c := &compound{h: d.h}
	c.collect(res, primary, tree)
	d.member("included", false, func() {
		d.text("[")
		for i, x := range c.list {
			if i > 0 {
				d.text(",")
			}
			d.at(strconv.Itoa(i), func() { d.resource(x.res, x.row, "") })
		}
		d.text("]")
	})
}
