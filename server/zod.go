package server

import (
	"errors"
	"strconv"
	"strings"

	"github.com/gozen-dev/gozen/query"
)

// ReasonV2 is the reason of a failure in the words of ZenStack 2, empty where it
// gives none.
func ReasonV2(f Failure) string {
	switch {
	case f.Reason == string(query.InvalidInput):
		return "DATA_VALIDATION_VIOLATION"
	case f.Reason == string(query.RejectedByPolicy) && f.RejectReason == string(query.CannotReadBack):
		return "RESULT_NOT_READABLE"
	case f.Reason == string(query.RejectedByPolicy):
		return "ACCESS_POLICY_VIOLATION"
	default:
		return ""
	}
}

// ZodErrors are the issues of input that is not valid, as the validator of
// ZenStack 2 lists them.
type ZodErrors struct {
	Issues []ZodIssue `json:"issues"`
	Name   string     `json:"name"`
}

// ZodIssue is one of them.
type ZodIssue struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Path    []any  `json:"path"`
}

// ZodErrorsOf lists the issues of an error, nil where it is about something else.
func ZodErrorsOf(err error) *ZodErrors {
	e, ok := errors.AsType[*query.Error](err)
	if !ok || e.Reason != query.InvalidInput {
		return nil
	}
	out := &ZodErrors{Issues: make([]ZodIssue, len(e.Issues)), Name: "ZodError"}
	for i, is := range e.Issues {
		out.Issues[i] = ZodIssue{Code: "custom", Message: is.Message, Path: segments(is.Path)}
	}
	return out
}

// segments takes a path like data.posts.create[0].title apart.
func segments(path string) []any {
	out := []any{}
	for part := range strings.FieldsFuncSeq(path, func(c rune) bool { return c == '.' || c == '[' || c == ']' }) {
		if n, err := strconv.Atoi(part); err == nil {
			out = append(out, n)
		} else {
			out = append(out, part)
		}
	}
	return out
}
