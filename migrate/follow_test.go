package migrate_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/ddl"
	"github.com/gozen-dev/gozen/migrate"
)

// follow lets a schema follow the database, and returns its new text, after
// which nothing is left to follow or to push.
func (db testDB) follow(text string) (string, *migrate.Followed) {
	db.t.Helper()
	f := db.followed(text)
	out := text
	if changed, ok := f.Files["schema.zmodel"]; ok {
		out = string(changed)
	}
	s := gozentest.Schema(db.t, out)
	if rest := db.push(s, migrate.Options{DryRun: true, AcceptDataLoss: true}); len(rest) > 0 {
		db.t.Errorf("pushing the schema that followed would change something: %q\n%s", rest, out)
	}
	if again := db.followed(out); len(again.Changes) > 0 || len(again.Files) > 0 {
		db.t.Errorf("following again: %q", again.Changes)
	}
	return out, f
}

func (db testDB) followed(text string) *migrate.Followed {
	db.t.Helper()
	told := map[string]int{}
	f, err := migrate.Follow(db.t.Context(), db.url, migrate.Existing{
		Root: "schema.zmodel", Files: map[string][]byte{"schema.zmodel": []byte(text)}, Schema: gozentest.Schema(db.t, text),
	}, migrate.PullOptions{Progress: func(p migrate.Progress) { told[p.Migration] = p.Statement }})
	if err != nil {
		db.t.Fatalf("follow: %v", err)
	}
	if told["reading the database"] < 3 || told["reading the shadow of the schema"] < 3 {
		db.t.Errorf("progress: %v", told)
	}
	return f
}

const followed = `// The notes of everybody.
datasource db {
    provider = "PROVIDER"
    url      = env("DATABASE_URL")
}

/// Who signs in.
model User {
    id    String @id @default(cuid()) // made by us
    email String @unique @email
    // their notes
    notes Note[]

    @@allow('all', auth() == this)
}

model Note {
    id        Int      @id @default(autoincrement())
    /// What it says.
    text      String?  @length(1, 100)
    old       Int?
    done      Boolean  @default(false)
    at        DateTime @default(now())
    author    User     @relation(fields: [authorId], references: [id])
    authorId  String

    @@index([text])
    @@allow('read', true) // everybody may
}

model Gone {
    id Int @id

    @@allow('all', true)
}
`

func TestASchemaFollowsItsDatabase(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, db testDB) {
		text := strings.Replace(followed, "PROVIDER", db.dialect.String(), 1)
		db.push(gozentest.Schema(t, text), migrate.Options{})
		if f := db.followed(text); len(f.Changes) > 0 || len(f.Files) > 0 {
			t.Errorf("nothing has changed, but: %q\n%s", f.Changes, f.Files["schema.zmodel"])
		}
		// Somebody changes the database, in the words of another schema.
		other := strings.NewReplacer(
			"text      String?  @length(1, 100)", "text String", "    old       Int?\n", "    stars     Int @default(3)\n", "@@index([text])", "@@index([done, text])\n@@unique([authorId, text])",
			"references: [id])", "references: [id], onDelete: Cascade)", "model Gone {", "model Tag {\n    name String @unique\n    noteId Int?\n    note Note? @relation(fields: [noteId], references: [id])",
			"    @@allow('read'", "    tags Tag[]\n    @@allow('read'", "@unique @email", "",
		).Replace(text)
		db.push(gozentest.Schema(t, other), migrate.Options{AcceptDataLoss: true})
		db.exec(`DROP TABLE "Gone"`)

		got, f := db.follow(text)
		want := strings.NewReplacer(
			"text      String?  @length(1, 100)", "text      String    @length(1, 100)", "    old       Int?\n", "", "    authorId  String\n", "    authorId  String\n    stars     Int       @default(3)\n    tags      Tag[]\n",
			"references: [id])", "references: [id], onDelete: Cascade)", "    @@index([text])\n", "", "// everybody may\n", "// everybody may\n\n    @@unique([authorId, text])\n\n    @@index([done, text])\n",
			"@unique @email", "@email", "model Gone {\n    id Int @id\n\n    @@allow('all', true)\n}", "model Tag {\n",
		).Replace(text)
		before, _, _ := strings.Cut(got, "model Tag {\n")
		if diff := cmp.Diff(strings.Fields(strings.Split(want, "model Tag {\n")[0]), strings.Fields(before)); diff != "" {
			t.Errorf("schema (-want +got):\n%s\n%s\n%q", diff, got, f.Changes)
		}
		if !strings.Contains(words(got), "note Note? @relation(fields: [noteId], references: [id])") {
			t.Errorf("the new model:\n%s", got)
		}
	})
}

