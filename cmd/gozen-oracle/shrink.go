package main

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/internal/oracle"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// A finding is a difference with all that it depends on, in a form of which
// parts can be left out.
type finding struct {
	text  string // of the schema
	state oracle.State
	user  map[string]any
	model string
	kind  query.Kind
	args  object
}

// maxTries bounds how often a finding is tried in making it smaller.
const maxTries = 1500

// shrinker makes findings smaller.
type shrinker struct {
	ctx   context.Context
	g     *ground
	tries int
	best  finding
	seen  verdict // of best
}

// shrink leaves out what can be left out while the two still differ.
func shrink(ctx context.Context, g *ground, f finding, v verdict) (finding, verdict) {
	s := &shrinker{ctx: ctx, g: g, best: f, seen: v}
	if !s.try(f) {
		return f, v // it depends on what was there before; so be it
	}
	for smaller := true; smaller; {
		smaller = s.lines()
		smaller = s.rows() || smaller
		smaller = s.request() || smaller
		smaller = s.members() || smaller
	}
	return s.best, s.seen
}

// try keeps a smaller finding if the two still differ on it.
func (s *shrinker) try(f finding) bool {
	if s.tries >= maxTries || s.ctx.Err() != nil {
		return false
	}
	s.tries++
	v, ok := s.verdict(f)
	if ok {
		s.best, s.seen = f, v
	}
	return ok
}

// verdict asks both on a new database.
func (s *shrinker) verdict(f finding) (v verdict, differs bool) {
	c, diags := check.Source("oracle.zmodel", []byte(f.text))
	if c == nil || diags.HasErrors() {
		return v, false
	}
	m := c.Model(f.model)
	if m == nil || c.AuthModel() == nil {
		return v, false
	}
	e, err := s.g.open(s.ctx, c)
	if err != nil {
		return v, false
	}
	defer func() { _ = e.close() }()
	f.state = fit(c, f.state)
	for _, x := range steps(c, f.state) {
		if _, err := e.do(s.ctx, x.m, x.kind, x.args); err != nil {
			return v, false
		}
	}
	state, err := e.state(s.ctx)
	if err != nil || !same(state, f.state) {
		return v, false
	}
	t := trial{s: c, user: f.user, m: m, kind: f.kind, args: f.args}
	v, err = t.run(s.ctx, e, state, s.g.dialect())
	return v, err == nil && v.differs()
}

// fit drops what the schema does not have any more.
func fit(c *schema.Schema, s oracle.State) oracle.State {
	out := oracle.State{Rows: map[string][]map[string]any{}, Links: map[string][][2]any{}}
	for _, m := range c.Models {
		for _, r := range s.Rows[m.Name] {
			x := map[string]any{}
			for _, f := range those((*schema.Field).Stored, m) {
				x[f.Name] = r[f.Name]
			}
			out.Rows[m.Name] = append(out.Rows[m.Name], x)
		}
		for _, f := range joined(m) {
			if links := s.Links[f.Relation.Join.Table]; len(links) > 0 {
				out.Links[f.Relation.Join.Table] = links
			}
		}
	}
	return out
}

// steps are the requests that make a state.
func steps(c *schema.Schema, s oracle.State) []step {
	var rows, rest []step
	for _, m := range c.Models {
		for _, r := range s.Rows[m.Name] {
			data, later := object{}, object{}
			for _, f := range settable(c, m) {
				data[f.Name] = given(f, r[f.Name])
				if isKey(m, f) && f.Type.Optional && r[f.Name] != nil {
					data[f.Name], later[f.Name] = nil, data[f.Name]
				}
			}
			rows = append(rows, step{m, query.Create, object{"data": data}})
			if len(later) > 0 {
				rest = append(rest, step{m, query.Update, object{"where": key(m, data), "data": later}})
			}
		}
		if abstract(m) {
			continue
		}
		for _, f := range joined(m) {
			target := c.Model(f.Relation.Target)
			for _, l := range s.Links[f.Relation.Join.Table] {
				data := object{f.Name: object{"connect": object{target.ID[0]: plain(l[1])}}}
				rest = append(rest, step{m, query.Update, object{"where": object{m.ID[0]: plain(l[0])}, "data": data}})
			}
		}
	}
	return append(rows, rest...)
}

