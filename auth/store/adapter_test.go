package store_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/auth/authjs"
	"github.com/gozen-dev/gozen/auth/session"
	"github.com/gozen-dev/gozen/auth/store"
	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/internal/password"
	"github.com/gozen-dev/gozen/rt"
)

// v5 is the data model of Auth.js 5's Prisma adapter, with a password.
const v5 = datasource + `
model User {
    id            String    @id @default(cuid())
    name          String?
    email         String?   @unique
    emailVerified DateTime?
    image         String?
    password      String?   @password(saltLength: 4) @omit
    accounts      Account[]
    sessions      Session[]

    @@allow('read', auth() == this)
}

model Account {
    userId            String
    type              String
    provider          String
    providerAccountId String
    refresh_token     String? @omit
    access_token      String? @omit
    expires_at        Int?
    token_type        String?
    scope             String?
    id_token          String? @omit
    session_state     String?
    user              User    @relation(fields: [userId], references: [id], onDelete: Cascade)

    @@id([provider, providerAccountId])
}

model Session {
    sessionToken String   @unique @omit
    userId       String
    expires      DateTime
    user         User     @relation(fields: [userId], references: [id], onDelete: Cascade)
}

model VerificationToken {
    identifier String
    token      String   @omit
    expires    DateTime

    @@id([identifier, token])
}
`

// v4 is next-auth 4's, for users with numbers; accounts keep few tokens.
const v4 = datasource + `
model User {
    id            Int       @id @default(autoincrement())
    name          String?
    email         String    @unique
    emailVerified DateTime?
    password      String    @password(saltLength: 4) @omit @default("unset")
    accounts      Account[]
    sessions      Session[]
}

model Account {
    id                String  @id @default(cuid())
    userId            Int
    type              String
    provider          String
    providerAccountId String
    access_token      String?
    expires_at        BigInt?
    user              User    @relation(fields: [userId], references: [id], onDelete: Cascade)

    @@unique([provider, providerAccountId])
}

model Session {
    id           String   @id @default(cuid())
    sessionToken String   @unique
    userId       Int
    expires      DateTime
    user         User     @relation(fields: [userId], references: [id], onDelete: Cascade)
}

model VerificationToken {
    identifier String
    token      String   @unique
    expires    DateTime

    @@unique([identifier, token])
}
`

// eachStore runs a test for both data models on both databases.
func eachStore(t *testing.T, f func(t *testing.T, s *store.Store, db *rt.DB)) {
	t.Helper()
	for name, source := range map[string]string{"next-auth 4": v4, "Auth.js 5": v5} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			gozentest.Each(t, func(t *testing.T, url string) {
				db := database(t, url, source, slog.New(slog.DiscardHandler))
				s, err := store.New(db)
				if err != nil {
					t.Fatal(err)
				}
				for _, n := range []authjs.Need{authjs.NeedAccounts, authjs.NeedLinks, authjs.NeedSessions} {
					if err := s.Lacks(n); err != nil {
						t.Fatal(err)
					}
				}
				f(t, s, db)
			})
		})
	}
}

var noon = time.Date(2026, 11, 23, 12, 0, 0, 123e6, time.UTC)

func made(t *testing.T, s authjs.Store, email string) *authjs.User {
	t.Helper()
	u, err := s.CreateUser(t.Context(), &authjs.User{Email: &email, Name: new("Ann")})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestUsersAndAccounts(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, s *store.Store, _ *rt.DB) {
		ctx := t.Context()
		u, err := s.CreateUser(ctx, &authjs.User{Email: new("ann@example.com"), Name: new("Ann"), EmailVerified: &noon})
		if err != nil {
			t.Fatal(err)
		}
		want := &authjs.User{ID: u.ID, Email: new("ann@example.com"), Name: new("Ann"), EmailVerified: &noon}
		account := authjs.Account{
			Provider: "github", Type: "oauth", ProviderAccountID: "1234", UserID: u.ID,
			Tokens: authjs.Tokens{AccessToken: "at", RefreshToken: "rt", ExpiresAt: noon.Unix(), TokenType: "bearer", Scope: "s"},
		}
		if err := s.LinkAccount(ctx, &account); err != nil {
			t.Fatal(err)
		}
		found := func(u *authjs.User, err error) *authjs.User {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			return u
		}
		for name, got := range map[string]*authjs.User{
			"what was stored":   u,
			"found by id":       found(s.UserByID(ctx, u.ID)),
			"found by address":  found(s.UserByEmail(ctx, "ann@example.com")),
			"found by account":  found(s.UserByAccount(ctx, "github", "1234")),
			"verified again":    found(s.VerifyEmail(ctx, u.ID, noon)),
			"with its accounts": found(s.UserByAccount(ctx, "github", "1234")),
		} {
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
		for name, got := range map[string]*authjs.User{
			"an unknown id":              found(s.UserByID(ctx, "404")),
			"text that is no id":         found(s.UserByID(ctx, "x")),
			"another spelling of the id": found(s.UserByID(ctx, "0"+u.ID)),
			"an unknown address":         found(s.UserByEmail(ctx, "bob@example.com")),
			"an unknown account":         found(s.UserByAccount(ctx, "github", "1")),
			"another provider's account": found(s.UserByAccount(ctx, "google", "1234")),
		} {
			if got != nil {
				t.Errorf("%s is %v", name, got)
			}
		}
		if err := s.LinkAccount(ctx, &account); err == nil {
			t.Error("an account was linked twice")
		}
		if _, err := s.CreateUser(ctx, &authjs.User{Email: new("ann@example.com")}); err == nil {
			t.Error("two users have one address")
		}
	})
}

