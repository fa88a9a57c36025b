package session

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

// sealWith is the encryption that each major makes its tokens with.
func (c Compat) sealWith() encryption {
	if c == V4 {
		return a256gcm
	}
	return a256cbcHS512
}

// accepts returns the encryption that enc names, or 0 when the major does not
// read it. next-auth 4 reads whatever the token asks for; we do not.
func (c Compat) accepts(enc string) encryption {
	switch {
	case enc == a256gcm.name():
		return a256gcm
	case enc == a256cbcHS512.name() && c == V5:
		return a256cbcHS512
	default:
		return 0
	}
}

// Seal makes a token of claims under the key of a salt (see [Manager.Salt]),
// good for maxAge. It is for the short-lived tokens of a sign-in; sessions are
// made by [Manager.Write].
func (m *Manager) Seal(salt string, claims map[string]any, maxAge time.Duration) (string, error) {
	ks, err := m.derive(salt)
	if err != nil {
		return "", err
	}
	return m.seal(ks, claims, m.Now(), maxAge)
}

// Open returns the claims of a token that [Manager.Seal] or Auth.js made under
// the same salt. Its errors are [ErrAbsent] for the empty text, [ErrExpired]
// and [ErrInvalid].
func (m *Manager) Open(salt, token string) (map[string]any, error) {
	ks, err := m.derive(salt)
	if err != nil {
		return nil, err
	}
	return m.open(ks, token)
}

func (m *Manager) seal(ks []keys, claims map[string]any, now time.Time, maxAge time.Duration) (string, error) {
	jti, err := m.uuid()
	if err != nil {
		return "", err
	}
	plain, err := stamp(claims, now, maxAge, jti)
	if err != nil {
		return "", err
	}
	enc := m.config.Compat.sealWith()
	k := ks[0].of(enc)
	head := header{Alg: "dir", Enc: enc.name(), Kid: k.kid}
	first, err := json.Marshal(head)
	if err != nil {
		return "", fmt.Errorf("session: %w", err)
	}
	iv := make([]byte, enc.ivSize())
	if _, err := io.ReadFull(m.config.Rand, iv); err != nil {
		return "", fmt.Errorf("session: read randomness: %w", err)
	}
	b64 := base64.RawURLEncoding
	aad := b64.EncodeToString(first)
	text, tag, err := enc.sealBytes(k.bytes, iv, plain, []byte(aad))
	if err != nil {
		return "", fmt.Errorf("session: %w", err)
	}
	return strings.Join([]string{aad, "", b64.EncodeToString(iv), b64.EncodeToString(text), b64.EncodeToString(tag)}, "."), nil
}

// header is the protected header of a token that we make, in the order in
// which Auth.js writes it.
type header struct {
	Alg string `json:"alg"`
	Enc string `json:"enc"`
	Kid string `json:"kid,omitempty"`
}

func (m *Manager) open(ks []keys, token string) (map[string]any, error) {
	claims, err := m.unseal(ks, token)
	if err != nil {
		return nil, err
	}
	if _, err := timesOf(claims).check(m.Now()); err != nil {
		return nil, err
	}
	return claims, nil
}

// unseal returns the claims of a token of ours, whatever their time.
func (m *Manager) unseal(ks []keys, token string) (map[string]any, error) {
	if token == "" {
		return nil, ErrAbsent
	}
	plain, ok := m.decrypt(ks, token)
	if !ok {
		return nil, ErrInvalid
	}
	claims, ok := parseClaims(plain)
	if !ok {
		return nil, ErrInvalid
	}
	return claims, nil
}

func (m *Manager) decrypt(ks []keys, token string) ([]byte, bool) {
	enc, kid, parts, ok := m.parse(token)
	if !ok {
		return nil, false
	}
	for _, k := range ks {
		// A name that fits none of our keys stays unopened, as in Auth.js. Without
		// a name any of the secrets may have made the token.
		if kid != "" && k.of(enc).kid != kid {
			continue
		}
		if plain, ok := enc.openBytes(k.of(enc).bytes, parts.iv, parts.text, parts.tag, parts.aad); ok {
			return plain, true
		}
	}
	return nil, false
}

type jweParts struct{ aad, iv, text, tag []byte }

// parse takes a compact JWE apart (RFC 7516, section 7.1) and checks all of
// its header. The additional data is the first segment's text as received.
func (m *Manager) parse(token string) (enc encryption, kid string, p jweParts, ok bool) {
	if len(token) > MaxToken || strings.Count(token, ".") != 4 {
		return 0, "", p, false
	}
	seg := strings.Split(token, ".")
	if seg[1] != "" { // with alg dir there is no encrypted key
		return 0, "", p, false
	}
	if enc, kid, ok = m.parseHeader(seg[0]); !ok {
		return 0, "", p, false
	}
	p.aad = []byte(seg[0])
	for i, dst := range []*[]byte{&p.iv, &p.text, &p.tag} {
		b, err := base64.RawURLEncoding.Strict().DecodeString(seg[i+2])
		if err != nil {
			return 0, "", p, false
		}
		*dst = b
	}
	return enc, kid, p, true
}

// parseHeader pins everything that a header could choose: the key management,
// the encryption, compression (zip) and extensions (crit).
func (m *Manager) parseHeader(segment string) (enc encryption, kid string, ok bool) {
	text, err := base64.RawURLEncoding.Strict().DecodeString(segment)
	if err != nil {
		return 0, "", false
	}
	var h map[string]any
	if json.Unmarshal(text, &h) != nil || h["alg"] != "dir" {
		return 0, "", false
	}
	if _, found := h["zip"]; found {
		return 0, "", false
	}
	if _, found := h["crit"]; found {
		return 0, "", false
	}
	name, _ := h["enc"].(string)
	if enc = m.config.Compat.accepts(name); enc == 0 {
		return 0, "", false
	}
	named := false
	if v, found := h["kid"]; found {
		if kid, named = v.(string); !named || kid == "" {
			return 0, "", false
		}
	}
	if m.config.Compat == V4 {
		kid = "" // next-auth 4 has one key and does not look
	}
	return enc, kid, true
}

// uuid returns a random UUID (RFC 9562, version 4).
func (m *Manager) uuid() (string, error) {
	var u [16]byte
	if _, err := io.ReadFull(m.config.Rand, u[:]); err != nil {
		return "", fmt.Errorf("session: read randomness: %w", err)
	}
	u[6], u[8] = u[6]&0x0f|0x40, u[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:]), nil
}