// lines leaves out lines of the schema, whole models first, and rules of fields.
func (s *shrinker) lines() (smaller bool) {
	lines := strings.Split(s.best.text, "\n")
	for i := 0; i < len(lines); i++ {
		if strings.HasPrefix(lines[i], "model ") {
			end := i + slices.Index(lines[i:], "}") + 1
			if f := s.best; s.try(f.with(slices.Concat(lines[:i], lines[end:]))) {
				return true
			}
		}
	}
	for i := len(lines) - 1; i >= 0; i-- {
		if f := s.best; s.try(f.with(slices.Concat(lines[:i], lines[i+1:]))) {
			lines, smaller = strings.Split(s.best.text, "\n"), true
			continue
		}
		short := slices.Clone(lines)
		if short[i] = withoutRule(lines[i]); short[i] != lines[i] && s.try(s.best.with(short)) {
			lines, smaller = short, true
		}
	}
	return s.relations() || smaller
}

func (f finding) with(lines []string) finding {
	f.text = strings.Join(lines, "\n")
	return f
}

// relations leaves out both ends of a relation at once.
func (s *shrinker) relations() (smaller bool) {
	for _, name := range strings.Split(s.best.text, `@relation("`)[1:] {
		name, _, _ = strings.Cut(name, `"`)
		lines := strings.Split(s.best.text, "\n")
		rest := slices.DeleteFunc(slices.Clone(lines), func(l string) bool { return strings.Contains(l, `@relation("`+name+`"`) })
		if len(rest) < len(lines) && s.try(s.best.with(rest)) {
			smaller = true
		}
	}
	return smaller
}

// rows leaves out rows and links, then values.
func (s *shrinker) rows() (smaller bool) {
	for _, name := range slices.Sorted(maps.Keys(s.best.state.Rows)) {
		for i := 0; i < len(s.best.state.Rows[name]); {
			f := s.best
			f.state = without(f.state, name, i)
			if s.try(f) {
				smaller = true
			} else {
				i++
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.best.state.Links)) {
		for i := 0; i < len(s.best.state.Links[name]); {
			f := s.best
			f.state.Links = maps.Clone(f.state.Links)
			f.state.Links[name] = slices.Delete(slices.Clone(f.state.Links[name]), i, i+1)
			if s.try(f) {
				smaller = true
			} else {
				i++
			}
		}
	}
	return smaller
}

// without leaves out a row. Rows and links that lead to it are for later.
func without(s oracle.State, name string, i int) oracle.State {
	s.Rows = maps.Clone(s.Rows)
	s.Rows[name] = slices.Delete(slices.Clone(s.Rows[name]), i, i+1)
	return s
}

// request leaves out members of the arguments.
func (s *shrinker) request() bool {
	return s.prune(s.best.args, func(args object) finding {
		f := s.best
		f.args = args
		return f
	})
}

// members leaves out members of the user.
func (s *shrinker) members() bool {
	if s.best.user == nil {
		return false
	}
	return s.prune(s.best.user, func(user object) finding {
		f := s.best
		f.user = user
		return f
	})
}

// prune tries a tree with each of its parts left out.
func (s *shrinker) prune(tree object, as func(object) finding) (smaller bool) {
	for again := true; again; {
		again = false
		for _, less := range prunings(tree) {
			if s.try(as(less.(object))) {
				tree, again, smaller = less.(object), true, true
				break
			}
		}
	}
	return smaller
}

// prunings lists the tree with one part left out, great parts first.
func prunings(v any) []any {
	var list []any
	switch v := v.(type) {
	case object:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			less := maps.Clone(v)
			delete(less, k)
			list = append(list, less)
		}
		for _, k := range slices.Sorted(maps.Keys(v)) {
			for _, x := range prunings(v[k]) {
				less := maps.Clone(v)
				less[k] = x
				list = append(list, less)
			}
		}
	case []any:
		for i := range v {
			list = append(list, slices.Delete(slices.Clone(v), i, i+1))
		}
		for i := range v {
			for _, x := range prunings(v[i]) {
				less := slices.Clone(v)
				less[i] = x
				list = append(list, less)
			}
		}
	}
	return list
}
