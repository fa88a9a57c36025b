package rt_test

import (
	"strings"
	"testing"
)

// TestKnownDefectsAreNotRepeated goes through what ZenStack's versions got
// wrong (reference/policy.md, part 2): a group of a script, or a Go test, shows
// that it is right here; or there is a reason why it cannot go wrong, or that it
// is so. Numbers are the rows of the reference's tables.
func TestKnownDefectsAreNotRepeated(t *testing.T) {
	t.Parallel()
	defects := []struct {
		row    string
		shown  []string // beginnings of groups' names, or Go tests
		reason string
	}{
		{"v3 1", []string{"policy 103:"}, ""},
		{"v3 2", []string{"policy 104:"}, ""},
		{"v3 3", []string{"policy 14:", "policy 15:", "policy 16:", "policy 20:", "policy 93:"}, ""},
		{"v3 4", []string{"policy 13:", "policy 27:", "policy 95:"}, ""},
		{"v3 5", []string{"policy 50:"}, ""},
		{"v3 6", []string{"policy 44:", "policy 45:", "policy 46:"}, ""},
		{"v3 7", []string{"policy 97:", "rules of the concrete model hold"}, ""},
		{"v3 8", []string{"policy 58:", "policy 61:", "policy 61a:", "policy 61b:"}, ""},
		{"v3 9", []string{"policy 79:", "policy 86:"}, ""},
		{"v3 10", []string{"policy 85:"}, ""},
		{"v3 11", []string{"policy 33:"}, ""},
		{"v3 12", []string{"policy 64:"}, ""},
		{"v3 12a", []string{"policy 67a:"}, ""},
		{"v3 12b", []string{"policy 67c:"}, ""},
		{"v3 13", []string{"policy 28:", "policy 104b:"}, ""},
		{"v3 14", []string{"policy 2-3b:", "defect v3 22: paths from this"}, ""},
		{"v3 15", []string{"rt/race_test.go TestRacingWritesCannotBothRelyOnEachOther", "rt/race_table_test.go TestMeetingsEndAsIfOneHadWaited"}, ""},
		{"v3 16", []string{"defect v3 16:"}, ""},
		{"v3 17", []string{"currentModel() in an inherited rule", "attack 5:"}, ""},
		{"v3 18", []string{"server/failure_test.go TestErrorsBecomeAnswers", "policy 66:"}, ""},
		{"v3 19", []string{"policy 76:"}, "documented: docs/security.md, and the compiler warns of cascades that cross owners"},
		{"v3 20", []string{"policy 107:", "policy 107a:", "policy 108:", "policy 108a:"}, ""},
		{"v3 21", []string{"rt/raw_test.go TestRawSQLIsRefusedUnderRules"}, ""},
		{"v3 22", []string{"defect v3 22: the same deny", "defect v3 22: names near", "defect v3 22: native uuids", "defect v3 22: currentModel", "before() and field rules see"}, ""},
		{"v2 1", []string{"policy 10c:", "policy 74:", "policy 80:"}, ""},
		{"v2 2", []string{"policy 43: order", "policy 43: hidden", "policy 37:"}, ""},
		{"v2 2a", []string{"policy 42a:"}, ""},
		{"v2 3", []string{"policy 32:"}, ""},
		{"v2 4", []string{"defect v2 4 and 5:"}, ""},
		{"v2 5", []string{"defect v2 4 and 5:"}, ""},
		{"v2 6", []string{"defect v2 6, 7 and 12:"}, ""},
		{"v2 7", []string{"defect v2 6, 7 and 12:"}, ""},
		{"v2 8", []string{"policy 3-3:"}, ""},
		{"v2 9", []string{"policy 110:", "policy 111:", "rt/encrypted_test.go TestEncryptedAtRest"}, ""},
		{"v2 10", []string{"policy 88:", "policy 89:"}, ""},
		{"v2 11", []string{"rt/transaction_test.go TestAResultThatMayNotBeReadUndoesASequence"}, ""},
		{"v2 12", []string{"defect v2 6, 7 and 12:"}, ""},
		{"v2 13", []string{"cmd/gozen-oracle/oracle_test.go TestSQLite", "attack 5:", "attack 14:", "policy 16-3:"}, "the oracle makes rules and requests of these kinds at random"},
		{"v2 14", nil, "a view is a model of which the engine writes nothing; its rules take the way of any read"},
	}
	groups := scriptGroups(t)
	for _, d := range defects {
		if len(d.shown) == 0 && d.reason == "" {
			t.Errorf("%s: nothing shows it", d.row)
		}
		for _, place := range d.shown {
			if strings.HasPrefix(place, "rt/") || strings.HasPrefix(place, "server/") || strings.HasPrefix(place, "cmd/") {
				exists(t, place)
			} else if !strings.Contains(groups, "\ngroup "+place) {
				t.Errorf("%s: no script has a group %q", d.row, place)
			}
		}
	}
}
