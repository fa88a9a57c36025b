package main_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

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

func TestATakenAddressIsSaidAndNothingIsPushed(t *testing.T) {
	t.Parallel()
	taken := httptest.NewServer(http.NotFoundHandler())
	defer taken.Close()
	dir := t.TempDir()
	edit(t, filepath.Join(dir, "schema.zmodel"), first)
	cmd := exec.CommandContext(t.Context(), os.Getenv(binaryVariable), "dev", "--listen", taken.Listener.Addr().String())
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "DATABASE_URL=")
	out, err := cmd.CombinedOutput()
	want := "gozen: error: listen on " + taken.Listener.Addr().String() + ": address already in use\n" +
		"gozen: hint: choose another address: --listen 127.0.0.1:3001\n"
	if diff := cmp.Diff(want, string(out)); diff != "" || cmd.ProcessState.ExitCode() != 1 {
		t.Errorf("%v\n%s", err, diff)
	}
	if _, err := os.Stat(filepath.Join(dir, "dev.db")); err == nil {
		t.Error("the database was made all the same")
	}
}
