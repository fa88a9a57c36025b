package service_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/server/service"
)

func TestOnlyProgramsWithTheKeyAreServed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		const body = `{"model":"note","operation":"count"}`
		for _, tt := range []struct {
			name   string
			change func(http.Header)
			want   int
		}{
			{"the key", func(http.Header) {}, 200},
			{"no key", func(h http.Header) { h.Del("Authorization") }, 401},
			{"no word before it", func(h http.Header) { h.Set("Authorization", key) }, 401},
			{"a part of the key", func(h http.Header) { h.Set("Authorization", "Bearer "+key[:len(key)-1]) }, 401},
			{"more than the key", func(h http.Header) { h.Set("Authorization", "Bearer "+key+" ") }, 200}, // HTTP drops the space
			{"another key", func(h http.Header) { h.Set("Authorization", "Bearer "+strings.ToUpper(key)) }, 401},
			{"an empty key", func(h http.Header) { h.Set("Authorization", "Bearer ") }, 401},
			{"a page", func(h http.Header) { h.Set("Origin", "http://service.test") }, 403},
			{"a page of no origin", func(h http.Header) { h.Set("Origin", "null") }, 403},
			{"a browser on its own site", func(h http.Header) { h.Set("Sec-Fetch-Site", "same-origin") }, 403},
			{"a browser's navigation", func(h http.Header) { h.Set("Sec-Fetch-Mode", "navigate") }, 403},
			{"a form", func(h http.Header) { h.Set("Content-Type", "text/plain") }, 415},
		} {
			r := s.request(t, http.MethodPost, "/query", body)
			tt.change(r.Header)
			if got, text := s.send(t, r); got != tt.want {
				t.Errorf("%s: got %d %s, want %d", tt.name, got, text, tt.want)
			}
		}
	})
}

func TestAShortKeyIsRefused(t *testing.T) {
	t.Parallel()
	for _, k := range []string{"", strings.Repeat("k", 31)} {
		if _, err := service.New(service.Config{Key: k}); err == nil {
			t.Errorf("a key of %d bytes was accepted", len(k))
		}
	}
}

func TestWhoAsks(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		note := func(rest string) string {
			return `{"model":"Note","operation":"create","args":{"data":{"text":"x","owner":{"connect":{"id":1}}},"select":{"id":true}}` + rest + `}`
		}
		find := func(user string) string {
			return `{"as":{"user":` + user + `},"model":"note","operation":"findMany","args":{"select":{"id":true}}}`
		}
		s.ask(t,
			asked{"unenforced", "/query", `{"model":"user","operation":"createMany","args":{"data":[{"id":1},{"id":2}]}}`, `{"count":2}`},
			asked{"unenforced, of nobody", "/query", note(``), `{"id":1}`},
			asked{"nobody", "/query", note(`,"as":{"user":null}`), `! Forbidden P2004 … ACCESS_POLICY_VIOLATION … "rejectedByPolicyReason":"no-access"`},
			asked{"another", "/query", note(`,"as":{"user":{"id":2},"enforce":true}`), `! Forbidden P2004`},
			asked{"the owner", "/query", note(`,"as":{"user":{"id":1}}`), `{"id":`},
			asked{"an id kept as text", "/query", find(`{"id":"1"}`), `[{"id":`},
			asked{"who does not own", "/query", find(`{"id":2}`), `[]`},
			asked{"a role of the user object", "/query", find(`{"id":2,"role":"admin"}`), `[{"id":`},
			asked{"a member that nobody declared", "/query", find(`{"id":1,"vip":{"a":[1]}}`), `[{"id":`},
			asked{
				"a user known without rules", "/query",
				`{"as":{"user":{"id":2},"enforce":false},"model":"note","operation":"create","args":{"data":{"text":"y","teamId":7,"at":"2024-01-01T00:00:00Z"},"select":{"ownerId":true}}}`,
				`{"ownerId":2}`,
			},
			asked{
				"a default of the user without one", "/query",
				`{"model":"note","operation":"create","args":{"data":{"text":"y"}}}`, `! Unprocessable Entity P2004 … invalid-input`,
			},
			asked{"a date of the user object", "/query", `{"as":{"user":{"id":9,"since":"2024-01-02T00:00:00Z"}},"model":"note","operation":"count"}`, `1`},
			asked{
				"an annotated one", "/query",
				`{"as":{"user":{"id":9,"since":"2023-12-31T00:00:00Z"}},"model":"note","operation":"count","meta":{"serialization":{"values":{"as.user.since":["Date"]}}}}`, `0`,
			},
			asked{"a list of related rows", "/query", `{"as":{"user":{"id":9,"teams":[{"id":6},{"id":7}]}},"model":"note","operation":"count"}`, `1`},
			asked{"a user that cannot be", "/query", find(`{"id":{}}`), `! Unprocessable Entity … user.id`},
			asked{"check of an owner", "/check", `{"as":{"user":{"id":1}},"model":"note","operation":"update","where":{"ownerId":2}}`, `false`},
			asked{"check without rules", "/check", `{"model":"note","operation":"delete"}`, `true`},
			asked{"check of nothing", "/check", `{"model":"note","operation":"juggle"}`, `! Unprocessable Entity`},
			asked{"a procedure", "/procedure", `{"name":"hello","args":{"name":"ann"}}`, `"hello ann"`},
			asked{"a procedure without its argument", "/procedure", `{"name":"hello"}`, `! Unprocessable Entity`},
		)
	})
}

