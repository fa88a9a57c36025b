package server

import (
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// minCompressed is the length from which an answer is worth compressing.
const minCompressed = 1 << 10

// Compress sends long answers of h compressed to callers that take gzip. Short
// ones, streams of events, and what is compressed already, go as they are.
func Compress(h http.Handler) http.Handler {
	writers := &sync.Pool{New: func() any {
		z, err := gzip.NewWriterLevel(nil, gzip.BestSpeed)
		if err != nil {
			panic("server: gzip: " + err.Error())
		}
		return z
	}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := &compressed{ResponseWriter: w, pool: writers, taken: takesGzip(r.Header["Accept-Encoding"])}
		defer c.end()
		h.ServeHTTP(c, r)
	})
}

// takesGzip reads Accept-Encoding.
func takesGzip(lines []string) bool {
	for _, line := range lines {
		for part := range strings.SplitSeq(line, ",") {
			name, params, _ := strings.Cut(part, ";")
			if !strings.EqualFold(strings.TrimSpace(name), "gzip") {
				continue
			}
			weight, ok := strings.CutPrefix(strings.ReplaceAll(strings.ToLower(params), " ", ""), "q=")
			q, err := strconv.ParseFloat(weight, 64)
			return !ok || err == nil && q > 0
		}
	}
	return false
}

type compressed struct {
	http.ResponseWriter
	pool    *sync.Pool
	taken   bool         // by who asks
	gzip    *gzip.Writer // nil for what goes as it is
	decided bool
}

// WriteHeader decides by the headers that the handler has set.
func (c *compressed) WriteHeader(status int) {
	if !c.decided && status >= http.StatusOK {
		c.decided = true
		c.vary()
		if c.taken && c.worth(status) {
			head := c.Header()
			head.Del("Content-Length")
			head.Set("Content-Encoding", "gzip")
			c.gzip = c.pool.Get().(*gzip.Writer)
			c.gzip.Reset(c.ResponseWriter)
		}
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *compressed) writeWhole(status int, body []byte) {
	if c.taken && len(body) >= minCompressed {
		c.Header().Set("Content-Length", strconv.Itoa(len(body)))
		c.WriteHeader(status)
		_, _ = c.Write(body) // the caller may have gone, and then there is nobody to tell
		return
	}
	c.vary()
	c.decided = true
	Send(c.ResponseWriter, status, body)
}

// vary tells caches that others may get the answer otherwise, if any may keep it.
func (c *compressed) vary() {
	if head := c.Header(); !strings.Contains(head.Get("Cache-Control"), "no-store") {
		head.Add("Vary", "Accept-Encoding")
	}
}

func (c *compressed) worth(status int) bool {
	head := c.Header()
	if status == http.StatusNoContent || status == http.StatusNotModified || head.Get("Content-Encoding") != "" {
		return false
	}
	kind, _, _ := strings.Cut(head.Get("Content-Type"), ";")
	if kind != "application/json" && !strings.HasSuffix(kind, "+json") && kind != "text/html" {
		return false
	}
	n, err := strconv.Atoi(head.Get("Content-Length"))
	return err != nil || n >= minCompressed
}

// Write compresses where that was decided.
func (c *compressed) Write(p []byte) (int, error) {
	if !c.decided {
		c.WriteHeader(http.StatusOK)
	}
	if c.gzip == nil {
		return c.ResponseWriter.Write(p)
	}
	return c.gzip.Write(p)
}

// FlushError sends what has been written so far.
func (c *compressed) FlushError() error {
	if c.gzip != nil {
		if err := c.gzip.Flush(); err != nil {
			return err
		}
	}
	return http.NewResponseController(c.ResponseWriter).Flush()
}

// Unwrap lets http.ResponseController reach the connection.
func (c *compressed) Unwrap() http.ResponseWriter { return c.ResponseWriter }

func (c *compressed) end() {
	if c.gzip == nil {
		return
	}
	_ = c.gzip.Close() // the caller may have gone, and then there is nobody to tell
	c.pool.Put(c.gzip)
}
