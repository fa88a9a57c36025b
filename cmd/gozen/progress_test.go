// The line of progress is tested from inside: a test has no terminal.
package main

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/migrate"
)

func TestProgressIsOneLineThatIsRewritten(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	now := time.Date(2024, 1, 31, 10, 0, 0, 0, time.UTC)
	p := &progress{w: &out, now: func() time.Time { return now }}
	for n := 1; n <= 4; n++ {
		p.show(migrate.Progress{Migration: "seed.sql", Statement: n, Statements: 4})
		now = now.Add(progressEvery / 2)
	}
	p.end()
	p.end()
	want := "\r\x1b[Kseed.sql: 1 of 4\r\x1b[Kseed.sql: 3 of 4\r\x1b[K"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestProgressOfAnUnknownNumber(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	p := &progress{w: &out, now: time.Now}
	p.show(migrate.Progress{Migration: "reading the database", Statement: 7})
	if diff := cmp.Diff("\r\x1b[Kreading the database: 7", out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNoTerminalSeesProgress(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	p := newProgress(&out, false)
	p.show(migrate.Progress{Migration: "seed.sql", Statement: 1, Statements: 1})
	p.end()
	if out.Len() > 0 {
		t.Errorf("wrote %q", out.String())
	}
}
