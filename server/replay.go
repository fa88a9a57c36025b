package server

import (
	"bytes"
	"container/list"
	"context"
	"crypto/sha256"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"strconv"
	"sync"
	"time"
)

const (
	// keptFor is how long an answer can be asked for again.
	keptFor = 24 * time.Hour
	// keptKeys and keptBytes bound what is kept in all, keysEach what is kept for
	// one principal, answerBytes one answer.
	keptKeys    = 10_000
	keptBytes   = 64 << 20
	keysEach    = 500
	answerBytes = 256 << 10
	// keyLength bounds an Idempotency-Key.
	keyLength = 255
)

// Replays makes writes with an Idempotency-Key happen once: a write that comes
// again, because its answer was lost on the way, gets the answer of the first.
// Keys are each principal's own. They are kept in memory, for a day and within
// bounds, so that what came to another process, or before a restart, is not known.
type Replays struct {
	// Principal says whose a key is; see [Callers.Principal].
	Principal func(*http.Request) (string, error)
	Body      int64 // the longest body; zero is that of [DefaultLimits]
	Now       func() time.Time
	Logger    *slog.Logger

	mu    sync.Mutex
	by    map[replayKey]*list.Element
	order list.List // of *replay, oldest first
	count map[string]int
	bytes int
}

type replayKey struct{ principal, key string }

// replay is a write that has happened, or that is under way.
type replay struct {
	key     replayKey
	request [sha256.Size]byte
	at      time.Time
	done    bool
	status  int
	header  http.Header
	body    []byte // nil where it was too long to be kept
}

// Wrap puts the keeping of answers around h.
func (p *Replays) Wrap(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		keys := r.Header.Values("Idempotency-Key")
		if len(keys) == 0 || r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions {
			h.ServeHTTP(w, r)
			return
		}
		if err := p.serve(h, w, r, keys); err != nil {
			Fail(w, r, p.Logger, err)
		}
	})
}

