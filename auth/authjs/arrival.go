package authjs

import (
	"context"
	"errors"
	"fmt"
)

// arrival is somebody whom a provider has recognised and who is not in yet.
type arrival struct {
	user     *User // as the provider says; the row, once it is known
	account  Account
	profile  map[string]any
	verified bool // the address is the user's: the provider knows, or the link was used
	linking  bool // an unknown account may go to the user who has the address
	isNew    bool
}

// enter lets somebody in: if the host agrees, as a user who may have to be
// made first, with a new session.
func (h *Handler) enter(x *exchange, a arrival) {
	ctx := x.r.Context()
	here, err := h.present(x)
	if err != nil {
		h.config.Logger.Error("auth: who is signed in", "error", err)
		x.refuse(broken, "")
		return
	}
	known, err := h.knownUser(ctx, a)
	if err != nil {
		h.config.Logger.Error("auth: find user", "error", err)
		x.refuse(broken, "")
		return
	}
	seen := a.user
	if known != nil {
		seen = known
	}
	if !h.welcome(x, SignIn{User: seen, Account: a.account, Profile: a.profile}) {
		return
	}
	switch err := h.settle(ctx, &a, known, here); {
	case errors.Is(err, errNotLinked):
		h.config.Logger.Warn("auth: account not linked", "provider", a.account.Provider)
		x.refuse(notLinked, "")
	case errors.Is(err, errNotCreated):
		h.config.Logger.Error("auth: create user", "provider", a.account.Provider, "error", err)
		x.refuse(notCreated, "")
	case err != nil:
		h.config.Logger.Error("auth: sign-in", "provider", a.account.Provider, "error", err)
		x.refuse(broken, "")
	default:
		h.admit(x, a, here)
	}
}

var (
	errNotLinked  = errors.New("the account belongs to another user, or its address does")
	errNotCreated = errors.New("the user was not created")
)

// welcome asks the host whether somebody may come in; when it reports false it
// has answered.
func (h *Handler) welcome(x *exchange, s SignIn) bool {
	verdict, err := h.config.Callbacks.signIn(x.r.Context(), s)
	switch {
	case err != nil:
		h.config.Logger.Error("auth: sign-in callback", "error", err)
		x.refuse(accessDenied, "")
	case verdict.Redirect != "":
		x.redirect(x.allowed(verdict.Redirect))
	case !verdict.Allow:
		x.refuse(accessDenied, "")
	default:
		return true
	}
	return false
}

// knownUser returns the user whose account or address it is, or nil.
func (h *Handler) knownUser(ctx context.Context, a arrival) (*User, error) {
	switch {
	case h.config.Store == nil:
		return nil, nil
	case a.account.Type == kindEmail:
		return h.config.Store.UserByEmail(ctx, *a.user.Email)
	default:
		return h.config.Store.UserByAccount(ctx, a.account.Provider, a.account.ProviderAccountID)
	}
}

// settle decides who somebody is: a user that is there, one that is made, or
// nobody (authjs.md, section 3.5). Without a store a provider's user has no
// id, since an id of another site is nobody's here.
func (h *Handler) settle(ctx context.Context, a *arrival, known *User, here *visitor) error {
	switch {
	case h.config.Store == nil:
		return nil
	case a.account.Type == kindEmail:
		return h.settleEmail(ctx, a, known)
	case known != nil:
		if here != nil && here.user.ID != known.ID {
			return errNotLinked
		}
		a.become(known)
		return nil
	case here != nil: // whoever is signed in adds an account, whatever its address
		return h.link(ctx, a, here.user)
	default:
		return h.settleStranger(ctx, a)
	}
}

// settleStranger is for an account that nobody has and a browser in which
// nobody is signed in. Its address does not make it somebody's: not the
// provider's word alone, nor an address that its user has never proved, which
// anybody may have entered before the owner came.
func (h *Handler) settleStranger(ctx context.Context, a *arrival) error {
	if a.user.Email != nil {
		owner, err := h.config.Store.UserByEmail(ctx, *a.user.Email)
		if err != nil {
			return fmt.Errorf("find user: %w", err)
		}
		if owner != nil {
			if !a.linking || !a.verified || owner.EmailVerified == nil {
				return errNotLinked
			}
			return h.link(ctx, a, owner)
		}
	}
	return h.create(ctx, a)
}

func (h *Handler) settleEmail(ctx context.Context, a *arrival, known *User) error {
	if known == nil {
		return h.create(ctx, a)
	}
	var user *User
	err := h.config.Store.Transaction(ctx, func(s Store) error {
		if known.EmailVerified == nil {
			// Whoever made this user did not prove the address, and may be another:
			// what they left to come back with goes.
			if err := s.DropCredentials(ctx, known.ID); err != nil {
				return err
			}
		}
		var err error
		user, err = s.VerifyEmail(ctx, known.ID, h.config.Sessions.Now())
		return err
	})
	if err != nil {
		return fmt.Errorf("verify address: %w", err)
	}
	a.become(user)
	tell(h.config.Events.UpdateUser, ctx, *user)
	return nil
}

// create makes a user, with the account if there is one: both or none, for a
// user without an account would keep its owner out for ever.
func (h *Handler) create(ctx context.Context, a *arrival) error {
	wanted := *a.user
	if a.verified {
		now := h.config.Sessions.Now()
		wanted.EmailVerified = &now
	}
	var made *User
	err := h.config.Store.Transaction(ctx, func(s Store) (err error) {
		if made, err = s.CreateUser(ctx, &wanted); err != nil || a.account.Type == kindEmail {
			return err
		}
		a.account.UserID = made.ID
		return s.LinkAccount(ctx, &a.account)
	})
	if err != nil {
		return errors.Join(errNotCreated, err)
	}
	a.become(made)
	a.isNew = true
	tell(h.config.Events.CreateUser, ctx, *made)
	if a.account.Type != kindEmail {
		tell(h.config.Events.LinkAccount, ctx, Linked{User: made, Account: a.account})
	}
	return nil
}

func (h *Handler) link(ctx context.Context, a *arrival, owner *User) error {
	a.account.UserID = owner.ID
	if err := h.config.Store.LinkAccount(ctx, &a.account); err != nil {
		return fmt.Errorf("link account: %w", err)
	}
	a.become(owner)
	tell(h.config.Events.LinkAccount, ctx, Linked{User: owner, Account: a.account})
	return nil
}

func (a *arrival) become(u *User) {
	a.user, a.account.UserID = u, u.ID
}

func tell[T any](event func(context.Context, T), ctx context.Context, what T) { //nolint:revive // the event comes first, as it reads
	if event != nil {
		event(ctx, what)
	}
}
