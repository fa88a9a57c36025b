package recorded

import (
	"net/http"

	"github.com/gozen-dev/gozen/server"
)

// Mounts serves handlers below the mounts of their names. It is no http.ServeMux,
// which would redirect a doubled slash.
func Mounts(handlers map[string]http.Handler) http.Handler {
	return server.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := Exchange{URL: r.URL.Path}.Mount()
		if h := handlers[name]; h != nil {
			http.StripPrefix("/"+name, h).ServeHTTP(w, r)
			return
		}
		http.NotFound(w, r)
	}), server.Options{})
}
