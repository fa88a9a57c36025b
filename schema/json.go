package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Version is the version of the JSON form. It changes when a program could no
// longer read a schema that another version of Gozen has written.
const Version = 1

// plain has Schema's fields and none of its methods.
type plain Schema

// document is the JSON form of a schema.
type document struct {
	Version int `json:"version"`
	*plain
}

// MarshalJSON returns the schema's JSON form, which [Decode] reads. The same
// schema always gives the same bytes.
func (s *Schema) MarshalJSON() ([]byte, error) {
	return json.Marshal(document{Version: Version, plain: (*plain)(s)})
}

// Decode returns the schema that [Schema.MarshalJSON] has written.
func Decode(data []byte) (*Schema, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	doc := document{plain: &plain{}}
	if err := d.Decode(&doc); err != nil {
		return nil, fmt.Errorf("decode schema: %w", err)
	}
	if d.More() {
		return nil, errors.New("decode schema: data behind the schema")
	}
	if doc.Version != Version {
		return nil, fmt.Errorf("decode schema: version %d, but this program reads version %d", doc.Version, Version)
	}
	s := Schema(*doc.plain)
	if err := s.complete(); err != nil {
		return nil, fmt.Errorf("decode schema: %w", err)
	}
	return New(s), nil
}

// complete refuses null where the schema promises a value.
func (s *Schema) complete() error {
	for _, m := range s.Models {
		if err := m.complete(); err != nil {
			return err
		}
	}
	for _, t := range s.Types {
		if t == nil || hasNil(t.Fields) || hasNil(t.Validates) {
			return errors.New("a type lacks a part")
		}
		if err := completeFields(t.Fields); err != nil {
			return fmt.Errorf("type %s: %w", t.Name, err)
		}
	}
	for _, e := range s.Enums {
		if e == nil || hasNil(e.Values) {
			return errors.New("an enum lacks a part")
		}
	}
	for _, p := range s.Procedures {
		if err := p.complete(); err != nil {
			return err
		}
	}
	if hasNil(s.Plugins) {
		return errors.New("a plugin is missing")
	}
	return nil
}

func (m *Model) complete() error {
	if m == nil || m.Name == "" || hasNil(m.Fields) || hasNil(m.Rules) || hasNil(m.Uniques) ||
		hasNil(m.Indexes) || hasNil(m.Validates) || hasNil(m.Attributes) {
		return errors.New("a model lacks a part")
	}
	for _, id := range m.ID {
		if !hasField(m.Fields, id) {
			return fmt.Errorf("model %s lacks its id %s", m.Name, id)
		}
	}
	if err := completeFields(m.Fields); err != nil {
		return fmt.Errorf("model %s: %w", m.Name, err)
	}
	return nil
}

func (p *Procedure) complete() error {
	if p == nil || hasNil(p.Params) {
		return errors.New("a procedure lacks a part")
	}
	for _, t := range append(paramTypes(p), p.Returns) {
		if !t.Kind.known() {
			return fmt.Errorf("procedure %s has a broken type", p.Name)
		}
	}
	return nil
}

func completeFields(fields []*Field) error {
	for _, f := range fields {
		if hasNil(f.Rules) || hasNil(f.Params) || hasNil(f.Validations) || hasNil(f.Attributes) {
			return fmt.Errorf("field %s lacks a part", f.Name)
		}
		if !f.Type.Kind.known() || (f.Relation != nil) != (f.Type.Kind == ModelKind) {
			return fmt.Errorf("field %s has a broken type", f.Name)
		}
	}
	return nil
}

func paramTypes(p *Procedure) []ValueType {
	var types []ValueType
	for _, param := range p.Params {
		types = append(types, param.Type)
	}
	return types
}

// known reports whether k is one of the declared kinds.
func (k Kind) known() bool { return k > Invalid && k <= Void }

func hasNil[T any](list []*T) bool {
	for _, p := range list {
		if p == nil {
			return true
		}
	}
	return false
}

func hasField(fields []*Field, name string) bool {
	for _, f := range fields {
		if f.Name == name {
			return true
		}
	}
	return false
}

type plainDefault Default

// defaultJSON is a Default with its value in the form of [encodeExpr].
type defaultJSON struct {
	*plainDefault
	Value any `json:"value,omitempty"`
}

// MarshalJSON returns d's part of the schema's JSON form.
func (d *Default) MarshalJSON() ([]byte, error) {
	return json.Marshal(defaultJSON{(*plainDefault)(d), encodeExpr(d.Value)})
}

