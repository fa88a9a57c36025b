package lsp

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/gozen-dev/gozen/check"
)

// document is a file that is open in the editor.
type document struct {
	uri     string // as the client writes it
	version int
	text    []byte
}

// documents are the open files by name. Their texts go before those on disk.
type documents struct {
	open map[string]*document
}

func newDocuments() *documents { return &documents{open: map[string]*document{}} }

// read returns the text of a file of the schema that starts at root: the
// editor's, else the disk's. From disk it reads what the schema may import, and
// nothing but regular files, as a read from another might never end.
func (d *documents) read(root, name string) ([]byte, error) {
	if doc := d.open[name]; doc != nil {
		return doc.text, nil
	}
	if !isFile(root) || !isFile(name) {
		return nil, errors.New("only files on disk can be read")
	}
	if name == root {
		if info, err := os.Stat(root); err != nil || !info.Mode().IsRegular() {
			return nil, fmt.Errorf("%s is not a regular file", name)
		}
	}
	src, err := check.Reader(root)(name)
	// Editors keep the byte order mark to themselves, and count without it.
	return bytes.TrimPrefix(src, []byte("\xef\xbb\xbf")), err
}

// uri returns how the client calls a file.
func (d *documents) uri(name string) string {
	if doc := d.open[name]; doc != nil {
		return doc.uri
	}
	return uriOfName(name)
}

// edit applies changes in their order. A place outside of the text is taken
// for its nearest end, as the protocol says.
func (doc *document) edit(changes []contentChange) {
	for _, c := range changes {
		if c.Range == nil {
			doc.text = []byte(c.Text)
			continue
		}
		t := newText(doc.text)
		from := t.offset(c.Range.Start)
		to := max(from, t.offset(c.Range.End))
		doc.text = slices.Concat(doc.text[:from], []byte(c.Text), doc.text[to:])
	}
}

func (s *server) didOpen(p didOpenParams) (any, error) {
	name := nameOfURI(p.TextDocument.URI)
	s.docs.open[name] = &document{
		uri: p.TextDocument.URI, version: p.TextDocument.Version, text: []byte(p.TextDocument.Text),
	}
	s.projects.changed(name)
	s.projects.rearrange()
	return nil, nil
}

func (s *server) didChange(p didChangeParams) (any, error) {
	name := nameOfURI(p.TextDocument.URI)
	doc := s.docs.open[name]
	if doc == nil {
		return nil, fmt.Errorf("%s is not open", p.TextDocument.URI)
	}
	doc.edit(p.Changes)
	doc.version = p.TextDocument.Version
	s.projects.changed(name)
	return nil, nil
}

// didClose forgets the editor's text: from now on the file on disk counts.
func (s *server) didClose(p documentParams) (any, error) {
	name := nameOfURI(p.TextDocument.URI)
	delete(s.docs.open, name)
	s.projects.changed(name)
	s.projects.rearrange()
	return nil, nil
}

func (s *server) didSave(p documentParams) (any, error) {
	s.projects.changed(nameOfURI(p.TextDocument.URI))
	s.projects.rearrange()
	return nil, nil
}

// didChangeWatchedFiles starts over: files may have come and gone, and with
// them what imports what.
func (s *server) didChangeWatchedFiles(struct{}) (any, error) {
	s.projects.forget()
	s.projects.rearrange()
	return nil, nil
}
