package main

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// around is how many lines before and behind a change are printed with it.
const around = 3

// edit is a line of a comparison: ' ' for one that both texts have, '-' for one
// that only the old text has, '+' for one that only the new one has.
type edit struct {
	op   byte
	line string
}

// unified returns what turns one text into the other the way diff -u prints it,
// or nothing when they are equal.
func unified(name string, before, after []byte) []byte {
	if bytes.Equal(before, after) {
		return nil
	}
	edits := compare(splitLines(before), splitLines(after))
	var out bytes.Buffer
	fmt.Fprintf(&out, "--- %s\n+++ %s\n", name, name)
	x, y := 1, 1 // line numbers of edits[from]
	for from := 0; from < len(edits); {
		start, end := hunk(edits, from)
		if start == end {
			break
		}
		x, y = x+start-from, y+start-from // only common lines were passed
		oldLines, newLines := sides(edits[start:end])
		fmt.Fprintf(&out, "@@ -%s +%s @@\n", lineRange(x, oldLines), lineRange(y, newLines))
		for _, e := range edits[start:end] {
			out.WriteByte(e.op)
			out.WriteString(e.line)
			if !strings.HasSuffix(e.line, "\n") {
				out.WriteString("\n\\ No newline at end of file\n")
			}
		}
		x, y, from = x+oldLines, y+newLines, end
	}
	return out.Bytes()
}

// splitLines cuts a text behind its line feeds.
func splitLines(text []byte) []string {
	lines := strings.SplitAfter(string(text), "\n")
	if last := len(lines) - 1; lines[last] == "" {
		return lines[:last]
	}
	return lines
}

// hunk returns the next changes behind from, with their context; changes that
// are near each other are one hunk. It is empty when there are none.
func hunk(edits []edit, from int) (start, end int) {
	changed := func(e edit) bool { return e.op != ' ' }
	first := slices.IndexFunc(edits[from:], changed)
	if first < 0 {
		return len(edits), len(edits)
	}
	start = max(from, from+first-around)
	end = from + first
	for i := end; i < len(edits) && i <= end+2*around; i++ {
		if changed(edits[i]) {
			end = i
		}
	}
	return start, min(end+1+around, len(edits))
}

// sides counts the lines that the old and the new text have in a hunk.
func sides(edits []edit) (before, after int) {
	for _, e := range edits {
		if e.op != '+' {
			before++
		}
		if e.op != '-' {
			after++
		}
	}
	return before, after
}

// lineRange is a place in a hunk's head. An empty one names the line before it.
func lineRange(start, n int) string {
	switch n {
	case 0:
		return fmt.Sprintf("%d,0", start-1)
	case 1:
		return fmt.Sprint(start)
	}
	return fmt.Sprintf("%d,%d", start, n)
}

// compare finds what two texts have in common by patience: lines that occur once
// in each hold the texts together, and equal lines next to them follow. It takes
// n log n time on any input, which the shortest edit script does not.
func compare(before, after []string) []edit {
	var edits []edit
	i, j := 0, 0
	for _, a := range append(anchors(before, after), [2]int{len(before), len(after)}) {
		for i < a[0] && j < a[1] && before[i] == after[j] {
			edits = append(edits, edit{' ', before[i]})
			i, j = i+1, j+1
		}
		same := 0
		for a[0]-same > i && a[1]-same > j && before[a[0]-same-1] == after[a[1]-same-1] {
			same++
		}
		for ; i < a[0]-same; i++ {
			edits = append(edits, edit{'-', before[i]})
		}
		for ; j < a[1]-same; j++ {
			edits = append(edits, edit{'+', after[j]})
		}
		for ; i < a[0]; i, j = i+1, j+1 {
			edits = append(edits, edit{' ', before[i]})
		}
	}
	return edits
}

// anchors returns the longest run of lines, in the order of both texts, that
// occur exactly once in each.
func anchors(before, after []string) [][2]int {
	old, changed := once(before), once(after)
	var (
		pairs [][2]int // the places of a line in both texts
		prev  []int    // for each pair, the one before it in the best run that it ends
		ends  []int    // for each length of a run, less one, the pair that ends the most promising
	)
	for i, line := range before {
		j, shared := changed[line]
		if _, unique := old[line]; !shared || !unique {
			continue
		}
		n, _ := slices.BinarySearchFunc(ends, j, func(e, j int) int { return cmp.Compare(pairs[e][1], j) })
		if n == len(ends) {
			ends = append(ends, 0)
		}
		ends[n] = len(pairs)
		prev = append(prev, ends[max(n-1, 0)])
		pairs = append(pairs, [2]int{i, j})
	}
	run := make([][2]int, len(ends))
	for n := len(ends) - 1; n >= 0; n-- {
		run[n] = pairs[ends[n]]
		if n > 0 {
			ends[n-1] = prev[ends[n]]
		}
	}
	return run
}

// once returns the places of the lines that occur exactly once.
func once(lines []string) map[string]int {
	places, seen := map[string]int{}, map[string]bool{}
	for i, l := range lines {
		if seen[l] {
			delete(places, l)
			continue
		}
		places[l], seen[l] = i, true
	}
	return places
}
