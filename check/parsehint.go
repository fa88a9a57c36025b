package check

import (
	"slices"
	"strings"

	"github.com/gozen-dev/gozen/diag"
	"github.com/gozen-dev/gozen/syntax"
)

// hintParser says what to write instead where the parser has stumbled over what
// people bring along from other languages. The parser itself only knows what it
// expected.
func (c *checker) hintParser(src []byte, l diag.List) {
	for i := range l {
		d := &l[i]
		at := d.Span
		if d.Hint != "" || at.Start() > at.End() || at.End() > len(src) {
			continue
		}
		word := string(src[at.Start():min(at.End(), at.Start()+64)])
		_, want, _ := strings.Cut(d.Message, ", expected ")
		switch d.Code {
		case syntax.CodeCharacter:
			d.Hint = characterHint(word, d.Message)
		case syntax.CodeTooDeep:
			d.Hint = "move a part of it into a rule of its own: several allow rules are joined by ||"
		case syntax.CodeUnexpected:
			d.Hint = c.unexpectedHint(word, lastByte(src[:at.Start()]), want)
		}
	}
}

// lastByte returns the last byte of text that is no white space, or 0.
func lastByte(text []byte) byte {
	for _, b := range slices.Backward(text) {
		switch b {
		case ' ', '\t', '\r', '\n':
		default:
			return b
		}
	}
	return 0
}

func characterHint(word, message string) string {
	switch {
	case strings.HasSuffix(message, "the string is not closed"):
		return "add the closing quote"
	case strings.HasSuffix(message, "the comment is not closed"):
		return "add */"
	case strings.Contains(message, "UTF-8"):
		return "save the file as UTF-8"
	case strings.Contains(message, "attribute needs a name"):
		return "write the name right behind the @"
	case strings.Contains(message, "line break"):
		return "write \\n for a line break"
	}
	switch word {
	case "&", "|":
		return "write " + word + word
	case "#":
		return "comments begin with //"
	case "+", "-", "*", "/", "%":
		return "rules cannot calculate: compare with a field that holds the result"
	case "`", "“", "”", "‘", "’", "„", "«", "»":
		return `strings stand in "…" or '…'`
	}
	return "remove it: names are made of letters, digits and underscores"
}

// unexpectedHint says what to do about a word where something else was expected.
// Before is what stands in front of it.
func (c *checker) unexpectedHint(word string, before byte, want string) string {
	switch {
	case want == "'}'" && word == "":
		return "a declaration is not closed: add the missing '}'"
	case want == "'}'" && !strings.HasPrefix(word, "@"):
		return "the declaration above is not closed: add '}'"
	case want == "']'" && before == '[':
		return "a list is written with both brackets, as in: String[]"
	case before == ',' && (word == ")" || word == "]"):
		return "remove the comma before it"
	case strings.HasPrefix(want, "a declaration"):
		return c.declarationHint(word, want)
	}
	if hint := strangeWord(word); hint != "" {
		return hint
	}
	switch want {
	case "a name":
		return nameHint(word)
	case "a type":
		return "write the type behind the name, as in: title String"
	case "an enum value":
		return "an enum needs at least one value"
	case "an expression", "an argument", "a value":
		return "a value is missing here"
	case "')'", "']'":
		return "close the bracket, or put a comma between two arguments"
	}
	return ""
}

// strangeWord knows the words and signs of other languages.
func strangeWord(word string) string {
	switch word {
	case "=":
		return "write == to compare"
	case "and", "AND":
		return "write &&"
	case "or", "OR":
		return "write ||"
	case "not", "NOT":
		return "write !"
	case "undefined", "None", "nil", "NULL":
		return "write null"
	case ";":
		return "remove it: a line break ends a field"
	case ",":
		return "remove the comma: fields and values are parted by line breaks"
	case ":":
		return "remove the colon: the type stands right behind the name"
	case "<", ">":
		return "a list is written with brackets, as in: String[]"
	}
	return ""
}

func nameHint(word string) string {
	switch {
	case strings.HasPrefix(word, "@") && !strings.HasPrefix(word, "@@"):
		return "write @" + word + " for an attribute of the whole model, or put it behind the field that it is for"
	case word == "[":
		return "a list stands right behind its type and is never optional: String[]"
	case word == "?":
		return "a type has one '?'"
	case word != "" && isWord(word):
		return word + " is a word of the language: choose another name, and keep the column's with @map"
	}
	return "a name is missing here"
}

func isWord(text string) bool {
	return strings.Trim(strings.ToLower(text), "abcdefghijklmnopqrstuvwxyz_") == ""
}

// declarationHint says which declaration a word may have been meant for.
func (c *checker) declarationHint(word, want string) string {
	switch strings.ToLower(word) {
	case "import":
		return "move it to the top of the file"
	case "class", "table", "interface", "entity", "struct":
		return "write model"
	case "}":
		return "remove it: nothing is open here"
	}
	if strings.Contains(want, "return type") {
		return "remove the '?'"
	}
	if hint := c.suggest(word, func() []string {
		return []string{"model", "type", "enum", "view", "abstract", "datasource", "generator", "plugin", "function", "procedure", "attribute", "import"}
	}); hint != "" && isWord(word) {
		return hint
	}
	return "outside of braces stand model, type, enum, view, datasource, plugin, function, procedure and attribute"
}
