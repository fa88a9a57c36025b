package session_test

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/gozen-dev/gozen/auth/session"
)

// recorded is the time at which the vectors were made, for those that say no
// other: far-future tokens are good then and expired ones are not.
const recorded = 1795425000

const httpSecret = "9f2c7d4e1ab35c60d8e7f6a5b4c3d2e1f00112233445566778899aabbccddeef"

// secrets is a secret or a list of them.
type secrets []string

func (s *secrets) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*s = secrets{one}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(s))
}

func load(t testing.TB, name string, v any) {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, v); err != nil {
		t.Fatal(err)
	}
}

func at(unix int64) func() time.Time { return func() time.Time { return time.Unix(unix, 0) } }

func manager(t testing.TB, c session.Config) *session.Manager {
	t.Helper()
	if c.Compat == 0 {
		c.Compat = session.V5
	}
	if c.Secrets == nil {
		c.Secrets = []string{httpSecret}
	}
	if c.Now == nil {
		c.Now = at(recorded)
	}
	m, err := session.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
