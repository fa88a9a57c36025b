package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/gozen-dev/gozen/query"
)

// node gives an argument as requests have it, with the values that JSON cannot
// say: bytes, and what stands for the two nulls of a Json field.
func node(v any) query.Node {
	switch v := v.(type) {
	case nil:
		return query.Null{}
	case bool:
		return query.Bool(v)
	case int:
		return query.Number(strconv.Itoa(v))
	case int64:
		return query.Number(strconv.FormatInt(v, 10))
	case float64:
		return query.Number(strconv.FormatFloat(v, 'g', -1, 64))
	case string:
		return query.String(v)
	case []byte:
		return query.Bytes(v)
	case query.Marker:
		return v
	case json.RawMessage:
		n, err := query.ParseJSON(v)
		if err != nil {
			panic("gozen-oracle: " + err.Error())
		}
		return n
	case []any:
		list := query.Array{}
		for _, x := range v {
			list = append(list, node(x))
		}
		return list
	case object:
		o := &query.Object{}
		for _, k := range slices.Sorted(maps.Keys(v)) {
			o.Members = append(o.Members, query.Member{Name: k, Value: node(v[k])})
		}
		return o
	default:
		panic(fmt.Sprintf("gozen-oracle: %T in a request", v))
	}
}

// spelled writes arguments for a script, where what JSON cannot say is
// annotated in a meta member.
func spelled(args object) string {
	tags := object{}
	annotate(args, "", tags)
	if len(tags) == 0 {
		return text(args)
	}
	args = maps.Clone(args)
	args["meta"] = object{"serialization": object{"v": 1, "values": tags}}
	return text(args)
}

func annotate(v any, path string, tags object) {
	under := func(name string) string {
		if path == "" {
			return name
		}
		return path + "." + name
	}
	switch v := v.(type) {
	case object:
		for k, x := range v {
			annotate(x, under(k), tags)
		}
	case []any:
		for i, x := range v {
			annotate(x, under(strconv.Itoa(i)), tags)
		}
	case []byte:
		tags[path] = []any{[]any{"custom", "Bytes"}}
	case query.Marker:
		tags[path] = []any{[]any{"custom", string(v)}}
	}
}
