package rpc

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/server"
)

// failureV2 is the error member of an answer in the words of ZenStack 2, whose
// hooks look at prisma, code and reason. What the clients of ZenStack 3 look at,
// rejectedByPolicy and rejectReason, stands beside them.
type failureV2 struct {
	Message              string     `json:"message"`
	Reason               string     `json:"reason,omitempty"`
	RejectedByPolicy     bool       `json:"rejectedByPolicy,omitempty"`
	RejectReason         string     `json:"rejectReason,omitempty"`
	RejectedByValidation bool       `json:"rejectedByValidation,omitempty"`
	ZodErrors            *zodErrors `json:"zodErrors,omitempty"`
	Prisma               bool       `json:"prisma,omitempty"`
	Code                 string     `json:"code,omitempty"`
	ID                   string     `json:"id,omitempty"`
}

// zodErrors are the issues as the validator of ZenStack 2 lists them.
type zodErrors struct {
	Issues []zodIssue `json:"issues"`
	Name   string     `json:"name"`
}

type zodIssue struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Path    []any  `json:"path"`
}

// failV2 answers with err as ZenStack 2 does.
func (h *handler) failV2(w http.ResponseWriter, r *http.Request, err error) {
	status, f := server.Explain(r, h.log, err)
	out := failureV2{Message: f.Message, RejectedByPolicy: f.RejectedByPolicy, RejectReason: f.RejectReason, Code: f.Code, ID: f.ID}
	switch query.Reason(f.Reason) {
	case query.InvalidInput:
		out.Reason, out.RejectedByValidation, out.Code = "DATA_VALIDATION_VIOLATION", true, ""
		if e, ok := errors.AsType[*query.Error](err); ok {
			out.ZodErrors = zodErrorsOf(e.Issues)
		}
	case query.RejectedByPolicy:
		out.Prisma, out.Reason = true, "ACCESS_POLICY_VIOLATION"
		out.Message = "denied by policy: " + lowerFirst(f.Model) + ": " + f.Message
		if f.RejectReason == string(query.CannotReadBack) {
			out.Reason = "RESULT_NOT_READABLE"
		}
	case query.NotFound, query.DBQueryError:
		out.Prisma = out.Code != ""
	default: // the same for both
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(map[string]failureV2{"error": out}); err != nil {
		panic("rpc: encode failure: " + err.Error())
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(bytes.TrimRight(b.Bytes(), "\n")) // the caller may have gone, and then there is nobody to tell
}

func zodErrorsOf(issues []query.Issue) *zodErrors {
	out := &zodErrors{Issues: make([]zodIssue, len(issues)), Name: "ZodError"}
	for i, is := range issues {
		out.Issues[i] = zodIssue{Code: "custom", Message: is.Message, Path: segments(is.Path)}
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
