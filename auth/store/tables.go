package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/auth/authjs"
	"github.com/gozen-dev/gozen/schema"
)

// tables is where a schema has what signing in needs. Models other than the
// auth model, and fields that are not required, may be nil.
type tables struct {
	user    userTable
	account accountTable
	session sessionTable
	link    linkTable
}

type userTable struct {
	model                      *schema.Model
	id, email                  *schema.Field
	name, image, emailVerified *schema.Field
	password                   *schema.Field
}

type accountTable struct {
	model                        *schema.Model
	user, kind, provider, number *schema.Field
	owner                        *schema.Field // the relation to the user; may be nil
	key                          string        // what clients call the key of provider and number
}

type sessionTable struct {
	model                *schema.Model
	token, user, expires *schema.Field
	owner                *schema.Field // the relation to the user; may be nil
}

type linkTable struct {
	model                     *schema.Model
	identifier, hash, expires *schema.Field
	key                       string
}

func findTables(s *schema.Schema) (*tables, error) {
	t := &tables{}
	m := s.AuthModel()
	if m == nil {
		return nil, errors.New("the schema has no auth model (a model User, or one with @@auth)")
	}
	t.user = userTable{
		model: m, email: text(m.Field("email")), name: text(m.Field("name")), image: text(m.Field("image")),
		emailVerified: moment(m.Field("emailVerified")),
	}
	if ids := m.IDFields(); len(ids) == 1 && idKind(ids[0].Type.Kind) {
		t.user.id = ids[0]
	}
	for _, f := range m.Fields {
		if f.Password != nil && f.Stored() {
			t.user.password = f
		}
	}
	switch {
	case t.user.id == nil:
		return nil, fmt.Errorf("model %s has no single id of type String, Int or BigInt", m.Name)
	case t.user.email == nil || !t.user.email.Unique:
		// An address that two rows share would sign in as either.
		return nil, fmt.Errorf("model %s has no field email String @unique", m.Name)
	}
	t.findAccounts(s)
	t.findSessions(s)
	t.findLinks(s)
	return t, nil
}

func (t *tables) findAccounts(s *schema.Schema) {
	if m := s.Model("Account"); m != nil {
		t.account = accountTable{
			model: m, user: m.Field("userId"), kind: text(m.Field("type")), provider: text(m.Field("provider")),
			number: text(m.Field("providerAccountId")), key: compound(m, "provider", "providerAccountId"), owner: t.relationOf(m),
		}
	}
}

func (t *tables) findSessions(s *schema.Schema) {
	if m := s.Model("Session"); m != nil {
		t.session = sessionTable{model: m, token: text(m.Field("sessionToken")), user: m.Field("userId"), expires: moment(m.Field("expires")), owner: t.relationOf(m)}
	}
}

func (t *tables) findLinks(s *schema.Schema) {
	if m := s.Model("VerificationToken"); m != nil {
		t.link = linkTable{
			model: m, identifier: text(m.Field("identifier")), hash: text(m.Field("token")), expires: moment(m.Field("expires")),
			key: compound(m, "identifier", "token"),
		}
	}
}

// Lacks says what the schema lacks for a need.
func (t *tables) Lacks(n authjs.Need) error {
	switch n {
	case authjs.NeedAccounts:
		if t.account.model == nil {
			return errors.New("the schema has no model Account")
		}
		a := t.account
		if !t.refers(a.user) || a.kind == nil || a.provider == nil || a.number == nil || a.key == "" {
			return errors.New("model Account lacks one of userId, type, provider and providerAccountId, or @@unique([provider, providerAccountId])")
		}
		return t.lacksForUsers()
	case authjs.NeedLinks:
		if t.link.model == nil {
			return errors.New("the schema has no model VerificationToken")
		}
		l := t.link
		if l.identifier == nil || l.hash == nil || l.expires == nil || l.key == "" {
			return errors.New("model VerificationToken lacks one of identifier, token and expires, or @@unique([identifier, token])")
		}
		if t.user.emailVerified == nil {
			return fmt.Errorf("model %s has no field emailVerified DateTime?", t.user.model.Name)
		}
		return t.lacksForUsers()
	case authjs.NeedSessions:
		if t.session.model == nil {
			return errors.New("the schema has no model Session")
		}
		s := t.session
		if s.token == nil || !s.token.Unique || !t.refers(s.user) || s.expires == nil {
			return errors.New("model Session lacks sessionToken String @unique, userId or expires DateTime")
		}
		return nil
	default:
		panic("store: unknown need")
	}
}

// refers reports whether f can hold the id of a user.
func (t *tables) refers(f *schema.Field) bool {
	return f != nil && f.Stored() && !f.Type.List && f.Type.Kind == t.user.id.Type.Kind
}

// lacksForUsers names the fields that keep users from being made.
func (t *tables) lacksForUsers() error {
	var needed []string
	for _, f := range t.user.model.Fields {
		known := f == t.user.name || f == t.user.email
		if f.Stored() && !f.Computed && !f.Ignore && !f.Type.Optional && !f.Type.List && f.Default == nil && !f.UpdatedAt && !known {
			needed = append(needed, f.Name)
		}
	}
	if len(needed) > 0 {
		return fmt.Errorf("model %s requires %s, which nobody gives who signs in for the first time without a form: make it optional, or give it a default",
			t.user.model.Name, strings.Join(needed, ", "))
	}
	return nil
}

// relationOf returns the relation of m that userId is the key of: by it a row
// and its user are one read.
func (t *tables) relationOf(m *schema.Model) *schema.Field {
	for _, f := range m.Fields {
		r := f.Relation
		if r != nil && r.Target == t.user.model.Name && slices.Equal(r.Fields, []string{"userId"}) && slices.Equal(r.References, []string{t.user.id.Name}) {
			return f
		}
	}
	return nil
}

// compound returns what clients call the key of these fields in this order, or
// "" when there is none.
func compound(m *schema.Model, fields ...string) string {
	if slices.Equal(m.ID, fields) {
		return m.IDName
	}
	for _, k := range m.Uniques {
		if slices.Equal(k.Fields, fields) {
			return k.Name
		}
	}
	return ""
}

func idKind(k schema.Kind) bool { return k == schema.String || k == schema.Int || k == schema.BigInt }

// text returns f if it is a stored String, else nil.
func text(f *schema.Field) *schema.Field { return stored(f, schema.String) }

// moment returns f if it is a stored DateTime, else nil.
func moment(f *schema.Field) *schema.Field { return stored(f, schema.DateTime) }

func stored(f *schema.Field, k schema.Kind) *schema.Field {
	if f == nil || f.Type.Kind != k || f.Type.List || !f.Stored() {
		return nil
	}
	return f
}
