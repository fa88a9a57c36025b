package store

import (
	"context"
	"fmt"
	"time"

	"github.com/gozen-dev/gozen/auth/authjs"
	"github.com/gozen-dev/gozen/auth/session"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

var _ session.Records = (*Store)(nil)

// CreateSession stores a session.
func (s *Store) CreateSession(ctx context.Context, c *authjs.StoredSession) error {
	t := s.session
	id, ok := idNode(t.user, c.UserID)
	if !ok {
		return fmt.Errorf("store: %q is no user's id", c.UserID)
	}
	data := object(t.token.Name, query.String(c.Token), t.user.Name, id, t.expires.Name, date(c.Expires))
	_, err := s.run(ctx, t.model, query.Create, object("data", data, "select", only(t.expires)))
	return err
}

// Session returns the session with a token, or nil, nil. It is what
// [session.Manager.Database] asks.
func (s *Store) Session(ctx context.Context, token string) (*session.Record, error) {
	c, err := s.findSession(ctx, token)
	if err != nil || c == nil {
		return nil, err
	}
	return &session.Record{UserID: c.UserID, Expires: c.Expires}, nil
}

// SessionAndUser returns a session, expired or not, and its user.
func (s *Store) SessionAndUser(ctx context.Context, token string) (*authjs.StoredSession, *authjs.User, error) {
	row, err := s.sessionRow(ctx, token, s.session.owner)
	if err != nil || row == nil {
		return nil, nil, err
	}
	c, err := s.sessionOf(row)
	if err != nil {
		return nil, nil, err
	}
	u, err := s.ownerOf(ctx, row, s.session.owner, c.UserID)
	return c, u, err
}

func (s *Store) findSession(ctx context.Context, token string) (*authjs.StoredSession, error) {
	row, err := s.sessionRow(ctx, token, nil)
	if err != nil || row == nil {
		return nil, err
	}
	return s.sessionOf(row)
}

func (s *Store) sessionRow(ctx context.Context, token string, owner *schema.Field) (map[string]any, error) {
	t := s.session
	selected := s.withOwner(only(t.token, t.user, t.expires), owner)
	return s.run(ctx, t.model, query.FindUnique, with(where(t.token.Name, query.String(token)), "select", selected))
}

func (t *tables) sessionOf(row map[string]any) (*authjs.StoredSession, error) {
	id, err := idText(row, t.session.user)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.session.model.Name, err)
	}
	c := &authjs.StoredSession{UserID: id}
	if token := member(row, t.session.token); token != nil {
		c.Token = *token
	}
	c.Expires, _ = timeOf(row, t.session.expires)
	return c, nil
}

// ExtendSession moves the end of a session, if it is still there.
func (s *Store) ExtendSession(ctx context.Context, token string, expires time.Time) error {
	t := s.session
	args := with(where(t.token.Name, query.String(token)), "data", object(t.expires.Name, date(expires)))
	if _, err := s.run(ctx, t.model, query.Update, with(args, "select", only(t.expires))); err != nil && !missing(err) {
		return err
	}
	return nil
}

// DeleteSession deletes a session and returns it, or nil when there is none.
func (s *Store) DeleteSession(ctx context.Context, token string) (*authjs.StoredSession, error) {
	t := s.session
	row, err := s.run(ctx, t.model, query.Delete, with(where(t.token.Name, query.String(token)), "select", only(t.token, t.user, t.expires)))
	if missing(err) {
		return nil, nil
	}
	if err != nil || row == nil {
		return nil, err
	}
	return s.sessionOf(row)
}

// SessionsOf lists a user's sessions, those that end last first.
func (s *Store) SessionsOf(ctx context.Context, userID string) ([]authjs.StoredSession, error) {
	t := s.session
	id, ok := idNode(t.user, userID)
	if !ok {
		return nil, nil
	}
	args := with(where(t.user.Name, id), "select", only(t.token, t.user, t.expires))
	found, err := s.rows(ctx, t.model, query.FindMany, with(args, "orderBy", object(t.expires.Name, query.String("desc"))))
	if err != nil {
		return nil, err
	}
	rows, _ := found.([]any)
	list := make([]authjs.StoredSession, 0, len(rows))
	for _, r := range rows {
		row, _ := r.(map[string]any)
		c, err := s.sessionOf(row)
		if err != nil {
			return nil, err
		}
		list = append(list, *c)
	}
	return list, nil
}

// DeleteSessions ends all sessions of a user.
func (s *Store) DeleteSessions(ctx context.Context, userID string) error {
	return s.deleteOf(ctx, s.session.model, s.session.user, userID)
}
