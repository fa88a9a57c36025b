package exec

import (
	"slices"
	"sync"

	"github.com/gozen-dev/gozen/internal/plan"
	"github.com/gozen-dev/gozen/internal/policy"
	"github.com/gozen-dev/gozen/internal/sqlgen"
	"github.com/gozen-dev/gozen/internal/wire"
	"github.com/gozen-dev/gozen/schema"
)

// program is a guarded plan compiled for one dialect. Programs are shared and
// never change.
type program struct {
	plan   *plan.Plan
	levels []*level // of plan.Read, parents before children
	steps  []step
	// checks are the checks that end the steps, sent together with the result's statements.
	checks []step
	// single does all of it, where the plan and the database allow.
	single *sqlgen.Statement
	// sealed says that a run shows or judges what is stored of @encrypted fields.
	sealed bool
	// reads and writes are the tables that the plan looks at and may change.
	reads, writes []string
	// spare holds room for rows that a run has left: see [JSON].
	spare sync.Pool
}

// level is one level of a result.
type level struct {
	statement *sqlgen.Statement
	read      *plan.Read
	outputs   []output // those that stand in a member such as _count last
	reverse   bool     // the rows come last first
	own       []int    // columns that the level above finds rows by
	children  []child
}

// output is a member of an entity, with what is known of its JSON.
type output struct {
	name   string
	key    string // `"name":`
	under  string // the member in which it stands, such as _count; or ""
	open   string // what opens that, before the first output in it: `"_count":{`
	shut   bool   // whether it is the last output in it
	path   string // in superjson's type map: name, or _count.name
	tag    string // superjson's annotation, or ""
	column int
	t      schema.ValueType
	sealed *schema.Field // the field, if it is @encrypted: its text is to be opened
}

// null is what NULL is to a client: a list column without a value is empty.
func (o output) null() string {
	if o.t.List {
		return "[]"
	}
	return "null"
}

// child is a level below.
type child struct {
	name   string
	key    string
	level  int // in program.levels
	toMany bool
	merge  bool  // its members are the entity's own
	parent []int // columns of this level that its rows are found by
}

// step is a compiled plan.Step.
type step struct {
	plan      plan.Step
	statement *sqlgen.Statement
	then, alt []step // of a branch; then also the parts of an insert into several tables, what is repeated, and what is watched
	watch     *watch // who watches then; else nil
}

func compile(s *schema.Schema, g policy.Guarded, d sqlgen.Dialect, w Watcher) *program {
	c := &compilation{schema: s, dialect: d, watcher: w, p: &program{plan: g.Plan()}, frames: g.Plan().Frames}
	if r := c.p.plan.Read; r != nil {
		c.level(r, r.Key)
	}
	if s := c.p.plan.Single; s != nil && len(plan.Parts(c.schema, s.Step, &c.frames)) == 1 {
		c.p.single = sqlgen.Single(d, c.p.plan.Single)
	}
	c.p.steps = c.steps(c.p.plan.Steps)
	c.p.reads, c.p.writes = c.p.plan.Reads(), c.p.plan.Writes(s)
	if c.watches {
		c.p.single = nil
	}
	for n := len(c.p.steps); n > 0; n-- {
		check, ok := c.p.steps[n-1].plan.(*plan.Check)
		if !ok || check.Before != nil {
			c.p.checks = c.p.steps[n:]
			c.p.steps = c.p.steps[:n]
			return c.p
		}
	}
	c.p.checks, c.p.steps = c.p.steps, nil
	return c.p
}

type compilation struct {
	schema  *schema.Schema
	dialect sqlgen.Dialect
	watcher Watcher // nil for none
	watches bool    // whether a step is watched
	p       *program
	frames  int
}

func (c *compilation) level(r *plan.Read, own []int) int {
	l := &level{statement: sqlgen.Read(c.dialect, r), read: r, outputs: c.outputs(r.Outputs), own: own}
	l.reverse = r.Select.Reverse
	if r.Group != nil {
		l.reverse = r.Group.Reverse
	}
	n := len(c.p.levels)
	c.p.levels = append(c.p.levels, l)
	for _, ch := range r.Children {
		below := child{merge: ch.Merge, toMany: ch.ToMany, parent: ch.ParentKey, level: c.level(ch.Read, ch.ChildKey)}
		if !ch.Merge {
			below.name, below.key = ch.Field.Name, jsonKey(ch.Field.Name)
		}
		l.children = append(l.children, below)
	}
	return n
}

// outputs readies the members of an entity.
func (c *compilation) outputs(asked []plan.Output) []output {
	var list []output
	for _, nested := range []bool{false, true} {
		for _, o := range asked {
			if (o.Under != "") != nested {
				continue
			}
			out := output{
				name: o.Name, key: jsonKey(o.Name), under: o.Under, path: o.Name,
				tag: wire.Tag(o.Type), column: o.Column, t: o.Type,
			}
			if out.sealed = o.Sealed; out.sealed != nil {
				c.p.sealed = true
			}
			if nested {
				out.path, out.shut = o.Under+"."+o.Name, true
				if last := len(list) - 1; last >= 0 && list[last].under == o.Under {
					list[last].shut = false
				} else {
					out.open = jsonKey(o.Under) + "{"
				}
			}
			list = append(list, out)
		}
	}
	return list
}

// jsonKey is a member's name as JSON has it. Names are identifiers and need no escapes.
func jsonKey(name string) string { return `"` + name + `":` }

func (c *compilation) steps(in []plan.Step) []step {
	out := make([]step, 0, len(in))
	for _, s := range in {
		if w := c.watched(s); w != nil {
			out = append(out, *w)
			continue
		}
		for _, part := range plan.Parts(c.schema, s, &c.frames) {
			out = append(out, c.step(part))
		}
	}
	return out
}

func (c *compilation) step(s plan.Step) step {
	st := step{plan: s}
	switch s := s.(type) {
	case *plan.Lookup:
		st.statement = sqlgen.Select(c.dialect, s.Select)
	case *plan.Insert:
		if parts := plan.InsertParts(c.schema, s, &c.frames); parts != nil {
			for _, part := range parts {
				st.then = append(st.then, step{plan: part, statement: sqlgen.Insert(c.dialect, part)})
			}
			return st
		}
		st.statement = sqlgen.Insert(c.dialect, s)
	case *plan.Update:
		st.statement = sqlgen.Update(c.dialect, s)
	case *plan.Delete:
		st.statement = sqlgen.Delete(c.dialect, s)
	case *plan.Link:
		st.statement = sqlgen.Link(c.dialect, s)
	case *plan.Unlink:
		st.statement = sqlgen.Unlink(c.dialect, s)
	case *plan.Branch:
		st.then, st.alt = c.steps(s.Then), c.steps(s.Else)
	case *plan.Check:
		st.statement = sqlgen.Check(c.dialect, s)
	case *plan.Repeat:
		for _, d := range s.Deletes {
			st.then = append(st.then, c.step(d))
		}
	case *plan.Validate:
		c.p.sealed = c.p.sealed || slices.ContainsFunc(s.Rows.Fields, func(f *schema.Field) bool { return f.Encrypted })
	case *plan.Merge, *plan.Fail:
	default:
		panic("exec: unknown step")
	}
	return st
}
