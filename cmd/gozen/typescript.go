package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gozen-dev/gozen/internal/gen/typescript"
	"github.com/gozen-dev/gozen/schema"
)

// generateTypeScript writes the modules for @gozen/client and for ZenStack's own
// clients into dir; with check it writes nothing and fails when one there is another.
func generateTypeScript(s *schema.Schema, source, dir string, check bool) error {
	files, err := typescript.Module(s, filepath.Base(source))
	if err != nil {
		return fmt.Errorf("generate: %w", err)
	}
	lite, err := typescript.Lite(s, filepath.Base(source))
	if err != nil {
		return fmt.Errorf("generate: %w", err)
	}
	for _, f := range append(files, lite...) {
		path := filepath.Join(dir, f.Name)
		if there, err := os.ReadFile(path); err == nil && bytes.Equal(there, f.Text) {
			continue
		}
		if check {
			return &hinted{fmt.Errorf("%s is stale", path), "run gozen generate --ts " + dir}
		}
		if err := os.MkdirAll(dir, 0o750); err != nil {
			return err
		}
		if err := os.WriteFile(path, f.Text, 0o600); err != nil {
			return err
		}
	}
	return nil
}
