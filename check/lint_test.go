package check_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/diag"
)

// found returns the codes in l, of those that a test is about.
func found(l diag.List, about ...diag.Code) []diag.Code {
	codes := []diag.Code{}
	for _, c := range l.Codes() {
		if slices.Contains(about, c) {
			codes = append(codes, c)
		}
	}
	return codes
}

func TestConditionsThatDecideNothing(t *testing.T) {
	t.Parallel()
	const (
		always = check.CodeAlways
		never  = check.CodeNever
		dead   = check.CodeDeadDeny
	)
	const world = "enum Role { USER ADMIN }\nmodel User {\n" +
		" id Int @id n Int m Int? s String t String? b Boolean ob Boolean? role Role orole Role? tags String[]\n" +
		" boss User? @relation('b', fields: [bossId], references: [id]) bossId Int? team User[] @relation('b')\n" +
		" home Home @relation(fields: [homeId], references: [id]) homeId Int\n"
	const home = "}\nmodel Home { id Int @id users User[] name String? @@allow('read', true) }\n"
	tests := []struct {
		rules string
		want  []diag.Code
	}{
		// What the author has written so.
		{"@@allow('all', true)", nil},
		{"@@allow('read', true) @@deny('all', true)", []diag.Code{never}},
		{"@@deny('all', true)", nil},
		{"@@allow('all', false)", []diag.Code{never}},
		{"@@allow('all', true) @@deny('read', false)", []diag.Code{dead}},

		// Always.
		{"@@allow('all', 1 == 1)", []diag.Code{always}},
		{"@@allow('all', !(1 > 2))", []diag.Code{always}},
		{"@@allow('all', id == id)", []diag.Code{always}},
		{"@@allow('all', b || true)", []diag.Code{always}},
		{"@@allow('all', b || !b)", []diag.Code{always}},
		{"@@allow('all', role != USER || role != ADMIN)", []diag.Code{always}},
		{"@@allow('all', role == USER || role == ADMIN)", []diag.Code{always}},
		{"@@allow('all', n > 3 || n <= 3)", []diag.Code{always}},
		{"@@allow('all', n > 3 || n < 5)", []diag.Code{always}},
		{"@@allow('all', home != null)", []diag.Code{always}},
		{"@@allow('all', m == null || m != null)", []diag.Code{always}},
		{"@@allow('all', auth() == null || auth() != null)", []diag.Code{always}},
		{"@@allow('read', team^[1 == 2])", []diag.Code{always}},

		// Not always: a null is in the way, or a value is left.
		{"@@allow('all', ob || !ob)", nil},
		{"@@allow('all', m == m)", nil},
		{"@@allow('all', n > 5 || n < 3)", nil},
		{"@@allow('all', orole != USER || orole != ADMIN)", nil},
		{"@@allow('all', auth().role != USER || auth().role != ADMIN)", nil},
		{"@@allow('all', boss != null)", nil},

		// Never.
		{"@@allow('all', b && false)", []diag.Code{never}},
		{"@@allow('all', role == USER && role == ADMIN)", []diag.Code{never}},
		{"@@allow('all', role in [USER] && role == ADMIN)", []diag.Code{never}},
		{"@@allow('all', role != USER && role != ADMIN)", []diag.Code{never}},
		{"@@allow('all', s == 'a' && (n > 1 && s == 'b'))", []diag.Code{never}},
		{"@@allow('all', n > 5 && n < 3)", []diag.Code{never}},
		{"@@allow('all', n > 5 && n == 5)", []diag.Code{never}},
		{"@@allow('all', n >= 5 && n < 5.0)", []diag.Code{never}},
		{"@@allow('all', t == null && t == 'a')", []diag.Code{never}},
		{"@@allow('all', boss == null && boss.n > 1)", []diag.Code{never}},
		{"@@allow('all', boss == null && id == boss.id)", []diag.Code{never}},
		{"@@allow('all', boss == null && boss.s == 'x')", []diag.Code{never}},
		{"@@allow('all', auth() == null && auth().id == id)", []diag.Code{never}},
		{"@@allow('all', auth() == boss && auth() != boss)", []diag.Code{never}},
		{"@@allow('all', n < m && n >= m)", []diag.Code{never}},
		{"@@allow('all', m != m)", []diag.Code{never}},
		{"@@allow('all', home == null)", []diag.Code{never}},
		{"@@allow('all', s in [])", []diag.Code{never}},
		{"@@allow('read', team?[1 == 2])", []diag.Code{never}},
		{"@@allow('all', check(home, 'delete'))", []diag.Code{never}},
		{"@@allow('read,update', b && !b)", []diag.Code{never}},

		// Not never.
		{"@@allow('all', n > 3 && n < 5)", nil},
		{"@@allow('all', n >= 5 && n <= 5)", nil},
		{"@@allow('all', s == 'a' || s == 'b')", nil},
		{"@@allow('all', s != 'a' && s != 'b')", nil},
		{"@@allow('read', team?[n == 1] && n == 2)", nil},
		{"@@allow('all', check(home, 'read'))", nil},
		{"@@allow('all', n == 1.0 && n == 1)", nil},

		// Denies.
		{"@@allow('read', true) @@deny('read', n > 5 && n < 3)", []diag.Code{dead}},
		{"@@allow('read', true) @@deny('delete', b)", []diag.Code{dead}},
		{"@@allow('read', true) @@deny('update,read', b)", nil},
		{"@@allow('read', true) @@deny('post-update', b)", nil},
		{"@@allow('read', true) @@deny('all', auth() == null)", nil},
		{"@@allow('read', true) @@deny('read', auth().role == USER && auth().role == ADMIN)", nil}, // fires without a user
		{"@@allow('read', b) @@deny('read', 1 == 1)", []diag.Code{always, never}},
		{"@@allow('read,delete', b) @@deny('delete', true)", nil},
		{"@@allow('read,delete', b) @@deny('delete', true) @@deny('read', true)", []diag.Code{never}},
	}
	for _, tt := range tests {
		t.Run(tt.rules, func(t *testing.T) {
			t.Parallel()
			s, diags := files(prelude + world + tt.rules + home)
			if s == nil {
				t.Fatal(lines(diags))
			}
			want := append([]diag.Code{}, tt.want...)
			got := found(diags, always, never, dead)
			slices.Sort(want)
			slices.Sort(got)
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%s\n%s", d, lines(diags))
			}
		})
	}
}

