package syntax

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// widestCell is the width beyond which a cell is left out of its column: one
// long type must not push everybody's attributes off the screen, nor let a
// small file ask for a huge one.
const widestCell = 40

// rowKind tells what a row means to the columns around it.
type rowKind uint8

const (
	single  rowKind = iota // has no columns, and ends those before it
	aligned                // cells in columns
	remark                 // only comments: columns pass it
)

// row is a member, the head or end of a declaration, or a line of comments. A
// cell may hold line breaks; then it ends the row's columns.
type row struct {
	kind   rowKind
	indent int
	blank  bool // a blank line goes before
	cells  [][]byte
	tail   []byte // comments behind, which no column waits for
	ended  bool   // what is written now goes to the tail
}

// write appends text to the last cell, or to the tail of a row that has ended.
func (r *row) write(text string) {
	if r.ended {
		r.tail = append(r.tail, text...)
		return
	}
	last := len(r.cells) - 1
	r.cells[last] = append(r.cells[last], text...)
}

// end parts the row from the comments behind it.
func (r *row) end() { r.ended = true }

// nextCell starts the next column, where the row still has columns.
func (r *row) nextCell() {
	if r.kind != aligned || bytes.ContainsRune(r.cells[len(r.cells)-1], '\n') {
		r.write(" ")
		return
	}
	r.cells = append(r.cells, nil)
}

// width is the width of a cell in its column, 0 when it has none.
func width(cell []byte) int {
	if n := utf8.RuneCount(cell); n <= widestCell && !bytes.ContainsRune(cell, '\n') {
		return n
	}
	return 0
}

// render prints rows, each block of them with its columns.
func render(rows []*row) []byte {
	var out bytes.Buffer
	for len(rows) > 0 {
		n := block(rows)
		columns := columns(rows[:n])
		for _, r := range rows[:n] {
			if r.blank && out.Len() > 0 {
				out.WriteByte('\n')
			}
			r.render(&out, columns)
		}
		rows = rows[n:]
	}
	return out.Bytes()
}

// block counts the rows from the first that share columns: they end at a blank
// line, at a block attribute and at the brace.
func block(rows []*row) int {
	n := 1
	for n < len(rows) && rows[n-1].kind != single && rows[n].kind != single && !rows[n].blank {
		n++
	}
	return n
}

// columns returns the width of each column of a block.
func columns(rows []*row) []int {
	var widths []int
	for _, r := range rows {
		if r.kind != aligned {
			continue
		}
		for i, c := range r.cells {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], width(c))
		}
	}
	return widths
}

func (r *row) render(out *bytes.Buffer, columns []int) {
	out.WriteString(strings.Repeat(" ", r.indent))
	last := len(r.cells) - 1
	for i, c := range r.cells {
		out.Write(c)
		if i < last {
			out.WriteString(strings.Repeat(" ", max(columns[i]-utf8.RuneCount(c), 0)+1))
		}
	}
	out.Write(r.tail)
	out.WriteByte('\n')
}
