package service_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
)

const lookup = `{"where":{"id":1}}`

// BenchmarkCall is one findUnique: by the engine alone, through the handler,
// and over a unix socket. What the last costs over the first is the price of a call.
func BenchmarkCall(b *testing.B) {
	s := newStage(b, gozentest.SQLite(b), "unix")
	if status, text := s.post(b, "/query", `{"model":"user","operation":"create","args":{"data":{"id":1}}}`); status != http.StatusOK {
		b.Fatal(text)
	}
	body := `{"as":{"user":{"id":1}},"model":"user","operation":"findUnique","args":` + lookup + `}`
	b.Run("engine", func(b *testing.B) {
		for b.Loop() {
			ask(b, s.db)
		}
	})
	b.Run("handler", func(b *testing.B) {
		for b.Loop() {
			if status, text := answer(b.Context(), s.h, "/query", body); status != http.StatusOK {
				b.Fatal(text)
			}
		}
	})
	b.Run("socket", func(b *testing.B) {
		for b.Loop() {
			s.drain(b, body)
		}
	})
	b.Run("socket, many callers", func(b *testing.B) {
		b.SetParallelism(8)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				s.drain(b, body)
			}
		})
	})
}

func ask(b *testing.B, db *rt.DB) {
	b.Helper()
	node, err := query.ParseJSON([]byte(lookup))
	if err != nil {
		b.Fatal(err)
	}
	op, err := query.Decode(db.Schema(), db.Schema().Model("User"), query.FindUnique, node, query.DefaultLimits())
	if err != nil {
		b.Fatal(err)
	}
	if _, err := db.As(map[string]any{"id": int64(1)}).JSON(b.Context(), op); err != nil {
		b.Fatal(err)
	}
}

// drain asks and reads the answer without keeping it.
func (s *stage) drain(b *testing.B, body string) {
	r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, s.base+"/query", strings.NewReader(body))
	if err != nil {
		b.Error(err)
		return
	}
	r.Header.Set("Authorization", "Bearer "+key)
	r.Header.Set("Content-Type", "application/json")
	res, err := s.http.Do(r)
	if err != nil {
		b.Error(err)
		return
	}
	if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != http.StatusOK {
		b.Error(res.Status, err)
	}
	_ = res.Body.Close()
}
