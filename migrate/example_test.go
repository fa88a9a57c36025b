package migrate_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"testing/fstest"

	"github.com/gozen-dev/gozen/migrate"
)

// A program brings its database up to date when it starts. The files are
// embedded in it; here they are made on the spot.
func ExampleDeploy() {
	files := fstest.MapFS{
		"20240131100000_init/migration.sql":  {Data: []byte(`CREATE TABLE "Note" ("id" integer PRIMARY KEY);`)},
		"20240201100000_texts/migration.sql": {Data: []byte(`ALTER TABLE "Note" ADD COLUMN "text" text;`)},
	}
	dir, err := os.MkdirTemp("", "notes")
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	url := "file:" + filepath.Join(dir, "notes.db")
	for range 2 {
		done, err := migrate.Deploy(context.Background(), url, files, migrate.DeployOptions{})
		if err != nil {
			log.Print(err)
			return
		}
		fmt.Println(done.Applied)
	}
	// Output:
	// [20240131100000_init 20240201100000_texts]
	// []
}
