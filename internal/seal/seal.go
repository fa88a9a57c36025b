// Package seal encrypts the text of @encrypted fields, in the form that
// ZenStack 2 writes and reads:
//
//	base64({"v":1,"a":"AES-GCM","k":"<digest of the key>"}) . base64(iv ‖ ciphertext ‖ tag)
//
// The same text sealed twice gives two different ones, so that what is stored
// tells neither the text nor that two rows hold the same. The digest names the
// key, which lets keys be replaced while old rows still need the old one.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// KeySize is the length of a key in bytes.
const KeySize = 32

const (
	version   = 1
	algorithm = "AES-GCM"
)

// ErrPlain says that a text has not the form of a sealed one: it was stored
// before the field was encrypted.
var ErrPlain = errors.New("the text is not encrypted")

// Keys seal with one key and open with several. They are safe for concurrent use.
type Keys struct {
	first key
	all   []key
	head  string // of what first seals, with the dot
}

type key struct {
	digest string
	aead   cipher.AEAD
}

// New returns the keys for sealing with encrypt and for opening with it and
// with older ones.
func New(encrypt []byte, older ...[]byte) (*Keys, error) {
	first, err := newKey(encrypt)
	if err != nil {
		return nil, err
	}
	k := &Keys{first: first, all: []key{first}}
	for _, raw := range older {
		old, err := newKey(raw)
		if err != nil {
			return nil, err
		}
		k.all = append(k.all, old)
	}
	meta := fmt.Sprintf(`{"v":%d,"a":"%s","k":"%s"}`, version, algorithm, first.digest)
	k.head = base64.StdEncoding.EncodeToString([]byte(meta)) + "."
	return k, nil
}

func newKey(raw []byte) (key, error) {
	if len(raw) != KeySize {
		return key{}, fmt.Errorf("an encryption key has %d bytes, not %d", KeySize, len(raw))
	}
	block, err := aes.NewCipher(raw)
	if err != nil {
		return key{}, fmt.Errorf("encryption key: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return key{}, fmt.Errorf("encryption key: %w", err)
	}
	sum := sha256.Sum256(raw)
	return key{digest: hex.EncodeToString(sum[:8]), aead: aead}, nil
}

// Seal encrypts plain. The empty text stays what it is, as in ZenStack.
func (k *Keys) Seal(random io.Reader, plain string) (string, error) {
	if plain == "" {
		return "", nil
	}
	iv := make([]byte, k.first.aead.NonceSize(), k.first.aead.NonceSize()+len(plain)+k.first.aead.Overhead())
	if _, err := io.ReadFull(random, iv); err != nil {
		return "", fmt.Errorf("encrypt: %w", err)
	}
	return k.head + base64.StdEncoding.EncodeToString(k.first.aead.Seal(iv, iv, []byte(plain), nil)), nil
}

// Open decrypts what Seal has made. The error is [ErrPlain] where the text was
// never sealed, another where no key opens it.
func (k *Keys) Open(stored string) (string, error) {
	if stored == "" {
		return "", nil
	}
	digest, sealed, err := split(stored)
	if err != nil {
		return "", err
	}
	for _, key := range k.all {
		n := key.aead.NonceSize()
		if key.digest != digest || len(sealed) < n {
			continue
		}
		if plain, err := key.aead.Open(nil, sealed[:n], sealed[n:], nil); err == nil {
			return string(plain), nil
		}
	}
	return "", errors.New("no key opens the encrypted text")
}

// split takes a stored text apart.
func split(stored string) (digest string, sealed []byte, err error) {
	head, body, ok := strings.Cut(stored, ".")
	if !ok {
		return "", nil, ErrPlain
	}
	text, err := base64.StdEncoding.DecodeString(head)
	if err != nil {
		return "", nil, ErrPlain
	}
	var meta struct {
		V int    `json:"v"`
		A string `json:"a"`
		K string `json:"k"`
	}
	if json.Unmarshal(text, &meta) != nil || meta.V != version || meta.A != algorithm {
		return "", nil, ErrPlain
	}
	if sealed, err = base64.StdEncoding.DecodeString(body); err != nil {
		return "", nil, fmt.Errorf("encrypted text: %w", err)
	}
	return meta.K, sealed, nil
}
