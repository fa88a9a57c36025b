package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/server"
	"github.com/gozen-dev/gozen/server/live"
)

// metricsPath is served to operators alone, see [operation].
const metricsPath = "/metrics"

// operation is how a site is run and watched.
type operation struct {
	// operators is the address for those who run the site: metrics tell names of
	// models and how much they are used, which is nobody else's business.
	operators        string
	cors             []string
	slow             time.Duration
	requests, byUser int
}

func (o *operation) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.operators, "operators", "", "`address` on which metrics and health are served to who runs the site, such as 127.0.0.1:9090")
	f.StringSliceVar(&o.cors, "cors", nil, "`origin` whose pages may call the API with their user's cookies; may be repeated")
	f.DurationVar(&o.slow, "slow", time.Second, "log queries that take this long; 0 logs none")
	f.IntVar(&o.requests, "max-requests", 1000, "requests that may be under way at once; 0 for any number")
	f.IntVar(&o.byUser, "max-requests-per-user", 50, "the same for one user, or one address without a user")
}

// observer is told of every request to the engine.
func (p *plan) observer(hub *live.Hub) func(context.Context, *rt.Observation) {
	slow := func(context.Context, *rt.Observation) {}
	if p.operation.slow > 0 {
		slow = server.SlowQueries(p.log, p.operation.slow)
	}
	return func(ctx context.Context, o *rt.Observation) {
		p.metrics.Observe(ctx, o)
		hub.Observe(ctx, o)
		slow(ctx, o)
	}
}

// guard puts around a protocol what all of them have, from the inside out:
// answers that are kept for their Idempotency-Key, the same origin, ETags,
// compression, bounds on what is under way, and what [plan.open] has.
func (p *plan) guard(name string, h http.Handler, gate *server.Gate, kept *server.Replays) (http.Handler, error) {
	trusted := p.operation.cors
	if p.at.origin != "" {
		trusted = append([]string{p.at.origin}, trusted...)
	}
	h, err := server.SameOrigin(kept.Wrap(h), trusted, p.log)
	if err != nil {
		return nil, err
	}
	return p.open(name, gate.Wrap(server.Compress(server.Conditional(h))))
}

// open lets pages of other origins in that were named, and counts who comes.
func (p *plan) open(name string, h http.Handler) (http.Handler, error) {
	h, err := server.CrossOrigin(h, p.operation.cors)
	if err != nil {
		return nil, &usageError{fmt.Errorf("--cors: %w", err)}
	}
	return p.metrics.Count(name, h), nil
}

// serve serves the site on l, and operators where they were given an address,
// until ctx ends.
func (p *plan) serve(ctx context.Context, site http.Handler, on listeners) error {
	if on.operators == nil {
		return server.Serve(ctx, on.site, server.Wrap(site, server.Options{Logger: p.log}), p.log)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	operators := make(chan error, 1)
	go func() {
		defer stop() // nobody watches what runs on without it
		operators <- server.Serve(ctx, on.operators, server.Wrap(p.forOperators(site), server.Options{}), p.log)
	}()
	err := server.Serve(ctx, on.site, server.Wrap(site, server.Options{Logger: p.log}), p.log)
	stop()
	return errors.Join(err, <-operators)
}

// forOperators serves the metrics, and of the site what tells how it is.
func (p *plan) forOperators(site http.Handler) http.Handler {
	missing := p.missing()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case metricsPath:
			p.metrics.ServeHTTP(w, r)
		case healthPath, readyPath:
			site.ServeHTTP(w, r)
		default:
			missing.ServeHTTP(w, r)
		}
	})
}

// listeners are where a site is served.
type listeners struct {
	site      net.Listener
	operators net.Listener // nil for nowhere
}

func (f *flags) listeners(ctx context.Context) (l listeners, err error) {
	if l.site, err = listen(ctx, f.listen); err != nil || f.operators == "" {
		return l, err
	}
	if l.operators, err = listen(ctx, f.operators); err != nil {
		return l, errors.Join(err, l.site.Close())
	}
	return l, nil
}

func (l listeners) close() error {
	if l.operators == nil {
		return l.site.Close()
	}
	return errors.Join(l.site.Close(), l.operators.Close())
}
