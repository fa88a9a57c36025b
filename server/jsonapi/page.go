package jsonapi

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/gozen-dev/gozen/query"
)

// page is a cut of a list. Without a limit it is the whole list.
type page struct{ offset, limit int }

// page reads page[offset] and page[limit]. Nonsense counts as not given.
func (q *request) page() page {
	if q.h.pageSize < 0 {
		return page{}
	}
	p := page{limit: q.h.pageSize}
	if n, err := strconv.Atoi(q.params.get("page[limit]")); err == nil && n > 0 {
		p.limit = min(n, p.limit)
	}
	if n, err := strconv.Atoi(q.params.get("page[offset]")); err == nil && n > 0 && n < maxOffset {
		p.offset = n
	}
	return p
}

// maxOffset keeps sums of offsets and limits from overflowing.
const maxOffset = 1 << 31

// members are skip and take.
func (p page) members() []query.Member {
	if p.limit == 0 {
		return nil
	}
	members := []query.Member{is("take", query.Number(strconv.Itoa(p.limit)))}
	if p.offset > 0 {
		members = append(members, is("skip", query.Number(strconv.Itoa(p.offset))))
	}
	return members
}

// total is the length of the list that rows are a page of, where they tell.
func (p page) total(rows int) (total int, ok bool) {
	if p.limit == 0 {
		return rows, true
	}
	return p.offset + rows, rows < p.limit && (rows > 0 || p.offset == 0)
}

// links appends the links between pages of the list at self, which keep what
// else was asked.
func (q *request) pageLinks(b []byte, self string, p page, total int) []byte {
	if p.limit == 0 {
		return b
	}
	var kept strings.Builder
	for _, x := range q.params {
		if x.name == "include" || x.name == "sort" || bracketed(x.name, "filter") != nil || bracketed(x.name, "fields") != nil {
			kept.WriteString(url.QueryEscape(x.name) + "=" + url.QueryEscape(x.value) + "&")
		}
	}
	link := func(name string, offset int, there bool) {
		b = append(append(append(b, `,"`...), name...), `":`...)
		if !there {
			b = append(b, "null"...)
			return
		}
		text := self + "?" + kept.String()
		if offset > 0 {
			text += "page%5Boffset%5D=" + strconv.Itoa(offset) + "&"
		}
		b = query.AppendString(b, text+"page%5Blimit%5D="+strconv.Itoa(p.limit))
	}
	link("first", 0, true)
	link("last", max(0, (total-1)/p.limit*p.limit), true)
	link("prev", p.offset-p.limit, p.offset >= p.limit)
	link("next", p.offset+p.limit, p.offset+p.limit < total)
	return b
}
