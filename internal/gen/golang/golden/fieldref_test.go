package golden_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen"
	"github.com/gozen-dev/gozen/internal/gen/golang/golden/zdb"
	"github.com/gozen-dev/gozen/internal/gen/golang/golden/zdb/model"
)

func TestFieldsAreComparedWithFields(t *testing.T) {
	t.Parallel()
	each(t, comparesFields)
}

func comparesFields(t *testing.T, db *zdb.DB) {
	u := db.Unrestricted("test")
	if _, err := u.User.CreateMany(t.Context(),
		model.UserCreate{ID: "same", Email: "m@acme.com", Name: new("m@acme.com")},
		model.UserCreate{ID: "case", Email: "c@acme.com", Name: new("C@acme.com")},
		model.UserCreate{ID: "less", Email: "l@acme.com", Name: new("m@acme.com")},
		model.UserCreate{ID: "none", Email: "n@acme.com"},
	); err != nil {
		t.Fatal(err)
	}
	email, folded := gozen.Field(zdb.User.Email), gozen.Field(zdb.User.Email.Fold())
	for name, x := range map[string]struct {
		where gozen.Pred[*model.User]
		want  []string
	}{
		"equal":                      {email.Eq(zdb.User.Name), []string{"same"}},
		"not equal, NULL is unknown": {email.Ne(zdb.User.Name), []string{"case", "less"}},
		"no case":                    {folded.Eq(zdb.User.Name), []string{"case", "same"}},
		"at most":                    {gozen.And(email.Lte(zdb.User.Name), zdb.User.ID.Ne("case")), []string{"less", "same"}},
		"less":                       {gozen.And(email.Lt(zdb.User.Name), zdb.User.ID.Ne("case")), []string{"less"}},
		"the other way round":        {gozen.And(gozen.Field(zdb.User.Name).Gt(zdb.User.Email), zdb.User.ID.Ne("case")), []string{"less"}},
		"at least":                   {gozen.And(gozen.Field(zdb.User.Name).Gte(zdb.User.Email), zdb.User.ID.Ne("case")), []string{"less", "same"}},
	} {
		got, err := gozen.Pluck(t.Context(), u.User.Where(x.where), zdb.User.ID)
		if slices.Sort(got); err != nil || !slices.Equal(x.want, got) {
			t.Errorf("%s: %v %s", name, err, cmp.Diff(x.want, got))
		}
	}
}
