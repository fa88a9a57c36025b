package main_test

import (
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gozen-dev/gozen/auth/session"
	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/dialect/open"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
	"github.com/gozen-dev/gozen/schema"
)

// TestWhatIsRefusedIsClearAndChangesNothing sends what no client should, as
// ann, who is signed in and could do harm.
func TestWhatIsRefusedIsClearAndChangesNothing(t *testing.T) {
	t.Parallel()
	gozentest.Each(t, func(t *testing.T, dsn string) {
		p := todo(t, dsn)
		ann, visitor := newBrowser(t, p), newBrowser(t, p)
		ann.post(t, "user/createMany", `{"data":[{"id":"ann","email":"ann@example.com","password":"correct horse"}]}`)
		ann.signIn(t, "ann@example.com", "correct horse")
		before := rows(t, dsn)
		steps := append(refusedOperations(t, ann), refusedSignIns(t, visitor)...)
		steps = append(steps, refusedCookies(t, p)...)
		for _, s := range steps {
			t.Run(s.name, func(t *testing.T) {
				play(t, []step{s})
				if tells := telling(s.answer().text); tells != "" {
					t.Errorf("the answer tells of the inside: %s", tells)
				}
			})
		}
		if after := rows(t, dsn); after != before {
			t.Errorf("rows changed:\nbefore %s\nafter  %s", before, after)
		}
	})
}

