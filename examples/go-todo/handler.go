package main

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/gozen-dev/gozen/auth/authjs"
	"github.com/gozen-dev/gozen/auth/session"
	"github.com/gozen-dev/gozen/auth/store"
	"github.com/gozen-dev/gozen/examples/go-todo/zdb"
	"github.com/gozen-dev/gozen/server"
)

// app is the HTTP face of the lists. None of its methods asks who may do what:
// each works with the client of who asks, which can do what the schema's rules
// let that user do.
type app struct {
	db  *zdb.DB
	log *slog.Logger
}

// newHandler puts the routes together.
func newHandler(db *zdb.DB, sessions *session.Manager, log *slog.Logger) (http.Handler, error) {
	signIn, err := signIn(db, sessions, log)
	if err != nil {
		return nil, err
	}
	a := &app{db, log}
	mux := http.NewServeMux()
	mux.Handle(authjs.DefaultBasePath+"/", signIn)
	mux.Handle("POST /people", a.handle(a.signUp))
	mux.Handle("GET /lists", a.handle(a.lists))
	mux.Handle("POST /lists", a.handle(a.addList))
	mux.Handle("DELETE /lists/{id}", a.handle(a.removeList))
	mux.Handle("POST /lists/{id}/todos", a.handle(a.addTodo))
	mux.Handle("PATCH /todos/{id}", a.handle(a.changeTodo))
	mux.Handle("POST /spaces/{id}/members", a.handle(a.addMember))
	mux.Handle("GET /stats", a.handle(a.stats))
	// From here on every request has the client of its user in its context.
	bound := server.SignedIn(sessions, db.SignedIn, log)(mux)
	return http.NewCrossOriginProtection().Handler(bound), nil
}

// signIn serves what next-auth/react asks for: users sign in by e-mail and password.
func signIn(db *zdb.DB, sessions *session.Manager, log *slog.Logger) (http.Handler, error) {
	people, err := store.New(db.Gozen().Runtime())
	if err != nil {
		return nil, err
	}
	passwords, err := people.Passwords()
	if err != nil {
		return nil, err
	}
	return authjs.New(authjs.Config{
		Sessions: sessions, Store: people, Logger: log,
		Providers: []authjs.Provider{authjs.Passwords(passwords, passwords.Cost())},
	})
}

// handle answers with what f returns, as JSON; nil is no content. An error has
// the status of its kind, and tells no more than its caller may know.
func (a *app) handle(f func(*http.Request, *zdb.Client) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, err := f(r, zdb.FromContext(r.Context()))
		if err != nil {
			server.Fail(w, r, a.log, err)
			return
		}
		if v == nil {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(v); err != nil {
			a.log.WarnContext(r.Context(), "answer", "error", err)
		}
	})
}

// maxBody bounds what is read of a request.
const maxBody = 64 << 10

// decode reads a request's body into a struct, and refuses what has no field in it.
func decode[T any](r *http.Request) (in T, err error) {
	d := json.NewDecoder(http.MaxBytesReader(nil, r.Body, maxBody))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		return in, server.Refuse(http.StatusBadRequest, fmt.Sprintf("the body does not fit: %v", err))
	}
	return in, nil
}
