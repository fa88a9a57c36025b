package service

import (
	"errors"
	"log/slog"
	"net/http"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/server"
)

// failure is the error member of an answer: ZenStack's ORMError, and with code
// and meta what Prisma's known errors have.
type failure struct {
	Name                   string         `json:"name"`
	Message                string         `json:"message"`
	Reason                 string         `json:"reason,omitempty"`
	Code                   string         `json:"code,omitempty"`
	Model                  string         `json:"model,omitempty"`
	Meta                   map[string]any `json:"meta,omitempty"`
	RejectedByPolicyReason string         `json:"rejectedByPolicyReason,omitempty"`
	DBErrorCode            string         `json:"dbErrorCode,omitempty"`
	// ID is the request's, when the answer says nothing and the log has it all.
	ID string `json:"id,omitempty"`
}

// fail answers with err. Status and message are those of every HTTP face.
func (h *Handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	status, said, ok := server.Describe(err)
	if !ok {
		server.Fail(w, r, h.log, err)
		return
	}
	f := failure{
		Name: "ORMError", Message: said.Message, Reason: said.Reason, Code: said.Code,
		DBErrorCode: said.DBErrorCode, RejectedByPolicyReason: said.RejectReason,
	}
	if e, ok := errors.AsType[*query.Error](err); ok {
		f.Model, f.Code, f.Meta = e.Model, e.Code, meta(e)
		if e.Violation {
			f.Code = "P2004"
		}
	}
	if status == http.StatusBadRequest && f.Reason == "" {
		f.Reason = string(query.InvalidInput)
	}
	if status == http.StatusUnauthorized || status == http.StatusForbidden && f.Reason == "" {
		h.log.LogAttrs(r.Context(), slog.LevelWarn, "service caller refused",
			slog.String("id", server.RequestID(r.Context())), slog.String("why", f.Message))
	}
	server.SendFailure(w, status, f)
}

// meta is what Prisma's errors carry beside their code.
func meta(e *query.Error) map[string]any {
	m := map[string]any{}
	if e.Model != "" {
		m["modelName"] = e.Model
	}
	switch {
	case e.Reason == query.InvalidInput:
		m["issues"] = issues(e.Issues)
		if e.Violation {
			m["reason"] = "DATA_VALIDATION_VIOLATION"
		}
	case e.Reason == query.RejectedByPolicy && e.Policy == query.CannotReadBack:
		m["reason"] = "RESULT_NOT_READABLE"
	case e.Reason == query.RejectedByPolicy:
		m["reason"] = "ACCESS_POLICY_VIOLATION"
	case e.Code == "P2002" && len(e.Fields) > 0:
		m["target"] = e.Fields
	case e.Code == "P2003" && len(e.Fields) > 0:
		m["field_name"] = e.Fields[0]
	case e.Code == "P2003":
		m["field_name"] = "foreign key" // SQLite does not say which, and Prisma says this
	case e.Code == "P2011" && len(e.Fields) > 0:
		m["constraint"] = e.Fields
	case e.Code == "P2025":
		m["cause"] = e.Message
	}
	if len(m) == 0 {
		return nil
	}
	return m
}

// issue is one thing wrong with the input.
type issue struct {
	Path    string `json:"path"`
	Message string `json:"message"`
}

func issues(list []query.Issue) []issue {
	out := make([]issue, len(list))
	for i, is := range list {
		out[i] = issue(is)
	}
	return out
}
