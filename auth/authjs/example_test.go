package authjs_test

import (
	"fmt"
	"net/http/httptest"

	"github.com/gozen-dev/gozen/auth/authjs"
	"github.com/gozen-dev/gozen/auth/session"
)

func Example() {
	sessions, err := session.New(session.Config{
		Compat:  session.V5,
		Secrets: []string{"at least thirty-two bytes of randomness"},
		Secure:  true,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	h, err := authjs.New(authjs.Config{
		Sessions:  sessions,
		Origin:    "https://app.example.com",
		Providers: []authjs.Provider{authjs.Passwords(userTable{}, 0)},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/api/auth/session", nil))
	fmt.Println(w.Code, w.Body)
	// Output: 200 null
}
