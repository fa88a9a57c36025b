package rt_test

// groups asks for numbers of rows, or of groups of them in an order that
// leaves nothing open.
func (g *asker) groups(model string) (op string, args object) {
	args = object{"_count": true}
	for _, fn := range []string{"_count", "_sum", "_avg", "_min", "_max"} {
		if g.chance(50) {
			args[fn] = object{g.operand(model, fn): true}
		}
	}
	if g.chance(50) {
		g.page(model, args, 2)
		delete(args, "distinct")
		return "aggregate", args
	}
	args["where"] = g.where(model, 2)
	by := []string{g.operand(model, "_min")}
	if other := g.operand(model, "_min"); g.chance(30) && other != by[0] {
		by = append(by, other)
	}
	args["by"] = by
	if g.chance(60) {
		args["having"] = g.having(model, 2)
	}
	var order []object
	for range g.r.IntN(3) {
		fn := g.one([]string{"_count", "_sum", "_avg", "_min", "_max"})
		order = append(order, object{fn: object{g.operand(model, fn): g.one([]string{"asc", "desc"})}})
	}
	for _, f := range by {
		order = append(order, object{f: g.one([]string{"asc", "desc"})})
	}
	args["orderBy"] = order
	if g.chance(30) {
		args["skip"], args["take"] = g.r.IntN(2), g.r.IntN(7)-3
	}
	return "groupBy", args
}

// operand is a field that the function takes.
func (g *asker) operand(model, fn string) string {
	fields := append([]string{"id"}, numbers[model]...)
	if fn == "_min" || fn == "_max" || fn == "_count" {
		fields = append(fields, texts[model]...)
	}
	return g.one(fields)
}

func (g *asker) having(model string, depth int) object {
	if depth > 0 && g.chance(30) {
		return object{g.one([]string{"AND", "OR", "NOT"}): []object{g.having(model, depth-1), g.having(model, depth-1)}}
	}
	fn := g.one([]string{"_sum", "_min", "_max", "_count"})
	f := g.one(append([]string{"id"}, numbers[model]...))
	test := g.number()
	if fn == "_count" && test == nil {
		test = 1
	}
	return object{f: object{fn: test}}
}
