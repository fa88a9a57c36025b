package gozen

import (
	"errors"
	"strings"

	"github.com/gozen-dev/gozen/query"
)

// Kind classes an [Error]. The kinds are errors themselves, for errors.Is:
//
//	if errors.Is(err, gozen.ErrNotFound) {
type Kind string

// The kinds of errors.
const (
	// ErrNotFound is for a row that is not there, or that the policy hides:
	// the two look alike.
	ErrNotFound Kind = "not found"
	// ErrForbidden is for what the policy refuses; Policy and Fields say more.
	ErrForbidden Kind = "forbidden"
	// ErrInvalid is for input that breaks the schema; Issues says all that is wrong.
	ErrInvalid Kind = "invalid input"
	// ErrUnique is for a value that another row has; Fields is the key.
	ErrUnique Kind = "not unique"
	// ErrForeignKey is for a related row that is not there, or still needs this one.
	ErrForeignKey Kind = "foreign key"
	// ErrNull is for a required field without a value.
	ErrNull Kind = "null in a required field"
	// ErrConflict is for a transaction that lost to another and may be run again.
	ErrConflict Kind = "conflict"
	// ErrDatabase is for what the database could not do; Unwrap has its error.
	ErrDatabase Kind = "database"
	// ErrTransaction is for a transaction that could not begin in time, or whose time is over.
	ErrTransaction Kind = "transaction"
	// ErrUsage is for a mistake in the program.
	ErrUsage Kind = "usage"
)

// Error returns the kind's name.
func (k Kind) Error() string { return string(k) }

// Error is what went wrong with an operation. Its message is fit to be shown
// to who asked: it holds no SQL, no rule and no value of another row.
type Error struct {
	Kind   Kind
	Model  string
	Op     string       // the operation: create, findMany, …
	Policy PolicyReason // of ErrForbidden
	Fields []string     // of ErrUnique and ErrForeignKey: the key, in the schema's names
	Issues []Issue      // of ErrInvalid
	// Message says it in a sentence.
	Message string

	cause error
}

// PolicyReason says what a policy refused.
type PolicyReason = query.PolicyReason

// The reasons of refusals.
const (
	// NoAccess is for a write that was not done.
	NoAccess = query.NoAccess
	// CannotReadBack is for a write that was done, but whose row may not be read.
	CannotReadBack = query.CannotReadBack
)

// Issue is one thing that is wrong with an input.
type Issue struct {
	Path    string // lists[0].todos[2].title
	Message string
}

// Error returns the message, with the model and the operation.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Op != "" {
		b.WriteString(e.Op + " " + e.Model + ": ")
	}
	b.WriteString(string(e.Kind))
	if e.Message != "" {
		b.WriteString(": " + e.Message)
	}
	return b.String()
}

// Is reports whether target is the error's kind.
func (e *Error) Is(target error) bool { return target == e.Kind }

// Unwrap returns what caused the error.
func (e *Error) Unwrap() error { return e.cause }

// invalid is an error of one value.
func invalid(path string, err error) *Error {
	return &Error{Kind: ErrInvalid, Issues: []Issue{{Path: path, Message: err.Error()}}, Message: err.Error(), cause: err}
}

// failed turns the engine's error into an Error. That of a context stays as it is.
func failed(model string, kind query.Kind, err error) error {
	if err == nil {
		return nil
	}
	if own, ok := errors.AsType[*Error](err); ok {
		if own.Op == "" {
			named := *own
			named.Model, named.Op = model, kind.String()
			return &named
		}
		return err
	}
	q, ok := errors.AsType[*query.Error](err)
	if !ok {
		return err
	}
	e := &Error{
		Kind: kindOf(q), Model: q.Model, Op: kind.String(), Policy: q.Policy, Fields: q.Fields, Message: q.Message, cause: q,
	}
	if q.Reason == query.NotFound {
		e.Message = ""
	}
	for _, is := range q.Issues {
		e.Issues = append(e.Issues, Issue{Path: shortPath(is.Path), Message: is.Message})
	}
	if len(e.Issues) > 0 {
		e.Message = sentence(e.Issues)
	}
	return e
}

func sentence(issues []Issue) string {
	texts := make([]string, len(issues))
	for i, is := range issues {
		texts[i] = is.Message
		if is.Path != "" {
			texts[i] = is.Path + ": " + is.Message
		}
	}
	return strings.Join(texts, "; ")
}

func kindOf(q *query.Error) Kind {
	switch q.Reason {
	case query.NotFound:
		return ErrNotFound
	case query.RejectedByPolicy:
		return ErrForbidden
	case query.InvalidInput:
		return ErrInvalid
	case query.NotSupported, query.ConfigError:
		return ErrUsage
	default:
	}
	switch q.Code {
	case "P2002":
		return ErrUnique
	case "P2003":
		return ErrForeignKey
	case "P2011", "P2014":
		return ErrNull
	case "P2000", "P2020", "P2023":
		return ErrInvalid
	case "P2028":
		return ErrTransaction
	case "P2034":
		return ErrConflict
	default:
		return ErrDatabase
	}
}

// shortPath is a place in a request as a program has it: data.lists.create[0].title
// is lists[0].title.
func shortPath(path string) string {
	for _, p := range []string{"data", "create", "update"} {
		if path == p {
			return ""
		}
		if rest, ok := strings.CutPrefix(path, p+"."); ok {
			path = rest
			break
		}
		if rest, ok := strings.CutPrefix(path, p+"["); ok {
			path = "[" + rest
			break
		}
	}
	return strings.ReplaceAll(path, ".create[", "[")
}
