package check_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/schema"
)

// FuzzSource wants any text to be answered with a schema or with errors, and
// every schema to survive its JSON form.
func FuzzSource(f *testing.F) {
	for _, ex := range []string{"../examples/todo/schema.zmodel", "../examples/guide/schema.zmodel", "library.zmodel"} {
		src, err := os.ReadFile(ex)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
	for _, tc := range corpus(f) {
		f.Add(tc.files["schema.zmodel"])
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		s, diags := check.Source("a.zmodel", src)
		if (s == nil) != diags.HasErrors() {
			t.Fatalf("schema %t with diagnostics\n%s", s != nil, lines(diags))
		}
		if s == nil {
			return
		}
		data, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := schema.Decode(data); err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
	})
}
