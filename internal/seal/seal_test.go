package seal_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/internal/seal"
)

func keyOf(b byte) []byte { return bytes.Repeat([]byte{b}, seal.KeySize) }

func keys(t *testing.T, first byte, older ...byte) *seal.Keys {
	t.Helper()
	var raw [][]byte
	for _, b := range older {
		raw = append(raw, keyOf(b))
	}
	k, err := seal.New(keyOf(first), raw...)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestKnownText holds the form against a text made by Node's crypto: the key is 32 times 'k', the initialization vector 12 times 'i'.
func TestKnownText(t *testing.T) {
	const stored = "eyJ2IjoxLCJhIjoiQUVTLUdDTSIsImsiOiI1ZTMxOGY4Y2Y5Y2JlMjQ5In0=.aWlpaWlpaWlpaWlpsuGUGF1uE8PItzSZqFkDsJ58hqTb"
	k := keys(t, 'k')
	got, err := k.Seal(strings.NewReader("iiiiiiiiiiii"), "hello")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(stored, got); diff != "" {
		t.Error(diff)
	}
	plain, err := k.Open(stored)
	if err != nil || plain != "hello" {
		t.Errorf("Open = %q, %v", plain, err)
	}
}

func TestOpen(t *testing.T) {
	old := keys(t, 'a')
	stored, err := old.Seal(rand.Reader, "schön")
	if err != nil {
		t.Fatal(err)
	}
	tampered := stored[:len(stored)-8] + "AAAAAAA="
	later := base64.StdEncoding.EncodeToString([]byte(`{"v":2,"a":"AES-GCM","k":"00"}`)) + "."
	for _, c := range []struct {
		name   string
		keys   *seal.Keys
		stored string
		want   string
		plain  bool // the error says that it was never sealed
		fails  bool
	}{
		{name: "what the key has sealed", keys: old, stored: stored, want: "schön"},
		{name: "an older key opens after a rotation", keys: keys(t, 'b', 'c', 'a'), stored: stored, want: "schön"},
		{name: "a key that is gone opens nothing", keys: keys(t, 'b'), stored: stored, fails: true},
		{name: "a changed text is refused", keys: old, stored: tampered, fails: true},
		{name: "the empty text is itself", keys: old},
		{name: "a plain text is told from a sealed one", keys: old, stored: "hello", plain: true, fails: true},
		{name: "and one with a dot in it", keys: old, stored: "hello. world", plain: true, fails: true},
		{name: "and one that begins with base64", keys: old, stored: "aGVsbG8=.aGVsbG8=", plain: true, fails: true},
		{name: "a later version is not ours", keys: old, stored: later, plain: true, fails: true},
		{name: "a body too short for a vector", keys: old, stored: stored[:strings.Index(stored, ".")+1] + "AAAA", fails: true},
		{name: "a body that is not base64", keys: old, stored: stored[:strings.Index(stored, ".")+1] + "%", fails: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.keys.Open(c.stored)
			if got != c.want || (err != nil) != c.fails || errors.Is(err, seal.ErrPlain) != c.plain {
				t.Errorf("Open = %q, %v", got, err)
			}
		})
	}
}

func TestSealedTwiceDiffers(t *testing.T) {
	k := keys(t, 'k')
	one, err := k.Seal(rand.Reader, "same")
	if err != nil {
		t.Fatal(err)
	}
	other, err := k.Seal(rand.Reader, "same")
	if err != nil {
		t.Fatal(err)
	}
	if one == other {
		t.Error("two seals of one text are equal")
	}
}

func TestKeysOfWrongLength(t *testing.T) {
	if _, err := seal.New(make([]byte, 16)); err == nil {
		t.Error("a key of 16 bytes was taken")
	}
	if _, err := seal.New(keyOf('k'), nil); err == nil {
		t.Error("an empty older key was taken")
	}
}
