package openapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"strings"
)

// layout is the page. It has no scripts: it is complete as it comes, and nothing
// in it is loaded from elsewhere.
const layout = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{{.Title}}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; }
details { border-top: 1px solid #8884; padding: .3rem 0; }
summary { cursor: pointer; }
summary b { display: inline-block; min-width: 4.5rem; text-transform: uppercase; font-size: .8em; }
table { border-collapse: collapse; margin: .5rem 0; }
th, td { text-align: left; padding: .1rem 1rem .1rem 0; vertical-align: top; font-weight: normal; }
pre { background: #8881; padding: .6rem; overflow: auto; }
code, pre { font-size: .9em; }
nav a { margin-right: 1rem; }
</style>
<h1>{{.Title}} <small>{{.Version}}</small></h1>
{{with .Description}}<p>{{.}}</p>{{end}}
<nav><a href="?style=rest">JSON:API</a> <a href="?style=rpc">RPC</a> <a href="openapi.json?style={{.Style}}">openapi.json</a></nav>
<p>Below <code>{{.Server}}</code>. What you may never use is not here.</p>
{{range .Tags}}<h2 id="tag-{{.Name}}">{{.Name}}</h2>
{{range .Operations}}<details id="{{.ID}}"><summary><b>{{.Method}}</b> <code>{{.Path}}</code> {{.Summary}}</summary>
{{with .Parameters}}<table>{{range .}}<tr><td><code>{{.Name}}</code></td><td>{{.In}}</td><td>{{.Says}}</td></tr>{{end}}</table>{{end}}
{{with .Body}}<p>Body: {{.Kind}}</p>{{template "schema" .Schema}}{{with .Example}}<p>for instance</p><pre>{{.}}</pre>{{end}}{{end}}
<table>{{range .Answers}}<tr><td>{{.Status}}</td><td>{{.Says}}</td><td>{{template "schema" .Schema}}</td></tr>{{end}}</table>
</details>
{{end}}{{end}}
<h2>Schemas</h2>
{{range .Schemas}}<details><summary><code>{{.Name}}</code></summary><div id="schema-{{.Name}}">{{template "schema" .Text}}</div></details>
{{end}}
</html>
{{define "schema"}}{{if .Ref}}<a href="#schema-{{.Ref}}"><code>{{.Ref}}</code></a>{{else if .JSON}}<pre>{{range .JSON}}{{if .Ref}}<a href="#schema-{{.Ref}}">{{.Ref}}</a>{{else}}{{.Text}}{{end}}{{end}}</pre>{{end}}{{end}}
`

// shown is a schema on the page: the name of a component, or text in which the
// names of components are links.
type shown struct {
	Ref  string
	JSON []piece
}

type piece struct{ Ref, Text string }

type pageTag struct {
	Name       string
	Operations []pageOperation
}

type pageOperation struct {
	ID, Method, Path, Summary string
	Parameters                []pageParameter
	Body                      *pageBody
	Answers                   []pageAnswer
}

type pageParameter struct{ Name, In, Says string }

type pageBody struct {
	Kind    string
	Schema  shown
	Example string
}

type pageAnswer struct {
	Status, Says string
	Schema       shown
}

// page makes the page of a document.
func page(c *Config, style Style, v *view) ([]byte, error) {
	doc, err := describe(c, style, v)
	if err != nil {
		return nil, err
	}
	t, err := template.New("page").Parse(layout)
	if err != nil {
		return nil, fmt.Errorf("openapi page: %w", err)
	}
	info, _ := doc.get("info").(object)
	components, _ := doc.get("components").(object)
	p := pager{parameters: components.get("parameters")}
	tags, err := p.tags(doc)
	if err != nil {
		return nil, err
	}
	schemas, err := p.schemas(components)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, map[string]any{
		"Title": info.get("title"), "Version": info.get("version"), "Description": info.get("description"),
		"Style": string(style), "Server": c.Servers[style], "Tags": tags, "Schemas": schemas,
	})
	if err != nil {
		return nil, fmt.Errorf("openapi page: %w", err)
	}
	return b.Bytes(), nil
}

type pager struct{ parameters any }

// tags are the operations by their first tag, in the document's order.
func (p *pager) tags(doc object) ([]*pageTag, error) {
	var tags []*pageTag
	byName := map[string]*pageTag{}
	paths, _ := doc.get("paths").(object)
	for _, path := range paths {
		for _, m := range path.value.(object) {
			o := m.value.(object)
			names, _ := o.get("tags").([]string)
			if byName[names[0]] == nil {
				byName[names[0]] = &pageTag{Name: names[0]}
				tags = append(tags, byName[names[0]])
			}
			op, err := p.operation(path.name, m.name, o)
			if err != nil {
				return nil, err
			}
			tag := byName[names[0]]
			tag.Operations = append(tag.Operations, op)
		}
	}
	return tags, nil
}

func (p *pager) operation(path, method string, o object) (pageOperation, error) {
	out := pageOperation{ID: text(o.get("operationId")), Method: method, Path: path, Summary: text(o.get("summary"))}
	parameters, _ := o.get("parameters").([]any)
	for _, x := range parameters {
		param := p.resolved(x.(object))
		out.Parameters = append(out.Parameters, pageParameter{text(param.get("name")), text(param.get("in")), text(param.get("description"))})
	}
	if body, ok := o.get("requestBody").(object); ok {
		kind, media := only(body.get("content"))
		schema, err := show(media.get("schema"))
		if err != nil {
			return out, err
		}
		out.Body = &pageBody{Kind: kind, Schema: schema}
		if example := media.get("example"); example != nil {
			if out.Body.Example, err = indented(example); err != nil {
				return out, err
			}
		}
	}
	answers, _ := o.get("responses").(object)
	for _, a := range answers {
		_, media := only(a.value.(object).get("content"))
		schema, err := show(media.get("schema"))
		if err != nil {
			return out, err
		}
		out.Answers = append(out.Answers, pageAnswer{a.name, text(a.value.(object).get("description")), schema})
	}
	return out, nil
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

// only returns the one media type of a content.
func only(content any) (kind string, media object) {
	o, _ := content.(object)
	if len(o) == 0 {
		return "", nil
	}
	media, _ = o[0].value.(object)
	return o[0].name, media
}

// resolved follows a reference to a parameter.
func (p *pager) resolved(o object) object {
	ref, ok := o.get("$ref").(string)
	if !ok {
		return o
	}
	all, _ := p.parameters.(object)
	found, _ := all.get(strings.TrimPrefix(ref, "#/components/parameters/")).(object)
	return found
}

const componentPrefix = "#/components/schemas/"

// show makes a schema presentable.
func show(s any) (shown, error) {
	o, ok := s.(object)
	if !ok {
		return shown{}, nil
	}
	if ref, ok := o.get("$ref").(string); ok && len(o) == 1 {
		return shown{Ref: strings.TrimPrefix(ref, componentPrefix)}, nil
	}
	whole, err := indented(o)
	if err != nil {
		return shown{}, err
	}
	var pieces []piece
	for {
		before, after, found := strings.Cut(whole, `"$ref": "`+componentPrefix)
		pieces = append(pieces, piece{Text: before})
		if !found {
			return shown{JSON: pieces}, nil
		}
		name, rest, _ := strings.Cut(after, `"`)
		pieces = append(pieces, piece{Ref: name})
		whole = rest
	}
}

func indented(v any) (string, error) {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return "", fmt.Errorf("openapi page: %w", err)
	}
	return string(text), nil
}

type pageSchema struct {
	Name string
	Text shown
}

func (p *pager) schemas(components object) ([]pageSchema, error) {
	all, _ := components.get("schemas").(object)
	list := make([]pageSchema, len(all))
	for i, m := range all {
		s, err := show(m.value)
		if err != nil {
			return nil, err
		}
		list[i] = pageSchema{m.name, s}
	}
	return list, nil
}