func TestEnumsFollowTheirDatabase(t *testing.T) {
	t.Parallel()
	db := testDB{t: t, url: gozentest.Postgres(t), dialect: ddl.PostgreSQL}
	text := "datasource db {\n provider = \"postgresql\"\n url = env(\"DATABASE_URL\")\n}\nenum Mood {\n  GOOD // fine\n  BAD\n}\nmodel Note {\n id Int @id\n mood Mood @default(GOOD)\n @@allow('all', true)\n}\n"
	db.push(gozentest.Schema(t, text), migrate.Options{})
	db.exec(`ALTER TYPE "Mood" ADD VALUE 'so-so'`, `CREATE TYPE more AS ENUM ('x')`, `ALTER TABLE "Note" ADD COLUMN m more NOT NULL DEFAULT 'x'`)
	got, f := db.follow(text)
	if want := `enum Mood { GOOD // fine BAD so_so @map("so-so") }`; !strings.Contains(words(got), want) {
		t.Errorf("no %s in:\n%s", want, got)
	}
	if diff := cmp.Diff([]string{"add value Mood.so_so", "add field Note.m", "add enum more"}, f.Changes); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

func TestWhatCannotFollowIsTold(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, db testDB) {
		text := strings.Replace(followed, "PROVIDER", db.dialect.String(), 1)
		bare := strings.NewReplacer("    author    User     @relation(fields: [authorId], references: [id])\n", "", "    notes Note[]\n", "").Replace(text)
		db.push(gozentest.Schema(t, bare), migrate.Options{})
		f := db.followed(text)
		if diff := cmp.Diff([]string{"Note.author stays, though the database has no foreign key for it: gozen db push makes it"}, f.Notes); diff != "" || len(f.Changes) > 0 {
			t.Errorf("changes are %q, notes (-want +got):\n%s", f.Changes, diff)
		}
	})
}

func TestSubModelsFollowWithTheirBase(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, db testDB) {
		text := "datasource db {\n provider = \"" + db.dialect.String() + "\"\n url = env(\"DATABASE_URL\")\n}\n" +
			"model Asset {\n id Int @id @default(autoincrement())\n kind String\n @@delegate(kind)\n @@allow('all', true)\n}\nmodel Video extends Asset {\n seconds Int\n}\n"
		db.push(gozentest.Schema(t, text), migrate.Options{})
		if f := db.followed(text); len(f.Changes) > 0 {
			t.Errorf("nothing has changed, but: %q", f.Changes)
		}
		db.exec(`ALTER TABLE "Video" ADD COLUMN "title" text`)
		if _, f := db.follow(text); cmp.Diff([]string{"add field Video.title"}, f.Changes) != "" {
			t.Errorf("changes are %q", f.Changes)
		}
	})
}

func TestWhoOnlyLooksMakesNoFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "mistyped.db")
	s := gozentest.Schema(t, strings.Replace(followed, "PROVIDER", "sqlite", 1))
	if _, err := migrate.Pull(t.Context(), file, migrate.PullOptions{}); !errors.Is(err, migrate.ErrNoTables) {
		t.Errorf("pull: %v", err)
	}
	if _, err := migrate.Follow(t.Context(), file, migrate.Existing{Schema: s}, migrate.PullOptions{}); !errors.Is(err, migrate.ErrNoTables) {
		t.Errorf("follow: %v", err)
	}
	if state, err := migrate.Status(t.Context(), file, folder("1_a", "SELECT 1")); err != nil || state.UpToDate {
		t.Errorf("status: %+v, %v", state, err)
	}
	if d, err := migrate.Diff(t.Context(), file, migrate.TheDatabase{}, migrate.TheSchema{Schema: s}, ""); err != nil || len(d.Tables) != 3 {
		t.Errorf("diff: %+v, %v", d, err)
	}
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file was made: %v", err)
	}
}
