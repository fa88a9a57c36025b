package query

import "strings"

// unrecognized is the message for a key that nothing knows, with the nearest
// of those that could have been meant.
func unrecognized(name string, known []string) string {
	text := "Unrecognized key: \"" + clip(name) + "\""
	if near := nearest(name, known); near != "" {
		text += " (did you mean \"" + near + "\"?)"
	}
	return text
}

// clip bounds how much of the caller's text a message repeats.
func clip(s string) string {
	const most = 64
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// nearest returns the known name that differs least from name, or "" when all
// differ by more than a slip of the keyboard.
func nearest(name string, known []string) string {
	if len(name) > 64 {
		return ""
	}
	best, least := "", len(name)/3+1
	for _, k := range known {
		if strings.EqualFold(k, name) {
			return k
		}
		if n := distance(name, k); n < least {
			best, least = k, n
		}
	}
	return best
}

// distance counts the bytes to insert, remove, replace or swap with their
// neighbour to make a of b (optimal string alignment).
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		last[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			cost := last[j]
			if a[i] != b[j] {
				cost = 1 + min(last[j], last[j+1], row[j])
			}
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				cost = min(cost, before[j-1]+1)
			}
			row[j+1] = cost
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
