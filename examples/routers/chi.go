package routers

import (
	"net/http"

	"github.com/go-chi/chi/v5"
)

// Chi serves the sites of tenants, by their names.
func Chi(tokens Tokens, sites map[string]http.Handler) http.Handler {
	router := chi.NewRouter()
	router.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, tokens.identify(r)) })
	})
	router.HandleFunc("/{tenant}/api/*", func(w http.ResponseWriter, r *http.Request) {
		site, ok := sites[chi.URLParam(r, "tenant")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		site.ServeHTTP(w, r)
	})
	return router
}