func refusedOperations(t *testing.T, ann *browser) []step {
	const jsonType, text = "application/json", "text/plain"
	post := func(path, kind, body string) func() reply {
		return func() reply { return ann.send(t, http.MethodPost, "/api/model/"+path, kind, body) }
	}
	get := func(path string) func() reply {
		return func() reply { return ann.send(t, http.MethodGet, "/api/model/"+path, "", "") }
	}
	user := `{"data":{"email":"x@example.com","password":"12345678"}}`
	large := `{"data":{"email":"x@example.com","name":"` + strings.Repeat("x", 10<<20) + `"}}`
	return []step{
		{"an unknown model", get("unicorn/findMany"), 400, `{"error":{"message":"unknown model name: unicorn"}}`, ""},
		{"a model in the wrong case", get("SPACEUSER/findMany"), 400, `{"error":{"message":"unknown model name: sPACEUSER"}}`, ""},
		{"an unknown operation", get("user/findAll"), 400, `{"error":{"message":"invalid operation: findAll"}}`, ""},
		{"an operation that is a method of the client", get("user/constructor"), 400, `{"error":{"message":"invalid operation: constructor"}}`, ""},
		{"a path too short", get("user"), 400, `{"error":{"message":"invalid request path"}}`, ""},
		{"a path out of the tree", get("../../etc/passwd"), 400, `{"error":{"message":"invalid request path"}}`, ""},
		{"the wrong verb", post("user/findMany", jsonType, "{}"), 400, `{"error":{"message":"invalid request method, only GET is supported"}}`, ""},
		{"a write by GET", get("user/deleteMany"), 400, `{"error":{"message":"invalid request method, only DELETE is supported"}}`, ""},
		{"an unknown key in data", post("user/create", jsonType, `{"data":{"email":"x@example.com","password":"12345678","admin":true}}`), 422, `Unrecognized key: \"admin\" at \"data\"`, ""},
		{"an unknown key in where", get("user/findMany?q=" + url.QueryEscape(`{"where":{"1=1 --":1}}`)), 422, `Unrecognized key: \"1=1 --\" at \"where\"`, ""},
		{"an unknown argument", get("user/findMany?q=" + url.QueryEscape(`{"raw":"SELECT 1"}`)), 422, `Unrecognized key: \"raw\"`, ""},
		{"a key twice", post("user/create", jsonType, `{"data":{"email":"x@example.com"},"data":{}}`), 400, "not valid JSON", ""},
		{"bad JSON in q", get("user/findMany?q={"), 400, `{"error":{"message":"invalid \"q\" query parameter"}}`, ""},
		{"bad JSON in meta", get("user/findMany?q={}&meta={"), 400, `{"error":{"message":"invalid \"q\" query parameter"}}`, ""},
		{"bad JSON in the body", post("user/create", jsonType, "{oops"), 400, "not valid JSON", ""},
		{"text after the JSON", post("user/create", jsonType, user+"{}"), 400, "not valid JSON", ""},
		{"an empty body", post("user/create", jsonType, ""), 400, `{"error":{"message":"missing request body"}}`, ""},
		{"a body of null", post("user/create", jsonType, "null"), 400, `{"error":{"message":"missing request body"}}`, ""},
		{"an empty object", post("user/create", jsonType, "{}"), 422, `at \"data\"`, ""},
		{"a body that is not declared as JSON", post("user/create", text, user), 400, `{"error":{"message":"missing request body"}}`, ""},
		{"a form of another site", post("user/create", "application/x-www-form-urlencoded", user), 400, `{"error":{"message":"missing request body"}}`, ""},
		{"a body of 10 MB", post("user/create", jsonType, large), 413, `{"error":{"message":"request body is too large"}}`, ""},
		{"a body nested 100,000 deep", post("user/create", jsonType, strings.Repeat("[", 100_000)), 400, "not valid JSON", ""},
		{"conditions nested 50 deep", get("user/findMany?q=" + url.QueryEscape(`{"where":`+strings.Repeat(`{"NOT":`, 50)+`{}`+strings.Repeat(`}`, 50)+`}`)), 422, `"rejectedByValidation":true`, ""},
		{"more rows than the limit", get("user/findMany?q=" + url.QueryEscape(`{"take":100000}`)), 422, `"rejectedByValidation":true`, ""},
		{"an annotation of a type that is none", post("user/create", jsonType, `{"data":{"email":"x"},"meta":{"serialization":{"values":{"data.email":[["custom","Money"]]}}}}`), 400, "failed to deserialize request payload", ""},
		{"raw SQL", get("$queryRaw/findMany"), 400, "unknown model name: $queryRaw", ""},
		{"an empty transaction", post("$transaction/sequential", jsonType, "[]"), 400, "non-empty array", ""},
		{"a transaction with an unknown model", post("$transaction/sequential", jsonType, `[{"model":"User","op":"deleteMany"},{"model":"Unicorn","op":"count"}]`), 400, "operation at index 1 has unknown model: Unicorn", ""},
		{"a value that is too long for bcrypt", post("user/create", jsonType, `{"data":{"email":"x@example.com","password":"`+strings.Repeat("x", 73)+`"}}`), 422, `"rejectedByValidation":true`, "xxx"},
		{"an id that is taken", post("user/create", jsonType, `{"data":{"id":"ann","email":"x@example.com","password":"12345678"}}`), 400, `"code":"P2002"`, ""},
		{"a write from another site's page", func() reply {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, ann.base+"/api/model/user/create", strings.NewReader(user))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", jsonType)
			r.Header.Set("Origin", "https://evil.example")
			return ann.do(t, r)
		}, 403, `{"error":{"message":"cross-origin request refused"}}`, ""},
	}
}

func refusedSignIns(t *testing.T, b *browser) []step {
	post := func(path string, fields url.Values) func() reply {
		return func() reply { return b.form(t, path, fields) }
	}
	return []step{
		{"a wrong password", func() reply { return b.signIn(t, "ann@example.com", "wrong") }, 200, "error=CredentialsSignin", ""},
		{"a user that does not exist", func() reply { return b.signIn(t, "nobody@example.com", "correct horse") }, 200, "error=CredentialsSignin", ""},
		{"an address with SQL in it", func() reply { return b.signIn(t, "' OR '1'='1", "correct horse") }, 200, "error=CredentialsSignin", ""},
		{"a sign-in without a csrf token", post("callback/credentials", url.Values{"email": {"ann@example.com"}, "password": {"correct horse"}}), 200, "error=MissingCSRF", ""},
		{"a sign-in with another's csrf token", post("callback/credentials", url.Values{"csrfToken": {strings.Repeat("0", 64)}, "email": {"ann@example.com"}, "password": {"correct horse"}}), 200, "error=MissingCSRF", ""},
		{"and no session after all that", func() reply { return b.session(t) }, 200, "null", "user"},
	}
}

