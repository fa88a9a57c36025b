package authjs_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/gozen-dev/gozen/auth/authjs"
)

// memory is a store in memory, which lists what was written. The real one is
// package store, which imports this one.
type memory struct {
	mu       sync.Mutex
	users    map[string]*authjs.User
	accounts map[string]authjs.Account // by provider and id
	sessions map[string]authjs.StoredSession
	links    map[string]authjs.Link // by address and hash
	writes   []string

	lacks                  error
	down                   error // of every call
	linkFails, createFails error
	nextID                 string // of the user that is made next
}

func newMemory() *memory {
	return &memory{
		users: map[string]*authjs.User{}, accounts: map[string]authjs.Account{},
		sessions: map[string]authjs.StoredSession{}, links: map[string]authjs.Link{},
	}
}

var _ authjs.Store = (*memory)(nil)

func (m *memory) Lacks(authjs.Need) error { return m.lacks }

// Transaction undoes everything when f fails.
func (m *memory) Transaction(_ context.Context, f func(authjs.Store) error) error {
	m.mu.Lock()
	users, accounts, sessions := maps.Clone(m.users), maps.Clone(m.accounts), maps.Clone(m.sessions)
	writes := slices.Clone(m.writes)
	m.mu.Unlock()
	if err := f(m); err != nil {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.users, m.accounts, m.sessions, m.writes = users, accounts, sessions, writes
		return err
	}
	return nil
}

func (m *memory) UserByID(_ context.Context, id string) (*authjs.User, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return clone(m.users[id]), m.down
}

func (m *memory) UserByEmail(_ context.Context, email string) (*authjs.User, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, u := range m.users {
		if u.Email != nil && *u.Email == email {
			return clone(u), m.down
		}
	}
	return nil, m.down
}

func (m *memory) UserByAccount(_ context.Context, provider, number string) (*authjs.User, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a, ok := m.accounts[provider+"/"+number]
	if !ok {
		return nil, m.down
	}
	return clone(m.users[a.UserID]), m.down
}

func (m *memory) CreateUser(_ context.Context, u *authjs.User) (*authjs.User, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	made := *u
	if m.createFails != nil {
		return nil, m.createFails
	}
	if made.ID = m.nextID; made.ID == "" {
		made.ID = fmt.Sprintf("db-user-%d", len(m.users)+1)
	}
	m.users[made.ID] = &made
	m.wrote("createUser %s verified=%t", value(u.Email), u.EmailVerified != nil)
	return clone(&made), m.down
}

func (m *memory) VerifyEmail(_ context.Context, id string, at time.Time) (*authjs.User, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	u := clone(m.users[id])
	u.EmailVerified = &at
	m.users[id] = u
	m.wrote("updateUser %s", id)
	return clone(u), m.down
}

func (m *memory) DropCredentials(_ context.Context, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	maps.DeleteFunc(m.accounts, func(_ string, a authjs.Account) bool { return a.UserID == id })
	maps.DeleteFunc(m.sessions, func(_ string, s authjs.StoredSession) bool { return s.UserID == id })
	m.wrote("dropCredentials %s", id)
	return m.down
}

func (m *memory) LinkAccount(_ context.Context, a *authjs.Account) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.linkFails != nil {
		return m.linkFails
	}
	key := a.Provider + "/" + a.ProviderAccountID
	if _, taken := m.accounts[key]; taken {
		return errors.New("unique")
	}
	m.accounts[key] = *a
	m.wrote("linkAccount %s %s %s", a.UserID, a.Type, key)
	return m.down
}

func (m *memory) CreateSession(_ context.Context, s *authjs.StoredSession) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sessions[s.Token] = *s
	m.wrote("createSession %s", s.UserID)
	return m.down
}

func (m *memory) SessionAndUser(_ context.Context, token string) (*authjs.StoredSession, *authjs.User, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.sessions[token]
	if !ok || m.down != nil {
		return nil, nil, m.down
	}
	return &s, clone(m.users[s.UserID]), nil
}

func (m *memory) ExtendSession(_ context.Context, token string, expires time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if s, ok := m.sessions[token]; ok {
		s.Expires = expires
		m.sessions[token] = s
		m.wrote("updateSession %s", s.UserID)
	}
	return m.down
}

func (m *memory) DeleteSession(_ context.Context, token string) (*authjs.StoredSession, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.sessions[token]
	if !ok {
		return nil, m.down
	}
	delete(m.sessions, token)
	m.wrote("deleteSession %s", s.UserID)
	return &s, m.down
}

func (m *memory) SessionsOf(_ context.Context, userID string) ([]authjs.StoredSession, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []authjs.StoredSession
	for _, s := range m.sessions {
		if s.UserID == userID {
			list = append(list, s)
		}
	}
	return list, m.down
}

func (m *memory) DeleteSessions(_ context.Context, userID string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	maps.DeleteFunc(m.sessions, func(_ string, s authjs.StoredSession) bool { return s.UserID == userID })
	return m.down
}

func (m *memory) CreateLink(_ context.Context, l authjs.Link) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.links[l.Email+"/"+l.Hash] = l
	m.wrote("createVerificationToken %s", l.Email)
	return m.down
}

func (m *memory) UseLink(_ context.Context, email, hash string) (*authjs.Link, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	l, ok := m.links[email+"/"+hash]
	if !ok {
		return nil, m.down
	}
	delete(m.links, email+"/"+hash)
	return &l, m.down
}

func (m *memory) wrote(format string, args ...any) {
	m.writes = append(m.writes, fmt.Sprintf(format, args...))
}

func clone(u *authjs.User) *authjs.User {
	if u == nil {
		return nil
	}
	c := *u
	return &c
}

func value(s *string) string {
	if s == nil {
		return "-"
	}
	return *s
}
