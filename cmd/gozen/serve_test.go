package main_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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

func TestSignInIsWhereThePublicURLSays(t *testing.T) {
	t.Parallel()
	env := []string{"DATABASE_URL=" + gozentest.SQLite(t), "AUTH_SECRET=" + secret, "AUTH_URL=http://localhost:3000/gozen/auth/"}
	b := newBrowser(t, start(t, env, "dev", "--schema", "examples/todo/schema.zmodel"))
	want(t, b.send(t, http.MethodGet, "/gozen/auth/providers", "", ""), http.StatusOK, `"signinUrl":"http://localhost:3000/gozen/auth/signin/credentials"`)
	want(t, b.send(t, http.MethodGet, "/api/auth/providers", "", ""), http.StatusNotFound, `"nothing is served here"`)
	want(t, b.send(t, http.MethodGet, "/", "", ""), http.StatusOK, `href="/gozen/auth/signin"`)
}

func TestSignInTakesNobodyElsesPlace(t *testing.T) {
	t.Parallel()
	cmd := exec.CommandContext(t.Context(), os.Getenv(binaryVariable), "serve", "--origin", "https://example.com/api/model/auth", "--schema", "examples/todo/schema.zmodel")
	cmd.Dir = "../.."
	out, err := cmd.CombinedOutput()
	want := "sign-in cannot be at /api/model/auth, the path of --origin (or AUTH_URL): something else is served there"
	if cmd.ProcessState.ExitCode() != 2 || !strings.Contains(string(out), want) {
		t.Errorf("%v\n%s", err, out)
	}
}
