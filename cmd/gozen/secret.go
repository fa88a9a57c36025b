package main

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// keptSecret returns the secret in dir/.auth-secret, which it makes on the
// first run: whoever develops stays signed in over restarts without setting
// anything up.
func keptSecret(dir string) (string, error) {
	path := filepath.Join(dir, ".auth-secret")
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeSecret(path)
	}
	if err != nil {
		return "", fmt.Errorf("read the sign-in secret: %w", err)
	}
	secret := strings.TrimSpace(string(text))
	if secret == "" {
		return "", &hinted{
			fmt.Errorf("the sign-in secret in %s is empty", path),
			"delete the file for a new one (everybody is signed out), or set AUTH_SECRET",
		}
	}
	return secret, nil
}

func makeSecret(path string) (string, error) {
	var b [33]byte
	if _, err := rand.Read(b[:]); err != nil {
		return "", fmt.Errorf("make the sign-in secret: %w", err)
	}
	secret := base64.StdEncoding.EncodeToString(b[:])
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", fmt.Errorf("keep the sign-in secret: %w", err)
	}
	_, err = f.WriteString(secret + "\n")
	if err := errors.Join(err, f.Close()); err != nil {
		return "", fmt.Errorf("keep the sign-in secret: %w", err)
	}
	return secret, nil
}