// refusedCookies makes sessions that look like ann's and are not. Whoever
// holds one is anonymous: reads are empty and writes refused.
func refusedCookies(t *testing.T, p *process) []step {
	cookies := map[string]string{
		"a cookie that was tampered with":   tamper(seal(t, secret, "ann", time.Now())),
		"a cookie that has expired":         seal(t, secret, "ann", time.Now().Add(-2*session.DefaultMaxAge)),
		"a cookie of another secret":        seal(t, strings.Repeat("other", 8), "ann", time.Now()),
		"a cookie of a user that is no row": seal(t, secret, "zoe", time.Now()),
		"a cookie that is no token":         "ann",
	}
	var steps []step
	for name, value := range cookies {
		holder := &browser{base: p.base, client: &http.Client{Timeout: patience, Transport: cookie{value}}}
		steps = append(steps,
			step{name + " reads nothing", func() reply { return holder.get(t, "user/findMany", "{}") }, 200, `{"data":[]}`, "ann@"},
			step{name + " writes nothing", func() reply {
				return holder.post(t, "space/create", `{"data":{"name":"Mine now","slug":"mine","ownerId":"ann"}}`)
			}, 403, `"rejectReason":"no-access"`, ""})
	}
	return steps
}

// cookie sends every request with one session cookie.
type cookie struct{ value string }

func (c cookie) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.AddCookie(&http.Cookie{Name: "authjs.session-token", Value: c.value})
	return http.DefaultTransport.RoundTrip(r)
}

// seal makes a session token as the server would have at a time.
func seal(t *testing.T, secret, subject string, at time.Time) string {
	t.Helper()
	m, err := session.New(session.Config{Compat: session.V5, Secrets: []string{secret}, Now: func() time.Time { return at }})
	if err != nil {
		t.Fatal(err)
	}
	token, err := m.Seal(m.Salt(session.Session), map[string]any{"sub": subject}, session.DefaultMaxAge)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// tamper changes one character in the middle of a token.
func tamper(token string) string {
	i := len(token) - 30
	c := byte('A')
	if token[i] == c {
		c = 'B'
	}
	return token[:i] + string(c) + token[i+1:]
}

// telling returns what an answer must never hold, if it does: SQL, the text
// of rules, paths of files, Go's own words.
func telling(text string) string {
	return regexp.MustCompile(`(?i)\b(select|insert into|update "|delete from|returning|constraint failed|sqlite_error|pgx|sqlstate)\b|@@|auth\(\)|\.go\b|/work/|/home/|/tmp/|goroutine|panic|\$2[aby]\$`).FindString(text)
}

// rows returns every row of the database as text, password hashes included.
func rows(t *testing.T, dsn string) string {
	t.Helper()
	text, err := os.ReadFile("../../examples/todo/schema.zmodel")
	if err != nil {
		t.Fatal(err)
	}
	s := gozentest.Schema(t, string(text))
	conn, err := open.Open(t.Context(), dsn, s)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	db, err := rt.Open(s, conn, rt.Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, m := range s.Models {
		doc, err := db.Unrestricted("tests look").JSON(t.Context(), everything(m))
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(m.Name + " " + string(doc.Data) + "\n")
	}
	return all.String()
}

func everything(m *schema.Model) *query.Op {
	op := &query.Op{Kind: query.FindMany, Model: m, Page: query.NoPage(), Limit: query.NoSlot, Select: &query.Selection{}}
	for _, f := range m.Fields {
		if f.Stored() {
			op.Select.Fields = append(op.Select.Fields, f)
		}
	}
	for _, f := range m.IDFields() {
		op.Page.OrderBy = append(op.Page.OrderBy, query.Order{Field: f})
	}
	return op
}
