package rt

import "github.com/gozen-dev/gozen/internal/policy"

// Knows reports whether user has all that the rules use of auth().
func (db *DB) Knows(user map[string]any) bool { return known(db.engine.Policy().Members(), user) }

func known(m *policy.Members, user map[string]any) bool {
	for _, f := range m.Fields {
		if _, ok := user[f]; !ok {
			return false
		}
	}
	for name := range m.Relations {
		if _, ok := user[name]; !ok {
			return false
		}
	}
	return true
}
