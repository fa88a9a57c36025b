package authjs

// protocol is what differs between the two majors of the client. Everything
// that does not differ is in the handler.
type protocol interface {
	// route reads a method and the path after the base path.
	route(method, path string) (route, bool)
	// unrouted answers what route does not know. The exchange has not begun.
	unrouted(x *exchange)
	// admit checks the provider of a request; when it reports false it has
	// answered.
	admit(x *exchange) bool
	// unserved answers an action that does not go with its method or provider.
	unserved(x *exchange)
	// malformed answers a body that cannot be parsed.
	malformed(x *exchange)
	// wrongMethod answers a callback of a provider whose kind has none of this
	// method.
	wrongMethod(x *exchange, kind string)
	// kind is what clients are told of a provider's kind.
	kind(kind string) string
	// withoutProvider answers a sign-in without a provider.
	withoutProvider(x *exchange)
	// refusal says how a failure is answered.
	refusal(x *exchange, f failure, code string) refusal
	// inline reports whether an error is shown on the sign-in page, where the
	// error page then leads.
	inline(code string) bool
	// errorCode reads the code that the error page gets.
	errorCode(code string) string
	// verifyPage is the configured verify-request page with its query.
	verifyPage(page, query string) string
	// encode writes a value into a query.
	encode(value string) string
	// jsonType is the content type of JSON.
	jsonType() string
	// anonymous is the session of nobody.
	anonymous() any
	// claimsShown chooses the claims that session.user is made of: those of the
	// token that came or those that the Token callback returned.
	claimsShown(before, after map[string]any) map[string]any
	// authorizeFailed is the failure of a provider that could not decide.
	authorizeFailed() failure
	// configurationText is for people whose site is not set up.
	configurationText() string
}
