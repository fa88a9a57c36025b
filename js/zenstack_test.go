package js_test

import (
	"path/filepath"
	"testing"

	"github.com/gozen-dev/gozen/gozentest"
)

// TestZenStack runs ZenStack's own clients, unmodified from npm, against `gozen
// serve` on both databases: the fetch client, the React hooks in a page that is
// not drawn, and the Vue composables. They are compiled against the module that `gozen generate` writes.
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
	for _, name := range []string{"fetch", "hooks", "vue"} {
		t.Run(name, func(t *testing.T) {
			gozentest.Each(t, func(t *testing.T, url string) {
				env := []string{"GOZEN_ENDPOINT=" + serve(t, gozen, "zenstack", url)}
				run(t, "zenstack", env, "node", "--test", "--test-reporter=spec", "dist/test/"+name+".test.js")
			})
		})
	}
}

// TestZenStack2 runs the hooks that ZenStack 2 generates of a schema, as they
// are, against `gozen serve --zenstack v2` with the same schema.
func TestZenStack2(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: the tests of js/zenstack2 are not run")
	}
	watch(t)
	install(t, "zenstack2")
	gozen := filepath.Join(t.TempDir(), "gozen")
	run(t, "..", nil, "go", "build", "-o", gozen, "./cmd/gozen")
	if older(t, "zenstack2/generated/hooks/index.ts", "zenstack2", "schema.zmodel", "generate.sh", "package-lock.json") {
		run(t, "zenstack2", nil, "npm", "run", "--silent", "generate")
	}
	run(t, "zenstack2", nil, "npm", "run", "--silent", "build")
	gozentest.Each(t, func(t *testing.T, url string) {
		env := []string{"GOZEN_ENDPOINT=" + serve(t, gozen, "zenstack2", url, "--zenstack", "v2")}
		run(t, "zenstack2", env, "node", "--test", "--test-reporter=spec", "dist/test/hooks.test.js")
	})
}
