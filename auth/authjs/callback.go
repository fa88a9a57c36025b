package authjs

import "context"

// Callbacks are decisions that a host may take over. A nil function means the
// default. Errors are logged and fail closed; their text reaches no browser.
type Callbacks struct {
	// SignIn decides whether a user whom a provider has recognised may come in.
	// The default allows.
	SignIn func(ctx context.Context, a SignIn) (Verdict, error)
	// Redirect decides where a browser may be sent: target is what was asked for,
	// by anybody, and origin the site's. The default, which also applies to what
	// is not an absolute URL or a path, allows nothing but the site itself.
	Redirect func(ctx context.Context, target, origin string) string
	// Token returns the claims to keep in the session; nil ends the session. The
	// default keeps t.Claims. The map is the callback's to change.
	Token func(ctx context.Context, t Token) (map[string]any, error)
	// Session returns what page scripts see of a session, {user, expires}; an
	// empty answer means anonymous. The default shows name, email, image and id.
	// The map is the callback's to change.
	Session func(ctx context.Context, body, claims map[string]any) (map[string]any, error)
}

// SignIn is a sign-in about to succeed.
type SignIn struct {
	User    *User
	Account Account
}

// Verdict is the answer to a [SignIn]. Its zero value refuses.
type Verdict struct {
	Allow bool
	// Redirect sends the browser elsewhere, by the rules of Callbacks.Redirect,
	// without signing in.
	Redirect string
}

// Trigger says why a token is made.
type Trigger string

// The triggers.
const (
	TriggerRead   Trigger = ""
	TriggerSignIn Trigger = "signIn"
	TriggerUpdate Trigger = "update"
)

// Token is a session token about to be made.
type Token struct {
	Claims  map[string]any
	Trigger Trigger
	User    *User    // at sign-in
	Account *Account // at sign-in
	// Update is what a page sent with useSession().update: any JSON at all, from
	// the browser. Take only what its user may choose.
	Update any
}

// Events are told what happened, before the answer is sent. They cannot change
// it; what goes wrong in them is theirs to handle.
type Events struct {
	SignIn  func(ctx context.Context, s SignIn)
	SignOut func(ctx context.Context, claims map[string]any)
	Session func(ctx context.Context, body, claims map[string]any)
}

func (c Callbacks) signIn(ctx context.Context, a SignIn) (Verdict, error) {
	if c.SignIn == nil {
		return Verdict{Allow: true}, nil
	}
	return c.SignIn(ctx, a)
}

func (c Callbacks) token(ctx context.Context, t Token) (map[string]any, error) {
	if c.Token == nil {
		return t.Claims, nil
	}
	return c.Token(ctx, t)
}

func (c Callbacks) session(ctx context.Context, body, claims map[string]any) (map[string]any, error) {
	if c.Session == nil {
		return body, nil
	}
	return c.Session(ctx, body, claims)
}
