package migrate

import (
	"context"
	"crypto/rand"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

// shadowAge is how old a shadow database is at least that nobody works in any
// more: between making one and connecting to it there is a moment.
const shadowAge = time.Minute

// shadowName is a name that says when the database was made.
func shadowName(now time.Time) string {
	var random [4]byte
	_, _ = rand.Read(random[:])                                              // never fails
	return fmt.Sprintf("%s_%08x%x", shadowSpace, uint32(now.Unix()), random) // they fit until 2106
}

// left reports whether a database of this name was made by a run that is long over.
func left(name string, now time.Time) bool {
	digits := name[len(shadowSpace)+1:][:8]
	made, err := strconv.ParseUint(digits, 16, 32)
	return err == nil && now.Sub(time.Unix(int64(made), 0)) > shadowAge
}

// dropLeft drops the shadow databases of runs that were killed. Those in which
// somebody is, PostgreSQL keeps, and no error here is worth a failure.
func dropLeft(ctx context.Context, on *connection, now time.Time) {
	names, err := on.strings(ctx, "SELECT datname FROM pg_database d WHERE datname ~ '^"+shadowSpace+"_[0-9a-f]{16}$'"+
		" AND pg_has_role(datdba, 'USAGE') AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.datid = d.oid)")
	if err != nil {
		return
	}
	for _, name := range names {
		if left(name, now) {
			_ = on.exec(ctx, "DROP DATABASE IF EXISTS "+pgx.Identifier{name}.Sanitize())
		}
	}
}
