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
	// empty answer means anonymous. The default is s.Body, which shows name, email,
	// image and id. Its maps are the callback's to change.
	Session func(ctx context.Context, s Shown) (map[string]any, error)
}

// SignIn is a sign-in, about to succeed or, for events, done.
type SignIn struct {
	// User is the user as the store has them, if it does, else as the provider.
	User    *User
	Account Account
	// Profile is what an OAuth provider said.
	Profile map[string]any
	// LinkRequested says that a magic link was asked for, and not used yet.
	LinkRequested bool
	// IsNewUser says that the user was made just now; it is for events.
	IsNewUser bool
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
	TriggerSignUp Trigger = "signUp" // the user was made just now
	TriggerUpdate Trigger = "update"
)

// Token is a session token about to be made.
type Token struct {
	Claims  map[string]any
	Trigger Trigger
	User    *User          // at sign-in
	Account *Account       // at sign-in
	Profile map[string]any // at sign-in with OAuth
	// Update is what a page sent with useSession().update: any JSON at all, from
	// the browser. Take only what its user may choose.
	Update any
}

// Shown is a session about to be shown to a page.
type Shown struct {
	Body map[string]any
	// Claims are what the session says of its user: those of the token, or for a
	// session in a database name, email, picture and sub of the user's row. The
	// session's own token is never among them.
	Claims map[string]any
	// Trigger is TriggerUpdate with what a page sent in Update; see [Token].
	Trigger Trigger
	Update  any
}

// Linked is an account that a user has from now on.
type Linked struct {
	User    *User
	Account Account
}

// Events are told what happened, before the answer is sent. They cannot change
// it; what goes wrong in them is theirs to handle. They run with the system's
// rights, outside of any transaction.
type Events struct {
	SignIn      func(ctx context.Context, s SignIn)
	SignOut     func(ctx context.Context, claims map[string]any)
	CreateUser  func(ctx context.Context, u User)
	UpdateUser  func(ctx context.Context, u User) // has proved the address
	LinkAccount func(ctx context.Context, l Linked)
	Session     func(ctx context.Context, s Shown)
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

func (c Callbacks) session(ctx context.Context, s Shown) (map[string]any, error) {
	if c.Session == nil {
		return s.Body, nil
	}
	return c.Session(ctx, s)
}
