package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/gozen-dev/gozen/migrate"
	"github.com/gozen-dev/gozen/schema"
)

// details is what info prints, and with --json the whole of it. It is for
// machines: fields are added to it, and never change their meaning.
type details struct {
	versionDetails
	Schema      *schemaDetails   `json:"schema"` // null where there is none
	Database    *databaseDetails `json:"database"`
	Environment []variable       `json:"environment"`
}

type schemaDetails struct {
	File     string `json:"file"`
	Provider string `json:"provider,omitempty"`
	Models   int    `json:"models"`
	Enums    int    `json:"enums"`
	Rules    int    `json:"rules"`
	Auth     string `json:"auth,omitempty"` // the model or type of auth()
	Errors   int    `json:"errors"`
	Warnings int    `json:"warnings"`
}

type databaseDetails struct {
	URL string `json:"url"` // without its password
	// State is current, behind, missing or unreachable.
	State   string   `json:"state"`
	Changes []string `json:"changes,omitempty"` // what gozen db push would do
	Error   string   `json:"error,omitempty"`
}

// variable is one of the environment: whether it is set, never what it holds.
type variable struct {
	Name string `json:"name"`
	Set  bool   `json:"set"`
	what string
}

func infoCommand() *cobra.Command {
	var path string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "info",
		Short: "Tell what gozen sees here: version, schema, database, environment",
		Long: "Tell what gozen sees here: its version, the schema and what is wrong with it, whether the database\n" +
			"answers and is at the schema, and which variables are set. Nothing is changed, and no secret is\n" +
			"printed. The exit code is 0 whatever there is to see.",
		Example: "  gozen info\n  gozen info --schema zenstack/schema.zmodel\n  gozen info --json   # for a report of a problem",
		Args:    misuse(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			d, err := look(cmd.Context(), path)
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(cmd.OutOrStdout(), d)
			}
			d.print(cmd.OutOrStdout())
			return nil
		},
	}
	schemaFlag(cmd, &path)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print it as one JSON object")
	return cmd
}

// look gathers the details.
func look(ctx context.Context, path string) (*details, error) {
	d := &details{versionDetails: thisVersion(), Environment: environment()}
	src, err := findSchema(path)
	if h := (*hinted)(nil); errors.As(err, &h) {
		return d, nil // there is none, and none was named
	}
	if err != nil {
		return nil, err
	}
	s, found := src.compile()
	d.Schema = &schemaDetails{File: src.root}
	d.Schema.Errors, d.Schema.Warnings = found.Count()
	if s == nil {
		return d, nil
	}
	d.Schema.count(s)
	d.Database = lookAt(ctx, databaseURL(src), s)
	return d, nil
}

func (d *schemaDetails) count(s *schema.Schema) {
	d.Provider, d.Models, d.Enums, d.Auth = s.Provider, len(s.Models), len(s.Enums), s.Auth
	for _, m := range s.Models {
		d.Rules += len(m.Rules)
		for _, f := range m.Fields {
			d.Rules += len(f.Rules)
		}
	}
}

// answerTime is how long a database may take to say how it is.
const answerTime = 5 * time.Second

// lookAt compares a database with the schema. A file that is not there is not
// made, as opening it would.
func lookAt(ctx context.Context, url string, s *schema.Schema) *databaseDetails {
	d := &databaseDetails{URL: shownDatabase(url)}
	if path, ok := strings.CutPrefix(url, "file:"); ok {
		path, _, _ = strings.Cut(path, "?")
		if _, err := os.Stat(filepath.FromSlash(path)); errors.Is(err, fs.ErrNotExist) {
			d.State = "missing"
			return d
		}
	}
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	plan, err := migrate.Push(ctx, url, s, migrate.Options{DryRun: true, AcceptDataLoss: true})
	switch {
	case err != nil:
		d.State, d.Error = "unreachable", err.Error()
	case len(plan.Changes) > 0:
		d.State, d.Changes = "behind", plan.Changes
	default:
		d.State = "current"
	}
	return d
}

// environment lists the variables that gozen reads.
func environment() []variable {
	list := []variable{
		{Name: "DATABASE_URL", what: "the database"},
		{Name: "AUTH_SECRET", what: "seals sessions"},
		{Name: "AUTH_URL", what: "the site's public origin"},
		{Name: "EMAIL_SERVER", what: "sends links to sign in"},
		{Name: "GOZEN_SERVICE_KEY", what: "lets @gozen/client in"},
		{Name: "GOZEN_ENCRYPTION_KEY", what: "of @encrypted fields"},
		{Name: "GOZEN_DECRYPTION_KEYS", what: "the older ones"},
	}
	for i := range list {
		list[i].Set = os.Getenv(list[i].Name) != ""
	}
	sites, err := otherSites(os.Environ())
	if err != nil {
		return append(list, variable{Name: "AUTH_…", Set: true, what: err.Error()})
	}
	for _, site := range sites {
		list = append(list, variable{Name: "AUTH_" + strings.ToUpper(strings.ReplaceAll(site.ID, "-", "_")) + "_ID", Set: true, what: "signs in with " + site.Name})
	}
	return list
}

func (d *details) print(w io.Writer) {
	say(w, "gozen        %s %s %s\n", d.Version, d.Platform, d.Go)
	switch s := d.Schema; {
	case s == nil:
		say(w, "schema       none here: gozen init writes one\n")
	case s.Errors > 0:
		say(w, "schema       %s: %s: gozen check %s\n", s.File, tally(s.Errors, s.Warnings), s.File)
	default:
		say(w, "schema       %s: %s, %s, %s, %s\n", s.File, plural(s.Models, "model"), plural(s.Enums, "enum"), plural(s.Rules, "rule"), tally(s.Errors, s.Warnings))
		say(w, "provider     %s\n", s.Provider)
	}
	if d.Database != nil {
		say(w, "database     %s: %s\n", d.Database.URL, d.Database.state())
		for _, c := range d.Database.Changes {
			say(w, "             %s\n", c)
		}
	}
	title := "environment"
	for _, v := range d.Environment {
		set := "not set"
		if v.Set {
			set = "set"
		}
		say(w, "%-12s %-21s %-7s  %s\n", title, v.Name, set, v.what)
		title = ""
	}
}

func (d *databaseDetails) state() string {
	switch d.State {
	case "current":
		return "at the schema"
	case "behind":
		return fmt.Sprintf("not at the schema: gozen db push would make %s", plural(len(d.Changes), "change"))
	case "missing":
		return "not there yet: gozen db push makes it"
	default:
		return strings.Join(strings.Fields(d.Error), " ") // drivers write several lines
	}
}
