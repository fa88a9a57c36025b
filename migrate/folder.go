package migrate

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/internal/ddl"
)

// The files of a folder of migrations, as Prisma lays them out.
const (
	upFile   = "migration.sql"
	downFile = "down.sql"
	lockFile = "migration_lock.toml"
)

// maxScript bounds what a file of a migration may hold, in bytes.
const maxScript = 64 << 20

// migration is one folder: NAME/migration.sql and perhaps NAME/down.sql.
type migration struct {
	name    string
	up      string
	down    string // what NAME/down.sql holds, if it is there
	hasDown bool   // whether it is
}

// checksum is what the history keeps of a migration: SHA-256 of its file.
func checksum(script string) string {
	sum := sha256.Sum256([]byte(script))
	return hex.EncodeToString(sum[:])
}

// is reports whether the migration's file is the one that has the checksum,
// whatever line endings a checkout gave it.
func (m *migration) is(sum string) bool {
	unix := strings.ReplaceAll(m.up, "\r\n", "\n")
	return slices.Contains([]string{checksum(m.up), checksum(unix), checksum(strings.ReplaceAll(unix, "\n", "\r\n"))}, sum)
}

// readFolder reads the migrations in order of their names. A folder that is
// not there has none; one made for another database is refused.
func readFolder(files fs.FS, d ddl.Dialect) ([]*migration, error) {
	entries, err := fs.ReadDir(files, ".")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	if err := checkLock(files, d); err != nil {
		return nil, err
	}
	var out []*migration
	for _, e := range entries {
		if !e.IsDir() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		m, err := readMigration(files, e.Name())
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b *migration) int { return cmp.Compare(a.name, b.name) })
	return out, nil
}

func readMigration(files fs.FS, name string) (*migration, error) {
	m := &migration{name: name}
	up, err := readScript(files, path.Join(name, upFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("migration %s has no %s; write it, or remove the folder", name, upFile)
	}
	if err != nil {
		return nil, fmt.Errorf("read migration %s: %w", name, err)
	}
	m.up = up
	m.down, err = readScript(files, path.Join(name, downFile))
	if m.hasDown = err == nil; !m.hasDown && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read migration %s: %w", name, err)
	}
	return m, nil
}

func readScript(files fs.FS, name string) (string, error) {
	info, err := fs.Stat(files, name)
	if err != nil {
		return "", err
	}
	if info.Size() > maxScript {
		return "", fmt.Errorf("%s has more than %d bytes", name, maxScript)
	}
	text, err := fs.ReadFile(files, name)
	return string(text), err
}

// checkLock reads the database that the migrations were written for. Without
// the file they may be for any.
func checkLock(files fs.FS, d ddl.Dialect) error {
	text, err := fs.ReadFile(files, lockFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	provider := regexp.MustCompile(`^\s*provider\s*=\s*"(\w+)"`)
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		found := provider.FindStringSubmatch(lines.Text())
		if found != nil && strings.TrimSuffix(found[1], "ql") != strings.TrimSuffix(d.String(), "ql") {
			return fmt.Errorf("the migrations are for %s (%s says so), and the database is %s", found[1], lockFile, d)
		}
	}
	return nil
}
