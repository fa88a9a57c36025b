package main

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/auth/authjs"
	"github.com/gozen-dev/gozen/auth/mail"
	"github.com/gozen-dev/gozen/auth/store"
)

// signIn returns the handler of sign-in, by all the ways that the schema has
// tables for and the environment names, and says who a request's caller is.
// For a schema without users it knows nobody.
func (p *plan) signIn(st *site) (http.Handler, error) {
	st.auth = p.sessions
	c := authjs.Config{Sessions: p.sessions, Origin: p.at.origin, BasePath: p.at.signIn, Logger: p.log}
	var err error
	if c.TrustedProxies, err = trustedProxies(os.Getenv("GOZEN_TRUSTED_PROXIES")); err != nil {
		return nil, err
	}
	people, err := store.New(st.db)
	if err != nil {
		st.signIn = "nobody can sign in: " + strings.TrimPrefix(err.Error(), "sign-in: ")
	} else if err := p.ways(&c, people); err != nil {
		return nil, err
	}
	if people != nil {
		st.signIn = describe(p.sessions.Compat().String(), people, c.Providers)
	}
	if people != nil && p.rows {
		c.Strategy, st.auth = authjs.Database, p.sessions.Database(people)
	}
	h, err := authjs.New(c)
	if err != nil {
		return nil, &hinted{fmt.Errorf("sign-in: %w", err), "docs/authjs.md has the models that each way to sign in needs"}
	}
	return h, nil
}

// trustedProxies reads a list of addresses and networks.
func trustedProxies(list string) ([]netip.Prefix, error) {
	var all []netip.Prefix
	for word := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == ',' || r == ' ' }) {
		p, err := netip.ParsePrefix(word)
		if err != nil {
			var a netip.Addr
			if a, err = netip.ParseAddr(word); err == nil {
				p, err = a.Prefix(a.BitLen())
			}
		}
		if err != nil {
			return nil, &hinted{fmt.Errorf("GOZEN_TRUSTED_PROXIES: %q is no address", word), "like 127.0.0.1, or a network like 10.0.0.0/8"}
		}
		all = append(all, p)
	}
	return all, nil
}

// ways adds every way to sign in to a configuration. What the environment names
// must work: its tables are asked for when the handler is made.
func (p *plan) ways(c *authjs.Config, people *store.Store) error {
	c.Store = people
	if passwords, err := people.Passwords(); err == nil {
		c.Providers = append(c.Providers, authjs.Passwords(passwords, passwords.Cost()))
	}
	email, err := p.email(people)
	if err != nil {
		return err
	}
	if email != nil {
		c.Providers = append(c.Providers, *email)
	}
	others, err := otherSites(os.Environ())
	if err != nil {
		return err
	}
	for _, o := range others {
		c.Providers = append(c.Providers, o)
	}
	return nil
}

// email returns the provider of magic links: with the mail server of the
// environment, else with dev's mailbox where the schema has tables for links.
func (p *plan) email(people *store.Store) (*authjs.Email, error) {
	e := &authjs.Email{Confirm: os.Getenv("GOZEN_EMAIL_CONFIRM") != ""}
	server, from := os.Getenv("EMAIL_SERVER"), os.Getenv("EMAIL_FROM")
	switch {
	case server != "" && from == "":
		return nil, &hinted{fmt.Errorf("EMAIL_SERVER is set and EMAIL_FROM is not"), `say who sends: EMAIL_FROM="Example <no-reply@example.com>"`}
	case server != "":
		send, err := mail.SMTP(server, from)
		if err != nil {
			return nil, fmt.Errorf("EMAIL_SERVER, EMAIL_FROM: %w", err)
		}
		e.Send = send
	case p.mailbox != nil && people.Lacks(authjs.NeedLinks) == nil:
		e.Send = p.mailbox.Send
	default:
		return nil, nil
	}
	return e, nil
}

// otherSites returns the providers that an environment names as Auth.js 5 does:
// AUTH_GITHUB_ID, AUTH_GOOGLE_ID, and AUTH_<NAME>_ISSUER for any other one that
// speaks OpenID Connect, each with its _ID and _SECRET.
func otherSites(environ []string) ([]authjs.OAuth, error) {
	env := map[string]string{}
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		if inner, ok := strings.CutPrefix(name, "AUTH_"); ok && value != "" {
			env[inner] = value
		}
	}
	var names []string
	for name := range env {
		if site, ok := strings.CutSuffix(name, "_ISSUER"); ok {
			names = append(names, site)
		}
	}
	for _, name := range []string{"GITHUB", "GOOGLE"} {
		if env[name+"_ID"] != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var found []authjs.OAuth
	for _, name := range names {
		if env[name+"_ID"] == "" {
			return nil, &hinted{fmt.Errorf("AUTH_%s_ISSUER is set and AUTH_%s_ID is not", name, name), "set the id and the secret that the provider has given you"}
		}
		found = append(found, otherSite(env, name))
	}
	return found, nil
}

func otherSite(env map[string]string, name string) authjs.OAuth {
	id, secret, issuer := env[name+"_ID"], env[name+"_SECRET"], env[name+"_ISSUER"]
	switch {
	case name == "GITHUB" && issuer == "":
		return authjs.GitHub(id, secret)
	case name == "GOOGLE" && issuer == "":
		return authjs.Google(id, secret)
	}
	shown := env[name+"_NAME"]
	if shown == "" {
		shown = name[:1] + strings.ToLower(name[1:])
	}
	return authjs.OAuth{
		ID: strings.ToLower(strings.ReplaceAll(name, "_", "-")), Name: shown, ClientID: id, ClientSecret: secret, Issuer: issuer,
	}
}

// describe says for people how one signs in.
func describe(major string, people *store.Store, ways []authjs.Provider) string {
	var names []string
	for _, w := range ways {
		switch w := w.(type) {
		case authjs.Credentials:
			names = append(names, "email and password of "+people.Model())
		case authjs.Email:
			names = append(names, "magic link")
		case authjs.OAuth:
			names = append(names, w.Name)
		}
	}
	if len(names) == 0 {
		return "nobody can sign in: model " + people.Model() + " has no field with @password, and nothing else is configured"
	}
	return "Auth.js " + major + ", " + strings.Join(names, ", ")
}

// fromHere reports whether a request was made on this machine, by a program
// that meant to ask this machine: behind a proxy every hop counts, and a name
// that only resolves to it (DNS rebinding) does not.
func fromHere(r *http.Request) bool {
	hops := []string{r.Host, r.RemoteAddr}
	for _, list := range r.Header.Values("X-Forwarded-For") {
		hops = append(hops, strings.Split(list, ",")...)
	}
	for _, hop := range hops {
		hop = strings.TrimSpace(hop)
		if host, _, err := net.SplitHostPort(hop); err == nil {
			hop = host
		}
		ip := net.ParseIP(strings.Trim(hop, "[]"))
		socket := hop == "" || hop == "@" // in the file system: of this machine's own users
		if hop != "localhost" && !socket && (ip == nil || !ip.IsLoopback()) {
			return false
		}
	}
	return true
}
