package openapi

import (
	"strings"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

// rpc describes package rpc.
type rpc struct{ *document }

func (d *rpc) describe() object {
	for _, m := range d.v.models() {
		for k := query.FindUnique; k <= query.DeleteMany; k++ {
			if k != query.FindUniqueOrThrow && k != query.FindFirstOrThrow && d.v.may(m, k) {
				d.paths = d.paths.with("/"+m.Accessor()+"/"+k.String(), d.operation(m, k))
			}
		}
	}
	for _, p := range d.procedures() {
		d.paths = d.paths.with("/$procs/"+p.Name, d.procedure(p))
	}
	if len(d.v.models()) > 0 {
		d.paths = d.paths.with("/$transaction/sequential", d.transaction())
	}
	return d.whole(RPC)
}

// verb is how an operation travels.
func verb(k query.Kind) (method, status string) {
	switch k {
	case query.Create, query.CreateMany, query.CreateManyAndReturn, query.Upsert:
		return "post", "201"
	case query.Update, query.UpdateMany, query.UpdateManyAndReturn:
		return "put", "200"
	case query.Delete, query.DeleteMany:
		return "delete", "200"
	default:
		return "get", "200"
	}
}

func (d *rpc) operation(m *schema.Model, k query.Kind) object {
	method, status := verb(k)
	o := object{
		{"tags", []string{m.Accessor()}},
		{"summary", summary(m, k)},
		{"operationId", m.Accessor() + "_" + k.String()},
	}
	args := d.arguments(m, k)
	example := d.example(m, k)
	if method == "get" || method == "delete" {
		o = o.with("parameters", d.inURL("arguments of "+m.Name+"."+k.String(), args, needsArguments(k), example))
	} else {
		o = o.with("requestBody", object{{"required", true}, {"content", content("application/json", args, example)}})
	}
	refused := guarded(m, opOf(k))
	return object{{method, o.with("responses", d.responses(status, d.result(m, k), refused, missing(k)))}}
}

// opOf is what the rules call an operation.
func opOf(k query.Kind) schema.Ops {
	switch k {
	case query.Create, query.CreateMany, query.CreateManyAndReturn:
		return schema.OpCreate
	case query.Upsert:
		return schema.OpCreate | schema.OpUpdate
	case query.Update, query.UpdateMany, query.UpdateManyAndReturn:
		return schema.OpUpdate
	case query.Delete, query.DeleteMany:
		return schema.OpDelete
	default:
		return schema.OpRead
	}
}

// missing reports whether an operation fails where there is no such row.
func missing(k query.Kind) bool { return k == query.Update || k == query.Delete }

func needsArguments(k query.Kind) bool {
	return k == query.FindUnique || k == query.Delete || k == query.GroupBy
}

func summary(m *schema.Model, k query.Kind) string {
	switch k {
	case query.FindMany:
		return "List " + m.Name + " entities"
	case query.FindUnique:
		return "Find " + some(m) + " by a unique key"
	case query.FindFirst:
		return "Find the first " + m.Name + " that matches"
	case query.Exists:
		return "Whether there is " + some(m) + " that matches"
	case query.GroupBy:
		return "Group " + m.Name + " entities"
	case query.Upsert:
		return "Update " + some(m) + ", or create it"
	default:
		var words strings.Builder
		for i, c := range k.String() {
			if c >= 'A' && c <= 'Z' {
				words.WriteString(" " + strings.ToLower(string(c)))
			} else if i == 0 {
				words.WriteString(strings.ToUpper(string(c)))
			} else {
				words.WriteRune(c)
			}
		}
		return words.String() + " " + m.Name + " entities"
	}
}

// inURL are the parameters that carry arguments.
func (d *rpc) inURL(what string, args object, needed bool, example any) []any {
	q := object{{"name", "q"}, {"in", "query"}, {"description", "JSON text of the " + what}}
	if needed {
		q = q.with("required", true)
	}
	return []any{
		q.with("content", content("application/json", args, example)),
		object{
			{"name", "meta"},
			{"in", "query"},
			{"schema", typed("string")},
			{"description", "JSON text of superjson's annotations of q"},
		},
	}
}

func content(kind string, s object, example any) object {
	o := object{{"schema", s}}
	if example != nil {
		o = o.with("example", example)
	}
	return object{{kind, o}}
}

// responses are those of success and of the errors that there are.
func (d *rpc) responses(status string, result object, refused, missing bool) object {
	o := object{{status, object{
		{"description", "Operation succeeded"},
		{"content", content("application/json", record(object{{"data", result}, {"meta", d.meta()}}, "data"), nil)},
	}}}
	failure := d.ref("_rpcErrorResponse", func() object {
		return record(object{{"error", d.failure()}}, "error")
	})
	for _, e := range []struct {
		status, says string
		there        bool
	}{
		{"400", "The request cannot be read, or the database refuses it", true},
		{"403", "The rules refuse it", refused},
		{"404", "There is no such row, or none that the caller may reach", missing},
		{"422", "The arguments are not valid", true},
		{"500", "Internal server error", true},
	} {
		if e.there {
			o = o.with(e.status, object{{"description", e.says}, {"content", content("application/json", failure, nil)}})
		}
	}
	return o
}

func (d *rpc) procedure(p *schema.Procedure) object {
	args, needed := d.given(p.Params)
	envelope := record(object{{"args", args}})
	if needed {
		envelope = envelope.with("required", []string{"args"})
	}
	o := object{{"tags", []string{"$procs"}}, {"summary", procedureSummary(p)}, {"operationId", "proc_" + p.Name}}
	method := "get"
	if p.Mutation {
		method = "post"
		o = o.with("requestBody", object{{"required", needed}, {"content", content("application/json", envelope, nil)}})
	} else {
		o = o.with("parameters", d.inURL("arguments of the procedure "+p.Name, envelope, needed, nil))
	}
	return object{{method, o.with("responses", d.responses("200", d.out(p.Returns), true, true))}}
}

func procedureSummary(p *schema.Procedure) string {
	if p.Doc != "" {
		return p.Doc
	}
	return "Call the procedure " + p.Name
}

func (d *rpc) transaction() object {
	var names, kinds []string
	for _, m := range d.v.models() {
		names = append(names, m.Name, m.Accessor())
	}
	for k := query.FindUnique; k <= query.DeleteMany; k++ {
		if k != query.FindUniqueOrThrow && k != query.FindFirstOrThrow {
			kinds = append(kinds, k.String())
		}
	}
	item := closed(object{
		{"model", object{{"type", "string"}, {"enum", names}}},
		{"op", object{{"type", "string"}, {"enum", kinds}}},
		{"args", object{{"type", []string{"object", "null"}}}},
	}, "model", "op")
	body := object{{"anyOf", []any{
		list(item).with("minItems", 1),
		record(object{{"meta", d.meta()}}, "meta").with("patternProperties", object{{"^[0-9]+$", item}}).
			with("description", "the same with numbers as names, which clients send when a value needs an annotation"),
	}}}
	return object{{"post", object{
		{"tags", []string{"$transaction"}},
		{"summary", "Run operations in order, all or none"},
		{"operationId", "transaction_sequential"},
		{"requestBody", object{{"required", true}, {"content", content("application/json", body, nil)}}},
		{"responses", d.responses("200", list(object{}), true, true)},
	}}}
}
