package js_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// nextjsTodo is the folder of the example.
const nextjsTodo = "../examples/nextjs-todo"

// TestNextjsTodo builds the Next.js example and has people use it: each with a
// Chromium of his own, in front of `next start` and `gozen serve`.
func TestNextjsTodo(t *testing.T) {
	browser(t)
	watch(t)
	gozen := buildClient(t)
	install(t, nextjsTodo)
	run(t, nextjsTodo, nil, gozen, "generate", "--schema", "../todo/schema.zmodel", "--ts", "src/gozen", "--check")
	// Next.js writes BUILD_ID when a build is complete.
	if older(t, nextjsTodo+"/.next/BUILD_ID", nextjsTodo, "src", "next.config.ts", "tsconfig.json", "package.json", "package-lock.json", "../../js/client/src") {
		run(t, nextjsTodo, []string{"NEXT_TELEMETRY_DISABLED=1"}, "npm", "run", "--silent", "build")
	}
	run(t, nextjsTodo, []string{"GOZEN_BIN=" + gozen}, "npm", "run", "--silent", "test")
}

// older reports whether a file is not there, or one of dir's sources has changed
// since it was made: making it takes long.
func older(t *testing.T, made, dir string, sources ...string) bool {
	t.Helper()
	info, err := os.Stat(made)
	if errors.Is(err, fs.ErrNotExist) {
		return true
	} else if err != nil {
		t.Fatal(err)
	}
	for _, source := range sources {
		if changed(t, filepath.Join(dir, source)).After(info.ModTime()) {
			return true
		}
	}
	return false
}

// changed returns when a file, or the latest one of a folder, was changed.
func changed(t *testing.T, path string) time.Time {
	t.Helper()
	var last time.Time
	err := filepath.WalkDir(path, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.ModTime().After(last) {
			last = info.ModTime()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return last
}
