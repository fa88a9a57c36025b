package exec

import (
	"io"
	"slices"

	"github.com/gozen-dev/gozen/internal/seal"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// Keys seal and open the texts of @encrypted fields. They are the engine's, or
// those of one request, and are kept nowhere else: plans and programs have none.
type Keys struct {
	keys *seal.Keys // nil where whoever asks seals and opens
}

// NewKeys returns keys that seal with one of 32 bytes, and open with it and
// with older ones.
func NewKeys(encrypt []byte, older ...[]byte) (*Keys, error) {
	keys, err := seal.New(encrypt, older...)
	if err != nil {
		return nil, &query.Error{Reason: query.ConfigError, Message: err.Error(), Cause: err}
	}
	return &Keys{keys}, nil
}

// AsStored returns keys with which texts are shown as they are stored. It is for
// who only looks whether rows can be read.
func AsStored() *Keys { return &Keys{} }

// SealedElsewhere returns keys for requests of those who seal and open by
// themselves: texts come and go as they are stored. It fails where the engine
// would have to look into a text, or make one.
func (e *Engine) SealedElsewhere() (*Keys, error) {
	for _, m := range e.schema.Models {
		for _, f := range m.Fields {
			if what := looksInside(m, f); what != "" {
				return nil, configError(m, f, "@encrypted with functions of the client cannot be had: "+what+" is for the text itself, which the server does not see then; use keys")
			}
		}
	}
	return AsStored(), nil
}

// looksInside says what asks the engine for the text of an encrypted field, or
// nothing.
func looksInside(m *schema.Model, f *schema.Field) string {
	switch {
	case !f.Encrypted:
		return ""
	case len(f.Validations) > 0:
		return "@" + f.Validations[0].Name
	case f.Default != nil:
		return "@default"
	case f.Password != nil:
		return "@password"
	case slices.ContainsFunc(m.Validates, func(v *schema.Validate) bool { return mentions(v.Cond, f.Name) }):
		return "@@validate"
	default:
		return ""
	}
}

// mentions reports whether a condition asks for a field of the row.
func mentions(e schema.Expr, field string) bool {
	found := false
	schema.Walk(e, func(e schema.Expr) bool {
		ref, ok := e.(*schema.Ref)
		found = found || ok && slices.Contains(ref.Path, field)
		return !found
	})
	return found
}

func (k *Keys) close(random io.Reader, plain string) (string, error) {
	if k.keys == nil {
		return plain, nil
	}
	return k.keys.Seal(random, plain)
}

func (k *Keys) open(stored string) (string, error) {
	if k.keys == nil {
		return stored, nil
	}
	return k.keys.Open(stored)
}

// errNoKey is for a request that meets an encrypted field and has no key.
func errNoKey() *query.Error {
	return &query.Error{
		Reason:  query.ConfigError,
		Message: "fields with @encrypted need a key: set GOZEN_ENCRYPTION_KEY where the server runs, or give the request its own by the encryption option of @gozen/client",
	}
}
