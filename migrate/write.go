package migrate

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"github.com/gozen-dev/gozen/internal/ddl"
)

// stamp is how the name of a migration begins, as Prisma has it.
const stamp = "20060102150405"

// maxSlug bounds what a name has after its time, in bytes; Prisma allows 200.
const maxSlug = 60

// warning begins the lines of a file that tell what is lost.
const warning = "-- Warning: "

// script is the text of a migration: what it does, what it loses (with the
// number of rows in the database of development), and the statements.
func script(lines, warnings, statements []string) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString("-- " + comment(l) + "\n")
	}
	if len(warnings) > 0 {
		b.WriteString("--\n")
		for _, w := range warnings {
			b.WriteString(warning + comment(w) + "\n")
		}
	}
	return b.String() + "\n" + terminated(statements)
}

// comment keeps a text, which may hold a default's, within its line.
func comment(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
}

func terminated(statements []string) string {
	var b strings.Builder
	for _, s := range statements {
		b.WriteString(s + ";\n")
	}
	return b.String()
}

// name returns the name of the next migration, which sorts behind all others.
func (d *development) name() string {
	now := d.opts.Now
	if now.IsZero() {
		now = time.Now()
	}
	now = now.UTC().Truncate(time.Second)
	if n := len(d.all); n > 0 {
		last, _, _ := strings.Cut(d.all[n-1].name, "_")
		if t, err := time.Parse(stamp, last); err == nil && !now.After(t) {
			now = t.Add(time.Second)
		}
	}
	about := d.opts.Name
	if about == "" {
		about = d.out.Changes[0]
		if n := len(d.out.Changes) - 1; n > 0 {
			about += fmt.Sprintf(" and %d more", n)
		}
	}
	return now.Format(stamp) + "_" + slug(about)
}

// slug makes words into a part of a file's name.
func slug(words string) string {
	var b strings.Builder
	for _, r := range words {
		switch {
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(unicode.ToLower(r))
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
		if b.Len() == maxSlug {
			break
		}
	}
	if out := strings.Trim(b.String(), "_"); out != "" {
		return out
	}
	return "migration"
}

// write makes the folder of a migration, wholly or not at all, and the lock
// file where it is missing.
func (d *development) write(m *migration) error {
	if err := os.MkdirAll(d.dir, 0o755); err != nil { //nolint:gosec // migrations are source code
		return fmt.Errorf("write the migration: %w", err)
	}
	if err := writeLock(d.dir, d.db.dialect()); err != nil {
		return fmt.Errorf("write the migration: %w", err)
	}
	tmp, err := os.MkdirTemp(d.dir, ".migration-")
	if err != nil {
		return fmt.Errorf("write the migration: %w", err)
	}
	err = os.Chmod(tmp, 0o755) //nolint:gosec // migrations are source code
	for name, text := range map[string]string{upFile: m.up, downFile: m.down} {
		err = errors.Join(err, os.WriteFile(filepath.Join(tmp, name), []byte(text), 0o644)) //nolint:gosec // as above
	}
	if err == nil {
		err = os.Rename(tmp, filepath.Join(d.dir, m.name))
	}
	if err != nil {
		return fmt.Errorf("write the migration: %w", errors.Join(err, os.RemoveAll(tmp)))
	}
	return nil
}

func writeLock(dir string, dialect ddl.Dialect) error {
	f, err := os.OpenFile(filepath.Join(dir, lockFile), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) //nolint:gosec // it is source code
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = f.WriteString("# Keep this file with the migrations: it says for which database they are.\nprovider = \"" + dialect.String() + "\"\n")
	return errors.Join(err, f.Close())
}
