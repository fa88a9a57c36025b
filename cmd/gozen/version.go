package main

import (
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// versionDetails is what version --json prints.
type versionDetails struct {
	Version  string `json:"version"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func versionCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Long:    "Print the version of gozen, the platform that it was built for, and the Go that built it.",
		Example: "  gozen version\n  gozen version --json",
		Args:    misuse(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			v := thisVersion()
			if asJSON {
				return writeJSON(cmd.OutOrStdout(), v)
			}
			say(cmd.OutOrStdout(), "gozen %s %s %s\n", v.Version, v.Platform, v.Go)
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print it as one JSON object")
	return cmd
}

func thisVersion() versionDetails {
	return versionDetails{Version: version(), Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
}

// version is what the Go tool stamped into the binary.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
