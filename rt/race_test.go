package rt_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
)

// Two admins who take each other's last admin away must not both succeed:
// each write is permitted by a row that the other one takes away. The same
// holds whether one statement decides and deletes, or a check follows an update.
func TestRacingWritesCannotBothRelyOnEachOther(t *testing.T) {
	t.Parallel()
	const source = `
		datasource db { provider = "sqlite" url = "file:x.db" }
		model Team {
			id Int @id
			members Member[]
			@@allow('all', true)
		}
		model Member {
			id Int @id
			admin Boolean
			team Team @relation(fields: [teamId], references: [id])
			teamId Int
			@@allow('create,read', true)
			@@allow('update', true)
			@@allow('post-update', team.members?[admin])
			@@allow('delete', team.members?[admin && id != this.id])
		}`
	ways := []struct{ name, request string }{
		{"demoting", `member.update {"where":{"id":%d},"data":{"admin":false}}`},
		{"leaving", `member.delete {"where":{"id":%d}}`},
	}
	gozentest.Each(t, func(t *testing.T, url string) {
		ctx := context.Background()
		db, err := openDB(ctx, t, source, url)
		if err != nil {
			t.Fatal(err)
		}
		for _, way := range ways {
			t.Run(way.name, func(t *testing.T) {
				for round := range 5 {
					race(t, db, way.request, round)
				}
			})
		}
	})
}

func race(t *testing.T, db *rt.DB, request string, round int) {
	t.Helper()
	ctx := context.Background()
	root, someone := db.Unrestricted("test"), db.As(nil)
	for _, l := range []string{
		`member.deleteMany`, `team.deleteMany`,
		`team.create {"data":{"id":1,"members":{"create":[{"id":1,"admin":true},{"id":2,"admin":true}]}}}`,
	} {
		do(t, db, root, l)
	}
	errs := make([]error, 2)
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range errs {
		op := opOf(t, db, fmt.Sprintf(request, i+1))
		wg.Go(func() {
			<-start
			_, errs[i] = someone.JSON(ctx, op)
		})
	}
	close(start)
	wg.Wait()
	if got := do(t, db, root, `member.count {"where":{"admin":true}}`); got != "1" {
		t.Fatalf("round %d: %s admins are left, want 1; errors: %v", round, got, errs)
	}
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Fatalf("round %d: want one to succeed: %v", round, errs)
	}
	var q *query.Error
	if err := errors.Join(errs...); !errors.As(err, &q) || q.Reason == query.DBQueryError {
		t.Fatalf("round %d: the loser was told %v", round, err)
	}
}

func do(t *testing.T, db *rt.DB, c *rt.Client, call string) string {
	t.Helper()
	doc, err := c.JSON(context.Background(), opOf(t, db, call))
	if err != nil {
		t.Fatalf("%s: %v", call, err)
	}
	return string(doc.Data)
}

func opOf(t *testing.T, db *rt.DB, call string) *query.Op {
	t.Helper()
	call, args, ok := strings.Cut(call, " ")
	if !ok {
		args = "{}"
	}
	model, name, _ := strings.Cut(call, ".")
	kind, _ := query.ParseKind(name)
	node, err := query.ParseJSON([]byte(args))
	if err != nil {
		t.Fatal(err)
	}
	op, err := query.Decode(db.Schema(), db.Schema().ModelByAccessor(model), kind, node, query.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	return op
}