func TestValuesTravelAsSuperjson(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		s.ask(t,
			asked{"the user", "/query", `{"model":"user","operation":"create","args":{"data":{"id":1}}}`, `{"id":1`},
			asked{
				"in and out", "/query",
				`{"model":"note","operation":"create","args":{"data":{"text":"x","owner":{"connect":{"id":1}},"size":"9007199254740993","at":"2024-02-03T04:05:06.789Z","low":null},` +
					`"select":{"size":true,"at":true}},"meta":{"serialization":{"values":{"args.data.size":["bigint"],"args.data.at":["Date"],"args.data.low":["undefined"]}}}}`,
				`{"at":"2024-02-03T04:05:06.789Z","size":"9007199254740993"},"meta":{"serialization":{"values":{"at":["Date"],"size":["bigint"]},"v":1}}}`,
			},
			asked{
				"in a batch", "/batch",
				`{"operations":[{"model":"note","operation":"count"},{"model":"note","operation":"findFirst","args":{"where":{"size":"9007199254740993"},"select":{"size":true}}}],` +
					`"meta":{"serialization":{"values":{"operations.1.args.where.size":["bigint"]}}}}`,
				`[1,{"size":"9007199254740993"}],"meta":{"serialization":{"values":{"1.size":["bigint"]},"v":1}}}`,
			},
			asked{
				"in raw SQL", "/raw", `{"kind":"query","sql":["SELECT \"size\" FROM \"Note\" WHERE \"size\" = ",""],"values":["9007199254740993"],"meta":{"serialization":{"values":{"values.0":["bigint"]}}}}`,
				`[{"size":"9007199254740993"}],"meta":{"serialization":{"values":{"0.size":["bigint"]},"v":1}}}`,
			},
			asked{"placeholders of one's own", "/raw", `{"kind":"execute","text":"UPDATE \"Note\" SET \"text\" = $1 WHERE \"low\" = $2","values":["z",0]}`, `1}`},
			asked{"a NULL in raw SQL", "/raw", `{"kind":"execute","text":"INSERT INTO \"Note\" (\"text\", \"ownerId\") VALUES (NULL, 1)"}`, `! Bad Request P2011 … "constraint":["text"]`},
			asked{"raw SQL under rules", "/raw", `{"as":{"user":{"id":1}},"kind":"execute","text":"DELETE FROM \"Note\""}`, `! Forbidden P2004 … "rejectedByPolicyReason":"other"`},
			asked{
				"raw SQL that is allowed under rules", "/raw",
				`{"as":{"user":{"id":1}},"options":{"dangerouslyAllowRawSql":true},"kind":"query","text":"SELECT \"text\" FROM \"Note\""}`, `[{"text":"z"}]}`,
			},
		)
	})
}

