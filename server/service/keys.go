package service

import (
	"encoding/base64"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
)

// sealedElsewhere is what options.encryption says where the caller seals and
// opens by itself.
const sealedElsewhere = query.String("client")

// maxKeys bounds how many keys a request may bring: each is tried for a text.
const maxKeys = 64

// keys reads the keys of @encrypted fields that a request brings:
//
//	"encryption": {"encryptionKey": "base64", "decryptionKeys": ["base64", …]}
//
// They are used for this request and forgotten. No error repeats them.
func (h *Handler) keys(n query.Node) (*rt.Keys, error) {
	switch n := n.(type) {
	case nil:
		return nil, nil
	case query.String:
		if n == sealedElsewhere {
			return h.db.SealedElsewhere()
		}
	case *query.Object:
		return readKeys(n)
	}
	return nil, bad(`"options.encryption" is an object with encryptionKey, or "client"`)
}

func readKeys(o *query.Object) (*rt.Keys, error) {
	if err := only(o, "options.encryption.", "encryptionKey", "decryptionKeys"); err != nil {
		return nil, err
	}
	first, ok := keyBytes(o.Get("encryptionKey"))
	if !ok {
		return nil, bad(`"options.encryption.encryptionKey" is not 32 bytes in base64`)
	}
	list, ok := o.Get("decryptionKeys").(query.Array)
	if !ok && o.Get("decryptionKeys") != nil || len(list) > maxKeys {
		return nil, bad(`"options.encryption.decryptionKeys" is a list of at most 64 keys`)
	}
	older := make([][]byte, len(list))
	for i, n := range list {
		if older[i], ok = keyBytes(n); !ok {
			return nil, bad(`each of "options.encryption.decryptionKeys" is 32 bytes in base64`)
		}
	}
	return rt.NewKeys(first, older...)
}

func keyBytes(n query.Node) ([]byte, bool) {
	text, ok := n.(query.String)
	if !ok {
		return nil, false
	}
	key, err := base64.StdEncoding.DecodeString(string(text))
	return key, err == nil && len(key) == 32
}
