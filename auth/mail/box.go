package mail

import (
	"bytes"
	"context"
	"html/template"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gozen-dev/gozen/auth/authjs"
)

// kept is how many messages a [Box] remembers.
const kept = 50

// Box is a mailbox in memory for development: messages to everybody end here,
// and it is a page that shows them. Whoever can read the page can sign in as
// anybody, so that it must be served to nobody but the developer.
type Box struct {
	mu       sync.Mutex
	messages []boxed
}

type boxed struct {
	authjs.MagicLink
	At time.Time
}

// Send puts a link into the box.
func (b *Box) Send(_ context.Context, l authjs.MagicLink) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.messages = append(b.messages, boxed{l, time.Now()})
	if len(b.messages) > kept {
		b.messages = slices.Delete(b.messages, 0, len(b.messages)-kept)
	}
	return nil
}

// ServeHTTP shows the messages, the newest first.
func (b *Box) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	b.mu.Lock()
	messages := slices.Clone(b.messages)
	b.mu.Unlock()
	slices.Reverse(messages)
	var page bytes.Buffer
	if err := boxPage().Execute(&page, messages); err != nil {
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	_, _ = w.Write(page.Bytes()) // nobody to tell when the browser has gone
}

func boxPage() *template.Template {
	return template.Must(template.New("box").Funcs(template.FuncMap{"subject": func(m boxed) string { return subject(m.MagicLink) }}).Parse(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mailbox</title>
<style>
:root{color-scheme:light dark}
body{margin:0 auto;max-width:42rem;padding:2rem 1rem;font:16px/1.5 system-ui,sans-serif}
article{margin:1rem 0;padding:1rem 1.25rem;border:1px solid #8a919c;border-radius:.6rem}
h2{margin:0;font-size:1.05rem}
p{margin:.4rem 0}
small{color:#6b7280}
a{overflow-wrap:anywhere}
</style>
</head>
<body>
<h1>Mailbox</h1>
<p><small>Messages that would have been sent. This page is for development.</small></p>
{{range .}}<article>
<h2>{{subject .}}</h2>
<p><small>to {{.To}}, {{.At.Format "15:04:05"}}</small></p>
<p><a href="{{.URL}}">{{.URL}}</a></p>
</article>
{{else}}<p>There is nothing yet.</p>
{{end}}</body>
</html>
`))
}
