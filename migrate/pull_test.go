package migrate_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/ddl"
	"github.com/gozen-dev/gozen/migrate"
)

// pulled pulls, and checks that pushing the result changes nothing.
func (db testDB) pulled() string {
	db.t.Helper()
	p, err := migrate.Pull(db.t.Context(), db.url, migrate.PullOptions{})
	if err != nil {
		db.t.Fatalf("pull: %v", err)
	}
	s := gozentest.Schema(db.t, string(p.Text))
	if rest := db.push(s, migrate.Options{DryRun: true, AcceptDataLoss: true}); len(rest) > 0 {
		db.t.Errorf("pushing what was pulled would change something: %q\n%s", rest, p.Text)
	}
	return string(p.Text)
}

func TestWhatIsPulledReadsWell(t *testing.T) {
	t.Parallel()
	source := `
model User {
  id      Int      @id @default(autoincrement())
  email   String   @unique
  born    DateTime @default(now())
  profile Profile?
  posts   Post[]   @relation("written")
  checked Post[]   @relation("checked")
}
model Profile {
  user   User @relation(fields: [userId], references: [id], onDelete: Cascade)
  userId Int  @id
}
model Post {
  id        Int     @id
  title     String  @default("it's \"new\"")
  stars     Int     @default(3)
  author    User    @relation("written", fields: [authorId], references: [id])
  authorId  Int
  checker   User?   @relation("checked", fields: [checkerId], references: [id])
  checkerId Int?
  tags      Tag[]
  parent    Post?   @relation("tree", fields: [parentId], references: [id])
  parentId  Int?
  children  Post[]  @relation("tree")
  @@index([stars(sort: Desc), title])
  @@unique([authorId, title])
}
model Tag { name String @id @map("the name")  posts Post[]  @@map("my tags") }
`
	want := `
model Post {
  id              Int    @id
  title           String @default("it's \"new\"")
  stars           Int    @default(3)
  authorId        Int
  checkerId       Int?
  parentId        Int?
  author          User   @relation("PostAuthor", fields: [authorId], references: [id])
  checker         User?  @relation("PostChecker", fields: [checkerId], references: [id])
  parent          Post?  @relation("PostParent", fields: [parentId], references: [id])
  children        Post[] @relation("PostParent")
  my_tags         my_tags[] @relation("PostToTag")

  @@unique([authorId, title])
  @@index([stars(sort: Desc), title])
}
`
	onEach(t, func(t *testing.T, db testDB) {
		db.push(gozentest.Schema(t, "datasource db {\n provider = \""+db.dialect.String()+"\"\n url = env(\"DATABASE_URL\")\n}\n"+source), migrate.Options{})
		got := db.pulled()
		if diff := cmp.Diff(words(want), words(modelText(got, "Post"))); diff != "" {
			t.Errorf("model Post (-want +got):\n%s\n%s", diff, got)
		}
		for _, line := range []string{"postsAsAuthor Post[] @relation(\"PostAuthor\")", "postsAsChecker Post[] @relation(\"PostChecker\")", "profile Profile?", "born DateTime @default(now())"} {
			if !strings.Contains(words(modelText(got, "User")), line) {
				t.Errorf("model User lacks %q:\n%s", line, got)
			}
		}
		if want := `model my_tags { the_name String @id @map("the name") posts Post[] @relation("PostToTag") @@map("my tags") }`; words(modelText(got, "my_tags")) != want {
			t.Errorf("model my_tags is %s", modelText(got, "my_tags"))
		}
	})
}

// modelText cuts a model out of a schema, without comments.
func modelText(text, name string) string {
	_, rest, _ := strings.Cut(text, "model "+name+" {")
	body, _, _ := strings.Cut(rest, "\n}")
	var out strings.Builder
	for line := range strings.Lines("model " + name + " {" + body + "\n}\n") {
		if !strings.HasPrefix(strings.TrimSpace(line), "// ") {
			out.WriteString(line)
		}
	}
	return out.String()
}

// words makes all white space of a text the same.
func words(text string) string { return strings.Join(strings.Fields(text), " ") }

func TestPullOfAForeignDatabase(t *testing.T) {
	t.Parallel()
	db := testDB{t: t, url: gozentest.Postgres(t), dialect: ddl.PostgreSQL}
	db.exec(
		`CREATE TYPE "user state" AS ENUM ('on', 'off-line', '2nd')`,
		`CREATE TABLE "user-accounts" (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, state "user state" NOT NULL DEFAULT 'off-line',
			"e mail" varchar(80) NOT NULL CONSTRAINT one_mail UNIQUE, half int GENERATED ALWAYS AS (1) STORED, tags text[] DEFAULT '{a,b}',
			at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP, geo point, token uuid NOT NULL DEFAULT gen_random_uuid(), CHECK (id > 0))`,
		`COMMENT ON TABLE "user-accounts" IS 'Who may
sign in.'`,
		`COMMENT ON COLUMN "user-accounts"."e mail" IS 'Only one each.'`,
		`CREATE INDEX part ON "user-accounts" (half) WHERE half > 0`,
		`CREATE INDEX ON "user-accounts" USING gin (tags)`,
		`CREATE TABLE logs (line text)`,
		`CREATE TABLE owned (account_id bigint REFERENCES "user-accounts" ON DELETE SET NULL, n smallint, PRIMARY KEY (n))`,
		"CREATE INDEX ON owned (account_id)", // Gozen has one for every foreign key
	)
	got := db.pulled()
	want := `
/// Who may
/// sign in.
model user_accounts {
  id     BigInt @id @default(autoincrement())
  state  user_state @default(off_line)
  /// Only one each.
  e_mail String @db.VarChar(80) @unique(map: "one_mail") @map("e mail")
  half   Int? @default(dbgenerated())
  tags   String[] @default(["a", "b"])
  at     DateTime @default(now()) @db.Timestamptz
  geo    Unsupported("point")?
  token  String @default(dbgenerated("gen_random_uuid()")) @db.Uuid
  owneds owned[]

  @@index([tags], type: Gin)
  @@map("user-accounts")
}`
	if diff := cmp.Diff(strings.Split(words(want), " "), strings.Split(words("/// Who may /// sign in. "+modelText(got, "user_accounts")), " ")); diff != "" {
		t.Errorf("model (-want +got):\n%s\n%s", diff, got)
	}
	for _, part := range []string{
		`enum user_state { on off_line @map("off-line") n2nd @map("2nd") @@map("user state") }`,
		`account_id BigInt? n Int @id @db.SmallInt account user_accounts? @relation(fields: [account_id], references: [id], onUpdate: NoAction)`,
		`// model logs {`,
	} {
		if !strings.Contains(words(got), part) {
			t.Errorf("it lacks %s:\n%s", part, got)
		}
	}
}
