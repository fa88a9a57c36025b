package check

import (
	"github.com/gozen-dev/gozen/schema"
)

// maxPathSteps bounds the search for paths that meet: it is quadratic, and only
// a schema far larger than any database would take comes near.
const maxPathSteps = 1 << 20

// checkCascadePaths refuses, for SQL Server, actions that come back to the table
// where they began, or reach one table along two paths: the database refuses to
// create such keys.
func (c *checker) checkCascadePaths() {
	if c.source.provider != "sqlserver" {
		return
	}
	next := func(k *container) []*container {
		var targets []*container
		for _, m := range modifying(k) {
			targets = append(targets, m.target)
		}
		return targets
	}
	group := components(c.models, next)
	steps := 0
	for _, k := range c.models {
		cyclic := false
		for _, m := range modifying(k) {
			if group[m.target] == group[k] {
				cyclic = true
				c.report(CodeCascadePaths, m.decl.Name, "the actions of %s.%s come back to %s", k.name(), m.name(), k.name()).Hint = "cut the circle with onDelete: NoAction, onUpdate: NoAction"
			}
		}
		if !cyclic && steps < maxPathSteps {
			steps += c.checkMeeting(k, next)
		}
	}
}

// modifying returns the relations of k whose key changes with the row referred to.
func modifying(k *container) []*member {
	if k.model == nil {
		return nil
	}
	var found []*member
	for _, m := range k.members {
		r := m.out.Relation
		if r != nil && m.base == nil && r.Owner() && (r.OnDelete != schema.NoAction || r.OnUpdate != schema.NoAction) {
			found = append(found, m)
		}
	}
	return found
}

// checkMeeting reports relations of k from which one model is reached twice, and
// returns how many steps it took.
func (c *checker) checkMeeting(k *container, next func(*container) []*container) int {
	first := map[*container]*member{}
	steps := 0
	for _, m := range modifying(k) {
		seen := map[*container]bool{m.target: true}
		for queue := []*container{m.target}; len(queue) > 0; queue = queue[1:] {
			n := queue[0]
			steps++
			if o := first[n]; o != nil && o != m {
				c.report(CodeCascadePaths, m.decl.Name, "the actions of %s.%s and of %s.%s both reach %s",
					k.name(), o.name(), k.name(), m.name(), n.name()).Hint = "take onDelete: NoAction, onUpdate: NoAction on one of the two"
				break
			}
			first[n] = m
			for _, t := range next(n) {
				if !seen[t] {
					seen[t] = true
					queue = append(queue, t)
				}
			}
		}
	}
	return steps
}
