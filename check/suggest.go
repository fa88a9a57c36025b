package check

import (
	"fmt"
	"strings"
)

// maxHints bounds how often candidates are compared: a file with thousands of
// unknown names needs no more of them, and stays cheap.
const maxHints = 200

// maxChoices is how many candidates are listed when none is near.
const maxChoices = 12

// choose returns a hint with the candidate nearest to name, or with all of them
// when none is near and they are few.
func (c *checker) choose(name string, candidates func() []string) string {
	if hint := c.suggest(name, candidates); hint != "" || c.hints > maxHints {
		return hint
	}
	if all := candidates(); len(all) > 0 && len(all) <= maxChoices {
		return "there is " + strings.Join(all, ", ")
	}
	return ""
}

// suggest returns a hint with the candidate nearest to name, if one is near: a
// third of its letters may be wrong.
func (c *checker) suggest(name string, candidates func() []string) string {
	if c.hints++; c.hints > maxHints {
		return ""
	}
	best, least := "", max(1, len(name)/3)+1
	for _, cand := range candidates() {
		if d := distance(strings.ToLower(name), strings.ToLower(cand), least-1); d < least && d < len(name) {
			best, least = cand, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("did you mean %q?", best)
}

// distance is the edit distance of a and b, where two letters exchanged count as
// one edit, or limit+1 when it is greater. The limit keeps it cheap when a
// hostile schema has thousands of long names.
func distance(a, b string, limit int) int {
	if len(a) > 64 || len(b) > 64 || len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	before, prev := []int(nil), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := range len(a) {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(prev[j]+cost, prev[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, prev = prev, row
	}
	return prev[len(b)]
}