func TestStoredSessions(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, s *store.Store, _ *rt.DB) {
		ctx := t.Context()
		u := made(t, s, "ann@example.com")
		for i, token := range []string{"one", "two"} {
			if err := s.CreateSession(ctx, &authjs.StoredSession{Token: token, UserID: u.ID, Expires: noon.Add(time.Duration(i) * time.Hour)}); err != nil {
				t.Fatal(err)
			}
		}
		got, owner, err := s.SessionAndUser(ctx, "one")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(&authjs.StoredSession{Token: "one", UserID: u.ID, Expires: noon}, got) + cmp.Diff(u, owner); diff != "" {
			t.Error(diff)
		}
		if err := s.ExtendSession(ctx, "one", noon.Add(2*time.Hour)); err != nil {
			t.Fatal(err)
		}
		record, err := s.Session(ctx, "one")
		if diff := cmp.Diff(&session.Record{UserID: u.ID, Expires: noon.Add(2 * time.Hour)}, record); diff != "" || err != nil {
			t.Errorf("%v %s", err, diff)
		}
		all, err := s.SessionsOf(ctx, u.ID)
		if err != nil || len(all) != 2 || all[0].Token != "one" {
			t.Errorf("sessions are %v, %v", all, err)
		}
		if gone, err := s.DeleteSession(ctx, "one"); err != nil || gone == nil || gone.UserID != u.ID {
			t.Errorf("deleted %v, %v", gone, err)
		}
		if gone, err := s.DeleteSession(ctx, "one"); err != nil || gone != nil {
			t.Errorf("deleted again: %v, %v", gone, err)
		}
		if err := s.ExtendSession(ctx, "one", noon); err != nil {
			t.Errorf("a session that has just gone is no error: %v", err)
		}
		if err := s.DeleteSessions(ctx, u.ID); err != nil {
			t.Fatal(err)
		}
		if none, err := s.Session(ctx, "two"); none != nil || err != nil {
			t.Errorf("still there: %v, %v", none, err)
		}
		if err := s.CreateSession(ctx, &authjs.StoredSession{Token: "x", UserID: "404", Expires: noon}); err == nil {
			t.Error("a session of nobody was stored")
		}
	})
}

// TestALinkIsUsedOnce is row 22 of the security table: of fifty at once, one.
func TestALinkIsUsedOnce(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, s *store.Store, _ *rt.DB) {
		ctx := t.Context()
		want := authjs.Link{Email: "ann@example.com", Hash: "abc", Expires: noon}
		if err := s.CreateLink(ctx, want); err != nil {
			t.Fatal(err)
		}
		for name, key := range map[string][2]string{
			"another address": {"bob@example.com", "abc"}, "another hash": {"ann@example.com", "abd"}, "no address": {"", "abc"},
		} {
			if l, err := s.UseLink(ctx, key[0], key[1]); l != nil || err != nil {
				t.Errorf("%s: %v, %v", name, l, err)
			}
		}
		var mu sync.Mutex
		var got []authjs.Link
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				l, err := s.UseLink(ctx, want.Email, want.Hash)
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					t.Error(err)
				}
				if l != nil {
					got = append(got, *l)
				}
			})
		}
		all.Wait()
		if diff := cmp.Diff([]authjs.Link{want}, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestATransactionLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, s *store.Store, _ *rt.DB) {
		failure := errors.New("linking fails")
		err := s.Transaction(t.Context(), func(tx authjs.Store) error {
			made(t, tx, "ann@example.com")
			return tx.Transaction(t.Context(), func(authjs.Store) error { return failure })
		})
		if !errors.Is(err, failure) {
			t.Fatalf("error is %v", err)
		}
		if u, err := s.UserByEmail(t.Context(), "ann@example.com"); u != nil || err != nil {
			t.Errorf("left behind %v, %v", u, err)
		}
	})
}

