package main

import (
	"fmt"
	"net/http"
	"os"

	"github.com/spf13/cobra"

	"github.com/gozen-dev/gozen/auth/session"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/server"
	"github.com/gozen-dev/gozen/server/openapi"
)

const (
	// openapiPath is where callers find the description of what they may use.
	openapiPath = "/api/openapi.json"
	// docsPath is the same for people.
	docsPath = "/api/docs"
)

func openapiCommand() *cobra.Command {
	var path, style, output, title, zenstack string
	cmd := &cobra.Command{
		Use:   "openapi",
		Short: "Describe the HTTP API of a schema as OpenAPI 3.1",
		Long: "Describe the HTTP API of a schema as OpenAPI 3.1: all of it, whoever may use it. What a running\n" +
			"server serves at " + openapiPath + " is for who asks: it leaves out what the rules never permit them.",
		Example: "  gozen openapi > openapi.json                # JSON:API, below " + restPath + "\n" +
			"  gozen openapi --style rpc -o rpc.json       # RPC, below " + dataPath,
		Args: misuse(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if style != string(openapi.REST) && style != string(openapi.RPC) {
				return &usageError{fmt.Errorf("--style is rest or rpc, not %q", style)}
			}
			src, err := findSchema(path)
			if err != nil {
				return err
			}
			s, err := src.load(cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			c := described(s, "", "")
			c.Title = title
			if c.V2, err = zenstack2(zenstack); err != nil {
				return err
			}
			text, err := openapi.Describe(c, openapi.Style(style))
			if err != nil {
				return err
			}
			if output != "" {
				return os.WriteFile(output, text, 0o600)
			}
			_, err = cmd.OutOrStdout().Write(text)
			return err
		},
	}
	cmd.Flags().StringVar(&path, "schema", "", "schema `file` (default schema.zmodel or zenstack/schema.zmodel)")
	cmd.Flags().StringVar(&style, "style", string(openapi.REST), "what is described: rest (JSON:API) or rpc")
	zenstackFlag(cmd, &zenstack)
	cmd.Flags().StringVarP(&output, "output", "o", "", "the `file` to write (default standard output)")
	cmd.Flags().StringVar(&title, "title", "", "the API's title")
	return cmd
}

// described says what a site serves.
func described(s *schema.Schema, origin, cookie string) openapi.Config {
	return openapi.Config{
		Schema: s, Cookie: cookie, NestedRoutes: true,
		Servers: map[openapi.Style]string{openapi.REST: origin + restPath, openapi.RPC: origin + dataPath},
	}
}

// descriptions are the handlers that tell callers what they may use, by their paths.
func (p *plan) descriptions(s *schema.Schema, callers *server.Callers) map[string]http.Handler {
	c := described(s, p.at.origin, p.sessions.CookieName(session.Session))
	c.V2 = p.v2
	h := openapi.NewHandler(c, callers.Client, p.log)
	return map[string]http.Handler{openapiPath: h.JSON(), docsPath: h.Page()}
}
