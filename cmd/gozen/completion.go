package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

// completionCommand is ours and not cobra's: it has the shells that are
// tested, and its hints are in the words of the other commands.
func completionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "completion bash|zsh|fish",
		Short: "Print a script that completes commands in a shell",
		Long: "Print a script that completes gozen's commands, flags and files in a shell. A shell that is to\n" +
			"have it always reads it when it starts.",
		Example: "  source <(gozen completion bash)      # now; put the line into ~/.bashrc for always\n" +
			"  gozen completion zsh > \"${fpath[1]}/_gozen\"\n" +
			"  gozen completion fish > ~/.config/fish/completions/gozen.fish",
		ValidArgs: []string{"bash", "zsh", "fish"},
		Args:      misuse(cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs)),
		RunE: func(cmd *cobra.Command, args []string) error {
			root, w := cmd.Root(), cmd.OutOrStdout()
			write := map[string]func() error{
				"bash": func() error { return root.GenBashCompletionV2(w, true) },
				"zsh":  func() error { return root.GenZshCompletion(w) },
				"fish": func() error { return root.GenFishCompletion(w, true) },
			}
			if err := write[args[0]](); err != nil {
				return fmt.Errorf("print: %w", err)
			}
			return nil
		},
	}
}

// completeFiles completes arguments that are files, by their extensions.
func completeFiles(extensions ...string) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return extensions, cobra.ShellCompDirectiveFilterFileExt
	}
}

// completeWords completes the first argument, or a flag's value, from a list.
func completeWords(words ...string) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return words, cobra.ShellCompDirectiveNoFileComp
	}
}

// complete completes a flag's value. A flag that is not there is a mistake in
// this program.
func complete(cmd *cobra.Command, flag string, f cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, f); err != nil {
		panic(err)
	}
}
