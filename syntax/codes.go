package syntax

import "github.com/gozen-dev/gozen/diag"

// The diagnostics of scanner and parser. The reference's code stands in
// parentheses.
const (
	// CodeCharacter: text that is no token (ZS01).
	//
	// Example:
	//
	//	model Book {
	//	  id Int @id
	//	  @@allow('read', id + 1 > 2)
	//	}
	CodeCharacter diag.Code = "ZM0101"

	// CodeUnexpected: a token where the grammar wants another (ZS02).
	//
	// Example:
	//
	//	model Book {
	//	  id Int @id
	//	  tags Int[] @default([1, 2,])
	//	}
	CodeUnexpected diag.Code = "ZM0102"

	// CodeTooDeep: an expression nested deeper, or longer, than any schema
	// needs; the limit keeps every later pass within its stack.
	//
	// Example:
	//
	//	model Book {
	//	  id Int @id
	//	  @@allow('read', REPEAT("(", 300) true REPEAT(")", 300))
	//	}
	CodeTooDeep diag.Code = "ZM0103"

	// CodeLooseDoc: a documentation comment with nothing to document (ZW01).
	//
	// Example:
	//
	//	model Book {
	//	  id Int @id /// primary key
	//	}
	CodeLooseDoc diag.Code = "ZM1901"
)
