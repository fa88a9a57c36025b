package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/gozen-dev/gozen/diag"
)

func checkCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "check [FILE...]",
		// What people type who come from Prisma, here and at db seed.
		SuggestFor: []string{"validate"},
		Short:      "Report what is wrong with schemas",
		Long: "Report what is wrong with schemas: one line for each finding on standard error,\n" +
			"file:line:col: error ZMnnnn: message (what to do), with the source line when a\n" +
			"terminal reads. The exit code is 1 when one of them has errors; warnings do not\n" +
			"count. Without files it is the schema that gozen dev would find.\n" +
			"docs/errors.md explains every code.\n\n" +
			"A warning that is meant is silenced by a comment that gives the reason, above\n" +
			"its line or at the end of it:\n\n" +
			"    // gozen:ignore ZM1915 a box owns what is in it",
		Example: "  gozen check\n" +
			"  gozen check schema.zmodel\n" +
			"  gozen check --json schema.zmodel   # for machines: positions, codes, messages, hints",
		ValidArgsFunction: completeFiles("zmodel"),
		RunE: func(cmd *cobra.Command, files []string) error {
			if len(files) == 0 {
				files = []string{""}
			}
			if asJSON {
				return checkJSON(cmd, files)
			}
			var wrong error
			for _, file := range files {
				if err := checkFile(cmd, file); err != nil {
					report(cmd.ErrOrStderr(), err)
					wrong = errReported
				}
			}
			return wrong
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the findings as one JSON object on standard output")
	return cmd
}

func checkFile(cmd *cobra.Command, file string) error {
	src, err := findSchema(file)
	if err != nil {
		return err
	}
	s, found := src.compile()
	if err := src.show(cmd.ErrOrStderr(), found); err != nil {
		return fmt.Errorf("print diagnostics: %w", err)
	}
	errors, warnings := found.Count()
	if s == nil {
		say(cmd.ErrOrStderr(), "%s: %s\n", src.root, tally(errors, warnings))
		return errReported
	}
	say(cmd.OutOrStdout(), "%s: %s, %s\n", src.root, plural(len(s.Models), "model"), tally(errors, warnings))
	return nil
}

// tally says how much was found.
func tally(errors, warnings int) string {
	text := plural(errors, "error")
	if errors == 0 {
		text = "no errors"
	}
	if warnings > 0 {
		text += ", " + plural(warnings, "warning")
	}
	return text
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// findings is what check --json prints. It is for machines: fields are added to
// it, and never change their meaning.
type findings struct {
	Errors      int       `json:"errors"`
	Warnings    int       `json:"warnings"`
	Diagnostics diag.List `json:"diagnostics"`
}

// checkJSON checks all files and prints one object, also when there are errors.
func checkJSON(cmd *cobra.Command, files []string) error {
	all := findings{Diagnostics: diag.List{}}
	for _, file := range files {
		src, err := findSchema(file)
		if err != nil {
			return err
		}
		_, found := src.compile()
		all.Diagnostics = append(all.Diagnostics, found...)
	}
	all.Errors, all.Warnings = all.Diagnostics.Count()
	if err := writeJSON(cmd.OutOrStdout(), all); err != nil {
		return fmt.Errorf("print diagnostics: %w", err)
	}
	if all.Errors > 0 {
		return errReported
	}
	return nil
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
