package openapi

import "github.com/gozen-dev/gozen/schema"

// prismaCode describes Prisma's codes.
const prismaCode = "Prisma's: P2002 for a unique key that is taken"

// failure describes an error object of JSON:API.
func (d *rest) failure() object {
	text := typed("string")
	members := object{
		{"id", text.with("description", "of the request, for who looks into the log")},
		{"status", typed("integer")},
		{"code", text},
		{"title", text},
		{"detail", text},
	}
	code := text.with("description", prismaCode)
	if d.c.V2 {
		members = append(members, object{{"reason", reasonsV2()}, {"prismaCode", code}, {"zodErrors", issues()}}...)
	} else {
		members = append(members, object{{"reason", rejections()}, {"dbErrorCode", text}, {"meta", record(object{{"code", code}})}}...)
	}
	return record(members, "status", "code", "title")
}

// failure describes the error of RPC.
func (d *rpc) failure() object {
	text, truth := typed("string"), typed("boolean")
	members := object{
		{"message", text},
		{"code", text.with("description", prismaCode)},
		{"rejectedByPolicy", truth},
		{"rejectedByValidation", truth},
		{"rejectReason", rejections()},
		{"id", text.with("description", "of the request, for who looks into the log")},
	}
	if d.c.V2 {
		members = append(members, object{{"reason", reasonsV2()}, {"prisma", truth}, {"zodErrors", issues()}}...)
	} else {
		members = append(members, object{{"reason", text}, {"model", text}, {"dbErrorCode", text}}...)
	}
	return record(members, "message")
}

// typeName is the type of a model's resources, as jsonapi has it.
func (d *rest) typeName(m *schema.Model) string {
	if d.c.V2 {
		return m.Accessor()
	}
	return m.Name
}

func rejections() object {
	return object{{"type", "string"}, {"enum", []string{"no-access", "cannot-read-back", "other"}}}
}

// reasonsV2 are those of ZenStack 2, and of errors that it does not know.
func reasonsV2() object {
	return typed("string").with("examples", []string{"ACCESS_POLICY_VIOLATION", "RESULT_NOT_READABLE", "DATA_VALIDATION_VIOLATION"})
}

// issues are what ZenStack 2 says of input that is not valid.
func issues() object {
	issue := record(object{
		{"code", typed("string")},
		{"message", typed("string")},
		{"path", list(object{{"type", []string{"string", "integer"}}})},
	}, "code", "message", "path")
	return record(object{{"issues", list(issue)}, {"name", typed("string")}}, "issues")
}