func TestDroppedCredentialsAreGone(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, s *store.Store, db *rt.DB) {
		ctx := t.Context()
		insert(t, db, `{"data":{"email":"ann@example.com","password":"correct horse"}}`)
		p := passwords(t, db)
		before, err := p.PasswordByEmail(ctx, "ann@example.com")
		if err != nil || !password.Compare(before.Hash, "correct horse") {
			t.Fatalf("no password: %v", err)
		}
		id := before.User.ID
		if err := errors.Join(
			s.LinkAccount(ctx, &authjs.Account{Provider: "p", Type: "oauth", ProviderAccountID: "1", UserID: id}),
			s.CreateSession(ctx, &authjs.StoredSession{Token: "t", UserID: id, Expires: noon}),
			s.DropCredentials(ctx, id),
		); err != nil {
			t.Fatal(err)
		}
		after, err := p.PasswordByEmail(ctx, "ann@example.com")
		if err != nil || after == nil || password.Compare(after.Hash, "correct horse") {
			t.Errorf("the password still works: %v, %v", after, err)
		}
		if u, err := s.UserByAccount(ctx, "p", "1"); u != nil || err != nil {
			t.Errorf("the account is still there: %v, %v", u, err)
		}
		if c, err := s.Session(ctx, "t"); c != nil || err != nil {
			t.Errorf("the session is still there: %v, %v", c, err)
		}
	})
}

// TestTablesWithoutRelations has what the foreign keys need and no more.
func TestTablesWithoutRelations(t *testing.T) {
	t.Parallel()
	plain := v4
	for _, line := range []string{
		"    accounts      Account[]\n", "    sessions      Session[]\n",
		"    user              User    @relation(fields: [userId], references: [id], onDelete: Cascade)\n",
		"    user         User     @relation(fields: [userId], references: [id], onDelete: Cascade)\n",
	} {
		if !strings.Contains(plain, line) {
			t.Fatalf("the schema has no %q", line)
		}
		plain = strings.Replace(plain, line, "", 1)
	}
	s, err := store.New(database(t, gozentest.SQLite(t), plain, slog.New(slog.DiscardHandler)))
	if err != nil {
		t.Fatal(err)
	}
	u := made(t, s, "ann@example.com")
	if err := errors.Join(
		s.LinkAccount(t.Context(), &authjs.Account{Provider: "p", Type: "oauth", ProviderAccountID: "1", UserID: u.ID}),
		s.CreateSession(t.Context(), &authjs.StoredSession{Token: "t", UserID: u.ID, Expires: noon}),
	); err != nil {
		t.Fatal(err)
	}
	byAccount, err := s.UserByAccount(t.Context(), "p", "1")
	if err != nil {
		t.Fatal(err)
	}
	_, bySession, err := s.SessionAndUser(t.Context(), "t")
	if err != nil {
		t.Fatal(err)
	}
	for _, got := range []*authjs.User{byAccount, bySession} {
		if diff := cmp.Diff(u, got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestWhatASchemaLacks(t *testing.T) {
	t.Parallel()
	bare := datasource + "model User {\n id Int @id @default(autoincrement())\n email String @unique\n emailVerified DateTime?\n @@allow('all', true)\n}"
	cases := []struct {
		name, schema string
		need         authjs.Need
		want         string
	}{
		{"no accounts", bare, authjs.NeedAccounts, "the schema has no model Account"},
		{"no sessions", bare, authjs.NeedSessions, "the schema has no model Session"},
		{"no links", bare, authjs.NeedLinks, "the schema has no model VerificationToken"},
		{"accounts without a key", strings.Replace(v4, "@@unique([provider, providerAccountId])", "", 1), authjs.NeedAccounts, "model Account lacks"},
		{"accounts with the key turned around", strings.Replace(v4, "[provider, providerAccountId]", "[providerAccountId, provider]", 1), authjs.NeedAccounts, "model Account lacks"},
		{"sessions whose token two may have", strings.Replace(v4, "sessionToken String   @unique", "sessionToken String", 1), authjs.NeedSessions, "model Session lacks"},
		{"users who cannot be verified", strings.Replace(v4, "emailVerified DateTime?", "", 1), authjs.NeedLinks, "model User has no field emailVerified DateTime?"},
		{
			"users who need more than a provider knows", strings.Replace(v4, `@default("unset")`, "", 1), authjs.NeedAccounts,
			"model User requires password, which nobody gives who signs in for the first time without a form",
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, err := store.New(database(t, gozentest.SQLite(t), c.schema, slog.New(slog.DiscardHandler)))
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Lacks(c.need); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

var _ interface {
	Session(ctx context.Context, token string) (*session.Record, error)
} = (*store.Store)(nil)
