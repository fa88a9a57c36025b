package main

import (
	"context"
	"errors"
	"net/http"

	"github.com/gozen-dev/gozen"
	"github.com/gozen-dev/gozen/examples/go-todo/zdb"
	"github.com/gozen-dev/gozen/examples/go-todo/zdb/model"
	"github.com/gozen-dev/gozen/server"
)

// signUp makes a user with a space and a list of his own, all or nothing.
func (a *app) signUp(r *http.Request, _ *zdb.Client) (any, error) {
	in, err := decode[struct {
		Email    string `json:"email"`
		Password string `json:"password"`
	}](r)
	if err != nil {
		return nil, err
	}
	if len(in.Password) < 8 {
		return nil, server.Refuse(http.StatusBadRequest, "a password has at least 8 letters")
	}
	var spaceID string
	// Nobody is signed in yet, and may not read back the user that he makes. This is
	// the one place that decides for itself, and it says so.
	err = a.db.Unrestricted("sign up").Tx(r.Context(), func(ctx context.Context, u *zdb.Unrestricted) error {
		user, err := u.User.Create(ctx, model.UserCreate{Email: in.Email, Password: &in.Password})
		if err != nil {
			return err
		}
		spaceID, err = firstSpace(ctx, u.As(model.Auth{ID: user.ID}), user.ID)
		return err
	})
	if errors.Is(err, gozen.ErrUnique) {
		return nil, server.Refuse(http.StatusConflict, "this address is taken")
	}
	return map[string]string{"spaceId": spaceID}, err
}

// firstSpace makes a space with its one member and a list, as that user.
func firstSpace(ctx context.Context, c *zdb.Client, userID string) (string, error) {
	space, err := c.Space.Create(ctx, model.SpaceCreate{
		Name: "At home", Slug: "home-" + userID[len(userID)-8:],
		Members: gozen.Create(model.SpaceUserCreate{UserID: userID, Role: model.SpaceUserRoleAdmin}),
	})
	if err != nil {
		return "", err
	}
	_, err = c.List.Create(ctx, model.ListCreate{Title: "Things to do", SpaceID: space.ID})
	return space.ID, err
}

// addMember lets somebody into a space, by e-mail address.
func (a *app) addMember(r *http.Request, c *zdb.Client) (any, error) {
	in, err := decode[struct {
		Email string `json:"email"`
	}](r)
	if err != nil {
		return nil, err
	}
	// People who share no space do not see each other, so that this client cannot
	// look the address up. It can only be told an id, and is told nothing else.
	guest, err := a.db.Unrestricted("invite by address").User.FindUnique(r.Context(), zdb.User.ByEmail(in.Email))
	if err != nil {
		return nil, err
	}
	_, err = c.SpaceUser.CreateMany(r.Context(), model.SpaceUserCreate{SpaceID: r.PathValue("id"), UserID: guest.ID})
	return nil, err
}