func (p *Replays) serve(h http.Handler, w http.ResponseWriter, r *http.Request, keys []string) error {
	if len(keys) != 1 || !goodKey(keys[0]) {
		return Refuse(http.StatusBadRequest, "Idempotency-Key must be one key of 1 to "+strconv.Itoa(keyLength)+" printable characters")
	}
	who, err := p.Principal(r)
	if err != nil {
		return err
	}
	limit := p.Body
	if limit == 0 {
		limit = DefaultLimits().Body
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if err != nil {
		return unread(err)
	}
	e, first, err := p.take(replayKey{who, keys[0]}, requestSum(r, body))
	if err != nil {
		return err
	}
	if !first {
		return e.send(w)
	}
	// Who asks may go: the answer is then there for when they ask again.
	r = r.WithContext(context.WithoutCancel(r.Context()))
	r.Body = io.NopCloser(bytes.NewReader(body))
	c := &copied{ResponseWriter: w}
	defer func() { p.finish(e, c) }() // also when h panics: then nothing is kept
	h.ServeHTTP(c, r)
	if c.status == 0 {
		c.WriteHeader(http.StatusOK)
	}
	c.whole = true
	return nil
}

// unread words what kept a body from being read.
func unread(err error) error {
	if status, _, ok := Describe(err); ok && status == http.StatusRequestEntityTooLarge {
		return err
	}
	return Refuse(http.StatusBadRequest, "the request body could not be read")
}

func goodKey(key string) bool {
	for i := range len(key) {
		if key[i] < ' ' || key[i] > '~' {
			return false
		}
	}
	return key != "" && len(key) <= keyLength
}

// requestSum tells requests apart: a key is for one of them.
func requestSum(r *http.Request, body []byte) [sha256.Size]byte {
	s := sha256.New()
	for _, part := range []string{r.Method, r.URL.Path, r.URL.RawQuery, r.Header.Get("Content-Type")} {
		_, _ = io.WriteString(s, strconv.Itoa(len(part))+":"+part) // a hash takes all
	}
	_, _ = s.Write(body)
	return [sha256.Size]byte(s.Sum(nil))
}

// take finds what is kept for a key, or notes that it is under way: first.
func (p *Replays) take(key replayKey, sum [sha256.Size]byte) (e *replay, first bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	p.expire(now)
	if el := p.by[key]; el != nil {
		e = el.Value.(*replay)
		switch {
		case e.request != sum:
			return nil, false, Refuse(http.StatusUnprocessableEntity, "the Idempotency-Key was used for another request")
		case !e.done:
			return nil, false, Refuse(http.StatusConflict, "a request with this Idempotency-Key is under way")
		}
		return e, false, nil
	}
	if p.by == nil {
		p.by, p.count = map[replayKey]*list.Element{}, map[string]int{}
	}
	if p.count[key.principal] >= keysEach {
		p.forgetOldest(func(e *replay) bool { return e.key.principal == key.principal })
	}
	if len(p.by) >= keptKeys {
		p.forgetOldest(func(*replay) bool { return true })
	}
	e = &replay{key: key, request: sum, at: now}
	p.by[key] = p.order.PushBack(e)
	p.count[key.principal]++
	return e, true, nil
}

func (p *Replays) now() time.Time {
	if p.Now == nil {
		return time.Now()
	}
	return p.Now()
}

func (p *Replays) expire(now time.Time) {
	for el := p.order.Front(); el != nil && now.Sub(el.Value.(*replay).at) > keptFor; el = p.order.Front() {
		p.forget(el)
	}
}

// forgetOldest forgets the oldest of those that are done.
func (p *Replays) forgetOldest(which func(*replay) bool) {
	for el := p.order.Front(); el != nil; el = el.Next() {
		if e := el.Value.(*replay); e.done && which(e) {
			p.forget(el)
			return
		}
	}
}

func (p *Replays) forget(el *list.Element) {
	e := el.Value.(*replay)
	p.order.Remove(el)
	delete(p.by, e.key)
	p.bytes -= len(e.body)
	if p.count[e.key.principal]--; p.count[e.key.principal] == 0 {
		delete(p.count, e.key.principal)
	}
}

// finish keeps the answer if the request may have written: one that succeeded, or
// that was done and may not be read back (403). Of others nothing came, perhaps for
// a reason that is gone by now, such as a race that was lost.
func (p *Replays) finish(e *replay, c *copied) {
	p.mu.Lock()
	defer p.mu.Unlock()
	el := p.by[e.key]
	if el == nil || el.Value.(*replay) != e {
		return // it took longer than a day
	}
	if !c.whole || c.status >= http.StatusMultipleChoices && c.status != http.StatusForbidden {
		p.forget(el)
		return
	}
	e.done, e.status, e.header = true, c.status, c.header
	if !c.long {
		e.body = c.body
		p.bytes += len(e.body)
	}
	for p.bytes > keptBytes {
		p.forgetOldest(func(*replay) bool { return true })
	}
}

// send answers as the first time.
func (e *replay) send(w http.ResponseWriter) error {
	if e.body == nil {
		return Refuse(http.StatusConflict, "the request with this Idempotency-Key was done; its answer was too long to be kept")
	}
	maps.Copy(w.Header(), e.header)
	w.Header().Set("Idempotency-Replayed", "true")
	w.WriteHeader(e.status)
	_, _ = w.Write(e.body) // the caller may have gone, and then there is nobody to tell
	return nil
}

// copied keeps what is answered.
type copied struct {
	http.ResponseWriter
	status int
	header http.Header
	body   []byte
	long   bool
	whole  bool // the handler has returned
}

// WriteHeader keeps the status and the headers that are of the answer itself.
func (c *copied) WriteHeader(status int) {
	if c.status == 0 && status >= http.StatusOK {
		c.status, c.header, c.body = status, http.Header{}, []byte{}
		for _, name := range []string{"Content-Type", "Content-Length", "Location", "Vary"} {
			if v := c.Header().Values(name); len(v) > 0 {
				c.header[name] = append([]string(nil), v...)
			}
		}
	}
	c.ResponseWriter.WriteHeader(status)
}

// Write keeps the body as long as it is short.
func (c *copied) Write(b []byte) (int, error) {
	if c.status == 0 {
		c.WriteHeader(http.StatusOK)
	}
	if c.long = c.long || len(c.body)+len(b) > answerBytes; c.long {
		c.body = nil
	} else {
		c.body = append(c.body, b...)
	}
	return c.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (c *copied) Unwrap() http.ResponseWriter { return c.ResponseWriter }
