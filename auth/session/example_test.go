package session_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/gozen-dev/gozen/auth"
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

// A Go program beside a Next.js application needs the application's
// AUTH_SECRET and one line.
func ExampleFromEnv() {
	getenv := func(name string) string { // os.Getenv, in a program
		return map[string]string{"AUTH_SECRET": "a secret that the Auth.js application has too"}[name]
	}
	sessions, err := session.FromEnv(session.V5, getenv)
	if err != nil {
		fmt.Println(err)
		return
	}
	hello := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user := auth.FromContext(r.Context()); user != nil {
			_, _ = fmt.Fprintln(w, "hello,", user.Subject)
			return
		}
		_, _ = fmt.Fprintln(w, "hello, whoever you are")
	})
	handler := auth.Middleware(sessions)(hello) // the line

	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	fmt.Print(w.Body)
	// Output: hello, whoever you are
}
