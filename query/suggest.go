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

// distance is the Levenshtein distance in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := last
			if a[i] != b[j] {
				cost = 1 + min(last, row[j], row[j+1])
			}
			last, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
