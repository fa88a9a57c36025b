package routers

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// Echo serves the sites of tenants, by their names.
func Echo(tokens Tokens, sites map[string]http.Handler) http.Handler {
	router := echo.New()
	router.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			c.SetRequest(tokens.identify(c.Request()))
			return next(c)
		}
	})
	router.Any("/:tenant/api/*", func(c echo.Context) error {
		site, ok := sites[c.Param("tenant")]
		if !ok {
			return echo.ErrNotFound
		}
		site.ServeHTTP(c.Response(), c.Request())
		return nil
	})
	return router
}
