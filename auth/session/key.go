package session

import (
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
)

// key is a content encryption key and the name that Auth.js 5 tokens know it
// by; next-auth 4 has no names.
type key struct {
	bytes []byte
	kid   string
}

// keys is what one secret gives for one salt: a key for each encryption that
// the major accepts.
type keys struct {
	cbc key // A256CBC-HS512; V5 only
	gcm key // A256GCM
}

func (k keys) of(e encryption) key {
	if e == a256cbcHS512 {
		return k.cbc
	}
	return k.gcm
}

// derive returns the keys of every secret for a salt, in the secrets' order.
func (m *Manager) derive(salt string) ([]keys, error) {
	all := make([]keys, 0, len(m.config.Secrets))
	for _, secret := range m.config.Secrets {
		ks, err := deriveOne(m.config.Compat, secret, salt)
		if err != nil {
			return nil, fmt.Errorf("session: derive key: %w", err)
		}
		all = append(all, ks)
	}
	return all, nil
}

func deriveOne(c Compat, secret, salt string) (ks keys, err error) {
	info := "Auth.js Generated Encryption Key (" + salt + ")"
	if c == V4 {
		info = "NextAuth.js Generated Encryption Key"
		if salt != "" {
			info += " (" + salt + ")"
		}
	}
	// RFC 5869. The secret is taken as text: never decoded, never trimmed.
	ks.gcm.bytes, err = hkdf.Key(sha256.New, []byte(secret), []byte(salt), info, a256gcm.keySize())
	if err != nil || c == V4 {
		return ks, err
	}
	ks.cbc.bytes, err = hkdf.Key(sha256.New, []byte(secret), []byte(salt), info, a256cbcHS512.keySize())
	if err != nil {
		return ks, err
	}
	gcm, cbc := sha256.Sum256(jwk(ks.gcm.bytes)), sha512.Sum512(jwk(ks.cbc.bytes))
	ks.gcm.kid = base64.RawURLEncoding.EncodeToString(gcm[:])
	ks.cbc.kid = base64.RawURLEncoding.EncodeToString(cbc[:])
	return ks, nil
}

// jwk is the text that a key's thumbprint is the hash of (RFC 7638).
func jwk(k []byte) []byte {
	return []byte(`{"k":"` + base64.RawURLEncoding.EncodeToString(k) + `","kty":"oct"}`)
}
