// The difference of two texts is tested from inside: no command line could ask
// for enough of them.
package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestUnifiedApplies does what patch does with the difference of many texts.
func TestUnifiedApplies(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for range 5000 {
		before := randomText(r, 1+r.IntN(40))
		after := randomText(r, 1+r.IntN(40))
		if r.IntN(2) == 0 {
			after = mutated(r, before)
		}
		diff := string(unified("x", []byte(before), []byte(after)))
		got, err := patched(before, diff)
		if err != nil || got != after {
			t.Fatalf("%v\n--- before\n%s\n--- after\n%s\n--- got\n%s\n--- diff\n%s", err, before, after, got, diff)
		}
	}
}

func TestUnifiedIsBounded(t *testing.T) {
	t.Parallel()
	before := strings.Repeat("a\nb\n", 1<<17)
	after := strings.Repeat("b\nc\n", 1<<17)
	if got, err := patched(before, string(unified("x", []byte(before), []byte(after)))); err != nil || got != after {
		t.Errorf("the difference does not apply: %v", err)
	}
}

func TestUnifiedParts(t *testing.T) {
	t.Parallel()
	var before, after strings.Builder
	for i := range 30 {
		fmt.Fprintf(&before, "line %d\n", i)
		if i == 2 || i == 20 {
			fmt.Fprintln(&after, "other")
		} else {
			fmt.Fprintf(&after, "line %d\n", i)
		}
	}
	diff := string(unified("x", []byte(before.String()), []byte(after.String())))
	if !strings.HasPrefix(diff, "--- x\n+++ x\n@@ -1,6 +1,6 @@\n") || !strings.Contains(diff, "\n@@ -18,7 +18,7 @@\n line 17\n") {
		t.Errorf("want two hunks:\n%s", diff)
	}
	if diff := unified("x", []byte("a\n"), []byte("a\n")); diff != nil {
		t.Errorf("equal texts differ: %s", diff)
	}
}

// randomText is a text of a few different lines, at times without the last line
// feed.
func randomText(r *rand.Rand, lines int) string {
	var b strings.Builder
	for range lines {
		b.WriteString([]string{"a\n", "b\n", "}\n", "\n", "", fmt.Sprintln("u", r.IntN(40))}[r.IntN(6)])
	}
	if r.IntN(8) == 0 {
		return strings.TrimSuffix(b.String(), "\n")
	}
	return b.String()
}

// mutated is a text with a few lines more, less, and other.
func mutated(r *rand.Rand, text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		switch r.IntN(10) {
		case 0:
		case 1:
			b.WriteString("new\n" + line)
		default:
			b.WriteString(line)
		}
	}
	return b.String()
}

// patched applies a unified diff, strictly.
func patched(text, diff string) (string, error) {
	const noEOL = "\n\\ No newline at end of file\n"
	source := splitLines([]byte(text))
	var out strings.Builder
	at, oldLeft, newLeft := 0, 0, 0
	for diff != "" {
		line, rest, _ := strings.Cut(diff, "\n")
		body := line + "\n"
		if strings.HasPrefix(diff[len(line):], noEOL) {
			body, rest = line, diff[len(line)+len(noEOL):]
		}
		diff = rest
		switch {
		case oldLeft+newLeft == 0 && (line == "--- x" || line == "+++ x"):
			continue
		case oldLeft+newLeft == 0:
			start, o, n, err := hunkHead(line)
			if err == nil && (start < at || start > len(source)) {
				err = fmt.Errorf("begins behind line %d, not behind one of %d to %d", start, at, len(source))
			}
			if err != nil {
				return "", fmt.Errorf("hunk %q: %w", line, err)
			}
			out.WriteString(strings.Join(source[at:start], ""))
			at, oldLeft, newLeft = start, o, n
			continue
		}
		if line[0] != '+' {
			if at == len(source) || source[at] != body[1:] {
				return "", fmt.Errorf("line %d is not %q", at+1, body[1:])
			}
			at, oldLeft = at+1, oldLeft-1
		}
		if line[0] != '-' {
			out.WriteString(body[1:])
			newLeft--
		}
	}
	return out.String() + strings.Join(source[at:], ""), nil
}

// hunkHead reads the head of a hunk: how many lines of the old text are before
// it, and how many it takes of both.
func hunkHead(line string) (start, before, after int, err error) {
	var o, n string
	if _, err := fmt.Sscanf(line, "@@ -%s +%s @@", &o, &n); err != nil {
		return 0, 0, 0, err
	}
	start, before, err = lineCount(o)
	if err != nil {
		return 0, 0, 0, err
	}
	_, after, err = lineCount(n)
	return start, before, after, err
}

func lineCount(text string) (start, n int, err error) {
	n = 1
	if strings.Contains(text, ",") {
		_, err = fmt.Sscanf(text, "%d,%d", &start, &n)
	} else {
		_, err = fmt.Sscanf(text, "%d", &start)
	}
	if n > 0 {
		start--
	}
	return start, n, err
}
