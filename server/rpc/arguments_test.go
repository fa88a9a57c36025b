package rpc_test

import (
	"net/url"
	"testing"

	"github.com/gozen-dev/gozen/server/rpc"
)

// FuzzParameters holds what is found in a query string against net/url.
func FuzzParameters(f *testing.F) {
	for _, raw := range []string{
		"", "q=%7B%7D", "q={}&meta=1", "meta=2&q=1&q=3&meta=4", "q=a+b%20c", "Q=1&%71=2", "q", "&&q=1&", "q=1;meta=2", "a;b&q=1",
		"q=%", "q=1&x=%zz", "%zz=1", "=1&q==", "q=&q=1",
	} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		q, meta, err := rpc.ParametersForTest(raw)
		want, wantErr := url.ParseQuery(raw)
		if (err == nil) != (wantErr == nil) {
			t.Fatalf("%q: %v, of net/url %v", raw, err, wantErr)
		}
		if err == nil && (q != want.Get("q") || meta != want.Get("meta")) {
			t.Errorf("%q: q %q and meta %q, of net/url %q", raw, q, meta, want)
		}
	})
}
