package jsonapi

import (
	"encoding/json"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
	"github.com/gozen-dev/gozen/server"
)

// problemV2 is what an error object of ZenStack 2 has besides.
type problemV2 struct {
	code string // Prisma's
	zod  *server.ZodErrors
}

// inV2 puts a problem into the form that ZenStack 2 gives it.
func (p *problem) inV2(f server.Failure, err error) {
	p.v2 = &problemV2{}
	p.reason = server.ReasonV2(f)
	switch query.Reason(f.Reason) {
	case query.InvalidInput:
		p.code, p.v2.zod = "invalid-payload", server.ZodErrorsOf(err)
		for i, issue := range p.v2.zod.Issues {
			if len(issue.Path) > 0 && issue.Path[0] == "data" { // an argument of ours: the caller sent attributes
				p.v2.zod.Issues[i].Path = issue.Path[1:]
			}
		}
	case query.RejectedByPolicy, query.NotFound:
		p.detail = ""
	default:
		if f.Code != "" {
			p.code, p.v2.code, p.db = "prisma-error", f.Code, ""
		}
	}
}

// append appends the members.
func (p *problemV2) append(b []byte) []byte {
	b = appendText(b, "prismaCode", p.code)
	if p.zod == nil {
		return b
	}
	text, err := json.Marshal(p.zod)
	if err != nil {
		panic("jsonapi: encode issues: " + err.Error())
	}
	return append(append(b, `,"zodErrors":`...), text...)
}

// typeName is the type of a model's resources: the model's name, which ZenStack 2
// begins with a lower letter.
func (h *handler) typeName(m *schema.Model) string {
	if h.v2 {
		return m.Accessor()
	}
	return m.Name
}
