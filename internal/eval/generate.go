package eval

import (
	"crypto/sha512"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/gozen-dev/gozen/schema"
)

// Generate makes a fresh value of a field's default: a constant, the time, or
// an id. Randomness comes from rand, which must be safe for concurrent use.
// Defaults that need the user or the database are not made here.
func Generate(f *schema.Field, now time.Time, rand io.Reader) (any, error) {
	d := f.Default
	switch {
	case d == nil:
		return nil, fmt.Errorf("field %s has no default", f.Name)
	case d.Value != nil:
		v, err := Constant(d.Value, f.Type)
		if err != nil {
			return nil, fmt.Errorf("default of %s: %w", f.Name, err)
		}
		return v, nil
	case d.Func == "now":
		return now.UTC().Truncate(time.Millisecond), nil
	}
	id, err := generateID(d, now, rand)
	if err != nil {
		return nil, fmt.Errorf("default of %s: %w", f.Name, err)
	}
	return format(d.Format, id), nil
}

func generateID(d *schema.Default, now time.Time, rand io.Reader) (string, error) {
	switch {
	case d.Func == "uuid" && d.Arg == 7:
		return uuid7(now, rand)
	case d.Func == "uuid":
		return uuid4(rand)
	case d.Func == "cuid" && d.Arg == 2:
		return cuid2(now, rand)
	case d.Func == "cuid":
		return cuid(now, rand)
	case d.Func == "nanoid":
		return nanoid(d.Arg, rand)
	case d.Func == "ulid":
		return ulid(now, rand)
	default:
		return "", fmt.Errorf("%s() is not made here", d.Func)
	}
}

// format puts the id for every %s, and %s for every \%s.
func format(pattern, id string) string {
	if pattern == "" {
		return id
	}
	parts := strings.Split(pattern, `\%s`)
	for i := range parts {
		parts[i] = strings.ReplaceAll(parts[i], "%s", id)
	}
	return strings.Join(parts, "%s")
}

func random(rand io.Reader, b []byte) error {
	if _, err := io.ReadFull(rand, b); err != nil {
		return fmt.Errorf("randomness: %w", err)
	}
	return nil
}

// uuid4 makes a random UUID (RFC 9562, 5.4).
func uuid4(rand io.Reader) (string, error) {
	var b [16]byte
	if err := random(rand, b[:]); err != nil {
		return "", err
	}
	return uuid(b, 4), nil
}

// uuid7 makes a UUID that sorts by time (RFC 9562, 5.7).
func uuid7(now time.Time, rand io.Reader) (string, error) {
	var b [16]byte
	if err := random(rand, b[:]); err != nil {
		return "", err
	}
	putMillis(b[:6], now)
	return uuid(b, 7), nil
}

func uuid(b [16]byte, version byte) string {
	b[6] = b[6]&0x0f | version<<4
	b[8] = b[8]&0x3f | 0x80
	var s [36]byte
	hex.Encode(s[0:8], b[0:4])
	hex.Encode(s[9:13], b[4:6])
	hex.Encode(s[14:18], b[6:8])
	hex.Encode(s[19:23], b[8:10])
	hex.Encode(s[24:], b[10:])
	s[8], s[13], s[18], s[23] = '-', '-', '-', '-'
	return string(s[:])
}

// putMillis writes the Unix time in milliseconds as 48 bits, big endian.
func putMillis(b []byte, now time.Time) {
	var t [8]byte
	binary.BigEndian.PutUint64(t[:], uint64(now.UnixMilli()))
	copy(b, t[2:])
}

const base36 = "0123456789abcdefghijklmnopqrstuvwxyz"

// cuid makes an id of the form of cuid 1: c, the time, and 16 digits. There
// they are a counter, a fingerprint of the machine and 8 random ones; here all
// are random, which collides less and tells nothing about the machine.
func cuid(now time.Time, rand io.Reader) (string, error) {
	stamp := encode36(uint64(now.UnixMilli()))
	digits, err := letters(rand, base36, 16)
	if err != nil {
		return "", err
	}
	return "c" + stamp + digits, nil
}

func encode36(n uint64) string {
	var b [13]byte
	i := len(b)
	for n > 0 || i == len(b) {
		i--
		b[i] = base36[n%36]
		n /= 36
	}
	return string(b[i:])
}

// cuid2 makes an id of the form of cuid 2: a letter and 23 digits, a hash of
// the time and of randomness, so that it does not tell when it was made.
func cuid2(now time.Time, rand io.Reader) (string, error) {
	first, err := letters(rand, base36[10:], 1)
	if err != nil {
		return "", err
	}
	var seed [40]byte
	putMillis(seed[:6], now)
	if err := random(rand, seed[8:]); err != nil {
		return "", err
	}
	sum := sha512.Sum512(seed[:])
	out := []byte(first)
	for i := range 23 {
		// 16 bits for each digit: the bias of the remainder is below 1 in 1800.
		out = append(out, base36[binary.BigEndian.Uint16(sum[2*i:])%36])
	}
	return string(out), nil
}

// nanoid makes a random id of the URL-safe alphabet.
func nanoid(length int, rand io.Reader) (string, error) {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
	if length == 0 {
		length = 21
	}
	return letters(rand, alphabet, length)
}

// ulid makes an id that sorts by time: 48 bits of it and 80 random ones, in
// Crockford's base 32.
func ulid(now time.Time, rand io.Reader) (string, error) {
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	var b [16]byte
	putMillis(b[:6], now)
	if err := random(rand, b[6:]); err != nil {
		return "", err
	}
	hi, lo := binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])
	var s [26]byte
	for i := len(s) - 1; i >= 0; i-- {
		s[i] = alphabet[lo&31]
		lo = lo>>5 | hi<<59
		hi >>= 5
	}
	return string(s[:]), nil
}

// letters draws n letters, each with the same probability: bytes beyond the
// last whole multiple of the alphabet are drawn again.
func letters(rand io.Reader, alphabet string, n int) (string, error) {
	limit := 256 - 256%len(alphabet)
	out := make([]byte, 0, n)
	buf := make([]byte, n+n/4+1)
	for {
		if err := random(rand, buf); err != nil {
			return "", err
		}
		for _, c := range buf {
			if int(c) >= limit {
				continue
			}
			out = append(out, alphabet[int(c)%len(alphabet)])
			if len(out) == n {
				return string(out), nil
			}
		}
	}
}
