package authjs

// NormalAddressForTest is the rule of addresses, for the fuzzer: through a
// handler it would try some hundred a second.
func NormalAddressForTest(s string) (string, bool) { return normalAddress(s) }
