package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/gozen-dev/gozen/rt"
)

// explained prints an explanation for people.
func explained(b *strings.Builder, e *rt.Explanation, target string) {
	verdict := "not permitted"
	if e.Permitted {
		verdict = "permitted"
	}
	who := "nobody"
	if e.User != nil {
		who = shownValue(e.User)
	}
	fmt.Fprintf(b, "%s %s as %s: %s, %s\n", e.Operation, target, who, verdict, e.Reason)
	for _, j := range e.Judgements {
		of := j.Model
		if j.Field != "" {
			of += "." + j.Field
		}
		word := "no"
		if j.Permitted {
			word = "yes"
		}
		fmt.Fprintf(b, "\n%s %s: %s, %s\n", j.Operation, of, word, j.Reason)
		explainedRules(b, j.Rules, 1)
	}
}

func explainedRules(b *strings.Builder, rules []rt.RuleVerdict, depth int) {
	for _, r := range rules {
		mark := ""
		if r.Decides {
			mark = "  <- decides"
		}
		fmt.Fprintf(b, "%s%-8s%s  %s:%d:%d%s\n", indent(depth), r.Truth, r.Rule, r.Pos.File, r.Pos.Line, r.Pos.Col, mark)
		explainedInside(b, r.Clause, depth+1)
	}
}

// explainedInside prints what a clause rests on.
func explainedInside(b *strings.Builder, c rt.Clause, depth int) {
	for _, v := range c.Values {
		fmt.Fprintf(b, "%s        %s = %s\n", indent(depth), v.Name, shownValue(v.Value))
	}
	if c.Note != "" {
		fmt.Fprintf(b, "%s        %s\n", indent(depth), c.Note)
	}
	for _, x := range c.Clauses {
		fmt.Fprintf(b, "%s%-8s%s\n", indent(depth), x.Truth, x.Text)
		explainedInside(b, x, depth+1)
	}
	explainedRules(b, c.Rules, depth)
}

func indent(depth int) string { return strings.Repeat("  ", depth) }

// shownValue is a value as JSON has it.
func shownValue(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(text)
}
