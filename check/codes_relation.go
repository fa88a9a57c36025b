package check

import "github.com/gozen-dev/gozen/diag"

// Relations.
const (
	// CodeNoOpposite: a relation field that nothing answers (ZR01).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] }
	//	model Book { id Int @id }
	CodeNoOpposite diag.Code = "ZM0601"

	// CodeAmbiguous: a relation field that several fields could answer (ZR02).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] }
	//	model Book {
	//	  id Int @id
	//	  a Author @relation(fields: [aId], references: [id])
	//	  aId Int
	//	  b Author @relation(fields: [bId], references: [id])
	//	  bId Int
	//	}
	CodeAmbiguous diag.Code = "ZM0602"

	// CodeHalfKey: fields without references, or the reverse (ZR03).
	//
	// Example:
	//
	//	model Author { id Int @id book Book? @relation(fields: [id]) }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) authorId Int @unique }
	CodeHalfKey diag.Code = "ZM0603"

	// CodeEmptyKey: an empty list of key fields (ZR04).
	//
	// Example:
	//
	//	model Author { id Int @id }
	//	model Book { id Int @id author Author @relation(fields: [], references: []) }
	CodeEmptyKey diag.Code = "ZM0604"

	// CodeKeyLength: as many fields as references, or not (ZR05).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] }
	//	model Book { id Int @id author Author @relation(fields: [authorId, id], references: [id]) authorId Int }
	CodeKeyLength diag.Code = "ZM0605"

	// CodeKeyOptional: a required relation whose key may be null (ZR06).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) authorId Int? }
	CodeKeyOptional diag.Code = "ZM0606"

	// CodeKeyField: a key field that does not exist (ZR07).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [key]) authorId Int }
	CodeKeyField diag.Code = "ZM0607"

	// CodeKeyType: a key that is of another type than what it refers to (ZR08).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) authorId String }
	CodeKeyType diag.Code = "ZM0608"

	// CodeBothKeys: a relation with a key on both sides (ZR09).
	//
	// Example:
	//
	//	model Author { id Int @id book Book? @relation(fields: [bookId], references: [id]) bookId Int? @unique }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) authorId Int @unique }
	CodeBothKeys diag.Code = "ZM0609"

	// CodeNoKey: a relation with a key on neither side (ZR10).
	//
	// Example:
	//
	//	model Author { id Int @id book Book? }
	//	model Book { id Int @id author Author? }
	CodeNoKey diag.Code = "ZM0610"

	// CodeOtherSide: a side without the key that says it is always there (ZR11).
	//
	// Example:
	//
	//	model Author { id Int @id book Book }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) authorId Int @unique }
	CodeOtherSide diag.Code = "ZM0611"

	// CodeKeyUnique: a one-to-one relation whose key may repeat (ZR12).
	//
	// Example:
	//
	//	model Author { id Int @id book Book? }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) authorId Int }
	CodeKeyUnique diag.Code = "ZM0612"

	// CodeManyKey: a many-to-many relation with a key (ZR13).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] }
	//	model Book { id Int @id authorId Int authors Author[] @relation(fields: [authorId], references: [id]) }
	CodeManyKey diag.Code = "ZM0613"

	// CodeSelfName: a relation of a model to itself without a name (ZR14).
	//
	// Example:
	//
	//	model Node { id Int @id parent Node? @relation(fields: [parentId], references: [id]) parentId Int? children Node[] }
	CodeSelfName diag.Code = "ZM0614"

	// CodeReferences: references to fields that may repeat (ZX01).
	//
	// Example:
	//
	//	model Author { id Int @id no Int books Book[] }
	//	model Book { id Int @id author Author @relation(fields: [authorNo], references: [no]) authorNo Int }
	CodeReferences diag.Code = "ZM0621"

	// CodeKeyTogether: a one-to-one key whose parts are unique, but not together (ZX02).
	//
	// Example:
	//
	//	model Author { x Int y Int book Book? @@id([x, y]) }
	//	model Book { id Int @id x Int @unique y Int @unique author Author @relation(fields: [x, y], references: [x, y]) }
	CodeKeyTogether diag.Code = "ZM0622"

	// CodeKeyWidth: a BigInt that refers to an Int, and its like (ZX03).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) authorId BigInt }
	CodeKeyWidth diag.Code = "ZM0623"

	// CodeManyID: an implicit many-to-many relation without a single id (ZX04).
	//
	// Example:
	//
	//	model Author { x Int y Int books Book[] @@id([x, y]) }
	//	model Book { id Int @id authors Author[] }
	CodeManyID diag.Code = "ZM0624"

	// CodeActionSide: a referential action on the side without the key (ZX05).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] @relation(onDelete: Cascade) }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) authorId Int }
	CodeActionSide diag.Code = "ZM0625"

	// CodeSetNull: SetNull over a key that cannot be null; on PostgreSQL a warning (ZX06).
	//
	// Example:
	//
	//	datasource db { provider = 'sqlite' }
	//	model Author { id Int @id books Book[] }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id], onDelete: SetNull) authorId Int }
	CodeSetNull diag.Code = "ZM0626"

	// CodeAction: a referential action that the database does not have (ZX07).
	//
	// Example:
	//
	//	datasource db { provider = 'sqlserver' }
	//	model Author { id Int @id books Book[] }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id], onDelete: Restrict) authorId Int }
	CodeAction diag.Code = "ZM0627"

	// CodeSelfMany: a self relation of more than two fields (ZX23).
	//
	// Example:
	//
	//	model Node { id Int @id f Node[] @relation("t") g Node[] @relation("t") h Node[] @relation("t") }
	CodeSelfMany diag.Code = "ZM0628"

	// CodeEmptyRelationName: a relation with an empty name (ZX24).
	//
	// Example:
	//
	//	model Author { id Int @id books Book[] @relation("") }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) authorId Int }
	CodeEmptyRelationName diag.Code = "ZM0629"

	// CodeNotRelation: @relation on a scalar (ZX25).
	//
	// Example:
	//
	//	model Book { id Int @id x Int @relation("y") }
	CodeNotRelation diag.Code = "ZM0630"

	// CodeCascadePaths: actions that reach a row twice, or come back to where they began (ZX08).
	//
	// Example:
	//
	//	datasource db { provider = 'sqlserver' }
	//	model Node {
	//	  id Int @id
	//	  parent Node? @relation("tree", fields: [parentId], references: [id])
	//	  parentId Int?
	//	  children Node[] @relation("tree")
	//	}
	CodeCascadePaths diag.Code = "ZM0631"
)
