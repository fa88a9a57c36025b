package session

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/binary"
)

// encryption is an authenticated encryption of RFC 7518, section 5: the enc of
// a token. The zero value is none of them.
type encryption uint8

const (
	a256gcm encryption = iota + 1
	a256cbcHS512
)

func (e encryption) name() string {
	if e == a256cbcHS512 {
		return "A256CBC-HS512"
	}
	return "A256GCM"
}

func (e encryption) keySize() int {
	if e == a256cbcHS512 {
		return 64
	}
	return 32
}

func (e encryption) ivSize() int {
	if e == a256cbcHS512 {
		return aes.BlockSize
	}
	return 12
}

func (e encryption) tagSize() int {
	if e == a256cbcHS512 {
		return 32
	}
	return 16
}

// sealBytes encrypts and authenticates plain, and authenticates aad.
func (e encryption) sealBytes(key, iv, plain, aad []byte) (text, tag []byte, err error) {
	if e == a256cbcHS512 {
		return sealCBC(key, iv, plain, aad)
	}
	gcm, err := newGCM(key)
	if err != nil {
		return nil, nil, err
	}
	out := gcm.Seal(nil, iv, plain, aad)
	cut := len(out) - e.tagSize()
	return out[:cut], out[cut:], nil
}

// openBytes undoes sealBytes. It reports false for anything that was not made
// with the key, and does not say what was wrong.
func (e encryption) openBytes(key, iv, text, tag, aad []byte) ([]byte, bool) {
	if len(iv) != e.ivSize() || len(tag) != e.tagSize() {
		return nil, false
	}
	if e == a256cbcHS512 {
		return openCBC(key, iv, text, tag, aad)
	}
	gcm, err := newGCM(key)
	if err != nil {
		return nil, false
	}
	plain, err := gcm.Open(nil, iv, append(append([]byte(nil), text...), tag...), aad)
	return plain, err == nil
}

func newGCM(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// sealCBC is AES_256_CBC_HMAC_SHA_512 of RFC 7518, section 5.2.5: the first
// half of the key authenticates, the second half encrypts.
func sealCBC(key, iv, plain, aad []byte) (text, tag []byte, err error) {
	block, err := aes.NewCipher(key[32:])
	if err != nil {
		return nil, nil, err
	}
	pad := aes.BlockSize - len(plain)%aes.BlockSize
	text = make([]byte, len(plain)+pad)
	copy(text, plain)
	for i := len(plain); i < len(text); i++ {
		text[i] = byte(pad)
	}
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(text, text)
	return text, macCBC(key, iv, text, aad), nil
}

// openCBC compares the tag, in constant time, before it looks at the padding:
// the other order answers an attacker's guesses (a padding oracle).
func openCBC(key, iv, text, tag, aad []byte) ([]byte, bool) {
	if subtle.ConstantTimeCompare(macCBC(key, iv, text, aad), tag) != 1 {
		return nil, false
	}
	if len(text) == 0 || len(text)%aes.BlockSize != 0 {
		return nil, false
	}
	block, err := aes.NewCipher(key[32:])
	if err != nil {
		return nil, false
	}
	plain := make([]byte, len(text))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(plain, text)
	return unpad(plain)
}

func unpad(plain []byte) ([]byte, bool) {
	pad := int(plain[len(plain)-1])
	if pad == 0 || pad > aes.BlockSize {
		return nil, false
	}
	for _, b := range plain[len(plain)-pad:] {
		if int(b) != pad {
			return nil, false
		}
	}
	return plain[:len(plain)-pad], true
}

func macCBC(key, iv, text, aad []byte) []byte {
	mac := hmac.New(sha512.New, key[:32])
	mac.Write(aad)
	mac.Write(iv)
	mac.Write(text)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(len(aad))*8))
	return mac.Sum(nil)[:a256cbcHS512.tagSize()]
}