func TestOptionsOfZenStacksClients(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		create := func(id int, data, rest string) string {
			return fmt.Sprintf(`{"model":"note","operation":"create","args":{"data":{"id":%d,"owner":{"connect":{"id":1}},%s},"select":{"text":true}}%s}`, id, data, rest)
		}
		update := func(data, rest string) string {
			return `{"model":"note","operation":"update","args":{"where":{"id":1},"data":{` + data + `},"select":{"low":true}}` + rest + `}`
		}
		const kinds = `,"as":{"user":{"id":1}},"options":{"kinds":[%s"omit","password","validation","delegate","encryption"]}`
		s.ask(t,
			asked{"the user", "/query", `{"model":"user","operation":"create","args":{"data":{"id":1}}}`, `{"id":1`},
			asked{"input is validated and transformed", "/query", create(1, `"text":" a "`, ``), `{"text":"a"}`},
			asked{"what is wrong is told", "/query", create(2, `"text":""`, ``), `! Unprocessable Entity P2004 … DATA_VALIDATION_VIOLATION … "issues":[{"path":"data.text"`},
			asked{"unless it is not validated", "/query", create(2, `"text":" "`, `,"options":{"validateInput":false}`), `{"text":" "}`},
			asked{"rows are validated after an update", "/query", update(`"low":5`, ``), `! Unprocessable Entity P2004`},
			asked{"unless only input is", "/query", update(`"low":5`, `,"options":{"inputOnlyValidationForUpdate":true}`), `{"low":5}`},
			asked{"rules hold", "/query", `{"model":"note","operation":"deleteMany","as":{"user":{"id":1}}}`, `{"count":0}`},
			asked{"kinds without omit", "/query", `{"model":"note","operation":"findFirst","options":{"kinds":["policy","password","validation","encryption"]}}`, `{"id":1,"text":"a","secret":null`},
			asked{"an omitted field asked for by name", "/query", `{"model":"note","operation":"findFirst","args":{"select":{"secret":true}}}`, `{"secret":null}`},
			asked{
				"kinds without password", "/query",
				`{"model":"note","operation":"update","args":{"where":{"id":2},"data":{"text":"b","password":"plain"},"select":{"password":true}},"options":{"kinds":["policy","omit","validation","encryption"]}}`,
				`{"password":"plain"}`,
			},
			asked{"kinds without encryption", "/query", update(`"low":0`, `,"options":{"kinds":["policy"]}`), `! Bad Request … kinds`},
			asked{"kinds that do not exist", "/query", update(`"low":0`, `,"options":{"kinds":["polizei"]}`), `! Bad Request … kinds`},
			asked{"kinds without policy", "/query", `{"model":"note","operation":"deleteMany"` + fmt.Sprintf(kinds, ``) + `}`, `{"count":2}`},
		)
	})
}

func TestMalformedRequestsAreRefused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		for body, says := range map[string]string{
			``:                                `invalid JSON`,
			`[]`:                              `the body must be an object`,
			`{"model":"note"}`:                `unknown operation`,
			`{"operation":"findMany"}`:        `unknown model`,
			`{"model":7}`:                     `\"model\" must be a string`,
			`{"model":"note","opertion":"x"}`: `unknown member \"opertion\"`,
			`{"model":"note","operation":"count","as":{"usr":{}}}`:                                    `unknown member \"as.usr\"`,
			`{"model":"note","operation":"count","as":7}`:                                             `\"as\" must be an object`,
			`{"model":"note","operation":"count","as":{"user":{},"enforce":"false"}}`:                 `\"enforce\" must be true or false`,
			`{"model":"note","operation":"count","options":{"enforce":false}}`:                        `unknown member \"options.enforce\"`,
			`{"model":"note","operation":"count","meta":{"serialization":{"values":{"x":["Date"]}}}}`: `meta: `,
			`{"model":"note","operation":"count","model":"user"}`:                                     `duplicate member`,
		} {
			if status, text := s.post(t, "/query", body); status != http.StatusBadRequest || !strings.Contains(text, says) || !strings.Contains(text, `"name":"ORMError"`) {
				t.Errorf("%s: got %d %s, want %s", body, status, text, says)
			}
		}
		s.ask(t,
			asked{"an unknown endpoint", "/nothing", `{}`, `! Not Found`},
			asked{"more behind a path", "/query/x", `{}`, `! Not Found`},
			asked{"another end of a transaction", "/transaction/x/detonate", `{}`, `! Not Found`},
			asked{"operations that are no list", "/batch", `{"operations":{}}`, `! Bad Request`},
			asked{"an operation that is no object", "/batch", `{"operations":[7]}`, `! Bad Request`},
			asked{"no such level", "/batch", `{"operations":[],"isolationLevel":"Chaos"}`, `! Bad Request … ReadCommitted`},
			asked{"raw SQL of no kind", "/raw", `{"text":"SELECT 1"}`, `! Bad Request`},
			asked{"parts without values", "/raw", `{"kind":"query","sql":["a","b"]}`, `! Bad Request`},
			asked{"both forms", "/raw", `{"kind":"query","sql":["a"],"text":"b"}`, `! Bad Request`},
			asked{"no statement", "/raw", `{"kind":"query"}`, `! Bad Request`},
			asked{"no such procedure", "/procedure", `{"name":"x"}`, `! Bad Request`},
		)
		if status, text := s.send(t, s.request(t, http.MethodGet, "/query", "")); status != http.StatusMethodNotAllowed {
			t.Errorf("GET got %d %s", status, text)
		}
		status, text := s.send(t, s.request(t, http.MethodGet, "/schema", ""))
		if status != http.StatusOK || !strings.Contains(text, `"authType":"User"`) || strings.Contains(text, "allow") {
			t.Errorf("the schema is %d %s", status, text)
		}
	})
}
