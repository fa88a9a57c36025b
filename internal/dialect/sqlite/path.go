package sqlite

import (
	"errors"
	"strings"
)

var errPath = errors.New("sqlite: the path of the database is empty")

// parsePath takes a path or file: URL apart. Of a URL's parameters only those
// that ask for memory have a meaning; Prisma's, such as connection_limit, pass.
func parsePath(path string) (file string, memory bool, err error) {
	file, isURL := strings.CutPrefix(path, "file:")
	if isURL {
		var params string
		file, params, _ = strings.Cut(file, "?")
		memory = strings.Contains(params, "mode=memory")
		if rest, ok := strings.CutPrefix(file, "//"); ok {
			file = rest
		}
	}
	if file == "" && !memory {
		return "", false, errPath
	}
	return file, memory || file == ":memory:", nil
}
