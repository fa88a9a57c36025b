package authjs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestEveryRowOfTheSecurityTableNamesItsTests holds docs/authjs-security.md to
// the tests: fifty rows, and what they name is there.
func TestEveryRowOfTheSecurityTableNamesItsTests(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/authjs-security.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile(`(?m)^\| (\d+) \|.*\| ([^|]*)\|$`).FindAllStringSubmatch(string(text), -1)
	if len(rows) != 50 {
		t.Fatalf("%d rows", len(rows))
	}
	for i, row := range rows {
		if row[1] != strconv.Itoa(i+1) {
			t.Errorf("row %s is where row %d should be", row[1], i+1)
		}
		names := strings.Fields(row[2])
		if len(names) == 0 && row[1] != "42" {
			t.Errorf("row %s names no test", row[1])
		}
		for _, name := range names {
			pkg, test, _ := strings.Cut(name, ".")
			if !isTest(t, pkg, test) {
				t.Errorf("row %s: there is no test %s", row[1], name)
			}
		}
	}
}

func isTest(t *testing.T, pkg, test string) bool {
	t.Helper()
	dirs := map[string]string{
		"session": "auth/session", "authjs": "auth/authjs", "store": "auth/store", "mail": "auth/mail", "auth": "auth",
		"server": "server", "password": "internal/password", "gozen": "cmd/gozen", "js": "js",
	}
	files, err := filepath.Glob(filepath.Join("../..", dirs[pkg], "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "\nfunc "+test+"(") {
			return true
		}
	}
	return false
}
