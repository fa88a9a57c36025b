package main

import (
	"errors"
	"net/http"
	"os"

	"github.com/gozen-dev/gozen/server/service"
)

// servicePath is where @gozen/client looks.
const servicePath = "/api/service"

// serviceKey returns GOZEN_SERVICE_KEY, empty when no service is to be served.
func serviceKey() string { return os.Getenv("GOZEN_SERVICE_KEY") }

// service returns the endpoint for trusted programs. Without a key there is
// nothing.
func (p *plan) service(st *site) (http.Handler, error) {
	key := serviceKey()
	if key == "" {
		return p.missing(), nil
	}
	h, err := service.New(service.Config{DB: st.db, Key: key, Logger: p.log})
	if err != nil {
		return nil, &hinted{
			errors.New("GOZEN_SERVICE_KEY: " + err.Error()),
			"make one: openssl rand -base64 33; and give it to the programs that use @gozen/client",
		}
	}
	st.service = h
	return http.StripPrefix(servicePath, h), nil
}
