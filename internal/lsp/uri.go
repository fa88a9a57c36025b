package lsp

import (
	"net/url"
	"path"
	"strings"
)

// nameOfURI returns the name by which package check knows a document: a file's
// path with slashes, and for any other document, such as one that was never
// saved, its URI.
func nameOfURI(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" || u.Path == "" {
		return uri
	}
	name := u.Path
	if len(name) > 2 && name[0] == '/' && name[2] == ':' {
		name = strings.ToUpper(name[1:2]) + name[2:] // a Windows drive: /c:/a is C:/a
	} else if u.Host != "" {
		name = "//" + u.Host + name
	}
	return path.Clean(name)
}

// uriOfName is the URI of a name.
func uriOfName(name string) string {
	if !isFile(name) {
		return name
	}
	if name[0] != '/' {
		name = "/" + name
	}
	return (&url.URL{Scheme: "file", Path: name}).String()
}

// isFile reports whether a name is that of a file.
func isFile(name string) bool {
	return strings.HasPrefix(name, "/") || len(name) > 2 && name[1] == ':' && name[2] == '/'
}
