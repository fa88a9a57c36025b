package auth_test

import (
	"fmt"

	"github.com/gozen-dev/gozen/auth"
	"github.com/gozen-dev/gozen/schema"
)

func ExampleIDs() {
	user := model(schema.Int)
	for _, subject := range []string{"7", "07"} {
		ids, ok := auth.IDs(user, &auth.Identity{Subject: subject})
		fmt.Println(ids, ok)
	}
	// Output:
	// map[id:7] true
	// map[] false
}
