package main_test

import (
	"net/http"
	"os"
	"os/exec"
	"testing"

	"github.com/gozen-dev/gozen/gozentest"
)

func TestProductionServesAndShowsNoPage(t *testing.T) {
	t.Parallel()
	gozentest.Each(t, func(t *testing.T, url string) {
		env := []string{"DATABASE_URL=" + url, "AUTH_SECRET=" + secret}
		push := exec.CommandContext(t.Context(), os.Getenv(binaryVariable), "db", "push", "--schema", "examples/todo/schema.zmodel")
		push.Env, push.Dir = append(os.Environ(), env...), "../.."
		if out, err := push.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		p := start(t, env, "serve", "--schema", "examples/todo/schema.zmodel", "--compat", "v4")
		b := newBrowser(t, p)
		want(t, b.send(t, http.MethodGet, "/", "", ""), http.StatusNotFound, `"nothing is served here"`)
		want(t, b.post(t, "user/createMany", `{"data":[{"id":"ann","email":"ann@example.com","password":"correct horse"}]}`), http.StatusCreated, `"count":1`)
		want(t, b.signIn(t, "ann@example.com", "wrong horse"), http.StatusUnauthorized, "CredentialsSignin")
		want(t, b.session(t), http.StatusOK, "{}")
		want(t, b.signIn(t, "ann@example.com", "correct horse"), http.StatusOK, "url")
		want(t, b.session(t), http.StatusOK, `"id":"ann"`)
		p.stop(t)
	})
}
