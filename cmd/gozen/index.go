package main

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"

	"github.com/gozen-dev/gozen/schema"
)

// indexPage says what is served where. It is dev's: it shows the models and
// the number of their rules to whoever asks, which production does not.
const indexPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Gozen: {{.Schema}}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1rem; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: .2rem 1.2rem .2rem 0; vertical-align: top; }
code { font-size: .95em; }
</style>
<h1>Gozen</h1>
<p>Serving <code>{{.Schema}}</code>. This page is for development; <code>gozen serve</code> has none.</p>
<table>
<tr><th>Data</th><td><code>{{.Data}}/{model}/{operation}</code></td></tr>
<tr><th>JSON:API</th><td><code>{{.REST}}/{model}/{id}</code></td></tr>
<tr><th>Described</th><td><a href="{{.Docs}}">{{.Docs}}</a>, <a href="{{.OpenAPI}}">{{.OpenAPI}}</a> (OpenAPI 3.1, for you)</td></tr>
<tr><th>Transactions</th><td><code>POST {{.Data}}/$transaction/sequential</code></td></tr>
<tr><th>Sign-in</th><td><a href="{{.Auth}}/signin">{{.Auth}}/signin</a> ({{.SignIn}})</td></tr>
<tr><th>Session</th><td><a href="{{.Auth}}/session">{{.Auth}}/session</a></td></tr>
<tr><th>Mail</th><td><a href="{{.Mailbox}}">{{.Mailbox}}</a> (what would have been sent)</td></tr>
<tr><th>Health</th><td><a href="/healthz">/healthz</a></td></tr>
</table>
<h2>Models</h2>
<p>The links read as you: what the rules hide from you is not there.</p>
<table>
<tr><th>Model</th><th>Fields</th><th>Rules</th></tr>
{{range .Models}}<tr>
<td><a href="{{$.Data}}/{{.Accessor}}/findMany">{{.Name}}</a></td>
<td>{{range $i, $f := .Fields}}{{if $i}}, {{end}}{{$f}}{{end}}</td>
<td>{{if .Rules}}{{.Rules}}{{else}}none: nobody may do anything{{end}}</td>
</tr>{{end}}
</table>
</html>
`

type indexModel struct {
	Name, Accessor string
	Fields         []string
	Rules          int
}

// indexHandler returns the page for a schema. It is made once: it shows
// nothing of rows or of the caller.
func indexHandler(s *schema.Schema, name, auth, signIn string) (http.Handler, error) {
	page, err := template.New("index").Parse(indexPage)
	if err != nil {
		return nil, fmt.Errorf("index page: %w", err)
	}
	var b bytes.Buffer
	err = page.Execute(&b, map[string]any{
		"Schema": name, "Data": dataPath, "REST": restPath, "Docs": docsPath, "OpenAPI": openapiPath, "Auth": auth, "SignIn": signIn,
		"Mailbox": mailboxPath, "Models": indexModels(s),
	})
	if err != nil {
		return nil, fmt.Errorf("index page: %w", err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
		_, _ = w.Write(b.Bytes()) // nobody to tell when the browser has gone
	}), nil
}

func indexModels(s *schema.Schema) []indexModel {
	var models []indexModel
	for _, m := range s.Models {
		if m.Ignore {
			continue
		}
		im := indexModel{Name: m.Name, Accessor: m.Accessor(), Rules: len(m.Rules)}
		for _, f := range m.Fields {
			if !f.Ignore && !f.Omit {
				im.Fields = append(im.Fields, f.Name)
			}
		}
		models = append(models, im)
	}
	return models
}
