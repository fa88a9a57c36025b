package main

import (
	"net/http"
	"sync"
)

// swap serves the newest generation of a site. A request is served to its end
// by the generation that took it.
type swap struct {
	mu      sync.RWMutex
	current *site
}

// ServeHTTP serves r with the current generation.
func (s *swap) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.RLock()
	now := s.current
	now.underway.Add(1)
	s.mu.RUnlock()
	defer now.underway.Done()
	now.handler.ServeHTTP(w, r)
}

// replace makes next the current generation and returns the one before, whose
// requests may still be under way; nil the first time.
func (s *swap) replace(next *site) *site {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.current
	s.current = next
	return before
}
