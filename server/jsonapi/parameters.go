package jsonapi

import (
	"net/http"
	"net/url"
	"strings"
)

// parameters are those of a query string, in their order. Of a name that is
// given twice the last value counts.
type parameters []parameter

type parameter struct{ name, value string }

// maxParameters bounds how many a request may have.
const maxParameters = 1000

func parametersOf(raw string) (parameters, error) {
	var all parameters
	at := map[string]int{}
	for part := range strings.SplitSeq(raw, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		name, err := url.QueryUnescape(name)
		if err == nil {
			value, err = url.QueryUnescape(value)
		}
		if err != nil || len(all) >= maxParameters {
			return nil, &problem{status: http.StatusBadRequest, code: "invalid-value", detail: "the query string cannot be read"}
		}
		if i, ok := at[name]; ok {
			all[i].value = value
			continue
		}
		at[name] = len(all)
		all = append(all, parameter{name, value})
	}
	return all, nil
}

// get returns the value of a parameter, empty when it is not given.
func (p parameters) get(name string) string {
	for _, x := range p {
		if x.name == name {
			return x.value
		}
	}
	return ""
}

// bracketed returns the texts in name[…][…], nil for other forms.
func bracketed(parameter, name string) []string {
	rest, ok := strings.CutPrefix(parameter, name+"[")
	if !ok {
		return nil
	}
	rest, ok = strings.CutSuffix(rest, "]")
	if !ok {
		return nil
	}
	parts := strings.Split(rest, "][")
	for _, part := range parts {
		if part == "" || strings.ContainsAny(part, "[]") {
			return nil
		}
	}
	return parts
}
