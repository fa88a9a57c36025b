package migrate_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/internal/ddl"
	"github.com/gozen-dev/gozen/migrate"
)

// prismaSchema is what the migrations below are of.
const prismaSchema = `
model User {
  id    Int     @id @default(autoincrement())
  email String  @unique
  name  String?
  posts Post[]
}
model Post {
  id       Int    @id @default(autoincrement())
  title    String @default("new")
  author   User   @relation(fields: [authorId], references: [id])
  authorId Int
  tags     Tag[]
}
model Tag { id Int @id @default(autoincrement())  name String  posts Post[] }
`

// prismaFolder is a folder of migrations in the words that Prisma writes.
func prismaFolder(d ddl.Dialect) map[string]string {
	if d == ddl.PostgreSQL {
		return map[string]string{
			"20230101000000_init": `-- CreateTable
CREATE TABLE "User" (
    "id" SERIAL NOT NULL,
    "email" TEXT NOT NULL,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Post" (
    "id" SERIAL NOT NULL,
    "title" TEXT NOT NULL,
    "authorId" INTEGER NOT NULL,

    CONSTRAINT "Post_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Tag" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "Tag_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "_PostToTag" (
    "A" INTEGER NOT NULL,
    "B" INTEGER NOT NULL,

    CONSTRAINT "_PostToTag_AB_pkey" PRIMARY KEY ("A","B")
);

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE INDEX "_PostToTag_B_index" ON "_PostToTag"("B");

-- AddForeignKey
ALTER TABLE "Post" ADD CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "_PostToTag" ADD CONSTRAINT "_PostToTag_A_fkey" FOREIGN KEY ("A") REFERENCES "Post"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "_PostToTag" ADD CONSTRAINT "_PostToTag_B_fkey" FOREIGN KEY ("B") REFERENCES "Tag"("id") ON DELETE CASCADE ON UPDATE CASCADE;
`,
			"20230102000000_more": `-- AlterTable
ALTER TABLE "Post" ALTER COLUMN "title" SET DEFAULT 'new';

-- AlterTable
ALTER TABLE "User" ADD COLUMN     "name" TEXT;
`,
		}
	}
	return map[string]string{
		"20230101000000_init": `-- CreateTable
CREATE TABLE "User" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "email" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "Post" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "title" TEXT NOT NULL,
    "authorId" INTEGER NOT NULL,
    CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Tag" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "_PostToTag" (
    "A" INTEGER NOT NULL,
    "B" INTEGER NOT NULL,
    CONSTRAINT "_PostToTag_A_fkey" FOREIGN KEY ("A") REFERENCES "Post" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "_PostToTag_B_fkey" FOREIGN KEY ("B") REFERENCES "Tag" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE UNIQUE INDEX "_PostToTag_AB_unique" ON "_PostToTag"("A", "B");

-- CreateIndex
CREATE INDEX "_PostToTag_B_index" ON "_PostToTag"("B");
`,
		"20230102000000_more": `-- AlterTable
ALTER TABLE "User" ADD COLUMN "name" TEXT;

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Post" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "title" TEXT NOT NULL DEFAULT 'new',
    "authorId" INTEGER NOT NULL,
    CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "new_Post" ("authorId", "id", "title") SELECT "authorId", "id", "title" FROM "Post";
DROP TABLE "Post";
ALTER TABLE "new_Post" RENAME TO "Post";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
`,
	}
}

// TestAProjectOfPrismaGoesOn deploys what Prisma has written, and develops on.
// The one difference is the index that Gozen gives a foreign key.
func TestAProjectOfPrismaGoesOn(t *testing.T) {
	t.Parallel()
	onProjects(t, func(t *testing.T, p project) {
		for name, text := range prismaFolder(p.dialect) {
			if err := os.MkdirAll(filepath.Join(p.dir, name), 0o750); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(p.dir, name, "migration.sql"), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		first := map[string]string{"20230101000000_init": prismaFolder(p.dialect)["20230101000000_init"]}
		p.deploy(folder("20230101000000_init", first["20230101000000_init"]))
		p.exec(`INSERT INTO "User" ("email") VALUES ('a')`, `INSERT INTO "Tag" ("name") VALUES ('t')`,
			`INSERT INTO "Post" ("title", "authorId") VALUES ('p', 1)`, `INSERT INTO "_PostToTag" VALUES (1, 1)`)
		p.deploy(os.DirFS(p.dir))
		if got := p.value(`SELECT CAST(count(*) AS text) FROM "Post" JOIN "_PostToTag" ON "A" = "Post"."id" JOIN "User" ON "authorId" = "User"."id"`); got != "1" {
			t.Errorf("%s rows are connected", got)
		}
		done := p.dev(prismaSchema)
		if diff := cmp.Diff([]string{"create index Post_authorId_idx on Post"}, done.Changes); diff != "" {
			t.Errorf("changes (-want +got):\n%s", diff)
		}
		written, err := migrate.WriteDown(t.Context(), p.url, p.dir, "")
		if err != nil || len(written) != 2 {
			t.Fatalf("the ways back: %q, %v", written, err)
		}
		p.down(migrate.DownOptions{Steps: 3})
	})
}