func TestRulesOfFieldsAndBases(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       []diag.Code
	}{
		{
			"a field that nobody may change",
			"model A { id Int @id n Int @allow('update', false) @@allow('all', true) }", nil,
		},
		{
			"a field rule that contradicts itself",
			"model A { id Int @id n Int @allow('update', n > 2 && n < 1) @@allow('all', true) }",
			[]diag.Code{check.CodeNever},
		},
		{
			"a field deny that never fires",
			"model A { id Int @id n Int @deny('update', n > 2 && n < 1) @@allow('all', true) }",
			[]diag.Code{check.CodeDeadDeny},
		},
		{
			"a deny of a base that one of two models needs",
			"abstract model B { id Int @id n Int @@deny('delete', n > 1) }\n" +
				"model A extends B { a Int @@allow('read', true) }\nmodel C extends B { c Int @@allow('delete', true) }", nil,
		},
		{
			"a deny of a base that no model needs",
			"abstract model B { id Int @id n Int @@deny('delete', n > 1) }\n" +
				"model A extends B { a Int @@allow('read', true) }\nmodel C extends B { c Int @@allow('create', true) }",
			[]diag.Code{check.CodeDeadDeny},
		},
		{
			"a deny whose operation an override allows",
			"model A { id Int @id n Int @allow('read', true, true) @@deny('read', n > 1) @@allow('create', true) }", nil,
		},
		{"an ignored model", "model A { id Int @id @@ignore @@allow('all', 1 == 1) }", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, diags := files(prelude + tt.text)
			got := found(diags, check.CodeAlways, check.CodeNever, check.CodeDeadDeny)
			if d := cmp.Diff(append([]diag.Code{}, tt.want...), got); d != "" || s == nil {
				t.Errorf("%s\n%s", d, lines(diags))
			}
		})
	}
}

