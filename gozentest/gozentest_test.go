package gozentest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/migrate"
)

const source = `
datasource db {
  provider = "sqlite"
  url      = "file:dev.db"
}

model User {
  id    Int    @id @default(autoincrement())
  email String @unique
  posts Post[]
}

model Post {
  id       Int  @id @default(autoincrement())
  author   User @relation(fields: [authorId], references: [id], onDelete: Cascade)
  authorId Int
  tags     Tag[]
}

model Tag {
  name  String @id
  posts Post[]
}
`

func TestEachGivesDatabasesOfTheirOwn(t *testing.T) {
	t.Parallel()
	gozentest.Each(t, func(t *testing.T, url string) {
		s := gozentest.Schema(t, source)
		r, err := migrate.Push(t.Context(), url, s, migrate.Options{})
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"create table User", "create table Post", "create table Tag", "create table _PostToTag"}
		if diff := cmp.Diff(want, r.Changes); diff != "" {
			t.Errorf("changes (-want +got):\n%s", diff)
		}
		gozentest.Push(t, url, s)
	})
}
