package mail_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/http/httptest"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gozen-dev/gozen/auth/authjs"
	authmail "github.com/gozen-dev/gozen/auth/mail"
)

// smtpServer is a mail server that takes one message after the other.
type smtpServer struct {
	address string
	refuse  string // a recipient

	mu         sync.Mutex
	recipients []string
	messages   []string
}

func newServer(t *testing.T) *smtpServer {
	t.Helper()
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &smtpServer{address: l.Addr().String(), refuse: "nobody@example.com"}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go s.serve(c)
		}
	}()
	return s
}

func (s *smtpServer) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	r := bufio.NewReader(c)
	say := func(line string) { _, _ = fmt.Fprintf(c, "%s\r\n", line) }
	say("220 test")
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		switch verb, rest, _ := strings.Cut(strings.TrimSpace(line), " "); strings.ToUpper(verb) {
		case "EHLO", "HELO":
			say("250 test")
		case "RCPT":
			if strings.Contains(rest, s.refuse) {
				say("550 no such user")
				continue
			}
			s.mu.Lock()
			s.recipients = append(s.recipients, rest)
			s.mu.Unlock()
			say("250 ok")
		case "DATA":
			say("354 go on")
			var message strings.Builder
			for line, err = r.ReadString('\n'); err == nil && line != ".\r\n"; line, err = r.ReadString('\n') {
				message.WriteString(line)
			}
			s.mu.Lock()
			s.messages = append(s.messages, message.String())
			s.mu.Unlock()
			say("250 ok")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

var link = authjs.MagicLink{
	To: "ada@example.com", URL: "https://app.example.com/api/auth/callback/email?callbackUrl=https%3A%2F%2Fapp.example.com%2F&token=abc&email=ada%40example.com",
	Site: "app.example.com", Expires: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC),
}

func TestSMTP(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	send, err := authmail.SMTP("smtp://"+s.address, "Example <no-reply@example.com>")
	if err != nil {
		t.Fatal(err)
	}
	if err := send(t.Context(), link); err != nil {
		t.Fatal(err)
	}
	if len(s.recipients) != 1 || !strings.Contains(s.recipients[0], "<ada@example.com>") {
		t.Errorf("recipients are %v", s.recipients)
	}
	m, err := mail.ReadMessage(strings.NewReader(s.messages[0]))
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Header.Get("From"); !strings.Contains(got, "Example") || !strings.Contains(got, "<no-reply@example.com>") {
		t.Errorf("from %q", got)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || subject != "Sign in to app\u200b.example\u200b.com" {
		t.Errorf("subject %q, %v", subject, err)
	}
	parts := partsOf(t, m)
	if !strings.Contains(parts["text/plain"], link.URL) || !strings.Contains(parts["text/plain"], "2026-11-24 12:00 UTC") {
		t.Errorf("the text is %q", parts["text/plain"])
	}
	if !strings.Contains(parts["text/html"], strings.ReplaceAll(link.URL, "&", "&amp;")) {
		t.Errorf("the page is %q", parts["text/html"])
	}
}

func partsOf(t *testing.T, m *mail.Message) map[string]string {
	t.Helper()
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("%s, %v", kind, err)
	}
	parts := map[string]string{}
	for r := multipart.NewReader(m.Body, params["boundary"]); ; {
		p, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return parts
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(quotedprintable.NewReader(p))
		if err != nil {
			t.Fatal(err)
		}
		kind, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type"))
		parts[kind] = string(text)
	}
}

// TestAMessageHoldsNothingOfARequest is row 25 of the security table, and the
// header injection of row 23: what is typed into a form is an address, which
// is nowhere in the text, and whatever else is bent is refused or escaped.
func TestAMessageHoldsNothingOfARequest(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	send, err := authmail.SMTP("smtp://"+s.address, "no-reply@example.com")
	if err != nil {
		t.Fatal(err)
	}
	evil := link
	evil.Site = `<b>evil</b>.example`
	evil.URL = `https://app.example.com/"><script>alert(1)</script>`
	if err := send(t.Context(), evil); err != nil {
		t.Fatal(err)
	}
	m, err := mail.ReadMessage(strings.NewReader(s.messages[0]))
	if err != nil {
		t.Fatal(err)
	}
	parts := partsOf(t, m)
	if page := parts["text/html"]; strings.Contains(page, "<script") || strings.Contains(page, "<b>") {
		t.Errorf("the page is %q", page)
	}
	for kind, text := range parts {
		if strings.Contains(text, "ada") {
			t.Errorf("%s has the address: %q", kind, text)
		}
	}
	evil = link
	evil.To = "ada@example.com\r\nBcc: eve@example.com"
	if err := send(t.Context(), evil); err == nil || len(s.messages) != 1 {
		t.Errorf("sent: %v", s.messages[1:])
	}
}

func TestWhatAServerRefusesIsAnError(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	send, err := authmail.SMTP("smtp://"+s.address, "no-reply@example.com")
	if err != nil {
		t.Fatal(err)
	}
	l := link
	l.To = "nobody@example.com"
	if err := send(t.Context(), l); err == nil || len(s.messages) > 0 {
		t.Errorf("error is %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := send(ctx, link); err == nil {
		t.Error("sent although the request has gone")
	}
	wants, err := authmail.SMTP("smtp://user:hunter2@"+s.address, "no-reply@example.com")
	if err != nil {
		t.Fatal(err)
	}
	if err := wants(t.Context(), link); err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("a server that knows no users: %v", err)
	}
}

func TestServersThatAreNone(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, server, from, want string }{
		{"no scheme", "mail.example.com:465", "a@example.com", "mail: the server is not a URL like smtps://user:password@host:465"},
		{"another scheme", "https://hunter2@mail.example.com", "a@example.com", "mail: the server is not a URL like smtps://user:password@host:465"},
		{"no host", "smtps://", "a@example.com", "mail: the server is not a URL like smtps://user:password@host:465"},
		{"a port that is none", "smtps://u:hunter2@host:99999", "a@example.com", "mail: the server is not a URL like smtps://user:password@host:465"},
		{"no URL at all", "smtps://%zz:hunter2@", "a@example.com", "mail: the server is not a URL like smtps://user:password@host:465"},
		{"a sender that is no address", "smtps://host", "nobody", "mail: the sender is not an address, like no-reply@example.com or Example <no-reply@example.com>"},
		{"two senders", "smtps://host", "a@example.com, b@example.com", "mail: the sender is not an address, like no-reply@example.com or Example <no-reply@example.com>"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if _, err := authmail.SMTP(c.server, c.from); err == nil || err.Error() != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestTheBoxShowsTheNewestFirstAndRunsNothing(t *testing.T) {
	t.Parallel()
	var box authmail.Box
	for i := range 60 {
		l := link
		l.URL = fmt.Sprintf("https://app.example.com/%d", i)
		if err := box.Send(t.Context(), l); err != nil {
			t.Fatal(err)
		}
	}
	l := link
	l.To, l.URL = `"><script>alert(1)</script>`, `javascript:alert(1)`
	if err := box.Send(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	box.ServeHTTP(w, httptest.NewRequest("GET", "/mailbox", nil))
	page := w.Body.String()
	if strings.Contains(page, "<script") || strings.Contains(page, `href="javascript`) {
		t.Errorf("the page is %s", page)
	}
	if strings.Index(page, "/59\"") > strings.Index(page, "/58\"") || strings.Contains(page, "/9\"") {
		t.Error("the newest is not the first, or the oldest is still there")
	}
	if policy := w.Header().Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'") {
		t.Errorf("the policy is %q", policy)
	}
}
