package check

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// maxFile bounds a schema file: thousands of times what anybody writes, and
// little enough to be read into memory.
const maxFile = 32 << 20

var (
	errNotRegular = errors.New("it is not a regular file")
	errTooLarge   = fmt.Errorf("it is larger than %d MiB", maxFile>>20)
)

// Reader returns a function for [Files] that reads from disk. The root file is
// read wherever it is, since the caller has named it. What it imports must lie in
// its folder for the file system too: a link that leads out is an error, and so
// is anything but a file.
func Reader(root string) func(name string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		if name == root {
			return readRegular(os.Open(root))
		}
		dir, _ := path.Split(strings.ReplaceAll(root, `\`, "/"))
		folder, err := os.OpenRoot(cmp.Or(dir, "."))
		if err != nil {
			return nil, err
		}
		defer func() { _ = folder.Close() }() // it was only read from
		rel := filepath.FromSlash(strings.TrimPrefix(name, dir))
		// A pipe would wait for its writer as soon as it is opened.
		if info, err := folder.Stat(rel); err != nil {
			return nil, err
		} else if !info.Mode().IsRegular() {
			return nil, errNotRegular
		}
		return readRegular(folder.Open(rel))
	}
}

func readRegular(f *os.File, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read from
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Mode()&(fs.ModeDir|fs.ModeDevice) != 0 {
		return nil, errNotRegular
	}
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(text) > maxFile {
		return nil, errTooLarge
	}
	return text, err
}
