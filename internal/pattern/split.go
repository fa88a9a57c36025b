package pattern

import "strings"

// condition is a pattern that a text must match, or must not.
type condition struct {
	text string
	not  bool
}

// split takes look-ahead from behind the first ^ and look-behind from before
// the last $. There, where no other way through the pattern can lead, each says
// something of the whole text: ^(?=.*\d)\w+$ is ^.*\d and ^\w+$.
func split(text string) []condition {
	whole := []condition{{text: text}}
	groups, ok := outline(text)
	if !ok {
		return whole
	}
	start, end := 0, len(text)
	var found []condition
	if strings.HasPrefix(text, "^") {
		start = 1
		for len(groups) > 0 && groups[0].start == start {
			body, not, is := look(text, groups[0], "(?=", "(?!")
			if !is || quantified(text[groups[0].end:]) {
				break
			}
			found = append(found, condition{"^(?:" + body + ")", not})
			start, groups = groups[0].end, groups[1:]
		}
	}
	if strings.HasSuffix(text, "$") && !strings.HasSuffix(text, `\$`) {
		end--
		for len(groups) > 0 && groups[len(groups)-1].end == end {
			last := groups[len(groups)-1]
			body, not, is := look(text, last, "(?<=", "(?<!")
			if !is {
				break
			}
			found = append(found, condition{"(?:" + body + ")$", not})
			end, groups = last.start, groups[:len(groups)-1]
		}
	}
	if len(found) == 0 {
		return whole
	}
	rest := text[start:end]
	if strings.HasPrefix(text, "^") {
		rest = "^" + rest
	}
	if end < len(text) {
		rest += "$"
	}
	return append(found, condition{text: rest})
}

// look is the body of a group that looks around.
func look(text string, s span, is, isNot string) (body string, not, ok bool) {
	group := text[s.start : s.end-1]
	if body, ok = strings.CutPrefix(group, isNot); ok {
		return body, true, true
	}
	body, ok = strings.CutPrefix(group, is)
	return body, false, ok
}

func quantified(rest string) bool {
	return rest != "" && strings.ContainsRune("*+?{", rune(rest[0]))
}

// span is where a group stands, parentheses included.
type span struct{ start, end int }

// outline finds the groups that stand in no other group. It is not ok when a |
// stands beside them, as then no end of the pattern is an end of each way
// through it, and when the parentheses do not fit.
func outline(text string) (groups []span, ok bool) {
	depth, class := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\':
			i++
		case class:
			class = c != ']'
		case c == '[':
			class = true
		case c == '(':
			if depth++; depth == 1 {
				groups = append(groups, span{start: i})
			}
		case c == ')':
			if depth--; depth < 0 {
				return nil, false
			}
			if depth == 0 {
				groups[len(groups)-1].end = i + 1
			}
		case c == '|' && depth == 0:
			return nil, false
		}
	}
	return groups, depth == 0
}
