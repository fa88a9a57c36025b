package password_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/internal/password"
)

func TestHashesOfBcryptjsAreRead(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/bcryptjs.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors struct {
		Bcrypt []struct {
			ID     string  `json:"id"`
			MadeBy string  `json:"made_by"`
			Hash   *string `json:"hash"`
			Checks []struct {
				Candidate string `json:"candidate"`
				Matches   *bool  `json:"matches"`
			} `json:"checks"`
		} `json:"bcrypt"`
	}
	if err := json.Unmarshal(text, &vectors); err != nil {
		t.Fatal(err)
	}
	for _, v := range vectors.Bcrypt {
		t.Run(v.ID, func(t *testing.T) {
			t.Parallel()
			for _, c := range v.Checks {
				// Where bcryptjs threw, the record has no answer; ours is no.
				want := c.Matches != nil && *c.Matches
				hash := ""
				if v.Hash != nil {
					hash = *v.Hash
				}
				if got := password.Compare(hash, c.Candidate); got != want {
					t.Errorf("%s: Compare(%q, %q) = %v, want %v", v.MadeBy, hash, c.Candidate, got, want)
				}
			}
		})
	}
}

func TestHash(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, plain string
		cost        int
		prefix      string
		err         string
	}{
		{"a cost is written into the hash", "correct horse", 4, "$2a$04$", ""},
		{"an empty password is a password", "", 4, "$2a$04$", ""},
		{"72 bytes fit", strings.Repeat("x", 72), 4, "$2a$04$", ""},
		{"73 bytes are refused, not cut", strings.Repeat("x", 73), 4, "", password.ErrTooLong.Error()},
		{"length counts in bytes, not letters", strings.Repeat("é", 37), 4, "", password.ErrTooLong.Error()},
		{"a cost below bcrypt's least is refused", "x", 3, "", "bcrypt cost 3 is not between 4 and 16"},
		{"a cost that would hang is refused", "x", 17, "", "bcrypt cost 17 is not between 4 and 16"},
		{"a negative cost is refused", "x", -1, "", "bcrypt cost -1 is not between 4 and 16"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			hash, err := password.Hash(c.plain, c.cost)
			if c.err != "" {
				if err == nil || err.Error() != c.err {
					t.Fatalf("error is %v, want %q", err, c.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(hash, c.prefix) || !password.Compare(hash, c.plain) || password.Compare(hash, c.plain+"?") && len(c.plain) < 72 {
				t.Errorf("hash %q does not stand for %q", hash, c.plain)
			}
		})
	}
}

func TestTheDefaultCostIsTwelve(t *testing.T) {
	t.Parallel()
	hash, err := password.Hash("x", 0)
	if err != nil || !strings.HasPrefix(hash, "$2a$12$") {
		t.Errorf("Hash = %q, %v", hash, err)
	}
}

func TestEveryPrefixOfTheSameAlgorithmIsAccepted(t *testing.T) {
	t.Parallel()
	hash, err := password.Hash("pw", 4)
	if err != nil {
		t.Fatal(err)
	}
	for prefix, want := range map[string]bool{"$2a$": true, "$2b$": true, "$2y$": true, "$2x$": false, "$2$0": false, "$1$a": false} {
		if got := password.Compare(prefix+hash[4:], "pw"); got != want {
			t.Errorf("prefix %q: %v, want %v", prefix, got, want)
		}
	}
}

func TestAStoredCostThatWouldHangMatchesNothing(t *testing.T) {
	t.Parallel()
	if password.Compare("$2a$31$"+strings.Repeat("a", 53), "pw") {
		t.Error("matched")
	}
}

// BenchmarkRefusal shows that who does not exist is refused as slowly as a
// wrong password: the two figures must be alike.
func BenchmarkRefusal(b *testing.B) {
	hash, err := password.Hash("pw", 10)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("wrong", func(b *testing.B) {
		for b.Loop() {
			password.Compare(hash, "nope")
		}
	})
	b.Run("absent", func(b *testing.B) {
		for b.Loop() {
			password.CompareAbsent("nope", 10)
		}
	})
}

func FuzzCompare(f *testing.F) {
	f.Add("$2a$04$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234", "pw")
	f.Add("", "")
	f.Add("$2b$99$", "x")
	f.Fuzz(func(t *testing.T, hash, plain string) {
		if len(hash) == 60 && hash[4:6] > "06" {
			t.Skip("costly by design")
		}
		password.Compare(hash, plain)
	})
}
