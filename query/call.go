package query

import (
	"strings"

	"github.com/gozen-dev/gozen/schema"
)

// Call is a call of a procedure. Args holds its arguments by name, each as
// [Op.Values] has values of its type: those of models and custom types, whose
// members the procedure reads itself, and Json as [JSON]. What is optional and
// not given is absent.
type Call struct {
	Procedure *schema.Procedure
	Args      map[string]any
}

// DecodeCall makes a Call of the arguments of a procedure, strictly: each must
// be declared, and of the declared type. Args is nil where none are given.
func DecodeCall(s *schema.Schema, p *schema.Procedure, args Node, lim Limits) (*Call, error) {
	d := &decoder{s: s, lim: lim}
	call := &Call{Procedure: p, Args: map[string]any{}}
	if args = notNull(args); args == nil {
		args = &Object{}
	}
	if o, ok := d.object(args, &path{}); ok {
		d.parameters(call, o)
	}
	if len(d.issues) > 0 {
		return nil, invalidCall(p, d.issues)
	}
	return call, nil
}

func (d *decoder) parameters(call *Call, o *Object) {
	at := &path{}
	names := make([]string, len(call.Procedure.Params))
	for i, p := range call.Procedure.Params {
		names[i] = p.Name
		n := o.Get(p.Name)
		if _, undefined := n.(Undefined); undefined {
			n = nil
		}
		if n == nil && p.Type.Optional {
			continue
		}
		if v, ok := d.argument(p.Type, n, at.key(p.Name)); ok {
			call.Args[p.Name] = v
		}
	}
	d.only(o, at, names...)
}

// argument decodes the value of a parameter.
func (d *decoder) argument(t schema.ValueType, n Node, p *path) (any, bool) {
	if _, null := n.(Null); null && t.Optional {
		return nil, true
	}
	if !t.List {
		return d.oneArgument(t, n, p)
	}
	items, ok := n.(Array)
	if !ok {
		return d.expected(p, "array", n)
	}
	if d.lim.In > 0 && len(items) > d.lim.In {
		return d.issue(p, "Too big: the list is longer than the limit")
	}
	t.List = false
	values := make([]any, len(items))
	for i, x := range items {
		v, good := d.oneArgument(t, x, p.item(i))
		ok = ok && good
		values[i] = v
	}
	return values, ok
}

func (d *decoder) oneArgument(t schema.ValueType, n Node, p *path) (any, bool) {
	switch t.Kind {
	case schema.ModelKind:
		if _, ok := d.object(n, p); !ok {
			return nil, false
		}
		return d.json(n, p)
	case schema.Any, schema.Object:
		return d.json(n, p)
	default:
		return d.scalar(t, n, p)
	}
}

func invalidCall(p *schema.Procedure, issues []Issue) *Error {
	var b strings.Builder
	for i, is := range issues {
		if i == 0 {
			b.WriteString("Invalid procedure argument: ")
		} else {
			b.WriteString("; ")
		}
		if is.Path != "" {
			b.WriteString(is.Path + ": ")
		}
		b.WriteString("Validation error: " + is.Message)
	}
	return &Error{Reason: InvalidInput, Model: "$procs." + p.Name, Message: b.String(), Issues: issues}
}
