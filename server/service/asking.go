package service

import (
	"fmt"
	"slices"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/server"
)

// asking is who asks, how, and in which transaction:
//
//	"as": {"user": {…} | null, "enforce": true | false}   // absent: nobody, unenforced
//	"transaction": "ID"
//	"options": {"validateInput", "inputOnlyValidationForUpdate", "kinds", "dangerouslyAllowRawSql", "encryption", "reason"}
//
// Who is named is under the rules unless enforce is false.
type asking struct {
	user     map[string]any
	enforce  bool
	allowRaw bool // raw SQL although enforced
	skip     rt.Skip
	omitted  bool     // show fields with @omit
	keys     *rt.Keys // of @encrypted fields; nil is the server's
	reason   string

	transaction string
	connection  *server.Connection
}

// maxReason is how much of a reason is logged.
const maxReason = 200

func (h *Handler) asking(o *query.Object) (a asking, err error) {
	if a.transaction, err = text(o, "transaction"); err != nil {
		return a, err
	}
	if err := h.user(&a, o); err != nil {
		return a, err
	}
	return a, h.options(&a, o)
}

func (h *Handler) user(a *asking, o *query.Object) error {
	if o.Get("as") == nil {
		return nil
	}
	as, err := object(o, "as")
	if err != nil {
		return err
	}
	if err := only(as, "as.", "user", "enforce"); err != nil {
		return err
	}
	off, err := flag(as, "enforce")
	if err != nil {
		return err
	}
	a.enforce = off || as.Get("enforce") == nil
	a.user, err = query.DecodeUser(h.schema, as.Get("user"))
	return err
}

// options reads the options that ZenStack's clients have and the server decides.
func (h *Handler) options(a *asking, o *query.Object) error {
	opts, err := object(o, "options")
	if err != nil {
		return err
	}
	if err := only(opts, "options.", "validateInput", "inputOnlyValidationForUpdate", "kinds", "dangerouslyAllowRawSql", "encryption", "reason"); err != nil {
		return err
	}
	validate, err := flag(opts, "validateInput")
	if err != nil {
		return err
	}
	a.skip.Validation = !validate && opts.Get("validateInput") != nil
	if a.skip.RowValidation, err = flag(opts, "inputOnlyValidationForUpdate"); err != nil {
		return err
	}
	if a.allowRaw, err = flag(opts, "dangerouslyAllowRawSql"); err != nil {
		return err
	}
	if a.reason, err = text(opts, "reason"); err != nil {
		return err
	}
	if a.keys, err = h.keys(opts.Get("encryption")); err != nil {
		return err
	}
	if len(a.reason) > maxReason {
		a.reason = a.reason[:maxReason]
	}
	return a.kinds(opts.Get("kinds"))
}

// kinds leaves out what an enhanced client of ZenStack 2 does without when its
// kinds do not name it.
func (a *asking) kinds(n query.Node) error {
	if n == nil {
		return nil
	}
	list, ok := n.(query.Array)
	if !ok {
		return bad(`"options.kinds" must be a list`)
	}
	known := []query.Node{
		query.String("policy"), query.String("omit"), query.String("password"),
		query.String("validation"), query.String("delegate"), query.String("encryption"),
	}
	for _, k := range list {
		if _, isText := k.(query.String); !isText || !slices.Contains(known, k) {
			return bad(fmt.Sprintf(`"options.kinds" knows %v`, known))
		}
	}
	lacks := func(kind string) bool { return !slices.Contains(list, query.Node(query.String(kind))) }
	if lacks("encryption") {
		return bad(`"options.kinds" must name encryption: fields with @encrypted are never stored as plain text`)
	}
	a.enforce = a.enforce && !lacks("policy")
	a.omitted = lacks("omit")
	a.skip.Passwords = lacks("password")
	a.skip.Validation = a.skip.Validation || lacks("validation")
	return nil
}

// client returns the client that runs what is asked.
func (h *Handler) client(a *asking) (*rt.Client, error) {
	var tx *opened
	if a.transaction != "" {
		var err error
		if tx, err = h.open.find(a.transaction); err != nil {
			return nil, err
		}
	}
	return h.authority(a, tx).WithUser(a.user).Skipping(a.skip).WithKeys(a.keys), nil
}

// authority returns a client with the authority that is asked for. One without
// rules is made, and so logged, once for each reason on a connection or in a
// transaction.
func (h *Handler) authority(a *asking, tx *opened) *rt.Client {
	if a.enforce {
		if tx != nil {
			return tx.As(a.user)
		}
		return h.db.As(a.user)
	}
	reason := a.why()
	if tx != nil {
		return tx.unrestricted(reason)
	}
	return a.connection.Remember(sessionKey{h, reason}, func() any { return h.db.Unrestricted(reason) }).(*rt.Client)
}

// why is the reason that is logged.
func (a *asking) why() string {
	if a.reason == "" {
		return "service"
	}
	return "service: " + a.reason
}

// sessionKey is what a connection remembers an unenforced client by. Another
// handler's clients are of another database.
type sessionKey struct {
	handler *Handler
	reason  string
}
