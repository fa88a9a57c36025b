package main

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gozen-dev/gozen/internal/dialect/open"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
)

// whyFlags say who asks for what.
type whyFlags struct {
	schema, user, data string
	anonymous, asJSON  bool
}

func whyCommand() *cobra.Command {
	var f whyFlags
	cmd := &cobra.Command{
		Use:   "why (--user U | --anonymous) OPERATION MODEL[/ID[.FIELD]]",
		Short: "Explain what the rules say of an operation on a row",
		Long: "Explain what the rules say of an operation on a row: which rule decides, and what each part\n" +
			"of it is there. OPERATION is create, read, update, post-update or delete.\n\n" +
			"U is the id of a row of the auth model, or the members of auth() as a JSON object. What\n" +
			"--data would write is written in a transaction that is rolled back. The database is\n" +
			"DATABASE_URL, or dev.db beside the schema. The exit code is 0, whatever the rules say.",
		Example: "  gozen why --user 1 read Post/7\n" +
			"  gozen why --anonymous update Post/7.title\n" +
			"  gozen why --user '{\"id\":1,\"role\":\"ADMIN\"}' create Post --data '{\"title\":\"x\"}'\n" +
			"  gozen why --json --user 1 delete Post/7",
		ValidArgsFunction: completeWords("create", "read", "update", "post-update", "delete"),
		Args:              misuse(cobra.ExactArgs(2)),
		RunE:              func(cmd *cobra.Command, args []string) error { return why(cmd, f, args[0], args[1]) },
	}
	schemaFlag(cmd, &f.schema)
	cmd.Flags().StringVar(&f.user, "user", "", "the `user`: an id, or a JSON object")
	cmd.Flags().BoolVar(&f.anonymous, "anonymous", false, "nobody asks")
	cmd.Flags().StringVar(&f.data, "data", "", "the `data` of a create, update or post-update, as JSON")
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "print the explanation as JSON")
	return cmd
}

func why(cmd *cobra.Command, f whyFlags, operation, target string) (err error) {
	if f.anonymous == (f.user != "") {
		return &usageError{errors.New("say who asks: --user or --anonymous")}
	}
	src, err := findSchema(f.schema)
	if err != nil {
		return err
	}
	s, err := src.load(cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	q, err := whyQuestion(s, f, operation, target)
	if err != nil {
		return &usageError{err}
	}
	conn, err := open.Open(cmd.Context(), databaseURL(src), s)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	options, err := encryption(rt.Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	db, err := rt.Open(s, conn, options)
	if err != nil {
		return fmt.Errorf("open schema: %w", err)
	}
	if !f.anonymous {
		if q.User, err = asker(cmd.Context(), db, f.user); err != nil {
			return err
		}
	}
	e, err := db.Why(cmd.Context(), q)
	if err != nil {
		return fmt.Errorf("why: %w", err)
	}
	if f.asJSON {
		return writeJSON(cmd.OutOrStdout(), e)
	}
	var b strings.Builder
	explained(&b, e, target)
	say(cmd.OutOrStdout(), "%s", b.String())
	return nil
}

// whyQuestion reads what is asked, but for who asks.
func whyQuestion(s *schema.Schema, f whyFlags, operation, target string) (rt.WhyQuestion, error) {
	q := rt.WhyQuestion{Operation: map[string]schema.Ops{
		"create": schema.OpCreate, "read": schema.OpRead, "update": schema.OpUpdate, "post-update": schema.OpPostUpdate, "delete": schema.OpDelete,
	}[operation]}
	if q.Operation == 0 {
		return q, fmt.Errorf("the operation is create, read, update, post-update or delete, not %q", operation)
	}
	model, row, _ := strings.Cut(target, "/")
	if q.Model = s.ModelByAccessor(model); q.Model == nil {
		return q, fmt.Errorf("the schema has no model %s", model)
	}
	if f.data != "" {
		data, err := query.ParseJSON([]byte(f.data))
		if err != nil {
			return q, fmt.Errorf("--data: %w", err)
		}
		q.Data = data
	}
	if q.Operation == schema.OpCreate {
		if row != "" || q.Data == nil {
			return q, errors.New("a create takes a model without an id, and --data")
		}
		return q, nil
	}
	row, q.Field = fieldOf(q.Model, row)
	if q.Field != nil && q.Operation&(schema.OpRead|schema.OpUpdate) == 0 {
		return q, errors.New("a field is read or updated")
	}
	var err error
	q.Where, err = whereOf(q.Model, row)
	return q, err
}

// fieldOf takes the name of a field from the end of a row's name.
func fieldOf(m *schema.Model, row string) (string, *schema.Field) {
	if i := strings.LastIndexByte(row, '.'); i >= 0 {
		if f := m.Field(row[i+1:]); f != nil && f.Relation == nil {
			return row[:i], f
		}
	}
	return row, nil
}

// whereOf makes a row's name a unique where: an id, or that where itself.
func whereOf(m *schema.Model, row string) (query.Node, error) {
	switch {
	case row == "":
		return nil, fmt.Errorf("which row: %s/ID", m.Name)
	case row[0] == '{':
		return query.ParseJSON([]byte(row))
	case len(m.ID) != 1:
		return nil, fmt.Errorf(`the id of %s has several fields: write it as in findUnique, %s/'{"…":{…}}'`, m.Name, m.Name)
	}
	id := m.IDFields()[0]
	var v query.Node = query.String(row)
	if id.Type.Kind.Numeric() {
		n, err := query.ParseJSON([]byte(row))
		if err != nil {
			return nil, fmt.Errorf("%s.%s is a number, which %q is not", m.Name, id.Name, row)
		}
		v = n
	}
	return &query.Object{Members: []query.Member{{Name: id.Name, Value: v}}}, nil
}
