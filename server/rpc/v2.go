package rpc

import (
	"net/http"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/server"
)

// failureV2 is the error member of an answer in the words of ZenStack 2, whose
// hooks look at prisma, code and reason. What the clients of ZenStack 3 look at,
// rejectedByPolicy and rejectReason, stands beside them.
type failureV2 struct {
	Message              string            `json:"message"`
	Reason               string            `json:"reason,omitempty"`
	RejectedByPolicy     bool              `json:"rejectedByPolicy,omitempty"`
	RejectReason         string            `json:"rejectReason,omitempty"`
	RejectedByValidation bool              `json:"rejectedByValidation,omitempty"`
	ZodErrors            *server.ZodErrors `json:"zodErrors,omitempty"`
	Prisma               bool              `json:"prisma,omitempty"`
	Code                 string            `json:"code,omitempty"`
	ID                   string            `json:"id,omitempty"`
}

// failV2 answers with err as ZenStack 2 does.
func (h *handler) failV2(w http.ResponseWriter, r *http.Request, err error) {
	status, f := server.Explain(r, h.log, err)
	out := failureV2{Message: f.Message, RejectedByPolicy: f.RejectedByPolicy, RejectReason: f.RejectReason, Code: f.Code, ID: f.ID}
	out.Reason, out.ZodErrors = server.ReasonV2(f), server.ZodErrorsOf(err)
	switch query.Reason(f.Reason) {
	case query.InvalidInput:
		out.RejectedByValidation, out.Code = true, ""
	case query.RejectedByPolicy:
		out.Prisma = true
		out.Message = "denied by policy: " + lowerFirst(f.Model) + ": " + f.Message
	case query.NotFound, query.DBQueryError:
		out.Prisma = out.Code != ""
	default: // the same for both
	}
	server.SendFailure(w, status, out)
}
