package rt_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/query"
)

const assets = `
	datasource db { provider = "sqlite" url = "file:x.db" }
	model Box {
		id Int @id
		assets Asset[]
		@@allow('all', true)
	}
	model Asset {
		id Int @id
		kind String
		name String @default("-")
		box Box? @relation(fields: [boxId], references: [id])
		boxId Int?
		@@delegate(kind)
		@@allow('all', true)
	}
	model Video extends Asset {
		dur Int
		at DateTime?
		size BigInt?
		@@deny('post-update', name == "final" && dur > 10)
	}`

// What superjson is told of a member that comes from a sub-model's table must
// stand at the member's place in the result.
func TestMergedMembersAreAnnotatedWhereTheyStand(t *testing.T) {
	t.Parallel()
	gozentest.Each(t, func(t *testing.T, url string) {
		ctx := context.Background()
		db, err := openDB(ctx, t, assets, url)
		if err != nil {
			t.Fatal(err)
		}
		c := db.As(nil)
		do(t, db, c, `box.create {"data":{"id":1}}`)
		do(t, db, c, `video.create {"data":{"id":1,"dur":1,"boxId":1,"at":"2026-01-02T03:04:05Z","size":7}}`)
		op := opOf(t, db, `box.findMany {"include":{"assets":true}}`)
		doc, err := c.JSON(ctx, op)
		if err != nil {
			t.Fatal(err)
		}
		want := `[{"id":1,"assets":[{"id":1,"kind":"Video","name":"-","boxId":1,"dur":1,"at":"2026-01-02T03:04:05.000Z","size":"7"}]}]`
		if diff := cmp.Diff(want, string(doc.Data)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(`"0.assets.0.at":["Date"],"0.assets.0.size":["bigint"]`, string(doc.Types)); diff != "" {
			t.Error(diff)
		}
		rows, err := c.Rows(ctx, op)
		if err != nil {
			t.Fatal(err)
		}
		merged := rows.([]any)[0].(map[string]any)["assets"].([]any)[0].(map[string]any)
		if diff := cmp.Diff(any(int64(7)), merged["size"]); diff != "" {
			t.Error(diff)
		}
	})
}

// Two writes of one row, through its base and through its model, each of
// another table, must not together make what the rules deny.
func TestRacingWritesThroughTwoLevelsCannotBothPass(t *testing.T) {
	t.Parallel()
	gozentest.Each(t, func(t *testing.T, url string) {
		ctx := context.Background()
		db, err := openDB(ctx, t, assets, url)
		if err != nil {
			t.Fatal(err)
		}
		c := db.As(nil)
		for round := range 4 {
			do(t, db, c, `asset.deleteMany`)
			do(t, db, c, `video.create {"data":{"id":1,"dur":1}}`)
			requests := []*query.Op{
				opOf(t, db, `asset.update {"where":{"id":1},"data":{"name":"final"}}`),
				opOf(t, db, `video.update {"where":{"id":1},"data":{"dur":11}}`),
			}
			errs := make([]error, 2)
			start := make(chan struct{})
			var wg sync.WaitGroup
			for i, op := range requests {
				wg.Go(func() {
					<-start
					_, errs[i] = c.JSON(ctx, op)
				})
			}
			close(start)
			wg.Wait()
			if (errs[0] == nil) == (errs[1] == nil) {
				t.Fatalf("round %d: want one to succeed: %v", round, errs)
			}
			var q *query.Error
			if err := errors.Join(errs...); !errors.As(err, &q) || q.Reason != query.RejectedByPolicy {
				t.Fatalf("round %d: the loser was told %v", round, err)
			}
		}
	})
}
