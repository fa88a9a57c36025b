package live

import (
	"bytes"
	"context"
	"hash/maphash"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gozen-dev/gozen/server"
)

const (
	// answerBytes bounds an answer that is kept up to date.
	answerBytes = 1 << 20
	// patience is how long a client may take to take an event. One that is slower
	// is dropped, and connects again when it can.
	patience = 10 * time.Second
	// retry is after how long a client connects again that has lost its stream.
	retry = "retry: 2000\n\n"
)

// stream is one subscription.
type stream struct {
	handler    *Handler
	subscriber *subscriber
	w          http.ResponseWriter
	control    *http.ResponseController
	last       string // the id of the answer that the client has
}

// serve sends the answer and goes on sending newer ones.
func (s *stream) serve(w http.ResponseWriter, r *http.Request) {
	s.w, s.control = w, http.NewResponseController(w)
	a, err := s.ask(r)
	if err != nil {
		return // the client has gone, or the server is about to
	}
	if a.status != http.StatusOK {
		a.relay(w)
		return
	}
	head := w.Header()
	head.Set("Content-Type", "text/event-stream")
	head.Set("X-Accel-Buffering", "no") // a proxy that gathers events would keep them back
	// The server's own deadlines are for answers that end. Where there is no
	// connection to set one on, there is none to miss.
	_ = s.control.SetReadDeadline(time.Time{})
	w.WriteHeader(http.StatusOK)
	if err := s.send(retry); err != nil {
		return
	}
	s.last = r.Header.Get("Last-Event-ID")
	for again := true; again; again = s.wait(r.Context()) {
		if a == nil {
			if a, err = s.ask(r); err != nil {
				return
			}
		}
		if err := s.show(a); err != nil {
			s.handler.Logger.LogAttrs(r.Context(), slog.LevelInfo, "subscription ended",
				slog.String("id", server.RequestID(r.Context())), slog.Any("why", err))
			return
		}
		if a.status != http.StatusOK {
			return
		}
		a = nil
	}
}

// ask makes the request, when it is its turn, and watches what it has looked at.
func (s *stream) ask(r *http.Request) (*answer, error) {
	h := s.handler
	select {
	case h.turns <- struct{}{}:
		defer func() { <-h.turns }()
	case <-h.closed:
		return nil, http.ErrServerClosed
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	since := h.Hub.now()
	looked := &reading{tables: map[string]struct{}{}}
	a := &answer{head: http.Header{}}
	h.Handler.ServeHTTP(a, r.WithContext(context.WithValue(r.Context(), readingKey{}, looked)))
	a.end()
	h.Hub.watch(s.subscriber, slices.Sorted(maps.Keys(looked.tables)), since)
	return a, r.Context().Err()
}

// wait reports whether the request is to be made again.
func (s *stream) wait(ctx context.Context) bool {
	h := s.handler
	refresh := time.NewTimer(h.Refresh)
	defer refresh.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-h.closed:
		return false
	case <-refresh.C:
		return true
	case <-s.subscriber.wake:
	}
	select {
	case <-ctx.Done():
		return false
	case <-h.closed:
		return false
	case <-time.After(h.Settle):
		return true
	}
}

// show sends an answer that the client does not have; else only a sign that
// somebody is there.
func (s *stream) show(a *answer) error {
	body := a.body.Bytes()
	if a.status != http.StatusOK {
		return s.send("event: error\n" + lines(body) + "\n")
	}
	id := strconv.FormatUint(maphash.Bytes(s.handler.seed, body), 36)
	if id == s.last {
		return s.send(": nothing new\n\n")
	}
	s.last = id
	return s.send("id: " + id + "\n" + lines(body) + "\n")
}

// lines makes the lines of an event: Json columns may have breaks in them.
func lines(body []byte) string {
	b := make([]byte, 0, len(body)+16)
	for line := range bytes.FieldsFuncSeq(body, func(c rune) bool { return c == '\n' || c == '\r' }) {
		b = append(append(append(b, "data: "...), line...), '\n')
	}
	return string(b)
}

func (s *stream) send(text string) error {
	_ = s.control.SetWriteDeadline(time.Now().Add(patience)) // as above
	if _, err := io.WriteString(s.w, text); err != nil {
		return err
	}
	return s.control.Flush()
}

// answer collects what the protocol answers.
type answer struct {
	head   http.Header
	status int
	body   bytes.Buffer
	long   bool
}

// Header returns the answer's headers.
func (a *answer) Header() http.Header { return a.head }

// WriteHeader keeps the status.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 && status >= http.StatusOK {
		a.status = status
	}
}

// Write keeps the body as long as it is not too long.
func (a *answer) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	if a.long = a.long || a.body.Len()+len(p) > answerBytes; !a.long {
		a.body.Write(p)
	}
	return len(p), nil
}

func (a *answer) end() {
	a.WriteHeader(http.StatusOK)
	if a.long {
		a.status = http.StatusRequestEntityTooLarge
		a.head.Set("Content-Type", "application/json")
		a.body.Reset()
		a.body.WriteString(`{"error":{"message":"the answer is too long to be kept up to date; ask for less of it: take, select"}}`)
	}
}

// relay answers without a stream.
func (a *answer) relay(w http.ResponseWriter) {
	if kind := a.head.Get("Content-Type"); kind != "" {
		w.Header().Set("Content-Type", kind)
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body.Bytes()) // the caller may have gone, and then there is nobody to tell
}
