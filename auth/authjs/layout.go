package authjs

// layout is the template of every built-in page. It has no scripts.
const layout = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{{.Title}}</title>
<style>{{.Style}}</style>
</head>
<body>
<main>
<h1>{{.Heading}}</h1>
{{- with .Alert}}
<p class="alert" role="alert">{{.}}</p>
{{- end}}
{{- with .Message}}
<p>{{.}}</p>
{{- end}}
{{- range .Forms}}
<form action="{{.Action}}" method="POST"{{if .Quiet}} class="quiet"{{end}}>
{{- range .Hidden}}
<input type="hidden" name="{{.Name}}" value="{{.Value}}">
{{- end}}
{{- range .Inputs}}
<label for="{{.ID}}">{{.Label}}</label>
<input id="{{.ID}}" name="{{.Name}}" type="{{.Type}}" placeholder="{{.Placeholder}}"{{with .Autocomplete}} autocomplete="{{.}}"{{end}}{{if .Required}} required{{end}}>
{{- end}}
<button type="submit">{{.Button}}</button>
</form>
{{- end}}
{{- with .Link}}
<p><a href="{{.}}">{{$.LinkText}}</a></p>
{{- end}}
</main>
</body>
</html>
`

// style is the one style sheet that a page's content security policy allows,
// by its hash. Colours follow the reader's system and pass WCAG AA.
const style = `
:root{color-scheme:light dark;--ink:#1b1f24;--paper:#f6f7f9;--card:#fff;--line:#8a919c;--act:#1d4ed8;--on:#fff;--bad:#b42318}
@media (prefers-color-scheme:dark){:root{--ink:#e8eaed;--paper:#15171a;--card:#1f2226;--line:#7d8590;--act:#8ab4f8;--on:#15171a;--bad:#ffb4ab}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{width:min(24rem,100vw - 2rem);margin:2rem 0;padding:2rem;background:var(--card);border-radius:.75rem;box-shadow:0 1px 4px #0003}
h1{margin:0 0 1rem;font-size:1.5rem}
form+form{margin-top:1.5rem;padding-top:1.5rem;border-top:1px solid var(--line)}
label{display:block;margin:.75rem 0 .25rem}
input,button{width:100%;padding:.6rem .75rem;font:inherit;border:1px solid var(--line);border-radius:.4rem}
input{background:transparent;color:inherit}
button{margin-top:1.25rem;border-color:var(--act);background:var(--act);color:var(--on);cursor:pointer}
:focus-visible{outline:3px solid var(--act);outline-offset:2px}
a{color:var(--act)}
.alert{padding:.6rem .75rem;border:1px solid var(--bad);border-radius:.4rem;color:var(--bad)}
`

// styleHash is the SHA-256 of style, as content security policies write it.
const styleHash = "sha256-hpXn9sMbwER+iQcnjUgCVVkZLwqyAD/PWyzGXVZIDik="
