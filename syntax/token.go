package syntax

type kind uint8

const (
	eof    kind = iota
	ident       // also every keyword: which words are reserved depends on the place
	number      // with its sign
	str         // with its quotes
	attr1       // @name
	attr2       // @@name
	attr3       // @@@name
	lbrace
	rbrace
	lparen
	rparen
	lbrack
	rbrack
	comma
	colon
	semicolon
	dot
	assign
	question
	bang
	caret
	equal
	unequal
	less
	lessEqual
	greater
	greaterEqual
	andAnd
	orOr
)

func (k kind) String() string {
	return [...]string{
		"end of file", "name", "number", "string", "attribute", "block attribute", "meta attribute",
		"'{'", "'}'", "'('", "')'", "'['", "']'", "','", "':'", "';'", "'.'", "'='", "'?'", "'!'", "'^'",
		"'=='", "'!='", "'<'", "'<='", "'>'", "'>='", "'&&'", "'||'",
	}[k]
}

// token is a token and the comments right before it: File.Comments[from:to].
type token struct {
	kind          kind
	bad           bool // already reported; stands for something unreadable
	from, to      int32
	start, end    int32 // offsets
	line, endLine int32 // those that it starts and ends on, from 1
}

// hard reports whether word may never be a name, in any dialect.
func hard(word string) bool {
	switch word {
	case "generator", "function", "extends", "true", "false", "this", "null", "_",
		"FieldReference", "TransitiveFieldReference", "ContextType":
		return true
	}
	return false
}

// typeWord reports whether word names a builtin type, and so may name members
// but not declarations or parameters.
func typeWord(word string) bool {
	switch word {
	case "String", "Boolean", "Int", "BigInt", "Float", "Decimal", "DateTime", "Json", "Bytes",
		"Null", "Object", "Any", "Unsupported":
		return true
	}
	return false
}
