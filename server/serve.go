package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

const (
	// headerTimeout ends connections that send their headers a byte at a time.
	headerTimeout = 10 * time.Second
	// readTimeout is how long a whole request may take to arrive.
	readTimeout = 30 * time.Second
	// writeTimeout is longer than any statement may run.
	writeTimeout = 60 * time.Second
	idleTimeout  = 2 * time.Minute
	// headerBytes bounds the request line and headers: reads carry their
	// arguments in the URL.
	headerBytes = 1 << 20
	// drain is how long requests under way may take to end at a shutdown.
	drain = 10 * time.Second
)

// Serve serves h on l until ctx ends; then it takes no new requests, waits for
// those under way, and returns nil.
func Serve(ctx context.Context, l net.Listener, h http.Handler, log *slog.Logger) error {
	s := &http.Server{
		Handler: h, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: headerBytes,
		ConnContext: connected,
		ErrorLog:    slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	select {
	case err := <-done:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	if err := s.Shutdown(stop); err != nil {
		return fmt.Errorf("shut down: %w", errors.Join(err, s.Close()))
	}
	return nil
}
