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
{{- with .Site}}
<p class="site">{{.}}</p>
{{- end}}
<h1>{{.Heading}}</h1>
{{- with .Alert}}
<p class="alert" role="alert">{{.}}</p>
{{- end}}
{{- with .Message}}
<p>{{.}}</p>
{{- end}}
{{- range .Forms}}
<section{{if .Quiet}} class="quiet"{{end}}>
<form action="{{.Action}}" method="POST">
{{- range .Hidden}}
<input type="hidden" name="{{.Name}}" value="{{.Value}}">
{{- end}}
{{- range .Inputs}}
<label for="{{.ID}}">{{.Label}}</label>
<input id="{{.ID}}" name="{{.Name}}" type="{{.Type}}" placeholder="{{.Placeholder}}"{{with .Autocomplete}} autocomplete="{{.}}"{{end}}{{if .Required}} required{{end}}>
{{- end}}
<button type="submit">{{.Button}}</button>
</form>
</section>
{{- end}}
{{- with .Link}}
<p class="on"><a href="{{.}}">{{$.LinkText}}</a></p>
{{- end}}
</main>
</body>
</html>
`

// style is the one style sheet that a page's content security policy allows,
// by its hash. Colours follow the reader's system and pass WCAG AA. Ways to
// sign in are parted by an "or", but for buttons of the same kind.
const style = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#59636e;--paper:#eef1f5;--card:#fff;--line:#c5ccd5;--edge:#8a919c;--act:#1d4ed8;--over:#1e40af;--on:#fff;--bad:#b42318;--pale:#fef3f2}
@media (prefers-color-scheme:dark){:root{--ink:#e8eaed;--soft:#a5adb8;--paper:#121417;--card:#1d2025;--line:#3a4049;--edge:#7d8590;--act:#8ab4f8;--over:#aecbfa;--on:#15171a;--bad:#ffb4ab;--pale:#3a1d1a}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{width:min(25rem,100vw - 2rem);margin:2rem 0;padding:2.25rem 2rem;background:var(--card);border:1px solid var(--line);border-radius:1rem;box-shadow:0 1px 2px #0000000d,0 8px 24px #00000014}
.site{margin:0 0 .25rem;color:var(--soft);font-size:.875rem}
h1{margin:0 0 1.25rem;font-size:1.6rem;line-height:1.2;letter-spacing:-.01em}
p{margin:0 0 1rem}
section+section{margin-top:1.5rem}
section+section::before{content:"or";display:flex;align-items:center;gap:.75rem;margin-bottom:1.5rem;color:var(--soft);font-size:.875rem;background:linear-gradient(var(--line),var(--line)) 0 50%/calc(50% - 1.25rem) 1px no-repeat,linear-gradient(var(--line),var(--line)) 100% 50%/calc(50% - 1.25rem) 1px no-repeat;justify-content:center}
.quiet+.quiet{margin-top:.6rem}
.quiet+.quiet::before{content:none}
label{display:block;margin:.9rem 0 .3rem;font-size:.9rem;font-weight:600}
form>label:first-of-type{margin-top:0}
input,button{width:100%;min-height:2.75rem;padding:.55rem .8rem;font:inherit;border:1px solid var(--edge);border-radius:.55rem}
input{background:transparent;color:inherit}
input::placeholder{color:var(--soft)}
button{margin-top:1.1rem;border-color:var(--act);background:var(--act);color:var(--on);font-weight:600;cursor:pointer}
button:hover{border-color:var(--over);background:var(--over)}
.quiet button{margin-top:0;border-color:var(--edge);background:transparent;color:var(--ink)}
.quiet button:hover{background:var(--paper)}
:focus-visible{outline:3px solid var(--act);outline-offset:2px}
a{color:var(--act)}
.on{margin:1.5rem 0 0}
.alert{padding:.65rem .8rem;border:1px solid var(--bad);border-radius:.55rem;background:var(--pale);color:var(--bad)}
`

// styleHash is the SHA-256 of style, as content security policies write it.
const styleHash = "sha256-KDNVzzGQzQRhRZ8hwqxqanOwSAn8FB65Mc4wDu3y0hw="
