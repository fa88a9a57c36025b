package main

import (
	"github.com/spf13/cobra"
)

func checkCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE...",
		Short: "Report what is wrong with schemas",
		Long: "Report what is wrong with schemas: one line for each finding on standard error,\n" +
			"file:line:col: error ZMnnnn: message, with the source line when a terminal reads.\n" +
			"The exit code is 1 when one of them has errors; warnings do not count.",
		Args: misuse(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, files []string) error {
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
}

func checkFile(cmd *cobra.Command, file string) error {
	src, err := findSchema(file)
	if err != nil {
		return err
	}
	s, err := src.load(cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	say(cmd.OutOrStdout(), "%s: %d models, no errors\n", file, len(s.Models))
	return nil
}
