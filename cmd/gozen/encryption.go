package main

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
)

// encryption puts the keys of @encrypted fields that the environment has into
// the options. A schema without such fields needs none.
func encryption(o rt.Options) (rt.Options, error) {
	first := os.Getenv("GOZEN_ENCRYPTION_KEY")
	older := strings.FieldsFunc(os.Getenv("GOZEN_DECRYPTION_KEYS"), func(r rune) bool { return r == ',' || r == ' ' })
	if first == "" {
		return o, nil
	}
	var err error
	if o.EncryptionKey, err = encryptionKey("GOZEN_ENCRYPTION_KEY", first); err != nil {
		return o, err
	}
	for _, text := range older {
		key, err := encryptionKey("GOZEN_DECRYPTION_KEYS", text)
		if err != nil {
			return o, err
		}
		o.DecryptionKeys = append(o.DecryptionKeys, key)
	}
	return o, nil
}

// keysOfRequests lets trusted programs bring keys of their own. Where there are
// no others, the log says that whoever else asks will be refused.
func (p *plan) keysOfRequests(s *schema.Schema, o *rt.Options) {
	o.RequestKeys = serviceKey() != ""
	if !o.RequestKeys || o.EncryptionKey != nil {
		return
	}
	for _, m := range s.Models {
		if i := slices.IndexFunc(m.Fields, func(f *schema.Field) bool { return f.Encrypted }); i >= 0 {
			p.log.Warn("GOZEN_ENCRYPTION_KEY is not set: fields with @encrypted are for programs that give their own key",
				"field", m.Name+"."+m.Fields[i].Name)
			return
		}
	}
}

// encryptionKey reads 32 bytes as hex digits or base64. The error does not
// repeat the text: it may be a key with a slip of the pen.
func encryptionKey(name, text string) ([]byte, error) {
	key, err := hex.DecodeString(text)
	if err != nil {
		key, err = base64.StdEncoding.DecodeString(text)
	}
	if err == nil && len(key) != 32 {
		err = fmt.Errorf("it has %d bytes", len(key))
	}
	if err != nil {
		return nil, &hinted{errors.New(name + " is not 32 bytes in base64 or hex"), "make one: openssl rand -base64 32"}
	}
	return key, nil
}
