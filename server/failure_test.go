package server_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/server"
)

func TestErrorsBecomeAnswers(t *testing.T) {
	t.Parallel()
	secret := errors.New(`SELECT "password" FROM "User" WHERE "email" = 'ann@example.com'`)
	tests := []struct {
		name   string
		err    error
		status int
		body   string
	}{
		{
			"input that breaks the shape", query.Invalid(query.Create, "Post", []query.Issue{{Path: "data.title", Message: "Invalid input"}}), 422,
			`{"error":{"message":"Invalid create args for model \"Post\": Validation error: Invalid input at \"data.title\"","reason":"invalid-input","model":"Post","rejectedByValidation":true}}`,
		},
		{
			"a row that is missing or hidden", query.Missing("Post"), 404,
			`{"error":{"message":"Record not found","reason":"not-found","code":"P2025","model":"Post"}}`,
		},
		{
			"a refusal by the rules", query.Rejected("Post", query.NoAccess, "operation is rejected by access policies"), 403,
			`{"error":{"message":"operation is rejected by access policies","reason":"rejected-by-policy","code":"P2004","model":"Post","rejectedByPolicy":true,"rejectReason":"no-access"}}`,
		},
		{
			"a result that may not be read", query.Rejected("Audit", query.CannotReadBack, "result is not allowed to be read back"), 403,
			`{"error":{"message":"result is not allowed to be read back","reason":"rejected-by-policy","code":"P2004","model":"Audit","rejectedByPolicy":true,"rejectReason":"cannot-read-back"}}`,
		},
		{
			"a database error without its cause",
			&query.Error{Reason: query.DBQueryError, Code: "P2002", Model: "User", DBCode: "23505", Message: "Failed to execute query: unique constraint on User (email)", Cause: secret},
			400,
			`{"error":{"message":"Failed to execute query: unique constraint on User (email)","reason":"db-query-error","code":"P2002","dbErrorCode":"23505"}}`,
		},
		{
			"what is not built", &query.Error{Reason: query.NotSupported, Message: "groupBy is not supported yet"}, 400,
			`{"error":{"message":"groupBy is not supported yet","reason":"not-supported"}}`,
		},
		{
			"a server that is set up wrongly", &query.Error{Reason: query.ConfigError, Message: "no handler"}, 500,
			`{"error":{"message":"no handler","reason":"config-error"}}`,
		},
		{
			"a broken invariant says nothing", &query.Error{Reason: query.InternalError, Message: "plan: no such frame", Cause: secret}, 500,
			`{"error":{"message":"internal error","id":"ID"}}`,
		},
		{
			"an unknown error says nothing", fmt.Errorf("run: %w", secret), 500,
			`{"error":{"message":"internal error","id":"ID"}}`,
		},
		{
			"a statement that ran too long", fmt.Errorf("run: %w", context.DeadlineExceeded), 503,
			`{"error":{"message":"the request took too long","reason":"db-query-error"}}`,
		},
		{
			"a body that is too large", &http.MaxBytesError{Limit: 1}, 413,
			`{"error":{"message":"request body is too large"}}`,
		},
		{
			"a refusal of the server's own", fmt.Errorf("wrapped: %w", server.Refuse(400, "invalid request path")), 400,
			`{"error":{"message":"invalid request path"}}`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := answerTo(t, server.Options{}, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil),
				func(w http.ResponseWriter, r *http.Request) {
					server.Fail(w, r, slog.New(slog.DiscardHandler), tt.err)
				})
			body := strings.ReplaceAll(strings.TrimSpace(w.Body.String()), w.Header().Get("X-Request-Id"), "ID")
			if diff := cmp.Diff(tt.body, body); diff != "" {
				t.Error(diff)
			}
			if w.Code != tt.status || w.Header().Get("Content-Type") != "application/json" {
				t.Errorf("status %d, type %q", w.Code, w.Header().Get("Content-Type"))
			}
		})
	}
}

func TestAPanicIsLoggedAndAnsweredWithAnID(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	o := server.Options{Logger: slog.New(slog.NewTextHandler(&log, nil)), Rand: strings.NewReader("8 bytes!")}
	w := answerTo(t, o, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/x?q=hidden", nil),
		func(http.ResponseWriter, *http.Request) { panic("the secret is out") })
	const id = "3820627974657321"
	if diff := cmp.Diff(`{"error":{"message":"internal error","id":"`+id+`"}}`, strings.TrimSpace(w.Body.String())); diff != "" {
		t.Error(diff)
	}
	if w.Code != http.StatusInternalServerError || w.Header().Get("X-Request-Id") != id {
		t.Errorf("status %d, id %q", w.Code, w.Header().Get("X-Request-Id"))
	}
	for _, want := range []string{id, "the secret is out", "failure_test.go", "level=ERROR msg=request", "path=/x ", "status=500"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %q:\n%s", want, log.String())
		}
	}
	if strings.Contains(log.String(), "hidden") {
		t.Errorf("the log holds the query:\n%s", log.String())
	}
}

func TestAPanicAfterHalfAnAnswerCutsTheConnection(t *testing.T) {
	t.Parallel()
	defer func() {
		if p, ok := recover().(error); !ok || !errors.Is(p, http.ErrAbortHandler) {
			t.Errorf("panicked with %v", p)
		}
	}()
	answerTo(t, server.Options{}, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil),
		func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(`{"data":`))
			panic("half way")
		})
}

func TestAnswersCarrySecurityHeaders(t *testing.T) {
	t.Parallel()
	w := answerTo(t, server.Options{}, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil),
		func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	want := map[string]string{
		"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
		"Cache-Control": "private, no-store", "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
	}
	got := map[string]string{}
	for k := range want {
		got[k] = w.Header().Get(k)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func answerTo(t *testing.T, o server.Options, r *http.Request, f http.HandlerFunc) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	server.Wrap(f, o).ServeHTTP(w, r)
	return w
}
