package rt_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/gozentest"
	"github.com/gozen-dev/gozen/query"
	"github.com/gozen-dev/gozen/rt"
)

// A write through any level of a hierarchy is permitted exactly if it is
// through the model that the row is of.
func TestEveryLevelDecidesAsTheConcreteModel(t *testing.T) {
	t.Parallel()
	bases := []string{
		`@@allow('all', true)`,
		`@@allow('all', auth() == owner)
		 @@deny('update,delete', n > 3 && currentModel() == 'Clip')`,
		`@@allow('create,read', true)
		 @@allow('update', n == null || notes?[ok])
		 @@allow('delete', n != 2)
		 @@deny('post-update', before().n != n)`,
	}
	mids := []string{``, `@@deny('update,delete', dur > n)`, `@@allow('update', owner.assets?[kind == 'Img'])`}
	lows := []string{``, `@@deny('all', cut && dur == 2)
		@@deny('post-update', before().dur != dur || n == 4)`}
	gozentest.Each(t, func(t *testing.T, url string) {
		for b, base := range bases {
			for m, mid := range mids {
				for l, low := range lows {
					if strings.HasPrefix(url, "postgres") && (b != m || l == 0) {
						continue // every combination takes long there, and SQLite has them all
					}
					t.Run(fmt.Sprint(b, m, l), func(t *testing.T) { levels(t, url, hierarchy(base, mid, low)) })
				}
			}
		}
	})
}

func hierarchy(base, mid, low string) string {
	return `
		datasource db { provider = "sqlite" url = "file:x.db" }
		model User {
			id Int @id
			assets Asset[]
			@@allow('all', true)
		}
		model Note {
			id Int @id
			ok Boolean
			asset Asset? @relation(fields: [assetId], references: [id], onDelete: SetNull)
			assetId Int?
		}
		model Asset {
			id Int @id
			kind String
			n Int?
			owner User? @relation(fields: [ownerId], references: [id])
			ownerId Int?
			notes Note[]
			@@delegate(kind)
			` + base + `
		}
		model Media extends Asset {
			what String
			dur Int?
			@@delegate(what)
			` + mid + `
		}
		model Video extends Media { wide Boolean? }
		model Clip extends Media {
			cut Boolean?
			` + low + `
		}
		model Img extends Asset { width Int? }`
}

// levels makes each kind of row several times over, so that each level has one
// of its own to change and to delete.
func levels(t *testing.T, url, source string) {
	ctx := context.Background()
	db, err := openDB(ctx, t, source, url)
	if err != nil {
		t.Fatal(err)
	}
	root := db.Unrestricted("test")
	for _, m := range []string{"note", "asset", "user"} {
		do(t, db, root, m+".deleteMany")
	}
	do(t, db, root, `user.createMany {"data":[{"id":1},{"id":2}]}`)
	someone := db.As(map[string]any{"id": int64(1)})
	chains := map[string][]string{
		"Video": {"video", "media", "asset"}, "Clip": {"clip", "media", "asset"}, "Img": {"img", "asset"},
	}
	id := 0
	for model, chain := range chains {
		for _, fields := range rowsOf(model) {
			want := ""
			for _, level := range chain {
				id++
				do(t, db, root, fmt.Sprintf(`%s.create {"data":{"id":%d,%s}}`, chain[0], id, fields))
				do(t, db, root, fmt.Sprintf(`note.create {"data":{"id":%d,"assetId":%d,"ok":%t}}`, id, id, strings.Contains(fields, `"n":4`)))
				got := outcome(t, db, someone, fmt.Sprintf(`%s.update {"where":{"id":%d},"data":{"ownerId":2},"select":{"id":true}}`, level, id)) +
					outcome(t, db, someone, fmt.Sprintf(`%s.update {"where":{"id":%d},"data":{"n":5},"select":{"id":true}}`, level, id)) +
					outcome(t, db, someone, fmt.Sprintf(`%s.updateMany {"where":{"id":%d},"data":{"n":{"increment":0}}}`, level, id)) +
					outcome(t, db, someone, fmt.Sprintf(`%s.delete {"where":{"id":%d},"select":{"id":true}}`, level, id))
				got = strings.ReplaceAll(got, fmt.Sprintf(`"id":%d}`, id), "it")
				if want == "" {
					want = got
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s {%s} through %s\n%s", model, fields, level, diff)
				}
			}
		}
	}
}

// rowsOf lists what rows of a model hold.
func rowsOf(model string) []string {
	own := map[string][]string{
		"Video": {`"dur":null`, `"dur":2`, `"dur":9`}, "Clip": {`"dur":2,"cut":true`, `"dur":9,"cut":null`, `"dur":1,"cut":false`},
		"Img": {`"width":1`},
	}
	var rows []string
	for _, n := range []string{"null", "2", "4"} {
		for _, owner := range []string{"null", "1"} {
			for _, o := range own[model] {
				rows = append(rows, fmt.Sprintf(`"n":%s,"ownerId":%s,%s`, n, owner, o))
			}
		}
	}
	return rows
}

func outcome(t *testing.T, db *rt.DB, c *rt.Client, request string) string {
	t.Helper()
	doc, err := c.JSON(context.Background(), opOf(t, db, request))
	var q *query.Error
	switch {
	case errors.As(err, &q) && (q.Reason == query.NotFound || q.Reason == query.RejectedByPolicy):
		return string(q.Reason) + "\n"
	case err != nil:
		t.Fatalf("%s: %v", request, err)
	}
	return string(doc.Data) + "\n"
}
