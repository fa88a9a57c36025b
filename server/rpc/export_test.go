package rpc

// ParametersForTest returns the parameters q and meta of a query string.
func ParametersForTest(raw string) (q, meta string, err error) { return parameters(raw) }
