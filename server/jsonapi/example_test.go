package jsonapi_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/server/jsonapi"
)

// A request that asks for nothing that there is needs no database.
func ExampleNewHandler() {
	h, err := jsonapi.NewHandler(jsonapi.Config{
		Schema:   schema.New(schema.Schema{}),
		Endpoint: "https://app.example.com/api/rest",
		Client:   func(*http.Request) (*rt.Client, error) { return nil, nil },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	mux := http.NewServeMux()
	mux.Handle("/api/rest/", http.StripPrefix("/api/rest", h))
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/api/rest/post/1", nil))
	fmt.Println(w.Body)
	// Output: {"errors":[{"status":404,"code":"unsupported-model","title":"Unsupported model type","detail":"Model post doesn't exist"}]}
}
