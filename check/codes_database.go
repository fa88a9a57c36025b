package check

import "github.com/gozen-dev/gozen/diag"

// Defaults, and what databases refuse.
const (
	// CodeAutoincrement: autoincrement() where the database has no counter (ZX13).
	//
	// Example:
	//
	//	datasource db { provider = 'sqlite' }
	//	model Book { id Int @id n Int @unique @default(autoincrement()) }
	CodeAutoincrement diag.Code = "ZM1213"

	// CodeDefaultValue: a default that the column cannot hold (ZX14).
	//
	// Example:
	//
	//	model Book { id Int @id n Int @default(1.5) }
	CodeDefaultValue diag.Code = "ZM1214"

	// CodeDefaultMap: a named default outside of sqlserver (ZX15).
	//
	// Example:
	//
	//	model Book { id Int @id d Int @default(1, map: "x") }
	CodeDefaultMap diag.Code = "ZM1215"

	// CodeUpdatedAt: @updatedAt on a list (ZX16).
	//
	// Example:
	//
	//	model Book { id Int @id d DateTime[] @updatedAt }
	CodeUpdatedAt diag.Code = "ZM1216"

	// CodeNative: a native type that the database does not have, or not so (ZX17).
	//
	// Example:
	//
	//	model Book { id Int @id d String @db.LongText }
	CodeNative diag.Code = "ZM1217"
)

// Warnings.
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
)
