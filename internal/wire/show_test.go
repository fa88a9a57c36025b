package wire_test

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/gozen-dev/gozen/query"
)

func itoa(i int) string { return strconv.Itoa(i) }

// show writes a node briefly; typed leaves by their type.
func show(n query.Node) string {
	switch n := n.(type) {
	case nil:
		return "nothing"
	case *query.Object:
		var parts []string
		for _, m := range n.Members {
			parts = append(parts, m.Name+":"+show(m.Value))
		}
		return "{" + strings.Join(parts, ",") + "}"
	case query.Array:
		var parts []string
		for _, x := range n {
			parts = append(parts, show(x))
		}
		return "[" + strings.Join(parts, ",") + "]"
	case query.BigInt:
		return "big " + string(n)
	case query.Undefined:
		return "undefined"
	default:
		return fmt.Sprint(n)
	}
}
