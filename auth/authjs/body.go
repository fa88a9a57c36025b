package authjs

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
)

const (
	// MaxBody is the longest request body, in bytes.
	MaxBody = 64 << 10
	// MaxFields is the most fields of a form.
	MaxFields = 64
)

var (
	errTooLarge  = errors.New("request body is too large")
	errMalformed = errors.New("request body is malformed")
)

// readBody reads the fields of a POST. Of content types there are two: a body
// of another type, which a foreign page could send without asking, has no
// fields, and so no csrf token. Of JSON values only text becomes a field.
func (x *exchange) readBody() error {
	x.fields = map[string]string{}
	if x.r.Method != http.MethodPost {
		return nil
	}
	text, err := io.ReadAll(http.MaxBytesReader(x.w, x.r.Body, MaxBody))
	if err != nil {
		if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
			return errTooLarge
		}
		return errMalformed
	}
	switch kind := x.r.Header.Get("Content-Type"); {
	case strings.Contains(kind, "application/json"):
		return x.readJSON(text)
	case strings.Contains(kind, "application/x-www-form-urlencoded"):
		return x.readForm(string(text))
	default:
		return nil
	}
}

func (x *exchange) readJSON(text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return errMalformed
	}
	if _, err := d.Token(); err != io.EOF {
		return errMalformed
	}
	object, _ := v.(map[string]any)
	if len(object) > MaxFields {
		return errTooLarge
	}
	for name, value := range object {
		if s, ok := value.(string); ok {
			x.fields[name] = s
		}
	}
	x.update = object["data"]
	return nil
}

func (x *exchange) readForm(text string) error {
	if strings.Count(text, "&") >= MaxFields {
		return errTooLarge
	}
	values, err := url.ParseQuery(text)
	if err != nil {
		return errMalformed
	}
	for name, all := range values {
		x.fields[name] = all[len(all)-1]
	}
	if s, ok := x.fields["data"]; ok {
		x.update = s
	}
	return nil
}

// credentials returns the fields without the protocol's own: what is left is
// for the provider, and a csrf token has no business there.
func (x *exchange) credentials() map[string]string {
	fields := make(map[string]string, len(x.fields))
	for name, value := range x.fields {
		switch name {
		case "csrfToken", "callbackUrl", "json", "redirect", "redirectTo":
		default:
			fields[name] = value
		}
	}
	return fields
}
