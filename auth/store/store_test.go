package store_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/auth/authjs"
	"github.com/gozen-dev/gozen/auth/store"
	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/dialect/open"
	"github.com/gozen-dev/gozen/internal/password"
	"github.com/gozen-dev/gozen/migrate"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
)

const datasource = `
datasource db {
    provider = "sqlite"
    url      = env("DATABASE_URL")
}
`

// guide is the model of the guide to Auth.js: nobody but oneself may read it.
const guide = datasource + `
model User {
    id       String  @id @default(cuid())
    email    String  @unique @email
    password String  @password @omit
    name     String?
    image    String? @url

    @@allow('create', true)
    @@allow('all', auth() == this)
}
`

// other has another name, a numeric id and another name for its password.
const other = datasource + `
model Person {
    no     Int     @id @default(autoincrement())
    email  String  @unique
    secret String? @password

    @@auth
}
`

func TestPasswordsAreFoundByTheirAddress(t *testing.T) {
	t.Parallel()
	gozentest.Each(t, func(t *testing.T, url string) {
		tests := []struct {
			name, schema, row, email string
			want                     *authjs.User
			password                 string
		}{
			{
				"the guide's model, whom no rule shows to a stranger", guide,
				`{"data":{"id":"ann","email":"ann@example.com","password":"correct horse","name":"Ann"}}`, "ann@example.com",
				&authjs.User{ID: "ann", Email: new("ann@example.com"), Name: new("Ann")}, "correct horse",
			},
			{
				"a model of another name with a numeric id", other,
				`{"data":{"no":7,"email":"ann@example.com","secret":"correct horse"}}`, "ann@example.com",
				&authjs.User{ID: "7", Email: new("ann@example.com")}, "correct horse",
			},
			{
				"a user without a password", other, `{"data":{"no":8,"email":"bob@example.com"}}`, "bob@example.com",
				&authjs.User{ID: "8", Email: new("bob@example.com")}, "",
			},
			{"an address that nobody has", other, "", "zoe@example.com", nil, ""},
			{"an address in another case", other, "", "ANN@example.com", nil, ""},
			{"an address with a pattern in it", other, "", "%@example.com", nil, ""},
		}
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				db := database(t, url, tt.schema, slog.New(slog.DiscardHandler))
				insert(t, db, tt.row)
				found, err := passwords(t, db).PasswordByEmail(t.Context(), tt.email)
				if err != nil {
					t.Fatal(err)
				}
				var got *authjs.User
				if found != nil {
					got = &found.User
					if (tt.password != "") != password.Compare(found.Hash, tt.password) {
						t.Errorf("the hash does not fit the password")
					}
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Error(diff)
				}
			})
		}
	})
}

func TestASchemaThatCannotSignInSaysWhatItLacks(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, schema, want string }{
		{"no auth model", datasource + "model Note {\n id Int @id\n @@allow('all', true)\n}", "sign-in: the schema has no auth model"},
		{"no address", datasource + "model User {\n id Int @id\n password String @password\n @@allow('all', true)\n}", "sign-in: model User has no field email String @unique"},
		{"an address that two may share", datasource + "model User {\n id Int @id\n email String\n password String @password\n @@allow('all', true)\n}", "sign-in: model User has no field email String @unique"},
		{"no password", datasource + "model User {\n id Int @id\n email String @unique\n @@allow('all', true)\n}", "sign-in with a password: model User has no field with @password"},
		{"an id of two fields", datasource + "model User {\n a Int\n b Int\n email String @unique\n password String @password\n @@id([a, b])\n @@allow('all', true)\n}", "sign-in: model User has no single id"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			db := database(t, gozentest.SQLite(t), tt.schema, slog.New(slog.DiscardHandler))
			s, err := store.New(db)
			if err == nil {
				_, err = s.Passwords()
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

func TestEachLookIsLoggedWithItsReasonAndNothingElse(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	db := database(t, gozentest.SQLite(t), guide, slog.New(slog.NewTextHandler(&log, nil)))
	if _, err := passwords(t, db).PasswordByEmail(t.Context(), "ann@example.com"); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), `reason="authjs: sign-in"`) || strings.Contains(log.String(), "ann@") {
		t.Errorf("the log is\n%s", log.String())
	}
}

func passwords(t *testing.T, db *rt.DB) *store.Passwords {
	t.Helper()
	s, err := store.New(db)
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.Passwords()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// insert stores a row of the auth model, if there is one to store.
func insert(t *testing.T, db *rt.DB, row string) {
	t.Helper()
	if row == "" {
		return
	}
	n, err := query.ParseJSON([]byte(row))
	if err != nil {
		t.Fatal(err)
	}
	op, err := query.Decode(db.Schema(), db.Schema().AuthModel(), query.Create, n, query.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Unrestricted("a test's row").JSON(t.Context(), op); err != nil {
		t.Fatal(err)
	}
}

func database(t *testing.T, url, source string, log *slog.Logger) *rt.DB {
	t.Helper()
	s := gozentest.Schema(t, source)
	if _, err := migrate.Push(t.Context(), url, s, migrate.Options{}); err != nil {
		t.Fatal(err)
	}
	conn, err := open.Open(t.Context(), url, s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	})
	db, err := rt.Open(s, conn, rt.Options{Logger: log})
	if err != nil {
		t.Fatal(err)
	}
	return db
}
