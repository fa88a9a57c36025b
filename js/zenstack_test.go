package js_test

import (
	"path/filepath"
	"testing"

	"github.com/gozen-dev/gozen/gozentest"
)

// TestZenStack runs ZenStack's own clients, unmodified from npm, against `gozen
// serve` on both databases: the fetch client, and the React hooks in a page that
// is not drawn. They are compiled against the module that `gozen generate` writes.
func TestZenStack(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: the tests of js/zenstack are not run")
	}
	watch(t)
	install(t, "zenstack")
	gozen := filepath.Join(t.TempDir(), "gozen")
	run(t, "..", nil, "go", "build", "-o", gozen, "./cmd/gozen")
	run(t, "zenstack", nil, gozen, "generate", "--schema", "schema.zmodel", "--ts", "generated")
	run(t, "zenstack", nil, "npm", "run", "--silent", "build")
	for _, name := range []string{"fetch", "hooks"} {
		t.Run(name, func(t *testing.T) {
			gozentest.Each(t, func(t *testing.T, url string) {
				env := []string{"GOZEN_BIN=" + gozen, "GOZEN_DATABASE=" + url}
				run(t, "zenstack", env, "node", "--test", "--test-reporter=spec", "dist/test/"+name+".test.js")
			})
		})
	}
}
