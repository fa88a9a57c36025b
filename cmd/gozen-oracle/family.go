package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// families counts cases by what of the query API and the language they use.
type families map[string]int

func (f families) add(name string) { f[name]++ }

// String lists the families with their numbers.
func (f families) String() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(f)) {
		fmt.Fprintf(&b, "  %8d %s\n", f[name], name)
	}
	return b.String()
}
