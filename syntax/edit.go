package syntax

import (
	"slices"
	"strings"
)

// Edit puts a text in the place of what stands from one byte to another.
type Edit struct {
	Start, End int
	Text       string
}

// Apply makes the edits of a source text. Their order does not matter but where
// two begin at the same byte; an edit of what another one replaces is left out.
func Apply(src string, edits []Edit) string {
	sorted := slices.Clone(edits)
	slices.SortStableFunc(sorted, func(a, b Edit) int { return a.Start - b.Start })
	var out strings.Builder
	done := 0
	for _, e := range sorted {
		if e.Start < done {
			continue // in something that is left out
		}
		out.WriteString(src[done:e.Start])
		out.WriteString(e.Text)
		done = e.End
	}
	out.WriteString(src[done:])
	return out.String()
}
