package eval_test

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/check"
	"github.com/gozen-dev/gozen/internal/eval"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/schema"
)

const checkedModels = `
type Address { city String @length(2, 10)
  zip String? @regex('^[0-9]{4}$', 'four digits')
  low Int?
  high Int?
  @@validate(low == null || high == null || low < high, 'low must be below high', ['low'])
}
model U { id Int @id @default(autoincrement())
  email String? @trim @lower @email
  code String? @length(2, 4) @trim
  name String? @length(2, 20, 'name is too short or too long')
  site String? @url
  slug String? @regex('^[0-9a-zA-Z\\-_]{4,16}$') @startsWith('a') @endsWith('z') @contains('-')
  n Int? @gt(0) @lte(100)
  d Decimal? @gte(0.5) @lt(1)
  tags String[] @length(1, 2) @upper
  address Address? @json
  places Address[] @json
  ps P[]
}
model P { id Int @id @default(autoincrement())
  title String @length(1, 5)
  low Int?
  high Int?
  size Int @default(1)
  u U? @relation(fields: [uid], references: [id])
  uid Int?
  @@validate(low == null || high == null || low < high, 'low must be below high', ['low'])
  @@validate(title != 'no')
  @@validate(low != null || high != null || size > 0, 'something must be given')
}
model R { id Int @id @default(autoincrement())
  a String?
  b String?
  ownerId Int?
  owner U2? @relation(fields: [ownerId], references: [id])
  @@validate(a != null || b != null, 'a or b')
  @@validate(ownerId != 7, 'not seven')
  @@validate(a == null || isEmail(a) || length(a) > 20, 'an address or a long text')
  @@validate(!contains(b, 'x'), 'no x')
}
model U2 { id Int @id
  rs R[]
}
`

func TestValidateFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	s := compile(t, checkedModels)
	for _, c := range []struct {
		name, model string
		kind        query.Kind
		args        string
		want        string // issues, one a line
	}{
		{"nothing wrong", "U", query.Create, `{"data":{"email":"a@b.co","name":"Ann","site":"https://x.y/z","slug":"a-bz","n":1,"d":"0.5","tags":["x"]}}`, ""},
		{"null passes", "U", query.Create, `{"data":{"email":null,"n":null,"address":null}}`, ""},
		{"a bad address", "U", query.Create, `{"data":{"email":"nope"}}`, "data.email: Invalid email address"},
		{"a text too long, in the schema's words", "U", query.Create, `{"data":{"name":"x"}}`, "data.name: name is too short or too long"},
		{"a bad URL", "U", query.Create, `{"data":{"site":"nope"}}`, "data.site: Invalid URL"},
		{
			"all of a field's complaints", "U", query.Create, `{"data":{"slug":"b c"}}`,
			"data.slug: Invalid string: must match the required pattern\n" +
				"data.slug: Invalid string: must start with \"a\"\n" +
				"data.slug: Invalid string: must end with \"z\"\n" +
				"data.slug: Invalid string: must include \"-\"",
		},
		{
			"numbers out of range", "U", query.Create, `{"data":{"n":0,"d":"1"}}`,
			"data.n: Too small: expected number to be >0\ndata.d: Too big: expected number to be <1",
		},
		{
			"numbers above", "U", query.Create, `{"data":{"n":101,"d":"0.4999999999999999999999"}}`,
			"data.n: Too big: expected number to be <=100\ndata.d: Too small: expected number to be >=0.5",
		},
		{"set is like the value", "U", query.Update, `{"where":{"id":1},"data":{"n":{"set":-5}}}`, "data.n: Too small: expected number to be >0"},
		{"an increment is left to the stored row", "U", query.Update, `{"where":{"id":1},"data":{"n":{"increment":-5}}}`, ""},
		{"a where is not validated", "U", query.UpdateMany, `{"where":{"email":"nope","n":-1},"data":{"n":5}}`, ""},
		{"measured before it is trimmed", "U", query.Create, `{"data":{"code":"  a  "}}`, "data.code: Too big: expected string to have <=4 characters"},
		{"a list too short", "U", query.Create, `{"data":{"tags":[]}}`, "data.tags: Too small: expected array to have >=1 items"},
		{"a list too long", "U", query.Update, `{"where":{"id":1},"data":{"tags":["a","b","c"]}}`, "data.tags: Too big: expected array to have <=2 items"},
		{"what is pushed is not the whole list", "U", query.Update, `{"where":{"id":1},"data":{"tags":{"push":["a","b","c"]}}}`, ""},
		{
			"inside typed Json", "U", query.Create, `{"data":{"address":{"city":"x","zip":"12","low":2,"high":1}}}`,
			"data.address.city: Too small: expected string to have >=2 characters\ndata.address.zip: four digits",
		},
		{
			"a rule of typed Json", "U", query.Create, `{"data":{"places":[{"city":"Oslo"},{"city":"Rome","low":2,"high":1}]}}`,
			"data.places[1].low: low must be below high",
		},
		{"a rule with a path", "P", query.Create, `{"data":{"title":"x","low":2,"high":2}}`, "data.low: low must be below high"},
		{"a rule without a message", "P", query.Create, `{"data":{"title":"no"}}`, "data: Invalid input"},
		{
			"rules are for data whose parts are right", "P", query.Create, `{"data":{"title":"","low":2,"high":1}}`,
			"data.title: Too small: expected string to have >=1 characters",
		},
		{"a rule over defaults", "P", query.Create, `{"data":{"title":"x","size":0}}`, "data: something must be given"},
		{"a rule that mentions what is not given", "P", query.Update, `{"where":{"id":1},"data":{"low":5}}`, ""},
		{"a rule over what is given", "P", query.Update, `{"where":{"id":1},"data":{"low":5,"high":5}}`, "data.low: low must be below high"},
		{"a rule over what is incremented", "P", query.Update, `{"where":{"id":1},"data":{"low":{"increment":1},"high":0}}`, ""},
		{
			"rows by their place", "P", query.CreateMany, `{"data":[{"title":"x"},{"title":"toolong"},{"title":"y","low":1},{"title":"z","low":3,"high":1}]}`,
			"data[1].title: Too big: expected string to have <=5 characters\ndata[3].low: low must be below high",
		},
		{
			"nested data", "U", query.Create, `{"data":{"n":-1,"ps":{"create":[{"title":"x"},{"title":""}],"createMany":{"data":[{"title":"no"}]}}}}`,
			"data.n: Too small: expected number to be >0\n" +
				"data.ps.create[1].title: Too small: expected string to have >=1 characters\n" +
				"data.ps.createMany.data[0]: Invalid input",
		},
		{
			"both halves of an upsert", "U", query.Upsert, `{"where":{"id":1},"create":{"n":-1},"update":{"n":-2}}`,
			"create.n: Too small: expected number to be >0\nupdate.n: Too small: expected number to be >0",
		},
		{
			"nested updates", "U", query.Update, `{"where":{"id":1},"data":{"ps":{"update":{"where":{"id":1},"data":{"title":""}},"updateMany":{"where":{},"data":{"title":"toolong"}}}}}`,
			"data.ps.update.data.title: Too small: expected string to have >=1 characters\n" +
				"data.ps.updateMany.data.title: Too big: expected string to have <=5 characters",
		},
		{"a create that gives neither", "R", query.Create, `{"data":{}}`, "data: a or b"},
		{"null is an ordinary value", "R", query.Create, `{"data":{"a":"a@b.co","b":null}}`, ""},
		{"a foreign key", "R", query.Create, `{"data":{"b":"y","ownerId":7}}`, "data: not seven"},
		{"a foreign key that the relation gives", "R", query.Create, `{"data":{"b":"y","owner":{"connect":{"id":7}}}}`, ""},
		{"functions of formats and lengths", "R", query.Create, `{"data":{"a":"neither"}}`, "data: an address or a long text"},
		{"a negated function", "R", query.Create, `{"data":{"b":"axb"}}`, "data: no x"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, got := validate(t, s, decode(t, s, c.model, c.kind, c.args))
			if diff := cmp.Diff(c.want, strings.Join(got, "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestValidateTransforms(t *testing.T) {
	t.Parallel()
	s := compile(t, checkedModels)
	op := decode(t, s, "U", query.Create, `{"data":{"email":"  Ann@Example.COM\ufeff ","code":"ab ","tags":["x","ß"]}}`)
	before := append([]any(nil), op.Values...)
	values, issues := validate(t, s, op)
	if len(issues) > 0 {
		t.Fatal(issues)
	}
	want := []any{"ann@example.com", "ab", []any{"X", "SS"}}
	if diff := cmp.Diff(want, values); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(before, op.Values); diff != "" {
		t.Errorf("the request itself was changed: %s", diff)
	}
	values[0] = "x"
	if diff := cmp.Diff(before, op.Values); diff != "" {
		t.Errorf("the values are not a copy: %s", diff)
	}
}

// TestGoldenValidations holds the validations against the recorded answers of
// the original ZenStack.
func TestGoldenValidations(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../query/testdata/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		ID, Name, Model, Op, Args string
		Issues                    [][]string
	}
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	text, err = os.ReadFile("../../query/testdata/golden.zmodel")
	if err != nil {
		t.Fatal(err)
	}
	s, diags := check.Source("golden.zmodel", text)
	if s == nil {
		t.Fatal(diags)
	}
	here := map[string]bool{"rpc-err-31": true, "rpc-err-32": true, "rpc-err-33": true, "rpc-err-34": true, "rpc-err-51": true}
	for _, c := range cases {
		if !here[c.ID] {
			continue
		}
		t.Run(c.ID+" "+c.Name, func(t *testing.T) {
			t.Parallel()
			kind, _ := query.ParseKind(c.Op)
			_, issues := validate(t, s, decode(t, s, s.ModelByAccessor(c.Model).Name, kind, c.Args))
			var got [][]string
			for _, is := range issues {
				place, _, _ := strings.Cut(is, ": ")
				got = append(got, []string{place})
			}
			if diff := cmp.Diff(c.Issues, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNewValidatorRefusesWhatCannotBeCompiled(t *testing.T) {
	t.Parallel()
	text := schema.ValueType{Kind: schema.String}
	with := func(name string, arg any) schema.Schema {
		f := &schema.Field{Name: "s", Type: text, Validations: []*schema.Validation{{Name: name, Args: []*schema.Literal{{Value: arg}}}}}
		return schema.Schema{Models: []*schema.Model{{Name: "A", Fields: []*schema.Field{f}}}}
	}
	rule := schema.Schema{Types: []*schema.Type{{Name: "T", Validates: []*schema.Validate{{Cond: &schema.Call{
		Func: "regex", Args: []schema.Expr{&schema.Ref{Path: []string{"s"}}, &schema.Literal{Value: "("}},
	}}}}}}
	for name, s := range map[string]schema.Schema{
		"look-ahead within":       with("regex", `a(?=b)`),
		"a back-reference":        with("regex", `(a)\1`),
		"an unclosed class":       with("regex", `[a`),
		"an unclosed group":       with("regex", `(a`),
		"a pattern of no text":    with("regex", nil),
		"a bound that is a text":  with("gt", "x"),
		"an unknown validation":   with("iban", nil),
		"a pattern within a rule": rule,
	} {
		_, err := eval.NewValidator(schema.New(s))
		var e *query.Error
		if !errors.As(err, &e) || e.Reason != query.ConfigError {
			t.Errorf("%s: err = %v, want a config error", name, err)
		}
	}
}

func TestMessagesDoNotShowPatterns(t *testing.T) {
	t.Parallel()
	s := compile(t, "model A { id Int @id\n s String @regex('^secret-[0-9]+$') }")
	_, issues := validate(t, s, decode(t, s, "A", query.Create, `{"data":{"id":1,"s":"x"}}`))
	if got := strings.Join(issues, "\n"); got == "" || strings.Contains(got, "secret") {
		t.Errorf("got %q", got)
	}
}
