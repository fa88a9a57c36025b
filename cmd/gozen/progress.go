package main

import (
	"io"
	"time"

	"github.com/gozen-dev/gozen/migrate"
)

// progressEvery is how often the line of progress is written again.
const progressEvery = 100 * time.Millisecond

// progress is a line of a terminal that says how far a command is.
type progress struct {
	w     io.Writer // nil shows nothing
	now   func() time.Time
	last  time.Time
	shown bool
}

// newProgress shows progress on a terminal, unless quiet, and nowhere else.
func newProgress(w io.Writer, quiet bool) *progress {
	if quiet || !terminal(w) {
		w = nil
	}
	return &progress{w: w, now: time.Now}
}

// show writes the line, but no more often than anybody reads.
func (p *progress) show(at migrate.Progress) {
	if p.w == nil {
		return
	}
	if now := p.now(); now.Sub(p.last) >= progressEvery {
		p.last, p.shown = now, true
		say(p.w, "\r\x1b[K%s: %d", at.Migration, at.Statement)
		if at.Statements > 0 {
			say(p.w, " of %d", at.Statements)
		}
	}
}

// end takes the line away, before anything else is written.
func (p *progress) end() {
	if p.shown {
		p.shown = false
		say(p.w, "\r\x1b[K")
	}
}