// UnmarshalJSON reads what [Default.MarshalJSON] has written.
func (d *Default) UnmarshalJSON(data []byte) error {
	doc := defaultJSON{plainDefault: (*plainDefault)(d)}
	if err := json.Unmarshal(data, &doc); err != nil {
		return err
	}
	var err error
	if doc.Value != nil {
		d.Value, err = decodeExpr(doc.Value)
	}
	return err
}

type plainRule Rule

// ruleJSON is a Rule with its condition in the form of [encodeExpr].
type ruleJSON struct {
	*plainRule
	Cond any `json:"cond"`
}

// MarshalJSON returns r's part of the schema's JSON form.
func (r *Rule) MarshalJSON() ([]byte, error) {
	return json.Marshal(ruleJSON{(*plainRule)(r), encodeExpr(r.Cond)})
}

// UnmarshalJSON reads what [Rule.MarshalJSON] has written. A rule without a
// condition is refused: nothing may turn into an unconditional one by a loss.
func (r *Rule) UnmarshalJSON(data []byte) error {
	doc := ruleJSON{plainRule: (*plainRule)(r)}
	if err := json.Unmarshal(data, &doc); err != nil {
		return err
	}
	var err error
	r.Cond, err = decodeExpr(doc.Cond)
	return err
}

type plainValidate Validate

// validateJSON is a Validate with its condition in the form of [encodeExpr].
type validateJSON struct {
	*plainValidate
	Cond any `json:"cond"`
}

// MarshalJSON returns v's part of the schema's JSON form.
func (v *Validate) MarshalJSON() ([]byte, error) {
	return json.Marshal(validateJSON{(*plainValidate)(v), encodeExpr(v.Cond)})
}

// UnmarshalJSON reads what [Validate.MarshalJSON] has written.
func (v *Validate) UnmarshalJSON(data []byte) error {
	doc := validateJSON{plainValidate: (*plainValidate)(v)}
	if err := json.Unmarshal(data, &doc); err != nil {
		return err
	}
	var err error
	v.Cond, err = decodeExpr(doc.Cond)
	return err
}

type plainValidation Validation

// validationJSON is a Validation with its arguments in the form of [encodeExpr],
// null for those that were not given.
type validationJSON struct {
	*plainValidation
	Args []any `json:"args,omitempty"`
}

// MarshalJSON returns v's part of the schema's JSON form.
func (v *Validation) MarshalJSON() ([]byte, error) {
	doc := validationJSON{plainValidation: (*plainValidation)(v)}
	for _, a := range v.Args {
		if a == nil {
			doc.Args = append(doc.Args, nil)
			continue
		}
		doc.Args = append(doc.Args, encodeExpr(a))
	}
	return json.Marshal(doc)
}

// UnmarshalJSON reads what [Validation.MarshalJSON] has written.
func (v *Validation) UnmarshalJSON(data []byte) error {
	doc := validationJSON{plainValidation: (*plainValidation)(v)}
	if err := json.Unmarshal(data, &doc); err != nil {
		return err
	}
	for _, a := range doc.Args {
		if a == nil {
			v.Args = append(v.Args, nil)
			continue
		}
		e, err := decodeExpr(a)
		if err != nil {
			return err
		}
		lit, ok := e.(*Literal)
		if !ok {
			return fmt.Errorf("argument of validation %s is no literal", v.Name)
		}
		v.Args = append(v.Args, lit)
	}
	return nil
}

// typeText is the one-string form of a type in an expression: the kind, [] and ?
// where they hold, and behind a colon the name.
func typeText(t ValueType) string {
	text := t.Kind.String()
	if t.List {
		text += "[]"
	}
	if t.Optional {
		text += "?"
	}
	if t.Name != "" {
		text += ":" + t.Name
	}
	return text
}

// typeOf reads what typeText has written.
func typeOf(text string) (ValueType, error) {
	kind, name, _ := strings.Cut(text, ":")
	t := ValueType{Name: name}
	kind, t.Optional = strings.CutSuffix(kind, "?")
	kind, t.List = strings.CutSuffix(kind, "[]")
	for i, k := range kindNames() {
		if k == kind && i > 0 {
			t.Kind = Kind(i)
			return t, nil
		}
	}
	return t, fmt.Errorf("unknown type %q", text)
}
