package server_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/server"
)

const shop = `
datasource db { provider = "sqlite" url = "file:x" }

model Customer { id Int @id orders Order[] notes Note[] tags Tag[] @@allow('all', true) }
model Order { id Int @id total Int customer Customer? @relation(fields: [customerId], references: [id]) customerId Int? @@allow('all', true) }
model Note { id Int @id text String customer Customer @relation(fields: [customerId], references: [id]) customerId Int @@allow('all', true) }
model Tag { id Int @id customers Customer[] @@allow('all', true) }
model Hidden { id Int @id @@ignore }
procedure ping(): Int
procedure pong(): Int
`

// TestWhatIsSlicedOutIsNotThere tells for each operation whether it goes through.
func TestWhatIsSlicedOutIsNotThere(t *testing.T) {
	t.Parallel()
	s := gozentest.Schema(t, shop)
	slice, err := server.NewSlice(s, server.Slicing{
		Models:     server.Choice{Not: []string{"Note"}},
		Operations: map[string]server.Choice{"Order": {Only: []string{"findMany", "create"}}, "Tag": {Not: []string{"findMany", "findFirst", "findUnique"}}},
		Procedures: server.Choice{Only: []string{"ping"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name  string
		kind  query.Kind
		args  string
		there bool
	}{
		{"related rows", query.FindMany, `{"include":{"orders":true}}`, true},
		{"of a model that is not there", query.FindMany, `{"include":{"notes":true}}`, false},
		{"of one that cannot be read", query.FindMany, `{"include":{"tags":true}}`, false},
		{"a condition on such", query.FindMany, `{"where":{"NOT":{"notes":{"some":{"text":"x"}}}}}`, false},
		{"an order by their number", query.FindMany, `{"orderBy":{"notes":{"_count":"asc"}}}`, false},
		{"their number", query.FindMany, `{"select":{"_count":{"select":{"notes":true}}}}`, false},
		{"below what is there", query.FindMany, `{"include":{"orders":{"include":{"customer":{"include":{"notes":true}}}}}}`, false},
		{"a nested create", query.Create, `{"data":{"id":1,"orders":{"create":{"id":1,"total":1}}}}`, true},
		{"a nested create of many, which is not there", query.Create, `{"data":{"id":1,"orders":{"createMany":{"data":[{"id":1,"total":1}]}}}}`, false},
		{"a nested update", query.Update, `{"where":{"id":1},"data":{"orders":{"update":{"where":{"id":1},"data":{"total":0}}}}}`, false},
		{"a link that updates the other row", query.Update, `{"where":{"id":1},"data":{"orders":{"connect":{"id":1}}}}`, false},
		{"a link in a table of links", query.Update, `{"where":{"id":1},"data":{"tags":{"connect":{"id":1}}}}`, true},
		{"a nested deletion", query.Update, `{"where":{"id":1},"data":{"orders":{"deleteMany":{}}}}`, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			n, err := query.ParseJSON([]byte(tt.args))
			if err != nil {
				t.Fatal(err)
			}
			op, err := query.Decode(s, s.Model("Customer"), tt.kind, n, query.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			err = slice.Refuse(op)
			if (err == nil) != tt.there {
				t.Errorf("got %v", err)
			}
			if e, ok := errors.AsType[*query.Error](err); err != nil && (!ok || e.Reason != query.InvalidInput) {
				t.Errorf("got %#v", err)
			}
			if err := (*server.Slice)(nil).Refuse(op); err != nil {
				t.Errorf("without a slice: %v", err)
			}
		})
	}
	for _, tt := range []struct {
		what  string
		there bool
		want  bool
	}{
		{"an operation that is chosen", slice.Operation(s.Model("Order"), query.FindMany), true},
		{"one that is not", slice.Operation(s.Model("Order"), query.FindUnique), false},
		{"a model that is not there", slice.Operation(s.Model("Note"), query.FindMany), false},
		{"a model of the database alone", (*server.Slice)(nil).Model(s.Model("Hidden")), false},
		{"a procedure that is chosen", slice.Procedure(s.Procedure("ping")), true},
		{"one that is not chosen", slice.Procedure(s.Procedure("pong")), false},
	} {
		if tt.there != tt.want {
			t.Errorf("%s is there: %v", tt.what, tt.there)
		}
	}
}

func TestASlicingNamesWhatIsThere(t *testing.T) {
	t.Parallel()
	s := gozentest.Schema(t, shop)
	for _, tt := range []struct {
		says string
		c    server.Slicing
	}{
		{`no model "Nope"`, server.Slicing{Models: server.Choice{Only: []string{"Nope"}}}},
		{`no model "order"`, server.Slicing{Operations: map[string]server.Choice{"order": {}}}},
		{`no operation "find"`, server.Slicing{Operations: map[string]server.Choice{"Order": {Not: []string{"find"}}}}},
		{`no procedure "peng"`, server.Slicing{Procedures: server.Choice{Not: []string{"peng"}}}},
	} {
		if _, err := server.NewSlice(s, tt.c); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("got %v, want one that says %s", err, tt.says)
		}
	}
}
