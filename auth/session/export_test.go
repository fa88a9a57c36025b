package session

// The recorded key derivations are intermediate values that nothing outside
// this package may see: these seams exist for the vectors alone.

// KeyForTest returns the key, and its name, that a secret gives for a salt.
func KeyForTest(c Compat, enc, secret, salt string) (bytes []byte, kid string, err error) {
	ks, err := deriveOne(c, secret, salt)
	if err != nil {
		return nil, "", err
	}
	k := ks.of(c.accepts(enc))
	return k.bytes, k.kid, nil
}

// SessionTokenForTest returns the token that the cookies hold.
func (m *Manager) SessionTokenForTest(header string) (string, error) { return m.token(header) }

// SplitForTest returns the names of the cookies that a token is cut into and
// the lengths of their values.
func (m *Manager) SplitForTest(token string) (names []string, lengths []int, err error) {
	names, values, err := m.split(token)
	for _, v := range values {
		lengths = append(lengths, len(v))
	}
	return names, lengths, err
}

// OpenedForTest is how many tokens are remembered.
func (m *Manager) OpenedForTest() int { return m.opened.Len() }