func TestSecrets(t *testing.T) {
	t.Parallel()
	const user = "model User { id Int @id role String things Thing[] @@allow('all', auth() == this) }\n"
	tests := []struct {
		field, rules string
		warn         bool
	}{
		{"apiToken String", "@@allow('read', true)", true},
		{"password String @password", "@@allow('read', true)", true},
		{"password String @password @omit", "@@allow('read', true)", false},
		{"privateKey Bytes", "@@allow('read', n > 1)", true},
		{"reset_token String?", "@@allow('read', owner != auth())", false}, // fails closed
		{"secret String", "@@allow('read', !(owner == auth()))", false},
		{"secret String", "@@allow('read', owner == auth())", false},
		{"secret String", "@@allow('read', auth() != null)", false},
		{"secret String", "@@allow('read', auth() == null)", true},
		{"secret String", "@@allow('read', true) @@deny('all', auth() == null)", false},
		{"secret String", "@@allow('read', true) @@deny('read', auth().role != 'admin')", false},
		{"secret String", "@@allow('read', true) @@deny('read', n > 1 && auth().role != 'admin')", true},
		{"secret String @allow('read', auth() == owner)", "@@allow('read', true)", false},
		{"secret String @deny('read', auth() == null)", "@@allow('read', true)", false},
		{"secret String @allow('read', true)", "@@allow('read', auth() != null)", false},
		{"secret String @allow('read', true, true)", "@@allow('read', auth() != null)", true},
		{"secret String", "@@allow('read', check(owner))", false},
		{"secret String", "@@allow('create', true)", false},
		{"tokenType String", "@@allow('read', true)", false},
		{"tokens Int", "@@allow('read', true)", false},
		{"keyboard String", "@@allow('read', true)", false},
		{"apikey String", "@@allow('read', true)", true},
		{"APIKey String", "@@allow('read', true)", true},
		{"spinner String", "@@allow('read', true)", false},
		{"passwordChangedAt DateTime", "@@allow('read', true)", false},
	}
	for _, tt := range tests {
		t.Run(tt.field+" "+tt.rules, func(t *testing.T) {
			t.Parallel()
			s, diags := files(prelude + user + "model Thing { id Int @id n Int " + tt.field +
				"\n owner User @relation(fields: [ownerId], references: [id]) ownerId Int\n" + tt.rules + "}")
			if warn := len(found(diags, check.CodeSecret)) > 0; s == nil || warn != tt.warn {
				t.Error(lines(diags))
			}
		})
	}
}

