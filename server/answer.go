package server

import (
	"net/http"
	"sync"

	"github.com/gozen-dev/gozen/rt"
)

// Answers makes answers of results. Its zero value works; one serves many
// requests at once.
type Answers struct{ room sync.Pool } // of *[]byte

// spareAnswer is the longest answer whose room is kept for another.
const spareAnswer = 64 << 10

// Send sends a result, with annotations when some value in it needs one.
func (a *Answers) Send(w http.ResponseWriter, status int, doc rt.Document) {
	room, ok := a.room.Get().(*[]byte)
	if !ok {
		room = new([]byte)
	}
	b := append((*room)[:0], `{"data":`...)
	b = append(b, doc.Data...)
	switch {
	case len(doc.Types) == 0:
	case doc.Types[0] == '[':
		b = append(b, `,"meta":{"serialization":{"values":`...)
		b = append(b, doc.Types...)
		b = append(b, `,"v":1}}`...)
	default:
		b = append(b, `,"meta":{"serialization":{"values":{`...)
		b = append(b, doc.Types...)
		b = append(b, `},"v":1}}`...)
	}
	b = append(b, '}')
	w.Header()["Content-Type"] = []string{"application/json"}
	Send(w, status, b)
	if cap(b) <= spareAnswer {
		*room = b
		a.room.Put(room)
	}
}
