package main_test

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/gozentest"
)

// heard is an answer.
type heard struct {
	status int
	header http.Header
	text   string
}

// sent sends a request as a program does; what it returns is closed with the test.
func sent(t *testing.T, method, url, body string, headers map[string]string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return res
}

// ask sends a request and reads the answer.
func ask(t *testing.T, method, url, body string, headers map[string]string) heard {
	t.Helper()
	res := sent(t, method, url, body, headers) //nolint:bodyclose // sent does
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return heard{res.StatusCode, res.Header, string(b)}
}

func TestAServerIsOperated(t *testing.T) {
	t.Parallel()
	gozentest.Each(t, func(t *testing.T, database string) {
		env := []string{"DATABASE_URL=" + database, "AUTH_SECRET=" + secret}
		push := exec.CommandContext(t.Context(), os.Getenv(binaryVariable), "db", "push", "--schema", "examples/todo/schema.zmodel")
		push.Env, push.Dir = append(os.Environ(), env...), "../.."
		if out, err := push.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		p := start(t, env, "serve", "--schema", "examples/todo/schema.zmodel", "--operators", "127.0.0.1:0", "--cors", "https://app.example", "--slow", "1ns")
		line, ok := p.out.find("  operators ")
		if !ok {
			t.Fatal("no operators")
		}
		operators := strings.TrimSuffix(strings.Fields(line)[1], "/metrics")

		stream := sent(t, http.MethodGet, p.base+"/api/live/user/count", "", nil) //nolint:bodyclose // sent does
		lines := bufio.NewScanner(stream.Body)
		waitFor := func(want string) {
			t.Helper()
			for lines.Scan() {
				if lines.Text() == want {
					return
				}
			}
			t.Fatalf("the stream ended before %s", want)
		}
		waitFor(`data: {"data":0}`)

		const ann = `{"data":[{"id":"ann","email":"ann@example.com","password":"correct horse"}]}`
		page := map[string]string{"Origin": "https://app.example", "Content-Type": "application/json", "Idempotency-Key": "k"}
		for _, again := range []string{"", "true"} {
			res := ask(t, http.MethodPost, p.base+"/api/model/user/createMany", ann, page)
			if res.status != 201 || res.header.Get("Idempotency-Replayed") != again || res.header.Get("Access-Control-Allow-Origin") != "https://app.example" {
				t.Errorf("got %+v", res)
			}
		}
		page["Origin"] = "https://evil.example"
		if res := ask(t, http.MethodPost, p.base+"/api/model/user/createMany", ann, page); res.status != 403 || res.header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("another origin: %d %v", res.status, res.header)
		}
		list := p.base + "/api/model/user/findMany?q=" + url.QueryEscape(`{"where":{"email":"tell@nobody"}}`)
		first := ask(t, http.MethodGet, list, "", nil)
		if res := ask(t, http.MethodGet, list, "", map[string]string{"If-None-Match": first.header.Get("ETag")}); res.status != http.StatusNotModified {
			t.Errorf("with an ETag: %d", res.status)
		}
		for path, want := range map[string]int{operators + "/healthz": 200, operators + "/readyz": 200, p.base + "/readyz": 200, p.base + "/metrics": 404, operators + "/api/model/user/findMany": 404} {
			if res := ask(t, http.MethodGet, path, "", nil); res.status != want {
				t.Errorf("%s: %d", path, res.status)
			}
		}
		told := ask(t, http.MethodGet, operators+"/metrics", "", nil).text
		for _, want := range []string{
			`gozen_queries_total{model="User",operation="createMany",outcome="ok"} 1`,
			`gozen_http_requests_total{face="rpc",method="POST",status="201"} 2`,
			`gozen_http_requests_total{face="rpc",method="GET",status="304"} 1`,
			`gozen_http_requests_in_flight{face="live"} 1`,
		} {
			if !strings.Contains(told, want+"\n") {
				t.Errorf("%s is missing in\n%s", want, told)
			}
		}
		p.stop(t) // in order, although there is a subscription
		if log := p.errs.String(); !strings.Contains(log, "slow query") || strings.Contains(log, "tell@nobody") {
			t.Errorf("the log: %s", log)
		}
	})
}
