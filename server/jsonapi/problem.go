package jsonapi

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/server"
)

// problem is an error object. Its code says which one; the title goes with the code.
type problem struct {
	status       int
	code, detail string
	reason, db   string
	id           string // of the request, where the answer says nothing and the log has it all
	prisma       string
	v2           *problemV2 // what ZenStack 2 has besides; nil in the form of ZenStack 3
}

// Error returns what is wrong.
func (p *problem) Error() string {
	if p.detail != "" {
		return p.detail
	}
	return p.title()
}

// invalid is a problem with what the caller sent.
func invalid(code, detail string) *problem {
	return &problem{status: http.StatusBadRequest, code: code, detail: detail}
}

func invalidPayload(detail string) *problem { return invalid("invalid-payload", detail) }

func notFound() *problem { return &problem{status: http.StatusNotFound, code: "not-found"} }

func unsupportedRelation(status int, typeName, relation string) *problem {
	return &problem{status: status, code: "unsupported-relationship", detail: "Relationship " + typeName + "." + relation + " doesn't exist"}
}

// title is the text that goes with a code, the same each time.
func (p *problem) title() string {
	switch p.code {
	case "unsupported-model":
		return "Unsupported model type"
	case "unsupported-relationship":
		return "Unsupported relationship"
	case "not-found":
		return "Resource not found"
	case "invalid-path":
		return "The request path is invalid"
	case "invalid-verb":
		return "The HTTP verb is not supported"
	case "invalid-payload":
		return "Invalid payload"
	case "invalid-relation-data":
		return "Invalid relation data"
	case "invalid-filter":
		return "Invalid filter"
	case "invalid-sort":
		return "Invalid sort"
	case "invalid-value":
		return "Invalid value for type"
	case "query-error":
		return "Error occurred while executing the query"
	case "not-supported":
		return "Operation is not supported"
	case "forbidden":
		return "Operation is forbidden"
	case "validation-error":
		return "Operation is unprocessable due to validation errors"
	case "payload-too-large":
		return "Payload is too large"
	case "unsupported-media-type":
		return "The media type is not supported"
	case "conflict":
		return "The request conflicts with another"
	case "too-many-requests":
		return "Too many requests"
	case "unavailable":
		return "The server cannot answer now"
	case "prisma-error":
		return "Prisma error"
	default:
		return "Unknown error"
	}
}

// fail answers with an error.
func (h *handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	p, ok := errors.AsType[*problem](err)
	if !ok {
		status, f := server.Explain(r, h.log, err)
		p = described(status, f)
		if h.v2 {
			p.inV2(f, err)
		}
	}
	(&answer{status: p.status, body: p.append(nil)}).send(w, r)
}

// Problem is the [server.Form] of JSON:API: with [server.Speak], what is answered
// around the handler has it too.
func Problem(w http.ResponseWriter, r *http.Request, status int, f server.Failure) {
	p := described(status, f)
	(&answer{status: status, body: p.append(nil)}).send(w, r)
}

// described is what package server says of an error, in JSON:API's form.
func described(status int, f server.Failure) *problem {
	p := &problem{status: status, detail: f.Message, db: f.DBErrorCode, reason: f.RejectReason, id: f.ID, prisma: f.Code}
	switch {
	case f.Reason == string(query.InvalidInput):
		p.code = "validation-error"
	case f.Reason == string(query.NotFound):
		p.code = "not-found"
	case f.Reason == string(query.RejectedByPolicy):
		p.code = "forbidden"
	case f.Reason == string(query.NotSupported):
		p.code = "not-supported"
	case f.Reason == string(query.DBQueryError) && status < http.StatusInternalServerError:
		p.code = "query-error"
	case status == http.StatusForbidden:
		p.code = "forbidden"
	case status == http.StatusConflict:
		p.code = "conflict"
	case status == http.StatusRequestEntityTooLarge:
		p.code = "payload-too-large"
	case status == http.StatusTooManyRequests:
		p.code = "too-many-requests"
	case status == http.StatusServiceUnavailable:
		p.code = "unavailable"
	case status < http.StatusInternalServerError:
		p.code = "invalid-payload" // a refusal of package server's, which looks at bodies and arguments
	default:
		p.code = "unknown-error"
	}
	return p
}

// append appends the document of the problem.
func (p *problem) append(b []byte) []byte {
	b = append(b, `{"errors":[{`...)
	if p.id != "" {
		b = append(query.AppendString(append(b, `"id":`...), p.id), ',')
	}
	b = strconv.AppendInt(append(b, `"status":`...), int64(p.status), 10)
	for _, m := range [...]struct{ name, text string }{
		{"code", p.code}, {"title", p.title()}, {"detail", p.detail}, {"reason", p.reason}, {"dbErrorCode", p.db},
	} {
		b = appendText(b, m.name, m.text)
	}
	if p.v2 != nil {
		b = p.v2.append(b)
	} else if p.prisma != "" {
		b = append(query.AppendString(append(b, `,"meta":{"code":`...), p.prisma), '}')
	}
	return append(b, "}]}"...)
}

// appendText appends a member that is not empty.
func appendText(b []byte, name, text string) []byte {
	if text == "" {
		return b
	}
	b = append(append(append(b, `,"`...), name...), `":`...)
	return query.AppendString(b, text)
}
