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
// the query API's reference (reference/query-api.md, part 1) with the place that
// checks each: a group of a script that has the number in its name or in a
// comment of its own, or a Go test. Run it with -v to see the list. A number
// that nothing checks needs a reason here, and one that is checked has none.
func TestEveryAssertionOfTheReferenceIsChecked(t *testing.T) {
	t.Parallel()
	checked := scriptedAssertions(t)
	for number, test := range map[string]string{
		"73":  "rt/limits_test.go TestManyRowsAreCreatedAtOnce",
		"108": "rt/transaction_test.go TestInTransactionEndsWhatItBegins",
		"109": "rt/transaction_test.go TestInTransactionEndsWhatItBegins",
		"120": "rt/computed_test.go TestComputedNeeds",
	} {
		file, name, _ := strings.Cut(test, " ")
		text, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(file)))
		if err != nil || !strings.Contains(string(text), "func "+name+"(") {
			t.Errorf("assertion %s: there is no %s", number, test)
		}
		checked[number] = append(checked[number], test)
	}
	unchecked := map[string]string{} // number: why nothing checks it
	for _, number := range assertionNumbers() {
		where, reason := checked[number], unchecked[number]
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
}

// assertionNumbers are the numbers that the reference gives.
func assertionNumbers() []string {
	var list []string
	for n := 1; n <= 120; n++ {
		list = append(list, strconv.Itoa(n))
		if n == 99 {
			list = append(list, "99a")
		}
	}
	return list
}

// scriptedAssertions finds the groups that check each number. A name with a
// span, query 9 to 19, says nothing of the numbers in it: these stand in comments.
func scriptedAssertions(t *testing.T) map[string][]string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	checked := map[string][]string{}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		eachAssertion(t, file, func(number string) {
			if !slices.Contains(checked[number], name) {
				checked[number] = append(checked[number], name)
			}
		})
	}
	return checked
}

func eachAssertion(t *testing.T, file string, found func(number string)) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	named := regexp.MustCompile(`^group query (\d+a?)(?: and (\d+a?))?:`)
	commented := regexp.MustCompile(`^# (\d+a?)$`)
	ours := false
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		if strings.HasPrefix(line, "group ") {
			ours = strings.HasPrefix(line, "group query ")
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
