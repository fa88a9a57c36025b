package rt_test

import (
	"bufio"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestEveryAssertionOfTheReferenceIsChecked lists the numbered assertions of
// the query API's reference (reference/query-api.md, part 1) and of the rules'
// (reference/policy.md, part 1) with the place that checks each: a group of a
// script that has the number in its name or in a comment of its own, or a Go
// test. Run it with -v to see the lists. A number that nothing checks needs a
// reason here, and one that is checked has none.
func TestEveryAssertionOfTheReferenceIsChecked(t *testing.T) {
	t.Parallel()
	for _, ref := range []struct {
		name      string
		numbers   []string
		tests     map[string]string
		unchecked map[string]string
	}{
		{
			"query", numbered(120, "99a"),
			map[string]string{
				"73":  "rt/limits_test.go TestManyRowsAreCreatedAtOnce",
				"108": "rt/transaction_test.go TestInTransactionEndsWhatItBegins",
				"109": "rt/transaction_test.go TestInTransactionEndsWhatItBegins",
				"120": "rt/computed_test.go TestComputedNeeds",
			},
			nil,
		},
		{
			"policy", numbered(113, "42a", "67a", "67b", "67c"),
			map[string]string{
				"65":  "rt/transaction_test.go TestAResultThatMayNotBeReadUndoesASequence",
				"105": "rt/raw_test.go TestRawSQLIsRefusedUnderRules",
				"112": "rt/encrypted_test.go TestEncryptedAtRest",
				"113": "rt/encrypted_test.go TestEncryptedAtRest",
			},
			nil,
		},
	} {
		t.Run(ref.name, func(t *testing.T) {
			t.Parallel()
			checked := scriptedAssertions(t, ref.name)
			for number, test := range ref.tests {
				exists(t, test)
				checked[number] = append(checked[number], test)
			}
			for _, number := range ref.numbers {
				reckon(t, number, checked[number], ref.unchecked[number])
			}
		})
	}
}

// exists wants a Go test, given as file and name.
func exists(t *testing.T, test string) {
	t.Helper()
	file, name, _ := strings.Cut(test, " ")
	text, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(file)))
	if err != nil || !strings.Contains(string(text), "func "+name+"(") {
		t.Errorf("there is no %s", test)
	}
}

func reckon(t *testing.T, number string, where []string, reason string) {
	t.Helper()
	switch {
	case len(where) > 0 && reason == "":
		t.Logf("%-4s %s", number, strings.Join(where, ", "))
	case len(where) > 0:
		t.Errorf("assertion %s is checked by %s: take its reason away", number, strings.Join(where, ", "))
	case reason != "":
		t.Logf("%-4s NOT CHECKED: %s", number, reason)
	default:
		t.Errorf("assertion %s is checked by nothing", number)
	}
}

// numbered are the numbers that a reference gives: those up to the last, and more.
func numbered(last int, more ...string) []string {
	list := make([]string, 0, last+len(more))
	for n := range last {
		list = append(list, strconv.Itoa(n+1))
	}
	return append(list, more...)
}

// scriptedAssertions finds the groups that check each number of a reference. A name with a
// span, query 9 to 19, says nothing of the numbers in it: these stand in comments.
func scriptedAssertions(t *testing.T, reference string) map[string][]string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	checked := map[string][]string{}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		eachAssertion(t, file, reference, func(number string) {
			if !slices.Contains(checked[number], name) {
				checked[number] = append(checked[number], name)
			}
		})
	}
	return checked
}

func eachAssertion(t *testing.T, file, reference string, found func(number string)) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	named := regexp.MustCompile(`^group ` + reference + ` (\d+[abc]?)(?: and (\d+[abc]?))?:`)
	commented := regexp.MustCompile(`^# (\d+[abc]?)$`)
	ours := false
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		if strings.HasPrefix(line, "group ") {
			ours = strings.HasPrefix(line, "group "+reference+" ")
		}
		match := named.FindStringSubmatch(line)
		if match == nil && ours {
			match = commented.FindStringSubmatch(line)
		}
		for _, number := range match[min(1, len(match)):] {
			if number != "" {
				found(number)
			}
		}
	}
}
