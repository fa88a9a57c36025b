package lsp

import (
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/diag"
)

// settle publishes what there is to say about the texts as they are now.
func (s *server) settle() {
	if s.state != running {
		return
	}
	var err error
	defer s.survive("diagnostics", &err)
	for _, p := range s.projects.byRoot {
		if p.analysis == nil && p.rewired() {
			s.projects.rearrange()
			break
		}
	}
	found := map[string][]diagnostic{}
	for _, root := range slices.Sorted(maps.Keys(s.projects.byRoot)) {
		p := s.projects.byRoot[root]
		for _, f := range p.analyze().Files {
			if found[f.Name] == nil {
				found[f.Name] = []diagnostic{}
			}
		}
		for _, d := range p.analysis.Diagnostics {
			found[d.Span.File()] = appendNew(found[d.Span.File()], s.diagnostic(p, d))
		}
	}
	s.publish(found)
}

// appendNew adds d unless it is there: two schemas may share a file.
func appendNew(list []diagnostic, d diagnostic) []diagnostic {
	if slices.ContainsFunc(list, func(o diagnostic) bool {
		return o.Range == d.Range && o.Code == d.Code && o.Message == d.Message
	}) {
		return list
	}
	return append(list, d)
}

// publish sends what is new since it was last sent: findings, or the version of
// the text that they are about. Files that belong to no open schema any more are
// told once that nothing is found in them.
func (s *server) publish(found map[string][]diagnostic) {
	for name := range s.told {
		if _, ok := found[name]; !ok {
			found[name] = []diagnostic{}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		p := publishParams{URI: s.docs.uri(name), Diagnostics: found[name]}
		if doc := s.docs.open[name]; doc != nil {
			p.Version = &doc.version
		} else if len(p.Diagnostics) == 0 && s.told[name] == "" {
			continue // nobody looks at it, and nothing is wrong with it
		}
		text, err := json.Marshal(p)
		if err != nil || string(text) == s.told[name] {
			continue
		}
		s.notify("textDocument/publishDiagnostics", p)
		s.told[name] = string(text)
		if p.Version == nil && len(p.Diagnostics) == 0 {
			delete(s.told, name)
		}
	}
}

// diagnostic is d as clients show it. The hint is part of the message: there is
// no other place where every editor shows it.
func (s *server) diagnostic(p *project, d diag.Diagnostic) diagnostic {
	out := diagnostic{
		Range: p.text(d.Span.File()).of(d.Span), Severity: 1, Code: string(d.Code), Source: "gozen", Message: d.Message,
	}
	if d.Severity == diag.Warning {
		out.Severity = 2
	}
	if d.Hint != "" {
		out.Message += "\n" + d.Hint
	}
	if isFile(p.root) { // files are known by their whole paths here
		out.Message = strings.ReplaceAll(out.Message, path.Dir(p.root)+"/", "")
	}
	for _, r := range d.Related {
		out.Related = append(out.Related, relatedInformation{Location: s.location(p, r.Span), Message: r.Message})
	}
	return out
}

// location is where a span is for the client.
func (s *server) location(p *project, span diag.Span) location {
	return location{URI: s.docs.uri(span.File()), Range: p.text(span.File()).of(span)}
}
