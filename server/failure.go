package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"

	"github.com/gozen-dev/gozen/query"
)

// Failure is the error member of an answer, in ZenStack's words and with
// Prisma's code beside them.
type Failure struct {
	Message              string `json:"message"`
	Reason               string `json:"reason,omitempty"`
	Code                 string `json:"code,omitempty"`
	Model                string `json:"model,omitempty"`
	RejectedByValidation bool   `json:"rejectedByValidation,omitempty"`
	RejectedByPolicy     bool   `json:"rejectedByPolicy,omitempty"`
	RejectReason         string `json:"rejectReason,omitempty"`
	DBErrorCode          string `json:"dbErrorCode,omitempty"`
	// ID is the request's, when the answer says nothing and the log has it all.
	ID string `json:"id,omitempty"`
}

// Refusal is a request that was refused before any operation ran. Its message
// goes to the caller as it is.
type Refusal struct {
	Status  int
	Message string
}

// Error returns the message.
func (e *Refusal) Error() string { return e.Message }

// Refuse returns a [Refusal].
func Refuse(status int, message string) *Refusal { return &Refusal{Status: status, Message: message} }

// Describe maps an error to the status and body of its answer. It is the only
// place that does. What it does not know answers 500 with ok false: the caller
// of Describe logs it and answers an id alone.
func Describe(err error) (status int, f Failure, ok bool) {
	if refusal, ok := errors.AsType[*Refusal](err); ok {
		return refusal.Status, Failure{Message: refusal.Message}, true
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return http.StatusRequestEntityTooLarge, Failure{Message: "request body is too large"}, true
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return http.StatusServiceUnavailable, Failure{Message: "the request took too long", Reason: string(query.DBQueryError)}, true
	}
	if e, ok := errors.AsType[*query.Error](err); ok {
		return describe(e)
	}
	return http.StatusInternalServerError, Failure{}, false
}

func describe(e *query.Error) (status int, f Failure, ok bool) {
	f = Failure{Message: e.Message, Reason: string(e.Reason), Code: e.Code}
	switch e.Reason {
	case query.InvalidInput:
		f.Model, f.RejectedByValidation = e.Model, true
		return http.StatusUnprocessableEntity, f, true
	case query.NotFound:
		f.Model = e.Model
		return http.StatusNotFound, f, true
	case query.RejectedByPolicy:
		f.Model, f.RejectedByPolicy, f.RejectReason = e.Model, true, string(e.Policy)
		return http.StatusForbidden, f, true
	case query.DBQueryError:
		f.DBErrorCode = e.DBCode
		return http.StatusBadRequest, f, true
	case query.NotSupported:
		return http.StatusBadRequest, f, true
	case query.ConfigError:
		return http.StatusInternalServerError, f, true
	case query.InternalError:
		return http.StatusInternalServerError, Failure{}, false
	default:
		return http.StatusInternalServerError, Failure{}, false
	}
}

// Explain is [Describe] for an answer: what Describe does not know is logged
// whole and comes out with the request's id alone; the causes of the others are
// logged by the runtime, which knows them first.
func Explain(r *http.Request, log *slog.Logger, err error) (status int, f Failure) {
	status, f, ok := Describe(err)
	if ok {
		return status, f
	}
	if r.Context().Err() != nil {
		// The caller has gone: nobody reads the answer and nothing is wrong.
		log.LogAttrs(r.Context(), slog.LevelInfo, "cancelled", marked(r.Context()))
	} else {
		log.LogAttrs(r.Context(), slog.LevelError, "failed", marked(r.Context()), slog.Any("error", err))
	}
	return status, unknown(r)
}

// Fail answers with err as [Explain] has it, in the form that [Speak] has set.
func Fail(w http.ResponseWriter, r *http.Request, log *slog.Logger, err error) {
	status, f := Explain(r, log, err)
	answerFailure(w, r, status, f)
}

func unknown(r *http.Request) Failure {
	return Failure{Message: "internal error", ID: RequestID(r.Context())}
}

// SendFailure answers with a failure, in whatever words, as the member error.
func SendFailure(w http.ResponseWriter, status int, failure any) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(struct {
		Error any `json:"error"`
	}{failure}); err != nil {
		panic("server: encode failure: " + err.Error())
	}
	w.Header().Set("Content-Type", "application/json")
	Send(w, status, bytes.TrimRight(b.Bytes(), "\n"))
}
