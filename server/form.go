package server

import (
	"context"
	"log/slog"
	"net/http"
)

// A Form writes an error as the answers of a protocol have it.
type Form func(w http.ResponseWriter, r *http.Request, status int, f Failure)

type formKey struct{}

// Speak gives what is answered around h, by [Gate], [SameOrigin] or [Replays] or
// after a panic, the form of the protocol that h serves. Without it they answer as
// RPC does. It stands outside of what it is for.
func Speak(h http.Handler, form Form, log *slog.Logger) http.Handler {
	h = recovered(h, log)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), formKey{}, form)))
	})
}

// answerFailure answers in the form of the request's protocol.
func answerFailure(w http.ResponseWriter, r *http.Request, status int, f Failure) {
	if form, ok := r.Context().Value(formKey{}).(Form); ok {
		form(w, r, status, f)
		return
	}
	SendFailure(w, status, f)
}
