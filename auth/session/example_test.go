package session_test

import (
	"fmt"
	"net/http/httptest"

	"github.com/gozen-dev/gozen/auth/session"
)

func Example() {
	m, err := session.New(session.Config{
		Compat:  session.V5,
		Secrets: []string{"a secret that the Auth.js application has too"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	w := httptest.NewRecorder()
	if _, err := m.Write(w, httptest.NewRequest("GET", "/", nil), map[string]any{"sub": "user_1"}); err != nil {
		fmt.Println(err)
		return
	}

	r := httptest.NewRequest("GET", "/api/model/post", nil)
	for _, c := range w.Result().Cookies() {
		r.AddCookie(c)
	}
	id, err := m.Authenticate(r)
	fmt.Println(id.Subject, err)
	fmt.Println(m)
	// Output:
	// user_1 <nil>
	// session.Manager{v5}
}
