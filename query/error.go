package query

import (
	"strings"
)

// Reason classes an [Error] in ZenStack's words.
type Reason string

// The reasons.
const (
	InvalidInput     Reason = "invalid-input"
	NotFound         Reason = "not-found"
	RejectedByPolicy Reason = "rejected-by-policy"
	DBQueryError     Reason = "db-query-error"
	NotSupported     Reason = "not-supported"
	ConfigError      Reason = "config-error"
	InternalError    Reason = "internal-error"
)

// PolicyReason says what a policy refused.
type PolicyReason string

// The policy reasons.
const (
	NoAccess       PolicyReason = "no-access"
	CannotReadBack PolicyReason = "cannot-read-back"
	Other          PolicyReason = "other"
)

// Error is the one error type of operations. Its Message is fit for remote
// callers: it names the caller's own input and never SQL, rule text or values
// of rows. What only the operator may see is in Cause.
type Error struct {
	Reason  Reason
	Code    string // Prisma's: P2002, P2003, P2025, …; may be empty
	Model   string
	Message string
	Policy  PolicyReason // with RejectedByPolicy
	DBCode  string       // with DBQueryError: the driver's code
	Fields  []string     // with P2002 and P2003: the fields of the key, when known
	Issues  []Issue      // with InvalidInput
	// Violation says of InvalidInput that the request is well-formed, and its
	// data breaks what the schema says of values. Prisma's clients know it as P2004.
	Violation bool
	Cause     error
}

// Issue is one thing wrong with the input.
type Issue struct {
	Path    string // dotted: data.posts.create[0].title
	Message string
}

// Error returns the message.
func (e *Error) Error() string { return e.Message }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Invalid returns an InvalidInput error that lists the issues.
func Invalid(kind Kind, model string, issues []Issue) *Error {
	var b strings.Builder
	b.WriteString("Invalid " + kind.String() + " args for model \"" + model + "\": Validation error: ")
	for i, is := range issues {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(is.Message)
		if is.Path != "" {
			b.WriteString(" at \"" + is.Path + "\"")
		}
	}
	return &Error{Reason: InvalidInput, Model: model, Message: b.String(), Issues: issues}
}

// Violated returns [Invalid] for data that breaks the schema's validations.
func Violated(kind Kind, model string, issues []Issue) *Error {
	e := Invalid(kind, model, issues)
	e.Violation = true
	return e
}

// Missing returns the NotFound error: the same for a row that does not exist
// and one that the caller may not reach.
func Missing(model string) *Error {
	return &Error{Reason: NotFound, Code: "P2025", Model: model, Message: "Record not found"}
}

// Rejected returns a RejectedByPolicy error.
func Rejected(model string, why PolicyReason, message string) *Error {
	return &Error{Reason: RejectedByPolicy, Code: "P2004", Model: model, Policy: why, Message: message}
}
