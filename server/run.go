package server

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/gozen-dev/gozen/rt"
)

// Run runs f with the client of who sent r, for at most limit. Who that is, it
// finds out only now, so that a request that says nothing sensible costs no look
// into the database.
func Run(r *http.Request, limit time.Duration, client func(*http.Request) (*rt.Client, error), f func(context.Context, *rt.Client) error) error {
	ctx, cancel := context.WithTimeout(r.Context(), limit)
	defer cancel()
	c, err := client(r.WithContext(ctx))
	if err != nil {
		return fmt.Errorf("find the caller: %w", err)
	}
	return f(ctx, c)
}
