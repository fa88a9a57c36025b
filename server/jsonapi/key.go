package jsonapi

import (
	"encoding/hex"
	"net/url"
	"strings"

	"github.com/gozen-dev/gozen/internal/wire"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// key is what identifies a resource outside.
type key struct {
	model   *schema.Model
	name    string // in a unique where
	fields  []*schema.Field
	divider string
}

// keyOf returns the key that callers know rows of m by: the id, or another
// unique key by its name. It returns nil where there is none.
func keyOf(m *schema.Model, external, divider string) *key {
	k := &key{model: m, name: m.IDName, fields: m.IDFields(), divider: divider}
	if external != "" {
		k.fields = nil
		for _, u := range m.Uniques {
			if u.Name == external {
				k.name, k.fields = u.Name, fieldsOf(m, u.Fields)
			}
		}
	}
	if len(k.fields) == 0 {
		return nil
	}
	for _, f := range k.fields {
		if f.Ignore || f.Type.Kind == schema.Unsupported {
			return nil
		}
	}
	if len(k.fields) == 1 {
		k.name = k.fields[0].Name
	}
	return k
}

func fieldsOf(m *schema.Model, names []string) []*schema.Field {
	fields := make([]*schema.Field, len(names))
	for i, n := range names {
		fields[i] = m.Field(n)
	}
	return fields
}

func (k *key) compound() bool { return len(k.fields) > 1 }

// holds reports whether f alone is the key, so that it is no attribute.
func (k *key) holds(f *schema.Field) bool { return !k.compound() && k.fields[0] == f }

// selected are the members of a select that the key needs.
func (k *key) selected() []query.Member {
	members := make([]query.Member, len(k.fields))
	for i, f := range k.fields {
		members[i] = is(f.Name, yes)
	}
	return members
}

// values reads an id. Parts that are missing stay away, and query.Decode says so.
func (k *key) values(id string) ([]query.Member, error) {
	if !k.compound() {
		v, err := coerce(k.fields[0].Type, id)
		if err != nil {
			return nil, err
		}
		return []query.Member{is(k.fields[0].Name, v)}, nil
	}
	parts := strings.Split(id, k.divider)
	if len(parts) > len(k.fields) {
		return nil, invalid("invalid-value", "the id has more than "+k.parts())
	}
	var members []query.Member
	for i, part := range parts {
		text, err := url.PathUnescape(part)
		if err != nil {
			text = part
		}
		v, err := coerce(k.fields[i].Type, text)
		if err != nil {
			return nil, err
		}
		members = append(members, is(k.fields[i].Name, v))
	}
	return members, nil
}

// parts names the values of a compound id.
func (k *key) parts() string {
	names := make([]string, len(k.fields))
	for i, f := range k.fields {
		names[i] = f.Name
	}
	return strings.Join(names, ", ")
}

// unique is the where that pins the row with an id.
func (k *key) unique(id string) (*query.Object, error) {
	members, err := k.values(id)
	if err != nil {
		return nil, err
	}
	if k.compound() {
		return object(is(k.name, object(members...))), nil
	}
	return object(members...), nil
}

// equal is a where, of any kind, for the row with an id.
func (k *key) equal(id string) (*query.Object, error) {
	members, err := k.values(id)
	if err != nil {
		return nil, err
	}
	if len(members) < len(k.fields) {
		return nil, invalid("invalid-value", "the id lacks one of "+k.parts())
	}
	return object(members...), nil
}

// text is the id of a row as URLs have it, before they escape it; ok is false
// where a rule hides a part of it.
func (k *key) text(row map[string]any) (id string, ok bool) {
	for i, f := range k.fields {
		v := row[f.Name]
		if v == nil {
			return "", false
		}
		part := plain(v, f.Type)
		if k.compound() {
			part = k.escape(part)
		}
		if i > 0 {
			id += k.divider
		}
		id += part
	}
	return id, true
}

// escape keeps the divider out of a part of a compound id, which could not be
// taken apart again.
func (k *key) escape(part string) string {
	if !strings.Contains(part, k.divider) && !strings.Contains(part, "%") {
		return part
	}
	part = strings.ReplaceAll(part, "%", "%25")
	var code strings.Builder
	for i := range len(k.divider) {
		code.WriteString("%" + hex.EncodeToString([]byte{k.divider[i]}))
	}
	if k.divider == "%" {
		return part
	}
	return strings.ReplaceAll(part, k.divider, code.String())
}

// plain is a value as text without quotes.
func plain(v any, t schema.ValueType) string {
	if s, ok := v.(string); ok {
		return s
	}
	return strings.Trim(string(wire.AppendValue(nil, v, t)), `"`)
}
