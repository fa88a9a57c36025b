package lsp

import (
	"os"
	"path"
	"strings"
)

// inString offers the texts that mean something in their place: operations of
// rules, options, files to import.
func (c *cursor) inString() []completionOption {
	written := c.open[1:]
	switch {
	case c.previous(1) == "import" && len(c.frames) == 0:
		return c.importOptions(written)
	case c.previous(1) == "=" && len(c.frames) == 1:
		return c.words(optionTexts(c.previous(2)), written)
	}
	i := c.attributeFrame()
	if i < 0 {
		return nil
	}
	inner := c.frames[len(c.frames)-1]
	args := c.before[inner.index+1:]
	switch name := c.before[inner.index-1].Text; {
	case len(args) == 0 && (name == "@@allow" || name == "@@deny"):
		return c.words([]string{"create", "read", "update", "delete", "all", "post-update"}, written)
	case len(args) == 0 && (name == "@allow" || name == "@deny"):
		return c.words([]string{"read", "update", "all"}, written)
	case name == "check" && c.previous(1) == ",":
		return c.words([]string{"create", "read", "update", "delete"}, written)
	case len(args) == 0 && (name == "currentModel" || name == "currentOperation"):
		return c.words([]string{"original", "upper", "lower", "capitalize", "uncapitalize"}, written)
	}
	return nil
}

// words offers words for the one behind the last comma.
func (c *cursor) words(all []string, written string) []completionOption {
	last := strings.TrimLeft(written[strings.LastIndexByte(written, ',')+1:], " ")
	c.from = c.offset - len(last)
	var out []completionOption
	for _, w := range all {
		out = append(out, completionOption{Label: w, Kind: kindValue})
	}
	return out
}

// importOptions offers the schema files of the folder that is written so far,
// and the folders in it. Only folders below the file's own can be imported from.
func (c *cursor) importOptions(written string) []completionOption {
	dir, last := path.Split(written)
	folder := path.Join(path.Dir(c.name), dir)
	if !isFile(c.name) || !within(folder, path.Dir(c.name)) {
		return nil
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil // nothing is there to be offered
	}
	c.from = c.offset - len(last)
	var out []completionOption
	for _, e := range entries {
		name, schema := strings.CutSuffix(e.Name(), ".zmodel")
		switch {
		case len(out) == maxFiles:
			return out
		case e.IsDir() && !strings.HasPrefix(name, ".") && name != "node_modules":
			out = append(out, completionOption{Label: name + "/", Kind: kindFile, priority: 1})
		case schema && path.Join(folder, e.Name()) != c.name:
			out = append(out, completionOption{Label: name, Kind: kindFile, Detail: e.Name()})
		}
	}
	return out
}
