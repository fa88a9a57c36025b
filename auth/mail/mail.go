// Package mail sends magic links: over SMTP, or, while one develops, to a page.
//
//	send, err := mail.SMTP("smtps://user:password@mail.example.com", "Example <no-reply@example.com>")
//	provider := authjs.Email{Send: send}
//
// A message holds the link and the site's host and nothing else: what somebody
// typed into a form cannot come to be read as the site's words.
package mail

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/gozen-dev/gozen/auth/authjs"
)

// timeout is how long a mail server has for a message.
const timeout = 15 * time.Second

// Send sends a link; it is what [authjs.Email] wants.
type Send = func(ctx context.Context, l authjs.MagicLink) error

// SMTP sends through a mail server, named as Auth.js does in EMAIL_SERVER:
// smtps://user:password@host:465 with TLS from the start, or
// smtp://user:password@host:587, where TLS is begun before anything is said.
// Only a server on this machine may do without. From is an address, with a
// name before it or not, as in EMAIL_FROM.
func SMTP(server, from string) (Send, error) {
	options, host, err := parseServer(server)
	if err != nil {
		return nil, err
	}
	if err := gomail.NewMsg().From(from); err != nil {
		return nil, errors.New("mail: the sender is not an address, like no-reply@example.com or Example <no-reply@example.com>")
	}
	return func(ctx context.Context, l authjs.MagicLink) error {
		m, err := message(from, l)
		if err != nil {
			return err
		}
		c, err := gomail.NewClient(host, options...)
		if err != nil {
			return fmt.Errorf("mail: %w", err)
		}
		if err := c.DialAndSendWithContext(ctx, m); err != nil {
			return fmt.Errorf("mail: %w", err)
		}
		return nil
	}, nil
}

// parseServer reads a server's URL. Its errors do not hold the URL, which has a
// password in it.
func parseServer(server string) ([]gomail.Option, string, error) {
	malformed := errors.New("mail: the server is not a URL like smtps://user:password@host:465")
	u, err := url.Parse(server)
	if err != nil || u.Hostname() == "" || u.Path != "" && u.Path != "/" {
		return nil, "", malformed
	}
	options := []gomail.Option{gomail.WithTimeout(timeout)}
	port := 465
	switch {
	case u.Scheme == "smtps":
		options = append(options, gomail.WithSSL())
	case u.Scheme == "smtp" && isLoopback(u.Hostname()):
		port, options = 587, append(options, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	case u.Scheme == "smtp":
		port, options = 587, append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	default:
		return nil, "", malformed
	}
	if p := u.Port(); p != "" {
		if port, err = strconv.Atoi(p); err != nil || port < 1 || port > 65535 {
			return nil, "", malformed
		}
	}
	options = append(options, gomail.WithPort(port))
	if u.User != nil {
		secret, _ := u.User.Password()
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(u.User.Username()), gomail.WithPassword(secret))
	}
	return options, u.Hostname(), nil
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}

// message writes a message to one recipient.
func message(from string, l authjs.MagicLink) (*gomail.Msg, error) {
	m := gomail.NewMsg()
	if err := m.From(from); err != nil {
		return nil, fmt.Errorf("mail: sender: %w", err)
	}
	if err := m.To(l.To); err != nil {
		return nil, fmt.Errorf("mail: recipient: %w", err)
	}
	m.Subject(subject(l))
	m.SetBodyString(gomail.TypeTextPlain, text(l))
	if err := m.AddAlternativeHTMLTemplate(htmlBody(), l); err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	return m, nil
}

func subject(l authjs.MagicLink) string { return "Sign in to " + hostOf(l) }

func text(l authjs.MagicLink) string {
	return strings.Join([]string{
		"Sign in to " + hostOf(l) + ":", "", l.URL, "",
		"The link works once, until " + l.Expires.UTC().Format("2006-01-02 15:04 MST") + ".",
		"If you did not ask for it, you can ignore this message.", "",
	}, "\n")
}

// hostOf keeps mail programs from making a link of the host by themselves.
func hostOf(l authjs.MagicLink) string {
	host, _, err := net.SplitHostPort(l.Site)
	if err != nil {
		host = l.Site
	}
	return strings.ReplaceAll(host, ".", "\u200b.")
}

func htmlBody() *template.Template {
	return template.Must(template.New("mail").Funcs(template.FuncMap{"host": hostOf}).Parse(`<!DOCTYPE html>
<html lang="en">
<body style="margin:0;padding:2rem 1rem;background:#f6f7f9;color:#1b1f24;font:16px/1.5 system-ui,sans-serif">
<div style="max-width:26rem;margin:0 auto;padding:2rem;background:#fff;border-radius:12px;text-align:center">
<p style="margin:0 0 1.5rem;font-size:20px">Sign in to <strong>{{host .}}</strong></p>
<p style="margin:0 0 1.5rem"><a href="{{.URL}}" style="display:inline-block;padding:.7rem 1.5rem;border-radius:6px;background:#1d4ed8;color:#fff;text-decoration:none">Sign in</a></p>
<p style="margin:0;font-size:14px;color:#5b6470">The link works once, until {{.Expires.UTC.Format "2006-01-02 15:04 MST"}}.
If you did not ask for it, you can ignore this message.</p>
</div>
</body>
</html>
`))
}
