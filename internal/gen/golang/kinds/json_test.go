package kinds_test

import (
	"testing"

	"github.com/gozen-dev/gozen"
	"github.com/gozen-dev/gozen/internal/gen/golang/kinds/zdb"
	"github.com/gozen-dev/gozen/internal/gen/golang/kinds/zdb/model"
)

// TestConditionsIntoJSON holds each condition against a row that it is true of,
// and one that it is false or unknown of.
func TestConditionsIntoJSON(t *testing.T) {
	each(t, func(t *testing.T, db *zdb.DB) {
		c := db.As(model.Auth{ID: new(1), Role: new("boss")})
		for i, text := range []string{
			`{"author": {"name": "Ann Lee", "age": 41}, "a b": [1, "two", {"x": 3}], "gone": null}`,
			`{"author": {"name": 7, "age": "41"}, "a b": {}, "gone": 0}`,
		} {
			in := full()
			in.JSON, in.JSONN, in.Home.Street = gozen.JSONValue(text), gozen.JSONValue(`"whole"`), []string{"Main", "Side"}[i]
			if i > 0 {
				in.Home.Number, in.Home.Geo, in.JSONN = nil, nil, gozen.JSONValue(`3`)
			}
			if _, err := c.Everything.Create(t.Context(), in); err != nil {
				t.Fatal(err)
			}
		}
		e := zdb.Everything
		name, age, list := e.JSON.At("$.author.name"), e.JSON.At("$.author.age"), e.JSON.At(`$."a b"`)
		for title, p := range map[string]zdb.EverythingPred{
			"a value":                e.JSON.At("$.author").Eq(gozen.JSONValue(`{"age": 41.0, "name": "Ann Lee"}`)),
			"another value":          name.Ne(gozen.JSONValue(`7`)),
			"a string":               name.Text().Eq("Ann Lee"),
			"a part of it":           name.Text().Contains("n L"),
			"its beginning":          name.Text().StartsWith("Ann"),
			"its end":                name.Text().EndsWith("Lee"),
			"without case":           name.Text().Fold().Contains("ANN"),
			"a string before":        name.Text().Lt("B"),
			"a string up to":         name.Text().Lte("Ann Lee"),
			"a string behind":        name.Text().Gt("A"),
			"a string from":          name.Text().Gte("Ann Lee"),
			"a number":               age.Number().Eq(41),
			"a lesser number":        age.Number().Lt(41.5),
			"a number at most":       age.Number().Lte(41),
			"a greater number":       age.Number().Gt(40),
			"a number at least":      age.Number().Gte(41),
			"elements":               list.Array().Contains(gozen.JSONValue(`"two"`), gozen.JSONValue(`1`)),
			"the first element":      list.Array().StartsWith(gozen.JSONValue(`1`)),
			"the last element":       list.Array().EndsWith(gozen.JSONValue(`{"x": 3}`)),
			"an element by number":   e.JSON.At(`$."a b"[-1].x`).Number().Eq(3),
			"null":                   e.JSON.At("$.gone").IsNull(),
			"something":              gozen.Not(e.JSON.At("$.gone").NotNull()),
			"nothing there":          e.Home.At("$.geo").NotNull(),
			"the whole":              e.JSONN.At("$").Text().StartsWith("who"),
			"a typed value's string": e.Home.At("$.street").Text().Eq("Main"),
			"a typed value's number": e.Home.At("$.number").Number().Gte(7),
			"a typed value's depth":  e.Home.At("$.geo.lat").Number().Eq(1.5),
		} {
			rows, err := c.Everything.Where(p).FindMany(t.Context())
			if err != nil || len(rows) != 1 || rows[0].Home.Street != "Main" {
				t.Errorf("%s: %d rows, %v", title, len(rows), err)
			}
		}
		if n, err := c.Everything.Where(gozen.Not(e.JSON.At("$.nobody").Text().Eq("x"))).Count(t.Context()); n != 0 || err != nil {
			t.Errorf("the negation of what is unknown: %d, %v", n, err)
		}
		for title, p := range map[string]zdb.EverythingPred{
			"a path that is none":     e.JSON.At("author").Text().Eq("x"),
			"a value that is no JSON": e.JSON.At("$.a").Eq(gozen.JSONValue(`{`)),
		} {
			if _, err := c.Everything.Where(p).Count(t.Context()); err == nil {
				t.Errorf("%s is taken", title)
			}
		}
	})
}
