package authjs_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/auth/session"
)

// flowDiffers applies what we do otherwise in the sign-ins of several steps.
func flowDiffers(compat session.Compat, x flow, r *recorded, done *outcome) {
	withRowID(x, r)
	if x.ID[0] == 'E' { // without a store: an id of another site, or a made-up one, would name nobody
		for _, c := range r.SetCookie {
			delete(c.Claims, "sub")
		}
	}
	if strings.Contains(x.URL, "/callback/mock") {
		usedUp(compat, x, r)
	}
	if renews(x, *r) { // a csrf token seen before does not work after
		r.SetCookie = append(r.SetCookie, csrfCookie(compat, strings.HasPrefix(x.URL, "https:")))
	}
	if change := flowDifferences(compat)[x.ID]; change != nil {
		change(r, done)
	}
}

// withRowID adds the id that session.user has for us.
func withRowID(x flow, r *recorded) {
	body, _ := r.Answer.(map[string]any)
	user, _ := body["user"].(map[string]any)
	if user == nil {
		return
	}
	for _, call := range x.Store {
		var both struct{ User row }
		if call.Method == "getSessionAndUser" && unmarshal(call.Returns, &both) && both.User.ID != nil {
			user["id"] = *both.User.ID
		}
	}
}

// usedUp adds that check cookies are gone after one answer, whatever came of
// it; Auth.js leaves those of a failure for another try.
func usedUp(compat session.Compat, x flow, r *recorded) {
	cookies := session.ParseCookies(compat, x.Headers["cookie"])
	for _, name := range cookies.Names() {
		gone := func(c setCookie) bool { return c.Name == name }
		if checkIn(name) != 0 && !slices.ContainsFunc(r.SetCookie, gone) {
			r.SetCookie = append(r.SetCookie, setCookie{Name: name, Attributes: []string{"HttpOnly", "Max-Age=0", "Path=/", "SameSite=Lax"}})
		}
	}
}

func renews(x flow, r recorded) bool {
	if strings.HasSuffix(x.URL, "/signout") {
		return x.Method == http.MethodPost
	}
	return strings.Contains(x.URL, "/callback/") && slices.ContainsFunc(r.SetCookie, func(c setCookie) bool {
		return strings.HasSuffix(c.Name, "session-token") && c.Value != ""
	})
}

// flowChange is how our answer and what we do differ from a recorded exchange.
type flowChange func(*recorded, *outcome)

// flowDifferences lists, by exchange, what we do otherwise, and why.
func flowDifferences(compat session.Compat) map[string]flowChange {
	refused := map[session.Compat]string{session.V4: "EmailSignin", session.V5: "Configuration"}[compat]
	noAddress := func(r *recorded, done *outcome) { // not an address that every mail program reads as this one
		toError(refused)(r, done)
		delete(r.AnswerHeaders, "location")
	}
	list := map[string]flowChange{
		"D20-6": noAddress, "D20-10": noAddress, "D20-14": noAddress,
		"D12":   deletesSession("db-user-1"), // a session that nothing will ever show again is deleted
		"F6-2":  notLinkedTo(compat),         // neither the provider nor the user has verified the address
		"E23-1": ownParameters,
		"D15": func(_ *recorded, done *outcome) { // whoever made this user did not prove the address
			done.Writes = append(done.Writes, "dropCredentials db-user-2")
		},
		"F7b-2": func(_ *recorded, done *outcome) { // the provider has verified the address
			for i, w := range done.Writes {
				done.Writes[i] = strings.Replace(w, "verified=false", "verified=true", 1)
			}
		},
	}
	if compat == session.V4 {
		maps.Copy(list, map[string]flowChange{
			"D20-12": func(r *recorded, done *outcome) { // hosts may have a name without a dot
				r.Answer = map[string]any{"url": "http://localhost:3000/api/auth/verify-request?provider=email&type=email"}
				done.Writes = []string{"createVerificationToken a@b"}
			},
		})
		return list
	}
	maps.Copy(list, map[string]flowChange{
		"D34": func(r *recorded, _ *outcome) { // no callback ever gets the session's token or the whole row
			body := r.Answer.(map[string]any)
			delete(body, "sessionToken")
			delete(body, "userId")
			delete(body["user"].(map[string]any), "emailVerified")
		},
		"F12-1": func(r *recorded, done *outcome) { // credentials work with sessions in a database
			for i, c := range r.SetCookie {
				if c.Claims != nil {
					r.SetCookie[i].Value, r.SetCookie[i].Claims = "<new>", nil
				}
			}
			done.Writes = []string{"createSession user_1"}
		},
		"E17-2": func(r *recorded, _ *outcome) { // theirs holds the code and leads nowhere
			r.AnswerHeaders["location"] = "http://localhost:3000/api/auth/signin"
		},
	})
	return list
}

func deletesSession(user string) flowChange {
	return func(_ *recorded, done *outcome) { done.Writes = append(done.Writes, "deleteSession "+user) }
}

// toError leads to the error page, with nothing done.
func toError(code string) flowChange {
	return func(r *recorded, done *outcome) {
		to := "http://localhost:3000/api/auth/error?error=" + code
		if _, ok := r.Answer.(map[string]any); ok {
			r.Answer = map[string]any{"url": to}
		}
		r.AnswerHeaders["location"] = to
		*done = outcome{}
	}
}

func notLinkedTo(compat session.Compat) flowChange {
	return func(r *recorded, done *outcome) {
		toError("OAuthAccountNotLinked")(r, done)
		if compat == session.V5 {
			r.AnswerHeaders["location"] = "http://localhost:3000/api/auth/signin?error=OAuthAccountNotLinked"
		}
		r.SetCookie = slices.DeleteFunc(r.SetCookie, func(c setCookie) bool { return checkIn(c.Name) == 0 })
	}
}

// ownParameters are those of the protocol: no page may choose them.
func ownParameters(_ *recorded, done *outcome) {
	done.Authorization = map[string]string{
		"client_id": "cid-oauth", "redirect_uri": "http://localhost:3000/api/auth/callback/mockoauth", "response_type": "code",
		"scope": "read:user user:email", "state": "<random>", "code_challenge": "<random>", "code_challenge_method": "S256",
	}
}
