package jsonapi_test

import (
	"net/http"
	"testing"

	"github.com/gozen-dev/gozen/server/recorded"
)

func FuzzAnswer(f *testing.F) {
	recorded.Attack(f, mountNames(), func(s *recorded.Stage) http.Handler { return mounts(f, s) })
}
