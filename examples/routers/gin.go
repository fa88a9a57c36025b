package routers

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// Gin serves the sites of tenants, by their names.
func Gin(tokens Tokens, sites map[string]http.Handler) http.Handler {
	router := gin.New()
	router.Use(func(c *gin.Context) { c.Request = tokens.identify(c.Request) })
	router.Any("/:tenant/api/*path", func(c *gin.Context) {
		site, ok := sites[c.Param("tenant")]
		if !ok {
			c.Status(http.StatusNotFound)
			return
		}
		site.ServeHTTP(c.Writer, c.Request)
	})
	return router
}
