package main_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/gozen-dev/gozen/gozentest"
)

// tree is one nested write: a space with its admin, two lists, four todos.
const tree = `{"data":{"id":"%[1]s","name":"Space %[1]s","slug":"%[1]s",
	"members":{"create":{"userId":"ann","role":"ADMIN"}},
	"lists":{"create":[
		{"title":"One","todos":{"create":[{"title":"a"},{"title":"b"}]}},
		{"title":"Two","todos":{"create":[{"title":"c"},{"title":"d"}]}}]}},"select":{"id":true}}`

// TestAKilledServerLeavesWholeTrees kills the server with writes under way.
// What was answered is there, and nothing is there by half.
func TestAKilledServerLeavesWholeTrees(t *testing.T) {
	t.Parallel()
	gozentest.Each(t, func(t *testing.T, url string) {
		p := todo(t, url)
		ann := newBrowser(t, p)
		ann.post(t, "user/createMany", `{"data":[{"id":"ann","email":"ann@example.com","password":"correct horse"}]}`)
		ann.signIn(t, "ann@example.com", "correct horse")
		answered := stream(t, p, ann, 4, 25)
		again := todo(t, url)
		ann = newBrowser(t, again)
		ann.signIn(t, "ann@example.com", "correct horse")
		trees, _ := ann.get(t, "space/findMany",
			`{"select":{"id":true,"members":{"select":{"role":true}},"lists":{"select":{"todos":{"select":{"id":true}}}}},"take":1000}`).
			json(t, "data").([]any)
		found := map[string]bool{}
		for _, x := range trees {
			space := x.(map[string]any)
			found[space["id"].(string)] = true
			if got := size(space); got != "1 member, 2 lists, 4 todos" {
				t.Errorf("space %s has %s", space["id"], got)
			}
		}
		for _, id := range answered {
			if !found[id] {
				t.Errorf("space %s was answered 201 and is gone", id)
			}
		}
		t.Logf("%d trees were answered, %d are there", len(answered), len(trees))
	})
}

// stream writes trees from several connections at once and kills the server
// when enough of them were answered. It returns the ids of those.
func stream(t *testing.T, p *process, ann *browser, writers, enough int) []string {
	t.Helper()
	var mu sync.Mutex
	var answered []string
	var all sync.WaitGroup
	reached := make(chan struct{})
	for w := range writers {
		all.Go(func() {
			for n := 0; ; n++ {
				id := fmt.Sprintf("tree-%d-%d", w, n)
				status, err := ann.try(t, "space/create", fmt.Sprintf(tree, id))
				if err != nil {
					return // the server is dead
				}
				if status != http.StatusCreated {
					t.Errorf("%s got %d", id, status)
					return
				}
				mu.Lock()
				answered = append(answered, id)
				if len(answered) == enough {
					close(reached)
				}
				mu.Unlock()
			}
		})
	}
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	select {
	case <-reached:
	case <-done: // every writer has failed, and said why
	}
	p.kill(t)
	<-done
	return answered
}

func size(space map[string]any) string {
	members, _ := space["members"].([]any)
	lists, _ := space["lists"].([]any)
	todos := 0
	for _, l := range lists {
		list, _ := l.(map[string]any)["todos"].([]any)
		todos += len(list)
	}
	return fmt.Sprintf("%d member, %d lists, %d todos", len(members), len(lists), todos)
}
