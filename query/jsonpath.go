package query

import "strings"

// jsonPath decodes the path of a Json filter to its steps: an array of texts,
// or one text such as $.a.b[0]. A step that is a number names an element of an
// array, from its end if it is negative, and a member of an object.
func (d *decoder) jsonPath(n Node, p *path) (any, bool) {
	switch n := n.(type) {
	case Array:
		if !d.batch(len(n), p) {
			return nil, false
		}
		steps := make([]any, len(n))
		for i, x := range n {
			s, ok := d.text(x, p.item(i))
			if !ok {
				return nil, false
			}
			steps[i] = s
		}
		return steps, true
	case String:
		if complaint := textComplaint(string(n)); complaint != "" {
			return d.issue(p, complaint)
		}
		steps, ok := parseJSONPath(string(n))
		if !ok {
			return d.issue(p, "Invalid input: expected a path such as $.a.b[0], or an array of its steps")
		}
		if !d.batch(len(steps), p) {
			return nil, false
		}
		return steps, true
	default:
		return d.expected(p, "string or array", n)
	}
}

// parseJSONPath reads $ and then any of .name, ."name", [0] and ["name"].
// Wildcards are not read: a filter is about one value.
func parseJSONPath(s string) ([]any, bool) {
	s, ok := strings.CutPrefix(s, "$")
	steps := []any{}
	for ok && s != "" {
		var step string
		if step, s, ok = cutStep(s); ok {
			steps = append(steps, step)
		}
	}
	return steps, ok
}

// cutStep reads the first step of the rest of a path.
func cutStep(s string) (step, rest string, ok bool) {
	if rest, ok := strings.CutPrefix(s, "."); ok {
		if strings.HasPrefix(rest, `"`) {
			return cutQuoted(rest)
		}
		end := strings.IndexAny(rest, `.["*`)
		if end < 0 {
			end = len(rest)
		}
		return rest[:end], rest[end:], end > 0 && (end == len(rest) || rest[end] == '.' || rest[end] == '[')
	}
	s, ok = strings.CutPrefix(s, "[")
	if !ok {
		return "", s, false
	}
	if strings.HasPrefix(s, `"`) {
		step, rest, ok = cutQuoted(s)
		rest, closed := strings.CutPrefix(rest, "]")
		return step, rest, ok && closed
	}
	step, rest, ok = strings.Cut(s, "]")
	digits := strings.TrimPrefix(step, "-")
	return step, rest, ok && digits != "" && len(digits) < 10 && allDigits(digits)
}

// cutQuoted reads a JSON string literal at the beginning of s.
func cutQuoted(s string) (text, rest string, ok bool) {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			n, err := ParseJSON([]byte(s[:i+1]))
			name, isText := n.(String)
			return string(name), s[i+1:], err == nil && isText
		}
	}
	return "", "", false
}
