package check

// components numbers the strongly connected components of a graph of
// containers, Tarjan's way: two nodes have one number when each leads to the
// other. The work is linear, whatever a schema makes of it.
func components(nodes []*container, next func(*container) []*container) map[*container]int {
	g := &graph{next: next, index: map[*container]int{}, low: map[*container]int{}, number: map[*container]int{}}
	for _, n := range nodes {
		if g.index[n] == 0 {
			g.visit(n)
		}
	}
	return g.number
}

// graph is the state of one search. Indexes and numbers count from 1.
type graph struct {
	next   func(*container) []*container
	index  map[*container]int // in the order of first visits
	low    map[*container]int // least index that a node leads back to
	number map[*container]int // of the component, once it is known
	stack  []*container       // visited, component not yet known
	count  int
}

func (g *graph) visit(n *container) {
	g.index[n] = len(g.index) + 1
	g.low[n] = g.index[n]
	g.stack = append(g.stack, n)
	for _, m := range g.next(n) {
		switch {
		case g.index[m] == 0:
			g.visit(m)
			g.low[n] = min(g.low[n], g.low[m])
		case g.number[m] == 0:
			g.low[n] = min(g.low[n], g.index[m])
		}
	}
	if g.low[n] < g.index[n] {
		return
	}
	g.count++
	for {
		m := g.stack[len(g.stack)-1]
		g.stack = g.stack[:len(g.stack)-1]
		g.number[m] = g.count
		if m == n {
			return
		}
	}
}
