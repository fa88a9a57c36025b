package lsp_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestVSCodeExtension wants the extension's files to be there and to be JSON.
func TestVSCodeExtension(t *testing.T) {
	t.Parallel()
	const dir = "../../editors/vscode"
	var p struct {
		Main        string
		Contributes struct {
			Languages []struct{ Configuration string }
			Grammars  []struct{ Path string }
		}
	}
	read(t, filepath.Join(dir, "package.json"), &p)
	if _, err := os.Stat(filepath.Join(dir, p.Main)); err != nil {
		t.Error(err)
	}
	var configuration object
	read(t, filepath.Join(dir, p.Contributes.Languages[0].Configuration), &configuration)
	var grammar struct{ Repository object }
	path := filepath.Join(dir, p.Contributes.Grammars[0].Path)
	read(t, path, &grammar)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`"include": "#(\w+)"`).FindAllStringSubmatch(string(text), -1) {
		if grammar.Repository[m[1]] == nil {
			t.Errorf("the grammar includes %s and has no such rule", m[1])
		}
	}
	for _, word := range []string{
		"model", "view", "type", "enum", "datasource", "generator", "plugin", "function", "procedure", "attribute", "import",
	} {
		if !strings.Contains(string(text), word) {
			t.Errorf("the grammar does not know %s", word)
		}
	}
}

func read(t *testing.T, path string, into any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}
