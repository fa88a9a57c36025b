package rpc

import (
	"net/http"

	"github.com/gozen-dev/gozen/query"
)

// operation is how one operation travels over HTTP.
type operation struct {
	kind query.Kind
	// refused is what callers with another method are told.
	method, alias, refused string
	status                 int // of success
}

// lookup returns the operation that clients call name. The OrThrow variants
// are not among them: a client makes its own error of a null.
func lookup(name string) (operation, bool) {
	k, ok := query.ParseKind(name)
	if !ok || k == query.FindUniqueOrThrow || k == query.FindFirstOrThrow {
		return operation{}, false
	}
	switch k {
	case query.Create, query.CreateMany, query.CreateManyAndReturn, query.Upsert:
		return operation{kind: k, method: http.MethodPost, refused: onlyPost, status: http.StatusCreated}, true
	case query.Update, query.UpdateMany, query.UpdateManyAndReturn:
		return operation{kind: k, method: http.MethodPut, alias: http.MethodPatch, refused: onlyPut, status: http.StatusOK}, true
	case query.Delete, query.DeleteMany:
		return operation{kind: k, method: http.MethodDelete, refused: onlyDelete, status: http.StatusOK}, true
	default:
		return operation{kind: k, method: http.MethodGet, refused: onlyGet, status: http.StatusOK}, true
	}
}

const (
	onlyGet    = "invalid request method, only GET is supported"
	onlyPost   = "invalid request method, only POST is supported"
	onlyPut    = "invalid request method, only PUT or PATCH are supported"
	onlyDelete = "invalid request method, only DELETE is supported"
)

func (o operation) allows(method string) bool {
	return method == o.method || (o.alias != "" && method == o.alias)
}

// hasBody reports whether arguments travel in the body, else in the URL.
func (o operation) hasBody() bool { return o.method == http.MethodPost || o.method == http.MethodPut }
