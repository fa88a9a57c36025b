package check

import "github.com/gozen-dev/gozen/diag"

// Warnings. Each can be silenced by a comment: see ignore.
const (
	// CodeNoEffect: an attribute that means nothing where it stands (ZW02).
	//
	// Example:
	//
	//	enum Kind { A @@auth }
	//	model Book { id Int @id }
	CodeNoEffect diag.Code = "ZM1902"

	// CodeMixed: && and || without parentheses (ZW03).
	//
	// Example:
	//
	//	model Book { id Int @id a Boolean b Boolean c Boolean @@allow('read', a || b && c) }
	CodeMixed diag.Code = "ZM1903"

	// CodeForeignValue: an enum compared with something that is none of its values (ZW04).
	//
	// Example:
	//
	//	enum Kind { ON }
	//	model Book { id Int @id k Kind @@allow('read', k == 'ON') }
	CodeForeignValue diag.Code = "ZM1904"

	// CodeNoRules: a model that nobody can use.
	//
	// Example:
	//
	//	model Book { id Int @id }
	CodeNoRules diag.Code = "ZM1905"

	// CodeGenerator: a generator in a v3 schema (ZD14).
	//
	// Example:
	//
	//	generator client { provider = 'prisma-client-js' }
	//	type Base { id Int @id }
	//	model Book with Base { title String }
	CodeGenerator diag.Code = "ZM1906"

	// CodeDialects: a rule that the dialects read differently, in a schema that has signs of both.
	//
	// Example:
	//
	//	model Book { id Int @id pw String @password n Int @deny('read', n > 9) @@validate(length(pw) > 2) }
	CodeDialects diag.Code = "ZM1907"

	// CodeDeprecated: a use of an attribute that its declaration calls deprecated (ZA11).
	//
	// Example:
	//
	//	attribute @old() @@@deprecated("use @new")
	//	model Book { id Int @id n Int @old }
	CodeDeprecated diag.Code = "ZM1908"

	// CodePlugin: a plugin that is a JavaScript package.
	//
	// Example:
	//
	//	plugin docs { provider = './docs' }
	//	model Book { id Int @id }
	CodePlugin diag.Code = "ZM1909"

	// CodeUnknown: a deny, or a rule for updating a field, that cannot be decided when a value is null.
	//
	// Example:
	//
	//	model Book { id Int @id state String? @@allow('all', true) @@deny('read', state != 'public') }
	CodeUnknown diag.Code = "ZM1910"

	// CodeAlways: a rule whose condition is always true, though it does not say so.
	//
	// Example:
	//
	//	model User { id Int @id @@allow('read', auth() == null || auth() != null) }
	CodeAlways diag.Code = "ZM1911"

	// CodeNever: an allow that allows nothing: its condition can never be true, or a deny always fires.
	//
	// Example:
	//
	//	enum Role { USER ADMIN }
	//	model Book { id Int @id role Role @@allow('read', role == USER && role == ADMIN) }
	CodeNever diag.Code = "ZM1912"

	// CodeDeadDeny: a deny that can never fire, or has nothing to deny.
	//
	// Example:
	//
	//	model Book { id Int @id n Int @@allow('read', true) @@deny('delete', n > 9) }
	CodeDeadDeny diag.Code = "ZM1913"

	// CodeSecret: a field that looks secret and that everybody can read.
	//
	// Example:
	//
	//	model Book { id Int @id apiToken String @@allow('read', true) }
	CodeSecret diag.Code = "ZM1914"

	// CodeCascade: a cascade that deletes rows that somebody else owns.
	//
	// Example:
	//
	//	model User { id Int @id posts Post[] notes Comment[] @@allow('all', auth() == this) }
	//	model Post {
	//	  id Int @id
	//	  author User @relation(fields: [authorId], references: [id])
	//	  authorId Int
	//	  comments Comment[]
	//	  @@allow('all', auth() == author)
	//	}
	//	model Comment {
	//	  id Int @id
	//	  post Post @relation(fields: [postId], references: [id], onDelete: Cascade)
	//	  postId Int
	//	  author User @relation(fields: [authorId], references: [id])
	//	  authorId Int
	//	  @@allow('all', auth() == author)
	//	}
	CodeCascade diag.Code = "ZM1915"

	// CodeUnindexed: a rule that looks for a user's rows by a column without an index.
	//
	// Example:
	//
	//	model User { id Int @id tenant String @@allow('all', auth() == this) }
	//	model Book { id Int @id tenant String @@allow('read', tenant == auth().tenant) }
	CodeUnindexed diag.Code = "ZM1916"

	// CodeIgnoreReason: a gozen:ignore comment without a code or without a reason.
	//
	// Example:
	//
	//	model Book { id Int @id } // gozen:ignore ZM1905
	CodeIgnoreReason diag.Code = "ZM1917"

	// CodeIgnoreUnused: a gozen:ignore comment where there is nothing to ignore.
	//
	// Example:
	//
	//	// gozen:ignore ZM1903 we know the precedence
	//	model Book { id Int @id @@allow('read', true) }
	CodeIgnoreUnused diag.Code = "ZM1918"

	// CodeKeyIndex: a key without an index under relationMode = "prisma" (ZX28).
	//
	// Example:
	//
	//	datasource db {
	//	  provider = 'mysql'
	//	  relationMode = 'prisma'
	//	}
	//	model Author { id Int @id books Book[] }
	//	model Book { id Int @id author Author @relation(fields: [authorId], references: [id]) authorId Int }
	CodeKeyIndex diag.Code = "ZM1919"

	// CodeDialect: a gozen:dialect comment that does not say which, or contradicts another.
	//
	// Example:
	//
	//	// gozen:dialect 2
	//	model Book { id Int @id @@allow('read', true) }
	CodeDialect diag.Code = "ZM1920"
)
