package main_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
)

// browser is somebody at a running gozen: cookies and all.
type browser struct {
	base   string
	client *http.Client
}

func newBrowser(t *testing.T, p *process) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{base: p.base, client: &http.Client{
		Jar: jar, Timeout: patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// reply is an answer: its status and text.
type reply struct {
	status int
	text   string
}

// json returns the decoded member that path names.
func (r reply) json(t *testing.T, path ...string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(r.text), &v); err != nil {
		t.Fatalf("the answer is not JSON: %s", r.text)
	}
	for _, p := range path {
		m, _ := v.(map[string]any)
		v = m[p]
	}
	return v
}

// send makes one request; body is JSON unless kind says otherwise.
func (b *browser) send(t *testing.T, method, path, kind, body string) reply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, b.base+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	return b.do(t, r)
}

func (b *browser) do(t *testing.T, r *http.Request) reply {
	t.Helper()
	res, err := b.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{res.StatusCode, string(text)}
}

func (b *browser) get(t *testing.T, op, q string) reply {
	t.Helper()
	return b.send(t, http.MethodGet, "/api/model/"+op+"?q="+url.QueryEscape(q), "", "")
}

func (b *browser) post(t *testing.T, op, body string) reply {
	t.Helper()
	return b.send(t, http.MethodPost, "/api/model/"+op, "application/json", body)
}

func (b *browser) put(t *testing.T, op, body string) reply {
	t.Helper()
	return b.send(t, http.MethodPut, "/api/model/"+op, "application/json", body)
}

func (b *browser) remove(t *testing.T, op, q string) reply {
	t.Helper()
	return b.send(t, http.MethodDelete, "/api/model/"+op+"?q="+url.QueryEscape(q), "", "")
}

// csrf fetches the token that every form needs.
func (b *browser) csrf(t *testing.T) string {
	t.Helper()
	token, _ := b.send(t, http.MethodGet, "/api/auth/csrf", "", "").json(t, "csrfToken").(string)
	return token
}

// form posts a form to the sign-in endpoints as next-auth/react does.
func (b *browser) form(t *testing.T, path string, fields url.Values) reply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.base+"/api/auth/"+path, strings.NewReader(fields.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Auth-Return-Redirect", "1")
	return b.do(t, r)
}

func (b *browser) signIn(t *testing.T, email, password string) reply {
	t.Helper()
	return b.form(t, "callback/credentials", url.Values{"csrfToken": {b.csrf(t)}, "email": {email}, "password": {password}})
}

func (b *browser) signOut(t *testing.T) reply {
	t.Helper()
	return b.form(t, "signout", url.Values{"csrfToken": {b.csrf(t)}})
}

func (b *browser) session(t *testing.T) reply {
	t.Helper()
	return b.send(t, http.MethodGet, "/api/auth/session", "", "")
}

// try posts to a server that may die meanwhile.
func (b *browser) try(t *testing.T, op, body string) (status int, err error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.base+"/api/model/"+op, strings.NewReader(body))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/json")
	res, err := b.client.Do(r)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, res.Body)
	return res.StatusCode, errors.Join(err, res.Body.Close())
}