func TestCascadesThatCrossOwners(t *testing.T) {
	t.Parallel()
	const user = "model User { id Int @id boxes Box[] things Thing[] seen Thing[] @relation('seen') @@allow('all', auth() == this) }\n"
	const box = "model Box { id Int @id owner User @relation(fields: [ownerId], references: [id], onDelete: Cascade) ownerId Int things Thing[] "
	const thing = "model Thing {\n id Int @id\n" +
		" box Box @relation(fields: [boxId], references: [id], onDelete: Cascade)\n boxId Int\n" +
		" owner User @relation(fields: [ownerId], references: [id], onDelete: Cascade)\n ownerId Int\n" +
		" seenBy User? @relation('seen', fields: [seenId], references: [id]) seenId Int?\n"
	tests := []struct {
		name, text string
		want       int
	}{
		{"guarded by their own owner alone", user + box + "@@allow('all', auth() == owner) }\n" + thing + "@@allow('all', auth() == owner) }", 1},
		{"a rule looks through the relation", user + box + "@@allow('all', auth() == owner) }\n" + thing + "@@allow('all', auth() == owner || auth() == box.owner) }", 0},
		{"a rule looks at the key", user + box + "@@allow('all', auth() == owner) }\n" + thing + "@@allow('all', auth() == owner && boxId > 3) }", 0},
		{"a rule asks the parent's", user + box + "@@allow('all', auth() == owner) }\n" + thing + "@@allow('read', check(box)) @@allow('delete', auth() == owner) }", 0},
		{"the parent looks at them", user + box + "@@allow('delete', things![owner == auth()]) }\n" + thing + "@@allow('all', auth() == owner) }", 0},
		{"nobody deletes the parent", user + box + "@@allow('read', auth() == owner) }\n" + thing + "@@allow('all', auth() == owner) }", 0},
		{"everybody deletes them", user + box + "@@allow('all', auth() == owner) }\n" + thing + "@@allow('all', true) }", 0},
		{"no rules, which has its own warning", user + box + "@@allow('all', auth() == owner) }\n" + thing + "}", 0},
		{"nobody deletes them", user + box + "@@allow('all', auth() == owner) }\n" + thing + "@@allow('read', auth() == owner) }", 1},
		{"of somebody who is not the owner", user + box + "@@allow('all', auth() == owner) }\n" +
			strings.Replace(thing, "references: [id]) seenId", "references: [id], onDelete: Cascade) seenId", 1) +
			"@@allow('all', auth() == owner || auth() == box.owner) }", 1},
		{"to its maker", user + box + "@@allow('all', auth() == owner) }\n" +
			strings.Replace(thing, "boxId Int\n", "boxId Int @default(auth().id)\n", 1) + "@@allow('all', auth() == owner) }", 0},
		{"without a cascade", user + box + "@@allow('all', auth() == owner) }\n" +
			strings.Replace(thing, "references: [id], onDelete: Cascade)\n boxId", "references: [id])\n boxId", 1) + "@@allow('all', auth() == owner) }", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, diags := files(prelude + tt.text)
			if s == nil || len(found(diags, check.CodeCascade)) != tt.want {
				t.Error(lines(diags))
			}
		})
	}
}

func TestColumnsWithoutIndexes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		fields, rules string
		warn          bool
	}{
		{"", "@@allow('read', org == auth().org)", true},
		{"", "@@allow('delete', n > 1 && auth().org == org)", true},
		{"", "@@allow('read', org in auth().orgs)", true},
		{"", "@@allow('create', org == auth().org)", false},
		{"@@index([org])", "@@allow('read', org == auth().org)", false},
		{"@@index([org, n])", "@@allow('read', org == auth().org)", false},
		{"@@index([n, org])", "@@allow('read', org == auth().org)", true},
		{"@@unique([org, n])", "@@allow('read', org == auth().org)", false},
		{"", "@@allow('read', id == auth().id)", false},
		{"", "@@allow('read', ownerId == auth().id)", false},
		{"", "@@allow('read', owner.org == auth().org)", false},
		{"", "@@allow('read', org == 'acme')", false},
		{"", "@@deny('read', org != auth().org) @@allow('read', true)", false},
		{"", "@@allow('read', owner.things?[org == auth().org])", false},
	}
	for _, tt := range tests {
		t.Run(tt.fields+" "+tt.rules, func(t *testing.T) {
			t.Parallel()
			s, diags := files(prelude +
				"model User { id Int @id org String orgs String[] things Thing[] @@allow('all', auth() == this) }\n" +
				"model Thing { id Int @id n Int org String\n owner User @relation(fields: [ownerId], references: [id]) ownerId Int\n" +
				tt.fields + "\n" + tt.rules + "}")
			if warn := len(found(diags, check.CodeUnindexed)) > 0; s == nil || warn != tt.warn {
				t.Error(lines(diags))
			}
		})
	}
}
