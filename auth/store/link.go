package store

import (
	"context"

	"github.com/gozen-dev/gozen/auth/authjs"
	"github.com/gozen-dev/gozen/query"
)

// CreateLink stores a magic link.
func (s *Store) CreateLink(ctx context.Context, l authjs.Link) error {
	t := s.link
	data := object(t.identifier.Name, query.String(l.Email), t.hash.Name, query.String(l.Hash), t.expires.Name, date(l.Expires))
	_, err := s.run(ctx, t.model, query.Create, object("data", data, "select", only(t.expires)))
	return err
}

// UseLink deletes a magic link and returns it, or nil when there is none. It is
// one statement, so that of several calls at once one gets the link.
func (s *Store) UseLink(ctx context.Context, email, hash string) (*authjs.Link, error) {
	t := s.link
	key := where(t.key, object(t.identifier.Name, query.String(email), t.hash.Name, query.String(hash)))
	row, err := s.run(ctx, t.model, query.Delete, with(key, "select", only(t.identifier, t.hash, t.expires)))
	if missing(err) {
		return nil, nil
	}
	if err != nil || row == nil {
		return nil, err
	}
	l := &authjs.Link{}
	if email := member(row, t.identifier); email != nil {
		l.Email = *email
	}
	if hash := member(row, t.hash); hash != nil {
		l.Hash = *hash
	}
	l.Expires, _ = timeOf(row, t.expires)
	return l, nil
}
