package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gozen-dev/gozen/auth/session"
)

// flags are what dev and serve have in common.
type flags struct {
	schema, listen, compat, zenstack, origin, sessionsIn string
	operation
}

func (f *flags) add(cmd *cobra.Command) {
	schemaFlag(cmd, &f.schema)
	cmd.Flags().StringVar(&f.listen, "listen", "127.0.0.1:3000", "`address` to listen on, or unix:PATH")
	cmd.Flags().StringVar(&f.compat, "compat", "v5", "Auth.js `major` that signs in: v4 or v5")
	zenstackFlag(cmd, &f.zenstack)
	cmd.Flags().StringVar(&f.sessionsIn, "sessions", "jwt", "where `sessions` are: jwt (in the cookie) or database (in model Session)")
	cmd.Flags().StringVar(&f.origin, "origin", os.Getenv("AUTH_URL"),
		"public `URL` of the site, for cookies and redirects; its path, if any, is that of sign-in (default $AUTH_URL, else the address asked for)")
	complete(cmd, "compat", completeWords("v4", "v5"))
	f.operation.add(cmd)
}

func (f *flags) major() (session.Compat, error) {
	switch f.compat {
	case "v4":
		return session.V4, nil
	case "v5":
		return session.V5, nil
	default:
		return 0, &usageError{fmt.Errorf("--compat is v4 or v5, not %q", f.compat)}
	}
}

// zenstackFlag adds --zenstack, which [zenstack2] reads.
func zenstackFlag(cmd *cobra.Command, to *string) {
	cmd.Flags().StringVar(to, "zenstack", "v3", "ZenStack `major` whose form errors, and the types of "+restPath+", have: v2 or v3")
	complete(cmd, "zenstack", completeWords("v2", "v3"))
}

// zenstack2 reports whether clients are of ZenStack 2.
func zenstack2(major string) (bool, error) {
	if major != "v2" && major != "v3" {
		return false, &usageError{fmt.Errorf("--zenstack is v2 or v3, not %q", major)}
	}
	return major == "v2", nil
}

// rows reports whether sessions are rows of the database.
func (f *flags) rows() (bool, error) {
	switch f.sessionsIn {
	case "jwt":
		return false, nil
	case "database":
		return true, nil
	default:
		return false, &usageError{fmt.Errorf("--sessions is jwt or database, not %q", f.sessionsIn)}
	}
}

// sessions returns the manager of sessions for the keys. Cookies are for https
// alone when the site is.
func (f *flags) sessions(major session.Compat, keys []string, origin string) (*session.Manager, error) {
	m, err := session.New(session.Config{Compat: major, Secrets: keys, Secure: strings.HasPrefix(origin, "https://")})
	if err != nil {
		return nil, fmt.Errorf("sign-in: %w", err)
	}
	return m, nil
}

// address is where browsers find the site.
type address struct {
	origin string // scheme and host, empty when they are not known
	signIn string // the path of sign-in
}

// address returns what --origin says. Its path, as that of AUTH_URL for Auth.js,
// is that of sign-in, for sites where /api/auth is somebody else's.
func (f *flags) address() (address, error) {
	a := address{signIn: authPath}
	if f.origin == "" {
		return a, nil
	}
	u, err := url.Parse(f.origin)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return a, &usageError{errors.New("--origin (or AUTH_URL) is not a URL like https://example.com")}
	}
	a.origin = u.Scheme + "://" + u.Host
	if path := strings.TrimRight(u.Path, "/"); path != "" {
		a.signIn = path
	}
	for _, taken := range []string{dataPath, restPath, openapiPath, docsPath, servicePath, healthPath, mailboxPath} {
		if within(a.signIn, taken) {
			return a, &usageError{fmt.Errorf("sign-in cannot be at %s, the path of --origin (or AUTH_URL): something else is served there", a.signIn)}
		}
	}
	return a, nil
}

// databaseURL returns DATABASE_URL, or beside the schema the file that
// development uses, where beside is allowed.
func databaseURL(src *source) string {
	if u := os.Getenv("DATABASE_URL"); u != "" {
		return u
	}
	return "file:" + filepath.Join(filepath.Dir(src.root), "dev.db")
}

// requiredDatabaseURL is [databaseURL] without a guess: production data does
// not belong into a file that nobody named.
func requiredDatabaseURL() (string, error) {
	if u := os.Getenv("DATABASE_URL"); u != "" {
		return u, nil
	}
	return "", &hinted{
		errors.New("DATABASE_URL is not set"),
		"export DATABASE_URL=file:./app.db or DATABASE_URL=postgres://user:password@host/database",
	}
}

// secretDir is where the generated secret stands: beside the database when
// that is a file, else beside the schema.
func secretDir(src *source, database string) string {
	for _, scheme := range []string{"file:", "sqlite:"} {
		if path, ok := strings.CutPrefix(database, scheme); ok {
			path, _, _ = strings.Cut(path, "?")
			return filepath.Dir(path)
		}
	}
	return filepath.Dir(src.root)
}

// shownDatabase is a database's URL without its password.
func shownDatabase(database string) string {
	u, err := url.Parse(database)
	if err != nil {
		return "(set by DATABASE_URL)"
	}
	return u.Redacted()
}

func newLogger(cmd *cobra.Command) *slog.Logger {
	return slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), nil))
}
