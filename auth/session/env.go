package session

import (
	"errors"
	"strings"
)

// FromEnv returns the manager of the sessions of an Auth.js application from
// the environment that the two share, as os.Getenv reads it: [EnvSecrets], and
// AUTH_URL (NEXTAUTH_URL for next-auth 4, and as a fallback), which says
// whether the site is on https and so what its cookies are called.
func FromEnv(c Compat, getenv func(string) string) (*Manager, error) {
	secrets := EnvSecrets(c, getenv)
	if len(secrets) == 0 {
		return nil, errors.New("session: AUTH_SECRET is not set; give the program the secret of the Auth.js application")
	}
	url := firstOf(getenv, "AUTH_URL", "NEXTAUTH_URL")
	if c == V4 {
		url = firstOf(getenv, "NEXTAUTH_URL", "AUTH_URL")
	}
	return New(Config{Compat: c, Secrets: secrets, Secure: len(url) > 8 && strings.EqualFold(url[:8], "https://")})
}

// EnvSecrets returns the secrets of an environment, the one that new sessions
// are made with first: AUTH_SECRET before NEXTAUTH_SECRET, or the other way
// round for next-auth 4. AUTH_SECRET_3, _2 and _1, newest first, go on opening
// older sessions during a rotation; next-auth itself looks at them only where
// neither of the others is set.
func EnvSecrets(c Compat, getenv func(string) string) []string {
	var all []string
	main := firstOf(getenv, "AUTH_SECRET", "NEXTAUTH_SECRET")
	if c == V4 {
		main = firstOf(getenv, "NEXTAUTH_SECRET", "AUTH_SECRET")
	}
	for _, s := range []string{main, getenv("AUTH_SECRET_3"), getenv("AUTH_SECRET_2"), getenv("AUTH_SECRET_1")} {
		if s != "" {
			all = append(all, s)
		}
	}
	return all
}

func firstOf(getenv func(string) string, names ...string) string {
	for _, name := range names {
		if v := getenv(name); v != "" {
			return v
		}
	}
	return ""
}
